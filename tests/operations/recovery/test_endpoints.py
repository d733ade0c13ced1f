"""Proves the step that creates a site's VPC endpoints: what is missing is created once, as the program would.

That servers and functions of the standby reach nothing without them is the network's doing (decision 28).
"""

from collections.abc import Generator
from typing import Any

import pytest
from moto.ec2.models import ec2_backends

from operations.recovery.kinds.create_endpoints import act, look
from operations.recovery.kinds.look import State
from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Step
from rehearsal.drills.small_stack import ACCOUNT, SERVING, STANDBY
from tests.operations.recovery.world import World, call, darkness, world


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


def step(standing: World) -> Step:
    """The step as a region outage plans it."""
    with darkness(SERVING) as dark:
        planned = standing.recovery(dark=dark)[0].plan(Scenario.REGION_OUTAGE, frozenset())
    (found,) = [one for one in planned.plan.steps if one.kind == "create-endpoints"]
    return found


def there() -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = call(STANDBY, "ec2", "DescribeVpcEndpoints")["VpcEndpoints"]
    return [one for one in shown if one["State"] != "deleted"]


def test_what_is_missing_is_made_as_the_site_has_it(standing: World) -> None:
    site, aws, asked = standing.manifest.standby, standing.recovery()[1], step(standing)
    assert look(aws, asked).words == "2 of 2 endpoints are missing"
    act(aws, asked)
    assert look(aws, asked).state is State.SETTLED
    assert site.endpoints is not None
    assert {one["ServiceName"] for one in there()} == site.endpoints.names.keys()
    for one in there():
        tags = {tag["Key"]: tag["Value"] for tag in one["Tags"]}
        assert tags == {
            "project": "storefront", "environment": "prod", "Name": site.endpoints.names[one["ServiceName"]],
        }  # fmt: skip
        assert one["VpcEndpointType"] == "Interface"
        assert one["PrivateDnsEnabled"] is True
        assert sorted(one["SubnetIds"]) == sorted(site.subnets["application"].values())
        assert [group["GroupId"] for group in one["Groups"]] == [site.security_groups["endpoints"]]
        assert one["PolicyDocument"] == site.endpoints.policy


def test_what_stands_is_left(standing: World) -> None:
    """As where a run was cut off in the middle, or the standby runs servers already."""
    aws, asked = standing.recovery()[1], step(standing)
    act(aws, asked)
    kept, gone = (one["VpcEndpointId"] for one in there())
    call(STANDBY, "ec2", "DeleteVpcEndpoints", VpcEndpointIds=[gone])
    assert look(aws, asked).words == "1 of 2 endpoints are missing"
    act(aws, asked)
    act(aws, asked)
    assert kept in {one["VpcEndpointId"] for one in there()}
    assert len(there()) == 2


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("pending", State.WORKING),
        ("Pending", State.WORKING),
        # It holds the private name of its service until it is gone.
        ("deleting", State.WORKING),
        ("failed", State.FAILED),
        ("rejected", State.FAILED),
        ("deleted", State.READY),
    ],
)
def test_an_endpoint_that_carries_nothing_is_not_taken_for_one(standing: World, state: str, found: State) -> None:
    aws, asked = standing.recovery()[1], step(standing)
    act(aws, asked)
    ec2_backends[ACCOUNT][STANDBY].vpc_end_points[there()[0]["VpcEndpointId"]].state = state
    assert look(aws, asked).state is found
