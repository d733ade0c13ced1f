"""The steps that restore automated backups to a point in time, as a new instance that is closed to clients."""

from collections.abc import Mapping
from typing import Any

from operations.aws import AwsClient
from operations.recovery.durations import HOUR, MINUTE, RDS, allowed, published
from operations.recovery.kinds.declaration import Leaves, StepKind
from operations.recovery.kinds.looking import look_made
from operations.recovery.planning.context import PlanningContext
from operations.recovery.planning.requests import from_backups
from operations.recovery.steps import Params, Step

STAYS_CLOSED = Leaves("{instance} in {region} stays, closed to clients: delete it when nobody needs it")


def act(aws: AwsClient, step: Step) -> None:
    """Restore to a point in time, as a new instance."""
    request = {"TargetDBInstanceIdentifier": step.params["instance"], **step.params["request"]}
    aws.call(step.region, "rds", "RestoreDBInstanceToPointInTime", **request)


def _params(context: PlanningContext, source: Mapping[str, Any]) -> Params:
    at = context.situation.at
    return {
        "instance": context.new,
        "run": context.situation.run,
        "moment": f"as of {at:%Y-%m-%dT%H:%M:%SZ}" if at else "to the latest restorable time",
        "request": from_backups(context, source),
    }


def _own(context: PlanningContext) -> Params:
    # How RDS knows the writer's own automated backups, which outlive it.
    backup = context.situation.seen.own_backup
    return _params(context, {"SourceDbiResourceId": backup.resource_id if backup else ""})


def _replicated(context: PlanningContext) -> Params:
    backup = context.situation.seen.backup
    return _params(context, {"SourceDBInstanceAutomatedBackupsArn": backup.arn if backup else ""})


RESTORE_BACKUP = StepKind(
    name="restore-backup",
    summary="restore the automated backups to a point in time",
    title="restore {instance} {moment}",
    duration=allowed(
        50 * MINUTE,
        "grows with the write-ahead log since the last snapshot, not with the volume",
        f"{RDS}/USER_PIT.html",
    ),
    params=_own,
    look=look_made,
    act=act,
    timeout_seconds=6 * HOUR,
    runbook="the-restore-fails",
    undo=STAYS_CLOSED,
)
RESTORE_REPLICATED_BACKUP = StepKind(
    name="restore-replicated-backup",
    summary="restore the backups that are replicated from the other region",
    title="restore {instance} {moment}",
    duration=published(
        3 * HOUR,
        "https://docs.aws.amazon.com/prescriptive-guidance/latest/dr-standard-edition-amazon-rds/"
        "rds-pitr-snapshot.html (up to a few hours)",
    ),
    params=_replicated,
    look=look_made,
    act=act,
    timeout_seconds=6 * HOUR,
    runbook="the-restore-fails",
    undo=STAYS_CLOSED,
)
