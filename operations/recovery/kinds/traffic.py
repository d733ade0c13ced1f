"""The steps on visitors' way: a site's door, and the servers behind it (decision 8)."""

from typing import Any

from operations.aws import AwsClient
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.steps import Step

_HEALTHY, _IN_SERVICE = "Healthy", "InService"


def _answer(status: int, text: str) -> dict[str, Any]:
    answer = {"StatusCode": str(status), "ContentType": "text/plain", "MessageBody": text}
    return {"Type": "fixed-response", "FixedResponseConfig": answer}


def actions(*, serves: bool, target_group: str) -> dict[str, dict[str, Any]]:
    """Return what each rule does, by the rule's name, as the program declares it too."""
    if serves:
        return {"store": {"Type": "forward", "TargetGroupArn": target_group}, "serving": _answer(200, "serving")}
    return {
        "serving": _answer(503, "standing by"),
        "store": _answer(503, "The store will be back shortly."),
    }


def look_door(cloud: AwsClient, step: Step) -> Look:
    """Settled once every rule does what it should."""
    wrong = _wrong(cloud, step)
    side = "open" if step.params["serves"] else "closed"
    if wrong:
        return ready(f"not {side} yet: {', '.join(wrong)}")
    return settled(f"the door of {step.region} is {side}")


def move_door(cloud: AwsClient, step: Step) -> None:
    """Change the rules: visitors are let in before, and turned away after, DNS is told so."""
    wanted = actions(serves=step.params["serves"], target_group=step.params["target_group"])
    for name in _wrong(cloud, step):
        rule = step.params["rules"][name]
        cloud.call_again(step.region, "elbv2", "ModifyRule", RuleArn=rule, Actions=[wanted[name]])


def _wrong(cloud: AwsClient, step: Step) -> list[str]:
    """The rules that do something else, in the order in which they are to be changed."""
    wanted = actions(serves=step.params["serves"], target_group=step.params["target_group"])
    arns = {name: step.params["rules"][name] for name in wanted}
    rules = cloud.list_all(step.region, "elbv2", "DescribeRules", RuleArns=list(arns.values()))
    does = {rule["RuleArn"]: _shown(rule["Actions"][0]) for rule in rules}
    return [name for name, arn in arns.items() if does.get(arn) != _shown(wanted[name])]


def _shown(action: dict[str, Any]) -> tuple[str, str]:
    """What tells one action from another: where it leads, or the status with which it answers."""
    if action["Type"] == "fixed-response":
        return "answers", str(action["FixedResponseConfig"]["StatusCode"])
    groups: list[dict[str, str]] = action.get("ForwardConfig", {}).get("TargetGroups") or [action]
    return "leads to", groups[0]["TargetGroupArn"]


def look_fleet(cloud: AwsClient, step: Step) -> Look:
    """Settled once as many servers as the fleet has at least are in service."""
    group = _group(cloud, step)
    if group is None:
        return blocked(f"the group {step.params['group']} does not stand in {step.region}")
    least = step.params["least"]
    if group["MinSize"] < least or group["DesiredCapacity"] < least:
        return ready(f"{step.params['group']} is asked for {group['DesiredCapacity']} of {least} servers")
    serving = [
        one
        for one in group["Instances"]
        if one["LifecycleState"] == _IN_SERVICE and one["HealthStatus"].capitalize() == _HEALTHY
    ]
    if len(serving) < least:
        return working(f"{len(serving)} of {least} servers are in service")
    return settled(f"{len(serving)} servers are in service")


def raise_fleet(cloud: AwsClient, step: Step) -> None:
    """Ask for at least as many servers as the fleet has when it serves; more are left."""
    group = _group(cloud, step)
    if group is None:
        return  # the next look says so
    least = step.params["least"]
    cloud.call_again(
        step.region,
        "autoscaling",
        "UpdateAutoScalingGroup",
        AutoScalingGroupName=step.params["group"],
        MinSize=max(group["MinSize"], least),
        DesiredCapacity=max(group["DesiredCapacity"], least),
        MaxSize=max(group["MaxSize"], least),
    )


def _group(cloud: AwsClient, step: Step) -> dict[str, Any] | None:
    found = cloud.list_all(
        step.region, "autoscaling", "DescribeAutoScalingGroups", AutoScalingGroupNames=[step.params["group"]]
    )
    return next(iter(found), None)
