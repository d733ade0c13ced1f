"""The steps that create read replicas: of the new writer in another zone, or of the old one in the other region."""

from operations.aws import AwsClient
from operations.recovery.durations import HOUR, RDS, allowed
from operations.recovery.kinds.declaration import Leaves, StepKind
from operations.recovery.kinds.looking import look_made
from operations.recovery.planning.context import PlanningContext
from operations.recovery.planning.requests import replica_across, replica_of
from operations.recovery.steps import Params, Step

_DURATION = allowed(
    2 * HOUR, "made from a snapshot; the larger the volume, the longer", f"{RDS}/USER_ReadRepl.Create.html"
)
_TIMEOUT_SECONDS = 4 * HOUR
_RUNBOOK = "the-store-is-not-protected-yet"
_STAYS = Leaves("the replica {instance} in {region} stays, closed to clients: delete it when nobody needs it")


def act(aws: AwsClient, step: Step) -> None:
    """Create a read replica."""
    request = {"DBInstanceIdentifier": step.params["instance"], **step.params["request"]}
    aws.call(step.region, "rds", "CreateDBInstanceReadReplica", **request)


def _in_zone(context: PlanningContext) -> Params | None:
    if not context.replica_zone:
        return None
    return {
        "instance": context.replica,
        "zone": context.replica_zone,
        "run": context.situation.run,
        "request": replica_of(context),
    }


def _across(context: PlanningContext) -> Params | None:
    if context.situation.replica_across:
        return None  # it is there already
    return {
        "instance": context.new,
        "source": context.old,
        "run": context.situation.run,
        "request": replica_across(context),
    }


CREATE_REPLICA = StepKind(
    name="create-replica",
    summary="create a read replica of the new writer",
    title="create the replica {instance} in {zone}",
    duration=_DURATION,
    params=_in_zone,
    look=look_made,
    act=act,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=_STAYS,
)
CREATE_REPLICA_ACROSS = StepKind(
    name="create-replica-across",
    summary="create a read replica in the other region",
    title="create {instance} in {region}, a replica of {source}",
    duration=_DURATION,
    params=_across,
    look=look_made,
    act=act,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=_STAYS,
)
