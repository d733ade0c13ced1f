"""Proves that the operator may do all that the recoveries call, and all that AWS does in the operator's name for it.

The calls are recorded while each recovery runs on a small stack, with the names of the rehearsed one put in the place
of its own. What a call asks for is told by AWS's reference and by the tables of `tests/access/calls`.
"""

from __future__ import annotations

import pytest

from tests.access.calls.call import Call
from tests.access.calls.judged import asked_for, judge, refused
from tests.access.calls.recoveries import calls_of
from tests.access.evaluator import missing
from tests.access.principals import Principal, Stack
from tests.operations.recovery.test_kill_anywhere import CASES, Case, every_case
from tests.support.rehearsals import rehearsed

reason = missing()
# The small stack's other region has load balancers and functions, which staging's has not: what staging's operator does in
# a drill is judged where it is drilled (tests/rehearsal/test_drills.py).
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")


@evaluated
@every_case
def test_the_operator_may_do_what_a_recovery_calls_and_implies(case: Case, prod: Stack) -> None:
    judged = judge(prod, _operator(prod), _of(case, prod))
    assert len(judged) > 20
    assert set(refused(judged)) == _done_without(case, prod)


def _operator(stack: Stack) -> Principal:
    return stack.principals[f"{stack.prefix}operator"]


def _of(case: Case, stack: Stack) -> list[Call]:
    return calls_of(case, stack, rehearsed(stack.environment).manifest)


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
    calls = [call for case in CASES for call in _of(case, prod)]
    assert set(refused(judge(prod, operator.without(sid), calls))) > set(refused(judge(prod, operator, calls)))
