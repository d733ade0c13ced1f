"""Proves that whoever a runbook, an alarm or a tripwire tells to type a command may do what the command asks for.

That commands of `storefront` parse is `tests/operations/recovery/test_runbooks.py`'s; whether a tired person
understands a page is left to drills.
"""

from __future__ import annotations

import pytest

from components.identity.names import Person
from rehearsal.mocks.recorder import ROOT
from tests.access.evaluator import missing
from tests.access.principals import Stack
from tests.access.runbooks.judged import PLACES, refusals, requests_of
from tests.access.runbooks.written import ADMINISTRATOR, ROLES, Written, everything_written, in_text
from tests.support.aws_command_line import check_aws_command

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")
WRITTEN = everything_written()
AWS = [one for one in WRITTEN if one.words[0] == "aws"]


@pytest.mark.parametrize("command", AWS, ids=str)
def test_it_is_a_whole_command_of_the_aws_cli(command: Written) -> None:
    check_aws_command(command.words)


def test_pages_alarms_and_tripwires_are_read() -> None:
    assert len(AWS) > 60
    assert {one.where.partition(" ")[0] for one in AWS} > {"alarm", "tripwire"}
    assert {one.role for one in AWS} > {"operator", "break-glass", "developer", ADMINISTRATOR}


def test_each_placeholder_is_used() -> None:
    used = " ".join(word for one in WRITTEN for word in one.words)
    assert [one for one in PLACES if one not in used] == []


@evaluated
def test_whoever_is_told_to_type_it_may(prod: Stack) -> None:
    assert list(map(str, refusals(prod, AWS))) == []


@evaluated
def test_a_right_that_is_taken_away_is_told_with_page_line_and_who_could(prod: Stack) -> None:
    operator = prod.principals[f"{prod.prefix}{Person.OPERATOR}"]
    told = [str(one) for one in refusals(prod.having(operator.without("ShiftZones")), AWS)]
    assert {one.partition("`")[2].split()[2] for one in told} == {"start-zonal-shift", "cancel-zonal-shift"}
    for one in told:
        assert one.startswith("zone-outage.md:")
        assert "asks for arc-zonal-shift:" in one
        assert "; break-glass or storefront-deployment could: say" in one


def test_a_placeholder_that_nobody_knows_is_told(prod: Stack) -> None:
    (one,) = in_text("`aws rds describe-events --source-identifier <that thing>`", "page.md")
    with pytest.raises(LookupError, match=r"page\.md:1: .*nothing says what stands for <that-thing>"):
        requests_of(prod, one)


PAGE = """# Page

For whoever is called.

1. Look: `aws rds
   describe-events`, then, as the `auditor`, `aws iam list-roles`.
2. Look again: `aws rds describe-events`. Nothing of `awscli` or `storefront`.

As the `break-glass`:

```sh
aws iam list-users
storefront health prod  # a remark
```

## By the developer

All of it is done as the `developer`.

- `aws rds describe-events`

```sh
eval "$(aws sts get-caller-identity)"
```
"""


def test_a_command_has_the_role_that_its_item_its_section_or_its_page_names() -> None:
    found = [(one.where, one.words[2], one.role) for one in in_text(PAGE, "p")]
    assert found == [
        ("p:5", "describe-events", "operator"),
        ("p:6", "list-roles", "auditor"),
        ("p:7", "describe-events", "operator"),
        ("p:12", "list-users", "break-glass"),
        ("p:13", "prod", "break-glass"),
        ("p:20", "describe-events", "developer"),
        ("p:23", "get-caller-identity", "developer"),
    ]


def test_a_role_that_nobody_has_is_told() -> None:
    with pytest.raises(LookupError, match="no role is called boss; there are developer"):
        list(in_text("As the `boss`: `aws iam list-users`.", "p"))


def test_the_front_page_says_what_each_way_of_naming_a_role_means() -> None:
    page = (ROOT / "docs/runbooks/README.md").read_text(encoding="utf-8")
    assert [one for one in ROLES if one not in {*Person} and f"`{one}`" not in page] == []
