"""Proves that the operator may do all that the recoveries call, and all that AWS does in the operator's name for it.

The calls are recorded while each recovery runs on a small stack, with the names of the rehearsed one put in the place
of its own. What a call asks for is told by AWS's reference and by the tables of `tests/access/calls`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import pytest

from rehearsal.drills.small_stack import ACCOUNT
from tests.access.calls.call import Call
from tests.access.calls.heard import heard
from tests.access.calls.judged import asked_for, judge, refused, renamed
from tests.access.evaluator import missing
from tests.access.principals import Principal, Stack
from tests.operations.recovery.test_kill_anywhere import CASES, Case, begin, every_case, stood_up
from tests.operations.recovery.test_pointing import denied
from tests.operations.recovery.world import Doomed
from tests.support.rehearsals import rehearsed

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")


@cache
def _recorded(name: str) -> tuple[dict[str, Any], tuple[Call, ...]]:
    """The manifest of the small stack, and what a recovery called there."""
    (case,) = [one for one in CASES if one.name == name]
    with stood_up(case) as standing, case.outage() as dark, heard(Doomed) as calls:
        begin(standing.recovery(denied, dark=dark)[0], case)
        return standing.document, tuple(calls)


def _calls(case: Case, manifest: Mapping[str, Any], account: str) -> list[Call]:
    document, calls = _recorded(case.name)
    return list(renamed(calls, _names(document, manifest), {ACCOUNT: account}))


def _names(small: Mapping[str, Any], real: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What stands for what, by region: the two manifests have the same places."""
    found: dict[str, dict[str, str]] = {}
    for region in ("us-east-1", "us-west-2"):
        for section in (one for one in small if "-us-" not in one or one.endswith(region)):
            _pair(small[section], real.get(section, {}), found.setdefault(region, {}))
        # Both regions' functions have one name there.
        function = small["access"]["functions"][region]
        found[region][function] = real["access"]["functions"][region]
    return found


def _pair(small: object, real: object, found: dict[str, str]) -> None:
    if isinstance(small, str) and isinstance(real, str):
        found[small] = real
    elif isinstance(small, dict) and isinstance(real, dict):
        known = cast("dict[str, object]", real)
        for key, one in cast("dict[str, object]", small).items():
            _pair(one, known.get(key), found)
    elif isinstance(small, list) and isinstance(real, list):
        for one, other in zip(cast("list[object]", small), cast("list[object]", real), strict=False):
            _pair(one, other, found)


@evaluated
@every_case
def test_the_operator_may_do_what_a_recovery_calls_and_implies(case: Case, prod: Stack) -> None:
    judged = judge(prod, _operator(prod), _of(case, prod))
    assert len(judged) > 20
    assert set(refused(judged)) == _done_without(case, prod)


def _operator(stack: Stack) -> Principal:
    return stack.principals[f"{stack.prefix}operator"]


def _of(case: Case, stack: Stack) -> list[Call]:
    return _calls(case, rehearsed(stack.environment).manifest, stack.account)


def _done_without(case: Case, stack: Stack) -> set[str]:
    """What a recovery asks for and does without, as `denied` refuses it to the recorded ones: secrets are not read."""
    reads = [one for one in _of(case, stack) if one.operation == "GetSecretValue"]
    return {str(one) for one in asked_for(reads, stack.account)}


@evaluated
@pytest.mark.parametrize(
    "sid", ["ReadJournalsKey", "GrantDatabaseKeyToRds", "LockAndJournal", "PassMonitoringRole"]
)
def test_a_statement_that_goes_missing_is_missed(sid: str, prod: Stack) -> None:
    operator = _operator(prod)
    policies = {
        name: {**one, "Statement": [row for row in one["Statement"] if row["Sid"] != sid]}
        for name, one in operator.policies.items()
    }
    calls = [call for case in CASES for call in _of(case, prod)]
    assert set(refused(judge(prod, dataclasses.replace(operator, policies=policies), calls))) > set(
        refused(judge(prod, operator, calls))
    )
