"""The step that waits until a replica has everything that its source, now closed, has taken.

When the source was closed is noted in a tag of the replica, by RDS's own clock.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, RDS, allowed
from operations.recovery.instances import AVAILABLE, Instance
from operations.recovery.kinds.declaration import NothingToUndo, StepKind
from operations.recovery.kinds.look import Look, ready, settled, working
from operations.recovery.kinds.looking import absent, instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.replica_lag import measured
from operations.recovery.steps import Params, Step

CLOSED_TAG = "storefront:source-closed"


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once the replica has replayed something newer than the end of its source's connections."""
    replica = instance_of(aws, step)
    if replica is None:
        return absent(step)
    if not replica.source:
        return settled(f"{replica.identifier} is a writer")
    if replica.status != AVAILABLE:
        return working(f"{replica.identifier} is {replica.status}")
    return _replayed(aws, step, replica)


def _replayed(aws: AwsClient, step: Step, replica: Instance) -> Look:
    run, _, closed = replica.tags.get(CLOSED_TAG, "").partition(" ")
    if run != step.params["run"]:
        return ready(f"it is not noted yet when the source of {replica.identifier} was closed")
    since = datetime.fromisoformat(closed)
    # By CloudWatch's and RDS's clocks alone; this machine's says only where to look.
    newest = max((one.replayed for one in measured(aws, step.region, replica.identifier, since)), default=None)
    if newest is None:
        return working("CloudWatch has no measurement of the lag")
    received = f"{replica.identifier} has everything until {newest:%H:%M:%SZ}"
    if newest < since:
        return working(received)
    return settled(f"{received}; its source was closed at {since:%H:%M:%SZ}")


def note_closed(aws: AwsClient, step: Step) -> None:
    """Tag the replica with the time at which its source was closed, by RDS's own clock."""
    described = aws.pages(step.region, "rds", "DescribeDBInstances", DBInstanceIdentifier=step.params["instance"])
    told = str(next(described)["ResponseMetadata"]["HTTPHeaders"]["date"])
    now = parsedate_to_datetime(told).astimezone(UTC)
    replica = instance_of(aws, step)
    if replica is not None:
        replica.tag(aws, step.region, {CLOSED_TAG: f"{step.params['run']} {now:%Y-%m-%dT%H:%M:%S+00:00}"})


def _params(context: PlanningContext) -> Params:
    return {"instance": context.new, "run": context.situation.run}


CATCH_UP = StepKind(
    name="catch-up",
    summary="wait until the replica has received everything",
    title="wait until {instance} has received everything",
    duration=allowed(
        6 * MINUTE,
        "an idle database writes something every five minutes, which shows that all before it has come",
        f"{RDS}/USER_PostgreSQL.Replication.ReadReplicas.html",
    ),
    params=_params,
    look=look,
    act=note_closed,
    timeout_seconds=30 * MINUTE,
    runbook="the-replica-does-not-catch-up",
    undo=NothingToUndo("the replica goes on replicating"),
)
