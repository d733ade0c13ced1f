"""The step that makes a site's ways to the AWS services: without them its servers and functions reach nothing.

They are billed by the hour, so that a site which runs no servers has none until the store comes to it.
"""

from typing import Any

from operations.aws import AwsClient
from operations.recovery.kinds.look import Look, failed, ready, settled, working
from operations.recovery.steps import Step

_AVAILABLE = "available"
# It is available, or becomes that, or gone, by itself.
_WHOLE = frozenset({_AVAILABLE, "pending", "deleting"})


def look(cloud: AwsClient, step: Step) -> Look:
    """Settled once every service is reached."""
    there = standing(cloud, step.region, step.params["vpc"], step.params["names"])
    states = {service: str(one["State"]).lower() for service, one in there.items()}
    if lost := [f"{service} is {state}" for service, state in states.items() if state not in _WHOLE]:
        return failed(f"{', '.join(lost)}: delete it")
    if missing := step.params["names"].keys() - there.keys():
        return ready(f"{len(missing)} of {len(step.params['names'])} endpoints are missing")
    if waiting := [f"{service} is {state}" for service, state in states.items() if state != _AVAILABLE]:
        return working(", ".join(waiting))
    return settled(f"{len(there)} endpoints are available")


def make(cloud: AwsClient, step: Step) -> None:
    """Make each endpoint that is missing, as the program declares it."""
    there = standing(cloud, step.region, step.params["vpc"], step.params["names"])
    for service, name in step.params["names"].items():
        if service not in there:
            _make(cloud, step, service, name)


def _make(cloud: AwsClient, step: Step, service: str, name: str) -> None:
    tags = [{"Key": key, "Value": value} for key, value in {**step.params["tags"], "Name": name}.items()]
    cloud.call(
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


def standing(cloud: AwsClient, region: str, vpc: str, names: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return a VPC's interface endpoints to these services, by the service's name.

    One that is being deleted still holds the service's private name, so that it counts; one that is gone does not.
    """
    filters = [
        {"Name": "vpc-id", "Values": [vpc]},
        {"Name": "service-name", "Values": list(names)},
        {"Name": "vpc-endpoint-type", "Values": ["Interface"]},
    ]
    found = cloud.list_all(region, "ec2", "DescribeVpcEndpoints", Filters=filters)
    return {one["ServiceName"]: one for one in found if str(one["State"]).lower() != "deleted"}
