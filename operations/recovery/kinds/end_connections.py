"""The step that ends the connections which were open when the old writer was fenced: a restart.

It works also where RDS cannot stop the instance because a replica exists. That it was done is noted in a tag of the
instance itself.
"""

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, RDS, allowed
from operations.recovery.instances import AVAILABLE, BROKEN, STOPPED
from operations.recovery.kinds.declaration import NothingToUndo, StepKind, old_region
from operations.recovery.kinds.look import Look, ready, settled, working
from operations.recovery.kinds.looking import gone, instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step

CUT_TAG = "storefront:connections-cut"


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once the fenced instance was restarted by this run, or does not run."""
    instance = instance_of(aws, step)
    if instance is None:
        return gone(step)
    if instance.status == STOPPED or instance.status in BROKEN:
        return settled(f"{instance.identifier} is {instance.status}")
    if instance.status != AVAILABLE:
        return working(f"{instance.identifier} is {instance.status}")
    if instance.tags.get(CUT_TAG) == step.params["run"]:
        return settled(f"{instance.identifier} was restarted after it was fenced")
    return ready(f"{instance.identifier} may have connections from before it was fenced")


def act(aws: AwsClient, step: Step) -> None:
    """Restart, then tag: cut off between the two, a fenced instance is restarted once more, which does no harm."""
    instance = instance_of(aws, step)
    if instance is None:
        return  # the next look says so
    aws.call(step.region, "rds", "RebootDBInstance", DBInstanceIdentifier=instance.identifier)
    instance.tag(aws, step.region, {CUT_TAG: step.params["run"]})


def _params(context: PlanningContext) -> Params:
    return {"instance": context.old, "run": context.situation.run}


END_CONNECTIONS = StepKind(
    name="end-connections",
    summary="end the old writer's open connections",
    title="restart {instance} to end its open connections",
    duration=allowed(2 * MINUTE, "a restart of the instance", f"{RDS}/USER_RebootInstance.html"),
    params=_params,
    region=old_region,
    look=look,
    act=act,
    timeout_seconds=10 * MINUTE,
    runbook="the-old-writer-cannot-be-fenced",
    undo=NothingToUndo("clients connect again once the writer is open"),
    protection="no secret names it any more, so clients that connect anew go to the new writer",
)
