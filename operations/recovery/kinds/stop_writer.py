"""The step that stops the old writer, which has no replica any more, and with it what is still connected."""

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, RDS, allowed
from operations.recovery.instances import AVAILABLE, STOPPED
from operations.recovery.kinds.declaration import CannotBeUndone, StepKind, old_region
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.kinds.looking import gone, instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once the instance is stopped: connections that were open when it was fenced end with that."""
    instance = instance_of(aws, step)
    if instance is None:
        return gone(step)
    if instance.status == STOPPED:
        return settled(f"{instance.identifier} is stopped")
    if instance.replicas:
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html#USER_StopInstance.Limitations
        replicas = ", ".join(instance.replicas)
        return blocked(
            f"RDS cannot stop an instance that has a replica: delete {replicas} first, then reconcile again"
        )
    if instance.status != AVAILABLE:
        return working(f"{instance.identifier} is {instance.status}")
    return ready(f"{instance.identifier} runs")


def act(aws: AwsClient, step: Step) -> None:
    """Stop the instance. RDS starts it again after seven days, still fenced."""
    aws.call(step.region, "rds", "StopDBInstance", DBInstanceIdentifier=step.params["instance"])


def _params(context: PlanningContext) -> Params:
    return {"instance": context.old}


STOP_WRITER = StepKind(
    name="stop-writer",
    summary="stop the old writer",
    title="stop {instance}, which ends its open connections",
    duration=allowed(
        5 * MINUTE,
        "the time after which a stop that does not come is recorded as a debt",
        f"{RDS}/USER_StopInstance.html",
    ),
    params=_params,
    region=old_region,
    look=look,
    act=act,
    timeout_seconds=5 * MINUTE,
    runbook="the-old-writer-cannot-be-fenced",
    undo=CannotBeUndone("it comes after the promotion"),
    protection="no secret names it any more, so clients that connect anew go to the new writer",
)
