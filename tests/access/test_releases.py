"""Proves that the role that deploys may do all that a release and its way back call, and the operator what a runbook says.

The calls are recorded on fleets of their own, with the names of a rehearsed stack put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from tests.access.calls.call import Call, Request
from tests.access.calls.heard import heard
from tests.access.calls.judged import Judged, judge, judge_requests, refused, renamed
from tests.access.evaluator import missing
from tests.access.matrix import DEPLOYMENT, role_of
from tests.access.principals import Stack
from tests.operations.recovery.world import ACCOUNT, SERVING, STANDBY, Doomed, Killed, Moment
from tests.operations.release.fleets import FLEET, NEW, RESERVE, runs, stack

reason = missing()
pytestmark = pytest.mark.skipif(reason is not None, reason=reason or "")

# AWS tries beforehand whether whoever names a version could launch servers by it, tag them and hand their role on:
# https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
LAUNCHES = {
    "ec2:RunInstances": "arn:aws:ec2:{region}:{account}:instance/*",
    "ec2:CreateTags": "arn:aws:ec2:{region}:{account}:instance/*",
    "iam:PassRole": "arn:aws:iam::{account}:role/{prefix}{region}-application",
}


@cache
def _recorded() -> tuple[Call, ...]:
    """A release that is cut off and taken back while it runs, another that ends, and its way back."""
    with stack(standby=2) as standing, heard(Doomed) as calls:
        try:
            standing.run(_killed_once_new_servers_run)
        except Killed:
            standing.back()
        standing.run(again=True)
        standing.back()
        return tuple(calls)


def _killed_once_new_servers_run(_number: int, moment: Moment, _what: tuple[str, str, str]) -> None:
    if moment is Moment.AFTER and NEW in runs(SERVING)[1]:
        raise Killed


def _calls(prod: Stack, *operations: str) -> list[Call]:
    """The recorded calls, or those of some operations, by the names of the stack."""
    names = {
        region: {one: f"{prod.prefix}{region}-{one}" for one in (FLEET, RESERVE, "journal")}
        for region in (SERVING, STANDBY)
    }
    calls = renamed(_recorded(), names, {ACCOUNT: prod.account})
    return [one for one in calls if not operations or one.operation in operations]


def _launched(prod: Stack) -> Iterator[Request]:
    for region in (SERVING, STANDBY):
        for action, on in LAUNCHES.items():
            arn = on.format(region=region, account=prod.account, prefix=prod.prefix)
            context: dict[str, str | list[str]] = (
                {"iam:PassedToService": "ec2.amazonaws.com"} if action == "iam:PassRole" else {}
            )
            yield Request(action, arn, region, context, "starting a refresh is as good as launching")


def _judged(prod: Stack, name: str, *operations: str) -> list[Judged]:
    return judge(prod, role_of(prod, name), _calls(prod, *operations))


def test_the_role_that_deploys_may_release_and_take_back(prod: Stack) -> None:
    asked = {one.operation for one in _calls(prod)}
    assert asked == {
        "DescribeAlarms", "DescribeAutoScalingGroups", "DescribeInstanceRefreshes", "GetItem", "PutItem", "Query",
        "RollbackInstanceRefresh", "StartInstanceRefresh",
    }  # fmt: skip
    launched = judge_requests(prod, role_of(prod, DEPLOYMENT), _launched(prod))
    assert len(launched) == 6
    assert refused([*_judged(prod, DEPLOYMENT), *launched]) == []


def test_the_operator_may_look_and_have_a_running_release_taken_back_and_start_none(prod: Stack) -> None:
    operator = f"{prod.prefix}operator"
    starts = _judged(prod, operator, "StartInstanceRefresh")
    assert len(refused(starts)) == len(starts) > 0
    looks = ("DescribeAutoScalingGroups", "DescribeInstanceRefreshes", "DescribeAlarms", "GetItem")
    may = _judged(prod, operator, "RollbackInstanceRefresh", *looks)
    assert len(may) > len(looks)
    assert refused(may) == []
