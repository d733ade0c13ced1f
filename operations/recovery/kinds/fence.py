"""The steps that close the old writer to new connections, and open it again.

A security group that is taken away refuses new connections only; `end_connections` ends those that are open.
"""

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, allowed
from operations.recovery.durations import RDS as _RDS
from operations.recovery.kinds.declaration import NothingToUndo, StepKind, UndoneBy, old_region
from operations.recovery.kinds.look import Look, ready, settled
from operations.recovery.kinds.looking import absent, gone, instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step

_DURATION = allowed(
    MINUTE,
    "a change of security groups is applied at once, without downtime",
    f"{_RDS}/Overview.RDSSecurityGroups.html",
)


def look_fenced(aws: AwsClient, step: Step) -> Look:
    """Settled once no client can open a connection: the instance has the closed group only, or is gone."""
    instance = instance_of(aws, step)
    if instance is None:
        return gone(step)
    if sorted(instance.groups) == [step.params["closed_group"]]:
        return settled(f"{instance.identifier} takes no new connections")
    return ready(f"{instance.identifier} is open to {', '.join(sorted(instance.groups))}")


def fence(aws: AwsClient, step: Step) -> None:
    """Give the instance the closed group only."""
    _set_groups(aws, step, [step.params["closed_group"]])


def look_open(aws: AwsClient, step: Step) -> Look:
    """Settled once the instance has its groups again."""
    instance = instance_of(aws, step)
    if instance is None:
        return absent(step)
    if sorted(instance.groups) == sorted(step.params["open_groups"]):
        return settled(f"{instance.identifier} is open again")
    return ready(f"{instance.identifier} is closed")


def unfence(aws: AwsClient, step: Step) -> None:
    """Give a fenced instance its groups back."""
    _set_groups(aws, step, list(step.params["open_groups"]))


def _set_groups(aws: AwsClient, step: Step, groups: list[str]) -> None:
    aws.call(
        step.region,
        "rds",
        "ModifyDBInstance",
        DBInstanceIdentifier=step.params["instance"],
        VpcSecurityGroupIds=groups,
        ApplyImmediately=True,
    )


def _params(context: PlanningContext) -> Params:
    site = context.manifest.serving
    return {
        "instance": context.old,
        "closed_group": site.closed_group,
        "open_groups": [site.security_groups["database"]],
    }


FENCE_WRITER = StepKind(
    name="fence-writer",
    summary="close the old writer to new connections",
    title="close {instance} to new connections",
    duration=_DURATION,
    params=_params,
    region=old_region,
    look=look_fenced,
    act=fence,
    timeout_seconds=5 * MINUTE,
    runbook="the-old-writer-cannot-be-fenced",
    undo=UndoneBy(lambda step: UNFENCE_WRITER.step(step.region, step.params)),
    protection="no secret names it any more, so clients that connect anew go to the new writer",
)
UNFENCE_WRITER = StepKind(
    name="unfence-writer",
    summary="open the old writer again",
    title="open {instance} to clients again",
    duration=_DURATION,
    params=_params,
    region=old_region,
    look=look_open,
    act=unfence,
    timeout_seconds=5 * MINUTE,
    runbook="the-old-writer-cannot-be-fenced",
    undo=NothingToUndo("it is itself what undoes a fence"),
)
