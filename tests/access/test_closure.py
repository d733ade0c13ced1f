"""Proves that a session of each role gets at what a decision lets it, and at nothing else: closures against its table.

The steps are a table of their own (`closure/steps.py`). Whether a step that nobody is allowed would be seen if it were
is shown by taking rows of boundaries away.
"""

import pytest

from tests.access.closure.decided import decided
from tests.access.closure.search import closure, open_to, without
from tests.access.closure.steps import made_under, steps
from tests.access.evaluator import missing
from tests.access.matrix import short_name
from tests.access.principals import Stack

reason = missing()
pytestmark = pytest.mark.skipif(reason is not None, reason=reason or "")


def test_each_role_gets_at_what_the_decision_says(prod: Stack) -> None:
    found = closure(prod)
    allowed = decided(found)
    more = {role: sorted(reached.keys() - allowed[role]) for role, reached in found.items()}
    less = {role: sorted(allowed[role] - reached.keys()) for role, reached in found.items()}
    assert {role: ends for role, ends in more.items() if ends} == {}, "roles get at more than is decided"
    assert {role: ends for role, ends in less.items() if ends} == {}, "the decision allows what nobody gets at"


def test_steps_have_names_of_their_own(prod: Stack) -> None:
    found = [(one.to, one.by) for one in steps(prod)]
    assert len(set(found)) == len(found) > 120


# A row of a boundary, the role that is under it, and what a session of that gets at without the row.
OPENED = (
    ("break-glass", "AuditIsKept", "a record that is silent"),
    ("break-glass", "SubscriptionsStay", "people who are not told"),
    ("break-glass", "BackupsAreKept", "backups that end"),
    ("break-glass", "HighestBoundaryStays", made_under("break-glass")),
    ("break-glass", "NoUsersNorKeys", "a user with keys"),
    ("us-east-1-backup", "CommandsArePatches", "application"),
    ("us-west-2-restore-test", "NoServersOfOnesOwn", "application"),
)


@pytest.mark.parametrize(("role", "sid", "end"), OPENED)
def test_a_row_that_goes_missing_is_seen(prod: Stack, role: str, sid: str, end: str) -> None:
    name = f"{prod.prefix}{role}"
    short, _ = short_name(prod, name)
    assert end not in open_to(prod, short)
    assert end in open_to(without(prod, name, sid), short)
