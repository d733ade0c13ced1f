"""The step that fails over to the standby of the Multi-AZ pair; clients keep the name that they connect to."""

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, RDS, published
from operations.recovery.instances import AVAILABLE
from operations.recovery.kinds.declaration import NothingToUndo, StepKind
from operations.recovery.kinds.look import Look, blocked, ready, settled
from operations.recovery.kinds.looking import absent, busy, instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once the writer is in none of the lost zones."""
    instance = instance_of(aws, step)
    if instance is None:
        return absent(step)
    if instance.status != AVAILABLE:
        return busy(instance)
    if instance.zone not in step.params["lost_zones"]:
        return settled(f"{instance.identifier} runs in {instance.zone}")
    if not instance.multi_az:
        return blocked(f"{instance.identifier} is not Multi-AZ: abort this run and plan again")
    return ready(f"{instance.identifier} still runs in {instance.zone}")


def act(aws: AwsClient, step: Step) -> None:
    """Force the failover to the standby."""
    aws.call(
        step.region, "rds", "RebootDBInstance", DBInstanceIdentifier=step.params["instance"], ForceFailover=True
    )


def _params(context: PlanningContext) -> Params:
    return {"instance": context.new, "lost_zones": sorted(context.situation.lost)}


FORCE_FAILOVER = StepKind(
    name="force-failover",
    summary="fail over to the Multi-AZ standby",
    title="fail {instance} over to its Multi-AZ standby",
    duration=published(2 * MINUTE, f"{RDS}/Concepts.MultiAZ.Failover.html (60 to 120 seconds)"),
    params=_params,
    look=look,
    act=act,
    timeout_seconds=10 * MINUTE,
    runbook="the-failover-does-not-come",
    undo=NothingToUndo("either instance of the pair may serve"),
)
