"""Proves what each role can do and what it cannot, row by row, by an evaluator that honours identity policies,
boundaries, resource and key policies and conditions together; and that no role of the record is left out.

That the policies say nothing else that is dangerous is left to `test_analysers`, that a session obeys to
`test_enforced`. Skipped, with the reason, where npm could not fetch the evaluator.
"""

import dataclasses
from typing import Any

import pytest

from rehearsal.mocks.recorder import ROOT
from tests.access.closure.page import HEADING
from tests.access.evaluator import missing
from tests.access.matrix import Answer, answers, principals, short_name, takings
from tests.access.page import render
from tests.access.principals import Stack
from tests.access.rows import ROWS

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")


@pytest.fixture(scope="session")
def found(stack: Stack) -> list[Answer]:
    return answers(stack)


def test_every_role_of_the_record_has_calls_that_it_may_make_and_calls_that_it_may_not(stack: Stack) -> None:
    """A role that arrives without rows fails here."""
    shown = {(row.role, row.may) for row in ROWS}
    roles = {short_name(stack, principal.name)[0] for principal in principals(stack)}
    assert {(role, may) for role in roles for may in (True, False)} - shown == set()
    assert {row.role for row in ROWS} - roles == set()


@evaluated
def test_iam_answers_each_row_as_it_must(found: list[Answer]) -> None:
    wrong = [(one.role, one.row, one.verdict) for one in found if one.verdict.allowed != one.row.may]
    assert wrong == []
    assert len(found) >= len(ROWS)


@evaluated
def test_nothing_that_a_request_says_of_itself_is_lost_on_the_way(found: list[Answer]) -> None:
    """A condition key that the evaluator ignores proves nothing."""
    assert [(one.row, one.verdict.ignored) for one in found if one.verdict.ignored] == []


@evaluated
def test_who_is_let_into_a_role(prod: Stack) -> None:
    assert [(one.row, one.verdict) for one in takings(prod) if one.verdict.allowed != one.row.may] == []


_EVERYTHING: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("storefront-prod-operator", {"policies": {}}),
    ("storefront-prod-us-east-1-backup", {"boundary": None}),
    ("storefront-prod-developer", {"policies": {"all": _EVERYTHING}, "boundary": None}),
]


@evaluated
@pytest.mark.parametrize(("role", "change"), CHANGES)
def test_a_policy_or_a_boundary_that_goes_missing_is_seen(prod: Stack, role: str, change: dict[str, Any]) -> None:
    broken = {**prod.principals, role: dataclasses.replace(prod.principals[role], **change)}
    found = answers(dataclasses.replace(prod, principals=broken))
    assert {one.role for one in found if one.verdict.allowed != one.row.may} == {role}


@evaluated
def test_the_page_says_what_iam_answers(prod: Stack) -> None:
    page = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    before = page.partition(HEADING)[0]
    assert before == render(answers(prod), takings(prod)), "docs/access.md is out of date: run `make access`"
