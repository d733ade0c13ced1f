"""The step that makes a replica the writer."""

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, RDS, allowed
from operations.recovery.instances import AVAILABLE
from operations.recovery.kinds.declaration import CannotBeUndone, StepKind
from operations.recovery.kinds.look import Look, ready, settled
from operations.recovery.kinds.looking import absent, busy, instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once the instance replicates nothing and is available."""
    instance = instance_of(aws, step)
    if instance is None:
        return absent(step)
    if instance.status != AVAILABLE:
        return busy(instance)
    if instance.source:
        return ready(f"{instance.identifier} replicates {instance.source}")
    return settled(f"{instance.identifier} is a writer")


def act(aws: AwsClient, step: Step) -> None:
    """Promote the replica, with backups from the start."""
    aws.call(
        step.region,
        "rds",
        "PromoteReadReplica",
        DBInstanceIdentifier=step.params["instance"],
        BackupRetentionPeriod=step.params["backup_retention_days"],
        PreferredBackupWindow=step.params["backup_window"],
    )


def _params(context: PlanningContext) -> Params:
    shape = context.manifest.database.shape
    return {
        "instance": context.new,
        "backup_retention_days": shape.backup_retention_days,
        "backup_window": shape.backup_window,
    }


PROMOTE_REPLICA = StepKind(
    name="promote-replica",
    summary="promote the replica",
    title="promote {instance}",
    duration=allowed(8 * MINUTE, "several minutes, with a reboot", f"{RDS}/USER_ReadRepl.Promote.html"),
    params=_params,
    look=look,
    act=act,
    timeout_seconds=30 * MINUTE,
    runbook="the-promotion-does-not-end",
    undo=CannotBeUndone("a promoted replica does not replicate again"),
)
