"""The step that creates a site's VPC endpoints: without them its servers and functions reach no AWS service.

Endpoints are billed by the hour, so that a site which runs no servers has none until the store comes to it.
"""

from typing import Any

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, allowed
from operations.recovery.kinds.declaration import Leaves, StepKind
from operations.recovery.kinds.look import Look, failed, ready, settled, working
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step

_AVAILABLE = "available"
# It is available, or becomes that, or gone, by itself.
_WHOLE = frozenset({_AVAILABLE, "pending", "deleting"})


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once every endpoint is available."""
    there = standing(aws, step.region, step.params["vpc"], step.params["names"])
    states = {service: str(one["State"]).lower() for service, one in there.items()}
    if lost := [f"{service} is {state}" for service, state in states.items() if state not in _WHOLE]:
        return failed(f"{', '.join(lost)}: delete it")
    if missing := step.params["names"].keys() - there.keys():
        return ready(f"{len(missing)} of {len(step.params['names'])} endpoints are missing")
    if waiting := [f"{service} is {state}" for service, state in states.items() if state != _AVAILABLE]:
        return working(", ".join(waiting))
    return settled(f"{len(there)} endpoints are available")


def act(aws: AwsClient, step: Step) -> None:
    """Create each endpoint that is missing, as the program declares it."""
    there = standing(aws, step.region, step.params["vpc"], step.params["names"])
    for service, name in step.params["names"].items():
        if service not in there:
            _create(aws, step, service, name)


def _create(aws: AwsClient, step: Step, service: str, name: str) -> None:
    tags = [{"Key": key, "Value": value} for key, value in {**step.params["tags"], "Name": name}.items()]
    aws.call(
        step.region,
        "ec2",
        "CreateVpcEndpoint",
        VpcEndpointType="Interface",
        VpcId=step.params["vpc"],
        ServiceName=service,
        SubnetIds=step.params["subnets"],
        SecurityGroupIds=[step.params["group"]],
        PolicyDocument=step.params["policy"],
        PrivateDnsEnabled=True,
        TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": tags}],
    )


def standing(aws: AwsClient, region: str, vpc: str, names: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return a VPC's interface endpoints to these services, by the service's name.

    One that is being deleted still holds the service's private name, so that it counts; one that is gone does not.
    """
    filters = [
        {"Name": "vpc-id", "Values": [vpc]},
        {"Name": "service-name", "Values": list(names)},
        {"Name": "vpc-endpoint-type", "Values": ["Interface"]},
    ]
    found = aws.list_all(region, "ec2", "DescribeVpcEndpoints", Filters=filters)
    return {one["ServiceName"]: one for one in found if str(one["State"]).lower() != "deleted"}


def _params(context: PlanningContext) -> Params | None:
    site, endpoints = context.site, context.site.endpoints
    if endpoints is None:
        return None
    return {
        "vpc": site.vpc,
        "subnets": site.running_subnets,
        "group": site.security_groups["endpoints"],
        "names": endpoints.names,
        "policy": endpoints.policy,
        "tags": context.tags,
    }


CREATE_ENDPOINTS = StepKind(
    name="create-endpoints",
    summary="create the VPC endpoints",
    title="create the VPC endpoints in {region}",
    duration=allowed(
        5 * MINUTE,
        "interface endpoints are created side by side, each a network interface per zone and a private name",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    ),
    params=_params,
    look=look,
    act=act,
    timeout_seconds=20 * MINUTE,
    runbook="aws-services-cannot-be-reached",
    undo=Leaves(
        "the VPC endpoints in {region} stay and are billed by the hour: delete them unless the store moves there"
    ),
)
