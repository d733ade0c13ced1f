"""What many guardrails share: how a value is told in a message, which keys are our own, how often a schedule runs."""

import pytest

from policies.data.recovery import NEVER, longest_gap
from policies.frame.checks import is_own_key, show
from policies.frame.values import ASSET, UNKNOWN, Value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "nothing"),
        (UNKNOWN, "unknown until the update"),
        (ASSET, "an asset or archive"),
        ({"password": "p"}, "a map"),
        (["p"], "a list"),
        (True, "true"),
        (False, "false"),
        (7.0, "7"),
        (0.5, "0.5"),
        ("TLSv1.2", "TLSv1.2"),
        ("", ""),
        ("a" * 80, "a" * 80),
        ("a" * 81, "a" * 77 + "..."),
    ],
)
def test_a_value_is_told_on_one_line(value: Value, shown: str) -> None:
    assert show(value) == shown


@pytest.mark.parametrize(
    ("value", "own"),
    [
        ("arn:aws:kms:us-east-1:111122223333:key/1", True),
        ("alias/storefront-prod-us-east-1-database", True),
        ("alias/aws/rds", False),
        ("arn:aws:kms:us-east-1:111122223333:alias/aws/rds", False),
        ("", False),
        (None, False),
        (True, False),
        ({"arn": "a"}, False),
    ],
)
def test_a_key_is_our_own_unless_it_is_left_out_or_a_default_of_aws(value: Value, own: bool) -> None:  # noqa: FBT001 - a column
    assert is_own_key(value) is own


HOUR, DAY, WEEK = 3600, 86400, 7 * 86400


@pytest.mark.parametrize(
    ("schedule", "seconds"),
    [
        ("rate(1 minute)", 60),
        ("rate(5 minutes)", 300),
        ("rate(1 hour)", HOUR),
        ("rate(12 hours)", 12 * HOUR),
        ("rate(2 days)", 2 * DAY),
        ("cron(0 4 * * ? *)", DAY),
        ("cron(0 4 ? * * *)", DAY),
        ("cron(30 2,14 * * ? *)", 12 * HOUR),
        # The longest of several, over midnight too.
        ("cron(0 1,2,8 * * ? *)", 17 * HOUR),
        ("cron(0 8,1,20 * * ? *)", 12 * HOUR),
        ("cron(0 * * * ? *)", HOUR),
        ("cron(0 */6 * * ? *)", 6 * HOUR),
        ("cron(0 0/8 * * ? *)", 8 * HOUR),
        ("cron(0 */5 * * ? *)", 5 * HOUR),
        # At 0 and at 23 o'clock: every step begins at midnight.
        ("cron(0 */23 * * ? *)", 23 * HOUR),
        ("cron(0 4 ? * SUN *)", WEEK),
        # From Friday to Monday, from Wednesday's evening to Friday's morning; a day or a range that is none.
        ("cron(0 19 ? * MON-FRI *)", 3 * DAY),
        ("cron(0 6,18 ? * SAT,SUN,MON-WED,FRI *)", 36 * HOUR),
        ("cron(0 4 1 * ? *)", 31 * DAY),
        ("cron(0 4 L * ? *)", 31 * DAY),
        ("cron(0 4-6 * * ? *)", 22 * HOUR),
        # From 31 March to 31 May, from the last of January to the first of the next; by numbers, and from a year on.
        ("cron(0 4 31 * ? *)", 61 * DAY),
        ("cron(0 4 ? JAN * *)", 336 * DAY),
        ("cron(0 4 ? * 1-7 *)", DAY),
        ("cron(0 4 ? * mon-sat *)", 2 * DAY),
        ("cron(30 6/12 ? * * *)", 12 * HOUR),
        ("cron(30 6-18/12 1-31 JAN-DEC ? 2026-2199)", 12 * HOUR),
        # No day, a range that is none, no step.
        ("cron(0 4 ? * MON,FOO *)", NEVER),
        ("cron(0 4 ? * FRI-MON *)", NEVER),
        ("cron(0 */0 * * ? *)", NEVER),
        ("cron(0 */24 * * ? *)", NEVER),
        ("cron(0 4, * * ? *)", NEVER),
        ("cron(0 4 30 2 ? *)", NEVER),
        ("rate(1 month)", NEVER),
        ("", NEVER),
    ],
)
def test_the_longest_gap_of_a_schedule_and_never_where_it_is_none(schedule: str, seconds: int) -> None:
    assert longest_gap(schedule) == seconds
