"""Proves the steps on visitors' way: the load balancer's rules do what the program declares, a fleet is only raised.

In which order they come is shown in `test_planner`; that DNS follows the load balancer, in the components' tests.
"""

from collections.abc import Generator
from typing import Any

import pytest

from components.edge.rules import serving_rule, store_rule
from components.settings import HostValues
from operations.recovery.kinds.look import State
from operations.recovery.kinds.raise_fleet import RAISE_FLEET
from operations.recovery.kinds.shift_traffic import SHIFT_TRAFFIC_AWAY, SHIFT_TRAFFIC_TO, actions
from operations.recovery.steps import Step
from rehearsal.drills.small_stack import SERVING, STANDBY
from tests.operations.recovery.world import World, call, serving_regions, world

GROUP = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/store/1"


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


@pytest.mark.parametrize("serves", [True, False])
def test_the_rules_are_the_program_s(*, serves: bool) -> None:
    """Else the next deployment would change them."""
    declared: dict[str, Any] = {
        "serving": serving_rule(serves=serves).action,
        "store": store_rule(
            serves=serves, hosts=HostValues(names=("a",)), target_group_arn=GROUP, header="h", secret=None
        ).action,
    }
    for name, ours in actions(serves=serves, target_group=GROUP).items():
        theirs = declared[name]
        assert ours["Type"] == theirs["type"]
        if ours["Type"] == "forward":
            assert ours["TargetGroupArn"] == theirs["target_group_arn"]
        else:
            answer, fixed = ours["FixedResponseConfig"], theirs["fixed_response"]
            assert (answer["StatusCode"], answer["ContentType"], answer["MessageBody"]) == (
                fixed["status_code"],
                fixed["content_type"],
                fixed["message_body"],
            )


def test_visitors_are_let_in_before_dns_is_told_and_turned_away_after() -> None:
    assert list(actions(serves=True, target_group=GROUP)) == ["store", "serving"]
    assert list(actions(serves=False, target_group=GROUP)) == ["serving", "store"]


def load_balancer(standing: World, region: str, *, serves: bool) -> Step:
    assert standing.manifest.traffic is not None
    found = standing.manifest.traffic.load_balancers[region]
    params = {"serves": serves, "rules": found.rules, "target_group": found.target_group}
    return (SHIFT_TRAFFIC_TO if serves else SHIFT_TRAFFIC_AWAY).step(region, params)


def test_a_door_is_moved_once(standing: World) -> None:
    aws = standing.recovery()[1]
    for region, serves in ((STANDBY, True), (SERVING, False)):
        step = load_balancer(standing, region, serves=serves)
        assert SHIFT_TRAFFIC_TO.look(aws, step).state is State.READY
        SHIFT_TRAFFIC_TO.act(aws, step)
        assert SHIFT_TRAFFIC_TO.look(aws, step).state is State.SETTLED
    assert serving_regions(standing) == {STANDBY}


def fleet(servers: int) -> Step:
    return RAISE_FLEET.step(STANDBY, {"group": "fleet", "min_servers": servers})


def group() -> dict[str, Any]:
    return call(STANDBY, "autoscaling", "DescribeAutoScalingGroups", AutoScalingGroupNames=["fleet"])[
        "AutoScalingGroups"
    ][0]


def test_a_fleet_is_raised_and_never_lowered(standing: World) -> None:
    aws = standing.recovery()[1]
    assert RAISE_FLEET.look(aws, fleet(2)).words == "fleet wants 0 of 2 servers"
    RAISE_FLEET.act(aws, fleet(2))
    assert RAISE_FLEET.look(aws, fleet(2)).words == "2 servers are in service"
    RAISE_FLEET.act(aws, fleet(1))
    assert (group()["MinSize"], group()["DesiredCapacity"], group()["MaxSize"]) == (2, 2, 8)
    RAISE_FLEET.act(aws, fleet(9))
    assert (group()["MinSize"], group()["DesiredCapacity"], group()["MaxSize"]) == (9, 9, 9)


def test_servers_that_are_not_healthy_are_waited_for(standing: World) -> None:
    aws = standing.recovery()[1]
    RAISE_FLEET.act(aws, fleet(2))
    sick = group()["Instances"][0]["InstanceId"]
    call(STANDBY, "autoscaling", "SetInstanceHealth", InstanceId=sick, HealthStatus="Unhealthy")
    assert RAISE_FLEET.look(aws, fleet(2)).words == "1 of 2 servers are in service"
    assert RAISE_FLEET.look(aws, fleet(2)).state is State.WORKING


def test_a_fleet_that_does_not_stand_is_said(standing: World) -> None:
    aws = standing.recovery()[1]
    step = RAISE_FLEET.step(STANDBY, {"group": "gone", "min_servers": 1})
    assert RAISE_FLEET.look(aws, step).state is State.BLOCKED
