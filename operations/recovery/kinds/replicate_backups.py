"""The step that has the new writer's automated backups replicated to the other region."""

from operations.aws import AwsClient
from operations.recovery.durations import HOUR, MINUTE, RDS, allowed
from operations.recovery.kinds.declaration import NothingToUndo, StepKind, other_region
from operations.recovery.kinds.look import Look, ready, settled
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once the step's region receives the automated backups of the source."""
    backups = aws.list_all(step.region, "rds", "DescribeDBInstanceAutomatedBackups")
    here = [one for one in backups if one["DBInstanceArn"] == step.params["source_arn"]]
    if any(one["Status"] in {"replicating", "pending", "creating", "active"} for one in here):
        return settled(f"{step.region} receives the backups of {step.params['source_arn']}")
    return ready(f"{step.region} does not receive the backups of {step.params['source_arn']}")


def act(aws: AwsClient, step: Step) -> None:
    """Ask the receiving region for them."""
    aws.call(
        step.region,
        "rds",
        "StartDBInstanceAutomatedBackupsReplication",
        SourceDBInstanceArn=step.params["source_arn"],
        KmsKeyId=step.params["key"],
        BackupRetentionPeriod=step.params["retention_days"],
    )


def _params(context: PlanningContext) -> Params | None:
    if not context.manifest.database.shape.replicated_backup_retention_days:
        return None
    return {
        "source_arn": context.writer_arn,
        "key": context.other_site.keys["database"],
        "retention_days": context.manifest.database.shape.replicated_backup_retention_days,
    }


REPLICATE_BACKUPS = StepKind(
    name="replicate-backups",
    summary="replicate the backups to the other region",
    title="replicate the new writer's backups to {region}",
    duration=allowed(HOUR, "the first snapshot is copied whole", f"{RDS}/USER_ReplicateBackups.html"),
    params=_params,
    region=other_region,
    look=look,
    act=act,
    timeout_seconds=10 * MINUTE,
    runbook="the-store-is-not-protected-yet",
    undo=NothingToUndo("RDS ends the replication when the instance is deleted"),
    protection="the store serves, but cannot be recovered in that region",
)
