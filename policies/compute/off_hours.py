"""Guardrail for what stops an environment by a schedule: never production's."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import show, unless
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, undecided
from policies.frame.resources import DISPOSABLE, TEST, Resource
from policies.frame.values import UNKNOWN, at, number

_ACTION, _SCHEDULE = "aws:autoscaling/schedule:Schedule", tokens.SCHEDULE
# What Scheduler calls in AWS's own name: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
_STOPS = (":ec2:stopinstances", ":rds:stopdbcluster", ":rds:stopdbinstance")


def _stopped(action: Resource) -> Iterator[Finding]:
    if action.type == _ACTION:
        size = action.at("maxSize")
        if size is UNKNOWN:
            yield undecided("maxSize")
        elif number(size) == 0:
            yield fail("it takes a group to no server at all", "maxSize")
        return
    target = at(action.at("target"), "arn")
    if UNKNOWN in (action.at("target"), target):
        yield undecided("target.arn")
    elif isinstance(target, str) and target.lower().endswith(_STOPS):
        yield fail(f"it calls {show(target)}", "target.arn")


_SIZES, _CALL = Case(_ACTION), Case(_SCHEDULE)
_AWS = "arn:aws:scheduler:::aws-sdk:"

GUARDRAILS = (
    ResourceGuardrail(
        name="production-never-stops",
        summary="Nothing stops production's servers or databases by a schedule.",
        why="Customers come at any hour, and a store without servers looks like an outage to them.",
        mend="Take the off-hours out, or say what the environment is for: kind test or disposable.",
        practice="REL07-BP02",
        controls=("NIST CP-2(2)",),
        types=(_ACTION, _SCHEDULE),
        check=unless(lambda resource: resource.kind in (TEST, DISPOSABLE), _stopped),
        examples=(
            _SIZES.good("a peak", minSize=6, maxSize=90, desiredCapacity=-1),
            _SIZES.good("sizes left as they are", minSize=-1, maxSize=-1, desiredCapacity=-1),
            _SIZES.of_test("a test environment's stop", minSize=0, maxSize=0, desiredCapacity=0),
            _SIZES.disposable("a disposable environment's stop", minSize=0, maxSize=0, desiredCapacity=0),
            _SIZES.bad("a stop", minSize=0, maxSize=0, desiredCapacity=0),
            _SIZES.unknown("computed", maxSize=UNKNOWN),
            _CALL.good("another call", target={"arn": f"{_AWS}cloudwatch:putMetricData"}),
            _CALL.disposable("a disposable database", target={"arn": f"{_AWS}rds:stopDBInstance"}),
            _CALL.bad("a database", target={"arn": f"{_AWS}rds:stopDBInstance"}),
            _CALL.bad("servers", target={"arn": f"{_AWS}ec2:stopInstances"}),
            _CALL.unknown("computed target", target=UNKNOWN),
        ),
    ),
)
