"""How old a replica's newest data are, as CloudWatch has it.

RDS measures the time since the last transaction that a replica replayed. So when nothing is written, or the source
is gone, the figure grows: it bounds what would be lost, as does the age of the latest restorable time.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from operations.aws import AwsClient, RefusedError

_LOOK_BACK = timedelta(minutes=15)
_PERIOD_SECONDS = 60


@dataclass(frozen=True)
class Measured:
    """A minute's worst lag."""

    minute: datetime
    seconds: float

    @property
    def replayed(self) -> datetime:
        """Until when the replica has everything."""
        return self.minute - timedelta(seconds=self.seconds)


def newest_lag(aws: AwsClient, region: str, identifier: str, now: datetime) -> float | None:
    """Return the age of a replica's newest data (seconds); None where nothing was measured lately."""
    try:
        found = measured(aws, region, identifier, now)
    except RefusedError:
        # A recovery does not fail for want of a figure.
        return None
    if not found:
        return None
    newest = max(found, key=lambda one: one.minute)
    return max((now - newest.replayed).total_seconds(), 0.0)


def measured(aws: AwsClient, region: str, identifier: str, now: datetime) -> list[Measured]:
    """Return the measurements of the last quarter of an hour; those that show a broken replication are left out."""
    answer = aws.call(
        region,
        "cloudwatch",
        "GetMetricStatistics",
        Namespace="AWS/RDS",
        MetricName="ReplicaLag",
        Dimensions=[{"Name": "DBInstanceIdentifier", "Value": identifier}],
        StartTime=now - _LOOK_BACK,
        # This clock may be behind CloudWatch's.
        EndTime=now + _LOOK_BACK,
        Period=_PERIOD_SECONDS,
        Statistics=["Maximum"],
    )
    # RDS reports -1 where replication does not run.
    return [
        Measured(one["Timestamp"].astimezone(UTC), float(one["Maximum"]))
        for one in answer["Datapoints"]
        if one["Maximum"] >= 0
    ]
