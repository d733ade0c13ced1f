"""Proves that agents on servers may do what they call, and that no role has a right that nothing uses without a reason.

What uses a right: the recorded calls of functions, recoveries and people's commands, what AWS does in their names, and
the table of the agents' calls. Other rights stand in `calls/reasons.py`, each with its reason and a source. What an
environment has not, its roles have no right to: that is shown on stacks of three shapes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import chain

import pytest

from tests.access.calls.agents import POLICIES, WITHHELD, requests_of_agents
from tests.access.calls.call import Call
from tests.access.calls.converse import Right, rights, used
from tests.access.calls.functions import functions
from tests.access.calls.judged import Judged, judge, judge_requests, refused
from tests.access.calls.lambda_service import done_by_lambda
from tests.access.calls.reasons import REASONS, without_reason, without_right
from tests.access.calls.recoveries import calls_of
from tests.access.evaluator import missing
from tests.access.matrix import short_name
from tests.access.principals import AWS_OWN, Stack, aws_policy
from tests.access.runbooks.judged import judged
from tests.access.runbooks.written import everything_written
from tests.operations.recovery.test_kill_anywhere import CASES
from tests.support.rehearsals import ALONE, SHAPES, rehearsed

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")


@pytest.fixture(scope="module")
def agents(stack: Stack) -> dict[str, list[Judged]]:
    """IAM's answers to the agents' calls, by role."""
    asked = {name: list(requests_of_agents(stack, role)) for name, role in stack.principals.items()}
    return {name: judge_requests(stack, stack.principals[name], some) for name, some in asked.items() if some}


@pytest.fixture(scope="module")
def idle(
    stack: Stack,
    agents: dict[str, list[Judged]],
    calls: Mapping[str, tuple[Call, ...]],
    people: Mapping[str, Sequence[Judged]],
) -> set[Right]:
    """The rights that nothing recorded uses."""
    found: set[Right] = set()
    for one in functions(stack):
        role = stack.principals[one.role]
        found |= used(stack, role, judge(stack, role, calls[one.name], in_vpc=one.in_vpc))
        found |= used(stack, role, done_by_lambda(stack, role, one))
    operator, manifest = f"{stack.prefix}operator", rehearsed(stack.environment).manifest
    recoveries = [call for case in CASES for call in calls_of(case, stack, manifest)[0]]
    recovered = {operator: judge(stack, stack.principals[operator], recoveries)}
    for name, answers in chain(agents.items(), people.items(), recovered.items()):
        if name in stack.principals:
            found |= used(stack, stack.principals[name], answers)
    told = [one for one in everything_written() if one.words[0] == "aws"]
    for role, _, answer in judged(stack, told):
        found |= used(stack, role, [answer])
    return rights(stack) - found


@evaluated
def test_agents_may_do_what_they_call(stack: Stack, agents: dict[str, list[Judged]]) -> None:
    assert {name: no for name, answers in agents.items() if (no := refused(answers))} == {}
    assert len(agents) == len([name for name in stack.principals if short_name(stack, name)[0] in POLICIES])


def test_what_is_withheld_of_awss_policies_is_in_them(stack: Stack) -> None:
    """A reason for what AWS's policies do not grant any more, or for what a role was given after all, goes."""
    granted = {
        action
        for names in POLICIES.values()
        for name in names
        for statement in aws_policy(AWS_OWN + name)["Statement"]
        for action in statement["Action"]
    }
    prefixes = {f"{action.partition(':')[0]}:*" for action in granted}
    assert WITHHELD.keys() - granted - prefixes == set()
    servers = {one for one in rights(stack) if one.role in POLICIES}
    ours = {one.action for one in servers} - {"s3:GetObject", "ssm:GetParameter", "ssm:GetParameters"}
    assert ours & WITHHELD.keys() == set()


every_shape = pytest.mark.parametrize("stack", SHAPES, indirect=True, scope="session")
# What a reason explains stands in the largest stack; a smaller one has not all of it.
on_prod = pytest.mark.parametrize("stack", ["prod"], indirect=True, scope="session")


# By stack: what is used in sessions that are typed on another shape alone, and which one.
TYPED_ELSEWHERE = {
    ALONE: {
        Right("operator", "ListSecretsWithoutValues", "secretsmanager:DescribeSecret"): (
            "to re-home after a recovery in place looks at the secrets, as it does after the loss of a region"
        )
    }
}


@evaluated
@every_shape
def test_a_right_that_nothing_uses_has_a_reason(stack: Stack, idle: set[Right]) -> None:
    elsewhere = TYPED_ELSEWHERE.get(stack.environment, {}).keys()
    assert elsewhere <= idle
    assert "\n".join(without_reason(idle - elsewhere)) == ""


@evaluated
@on_prod
def test_a_reason_explains_a_right(idle: set[Right]) -> None:
    assert list(without_right(idle)) == []


def test_reasons_have_sources() -> None:
    assert [problem for one in REASONS if (problem := one.problem())] == []


@evaluated
@on_prod
@pytest.mark.parametrize("action", ["s3:DeleteObject", "rds:DeleteDBInstance", "iam:*"])
def test_a_new_right_that_nothing_uses_is_told(stack: Stack, idle: set[Right], action: str) -> None:
    name = f"{stack.prefix}us-east-1-heartbeat"
    old, more = stack.principals[name], {"Statement": [{"Sid": "New", "Effect": "Allow", "Action": action}]}
    role = dataclasses.replace(old, policies={**old.policies, "new": more})
    broken = dataclasses.replace(stack, principals={**stack.principals, name: role})
    (told,) = without_reason(idle | (rights(broken) - rights(stack)))
    assert told.startswith(f"{short_name(stack, name)[0]}: {action} by New: take it away")
