"""Proves the arithmetic of the critical path and of the scale-out timeline on small graphs worked out by hand."""

from typing import Any

import pytest

from bench.critical_path import critical_path, figures, nodes_of
from bench.scale_out import timelines

DATABASE = "aws:rds/instance:Instance"


def _resource(name: str, token: str, *waits: str, state: str = "created", **inputs: Any) -> dict[str, Any]:
    return {
        "urn": name,
        "name": name,
        "id": name,
        "type": token,
        "dependencies": waits,
        "state": state,
        "inputs": inputs,
    }


def _record(*more: dict[str, Any], replica_waits: str = "primary") -> dict[str, Any]:
    standing = [
        _resource("site", "storefront:site:Site", state="component"),
        _resource("network", "aws:ec2/subnet:Subnet"),
        *more,
        _resource("primary", DATABASE, "network", *(one["urn"] for one in more)),
        _resource("replica", DATABASE, replica_waits, replicateSourceDb="primary"),
    ]
    return {"resources": standing}


def test_the_chain_is_the_one_that_ends_last() -> None:
    nodes = nodes_of(_record())
    path = critical_path(nodes)
    assert [(step.node.name, step.stands_at) for step in path] == [
        ("network", 5), ("primary", 905), ("replica", 2105),
    ]  # fmt: skip
    [figure] = figures(path, nodes)
    assert figure.ratio == pytest.approx(2105 / 2100)
    assert figure.kept


def test_waiting_for_something_slow_without_need_breaks_the_bound() -> None:
    nodes = nodes_of(_record(_resource("block", "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions")))
    [figure] = figures(critical_path(nodes), nodes)
    assert figure.ratio == pytest.approx(2400 / 2100)
    assert not figure.kept


def _fleet(heartbeat: int | None) -> list[dict[str, Any]]:
    hook = _resource(
        "hook", "aws:autoscaling/lifecycleHook:LifecycleHook", autoscalingGroupName="site-fleet",
        lifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING", heartbeatTimeout=heartbeat,
    )  # fmt: skip
    return [
        _resource("site-fleet", "aws:autoscaling/group:Group"),
        _resource("door", "aws:lb/targetGroup:TargetGroup", healthCheck={"interval": 10, "healthyThreshold": 2}),
        *([hook] if heartbeat else []),
    ]


def test_a_server_serves_after_its_launch_and_one_cycle() -> None:
    [timeline] = timelines(_fleet(None))
    assert [moment.seconds for moment in timeline.moments] == [0, 60, 60, 80]
    assert timeline.figure.kept


def test_a_hook_that_holds_servers_up_breaks_the_bound() -> None:
    [timeline] = timelines(_fleet(300))
    assert timeline.moments[-1].seconds == 320
    assert not timeline.figure.kept
