"""Proves that the operator may do all that the recoveries call, and all that AWS does in the operator's name for it.

The calls are recorded while each recovery runs on a small stack, with the names of the rehearsed one put in the place
of its own. What a call asks for is told by AWS's reference and by the tables of `tests/access/calls`.
"""

from __future__ import annotations

import pytest

from operations.recovery.scenarios import Scenario
from tests.access.calls.call import Call
from tests.access.calls.judged import asked_for, judge, refused
from tests.access.calls.recoveries import calls_of
from tests.access.evaluator import missing
from tests.access.principals import Principal, Stack
from tests.access.rows.row import STANDBY
from tests.operations.recovery.test_kill_anywhere import CASES, Case
from tests.support.rehearsals import ALONE, SHAPES, rehearsed, settings_of

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")
every_shape = pytest.mark.parametrize("stack", SHAPES, indirect=True, scope="session")
# By stack: what a recovery calls on the small stack and cannot here, as there is nothing to call it on. What staging's
# operator does in its place is judged where it is drilled (tests/rehearsal/test_drills.py).
NOTHING_THERE = {
    "prod": set[str](),
    "staging": {"DescribeRules", "Invoke", "ModifyRule"},
}


def _promised(stack: Stack) -> list[Case]:
    """The recoveries of which the stack's guidelines speak, and the way back to the other site, where there is one."""
    settings = settings_of(stack.environment)
    spoken_of = {str(one) for one in settings.guidelines}
    if len(settings.sites) > 1:
        spoken_of.add(str(Scenario.FAILBACK))
    return [case for case in CASES if case.scenario in spoken_of]


@evaluated
@every_shape
def test_the_operator_may_do_what_recoveries_call_and_imply(stack: Stack) -> None:
    assert len(_promised(stack)) > 3
    for case in _promised(stack):
        judged = judge(stack, _operator(stack), _of(case, stack))
        assert len(judged) > 10, case.name
        assert set(refused(judged)) == _done_without(case, stack), case.name


@every_shape
def test_what_is_left_out_is_about_what_the_stack_has_not(stack: Stack) -> None:
    manifest = rehearsed(stack.environment).manifest
    left_out = [call for case in _promised(stack) for call in calls_of(case, stack, manifest)[1]]
    if stack.environment == ALONE:
        assert left_out
        assert all(STANDBY in f"{call.region} {call.params}" for call in left_out)
    else:
        assert {call.operation for call in left_out} == NOTHING_THERE[stack.environment]


def _operator(stack: Stack) -> Principal:
    return stack.principals[f"{stack.prefix}operator"]


def _of(case: Case, stack: Stack) -> list[Call]:
    return calls_of(case, stack, rehearsed(stack.environment).manifest)[0]


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
