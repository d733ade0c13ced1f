"""The step that starts the servers of the site to which the store goes."""

from typing import Any

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, allowed
from operations.recovery.kinds.declaration import NothingToUndo, StepKind
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step

_HEALTHY, _IN_SERVICE = "Healthy", "InService"


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once as many servers are in service as the fleet has at the minimum."""
    group = _group(aws, step)
    if group is None:
        return blocked(f"the Auto Scaling group {step.params['group']} does not exist in {step.region}")
    minimum = step.params["min_servers"]
    if group["MinSize"] < minimum or group["DesiredCapacity"] < minimum:
        return ready(f"{step.params['group']} wants {group['DesiredCapacity']} of {minimum} servers")
    serving = [
        one
        for one in group["Instances"]
        if one["LifecycleState"] == _IN_SERVICE and one["HealthStatus"].capitalize() == _HEALTHY
    ]
    if len(serving) < minimum:
        return working(f"{len(serving)} of {minimum} servers are in service")
    return settled(f"{len(serving)} servers are in service")


def act(aws: AwsClient, step: Step) -> None:
    """Ask for the minimum of servers that the fleet has when it serves; where more run, they stay."""
    group = _group(aws, step)
    if group is None:
        return  # the next look says so
    minimum = step.params["min_servers"]
    aws.call_again(
        step.region,
        "autoscaling",
        "UpdateAutoScalingGroup",
        AutoScalingGroupName=step.params["group"],
        MinSize=max(group["MinSize"], minimum),
        DesiredCapacity=max(group["DesiredCapacity"], minimum),
        MaxSize=max(group["MaxSize"], minimum),
    )


def _group(aws: AwsClient, step: Step) -> dict[str, Any] | None:
    found = aws.list_all(
        step.region, "autoscaling", "DescribeAutoScalingGroups", AutoScalingGroupNames=[step.params["group"]]
    )
    return next(iter(found), None)


def _params(context: PlanningContext) -> Params | None:
    region, traffic = context.site.region, context.manifest.traffic
    fleet = context.manifest.fleets.get(region)
    # Without a load balancer nobody reaches the servers.
    if fleet is None or traffic is None or region not in traffic.load_balancers:
        return None
    return {"group": fleet.group, "min_servers": fleet.capacity.min_size}


RAISE_FLEET = StepKind(
    name="raise-fleet",
    summary="start the servers",
    title="start {min_servers} servers",
    duration=allowed(
        15 * MINUTE,
        "servers start from an image, apply their playbook and pass two health checks",
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html",
    ),
    params=_params,
    look=look,
    act=act,
    timeout_seconds=30 * MINUTE,
    runbook="the-servers-do-not-come-up",
    undo=NothingToUndo("servers that no visitor reaches do no harm; the next deployment sets the group's size"),
)
