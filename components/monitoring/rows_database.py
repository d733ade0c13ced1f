"""The database and its replica: whether they answer, how full they are, and what grows until it stops them."""

from components.alarms.alarm import Alarm, Comparison, Metric, Missing, Owner, ResourceKind, Severity, Size, Tier
from components.alarms.unusual import lasting, sudden
from functions.shared.metrics import Namespace

_FIRST = "aws rds describe-db-instances --region {region} --db-instance-identifier {DBInstanceIdentifier}"
_EVENTS_OF_REGION = "aws rds describe-events --region {region} --source-type db-instance"
_EVENTS = f"{_EVENTS_OF_REGION} --source-identifier {{DBInstanceIdentifier}}"


def _rds(name: str, stat: str) -> Metric:
    return Metric(namespace="AWS/RDS", name=name, stat=stat)


def _beat(name: str, stat: str) -> Metric:
    return Metric(namespace=Namespace.DATABASE, name=name, stat=stat)


_HEARTBEAT = "aws logs tail /aws/lambda/storefront-{environment}-{region}-heartbeat --region {region} --since 1h"

_CPU = sudden(
    "database-cpu", _rds("CPUUtilization", "Average"), monitors=ResourceKind.INSTANCE, tier=Tier.DATABASE,
    owner=Owner.DATABASE, unit="percent", missing=Missing.MISSING,
    why="the processors work far more or far less than at this hour of other days: a plan changed, or the load",
    section="load", first=_FIRST,
)  # fmt: skip
ROWS = (
    Alarm(
        what="database-gone", monitors=ResourceKind.PRIMARY, tier=Tier.DATABASE, severity=Severity.PAGE,
        owner=Owner.DATABASE, metrics={"connections": _rds("DatabaseConnections", "Minimum")},
        threshold=0, comparison=Comparison.BELOW, unit="connections", periods=5, datapoints=5,
        missing=Missing.BREACHING,  # no number is below zero: it is the silence that fires
        why="the main database has said nothing of itself for five minutes: it is down or out of reach",
        section="gone", first=_EVENTS,
    ),
    Alarm(
        what="database-saturated", monitors=ResourceKind.PRIMARY, tier=Tier.DATABASE, severity=Severity.PAGE,
        owner=Owner.DATABASE, metrics={"load": _rds("DBLoad", "Average")},
        threshold=Size(of="processors", share=2), unit="sessions", periods=15, datapoints=10,
        missing=Missing.NOT_BREACHING,
        why="twice as many sessions want to run as the instance has processors: everybody waits",
        section="load", first=_FIRST,
    ),
    Alarm(
        what="database-busy", monitors=ResourceKind.INSTANCE, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.DATABASE, metrics={"load": _rds("DBLoad", "Average")},
        threshold=Size(of="processors", share=0.8), unit="sessions", period=300, periods=6, datapoints=6,
        missing=Missing.NOT_BREACHING,
        why="for half an hour the load has been near what the processors can do: the next peak finds no room",
        section="load", first=_FIRST,
    ),
    _CPU, lasting(_CPU),
    Alarm(
        what="database-connections", monitors=ResourceKind.INSTANCE, tier=Tier.DATABASE, severity=Severity.PAGE,
        owner=Owner.DATABASE, metrics={"connections": _rds("DatabaseConnections", "Maximum")},
        threshold=Size(of="connections", share=0.8), unit="connections", periods=5, datapoints=5,
        missing=Missing.NOT_BREACHING,
        why="four fifths of the connections are taken; at the last one the store is refused",
        section="connections", first=_FIRST,
    ),
    Alarm(
        what="database-memory", monitors=ResourceKind.INSTANCE, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.DATABASE, metrics={"free": _rds("FreeableMemory", "Minimum")},
        threshold=Size(of="memory", share=0.05), comparison=Comparison.BELOW, unit="bytes", periods=15,
        datapoints=15, missing=Missing.NOT_BREACHING,
        why="less than a twentieth of the memory is free: the next big sort can end in the server killed",
        section="memory", first=_FIRST,
    ),
    Alarm(
        what="database-storage-short", monitors=ResourceKind.INSTANCE, tier=Tier.DATABASE, severity=Severity.PAGE,
        owner=Owner.DATABASE, metrics={"free": _rds("FreeStorageSpace", "Minimum")},
        # RDS enlarges the volume below 10 percent: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/
        # USER_PIOPS.Autoscaling.html
        threshold=Size(of="storage", share=0.05), comparison=Comparison.BELOW, unit="bytes", periods=5,
        datapoints=5, missing=Missing.NOT_BREACHING,
        why="the volume is nearly full and RDS has not enlarged it: at zero the database stops",
        section="storage", first=_FIRST,
    ),
    Alarm(
        what="database-storage-filling", monitors=ResourceKind.INSTANCE, tier=Tier.DATABASE,
        severity=Severity.TICKET, owner=Owner.DATABASE, metrics={"free": _rds("FreeStorageSpace", "Minimum")},
        expression="IF(RATE(free) < 0, free / ABS(RATE(free)) / 86400, 365)",
        threshold=4, comparison=Comparison.BELOW, unit="days to full", period=21600, periods=3, datapoints=3,
        missing=Missing.NOT_BREACHING,
        why="at this pace the volume is full in four days; RDS enlarges it once in six hours at most",
        section="storage", first=_FIRST,
    ),
    Alarm(
        what="database-volume-throttled", monitors=ResourceKind.INSTANCE, tier=Tier.DATABASE,
        severity=Severity.TICKET, owner=Owner.DATABASE, metrics={"left": _rds("EBSIOBalance%", "Minimum")},
        threshold=20, comparison=Comparison.BELOW, unit="percent", period=300, periods=3, datapoints=3,
        missing=Missing.NOT_BREACHING,  # only the smaller classes have a balance
        why="the instance is about to fall to the base rate of its volume",
        section="storage", first=_FIRST,
    ),
    Alarm(
        what="database-writes-slow", monitors=ResourceKind.PRIMARY, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.DATABASE, metrics={"latency": _rds("WriteLatency", "Average")},
        threshold=0.02, unit="seconds", periods=15, datapoints=10, missing=Missing.NOT_BREACHING,
        in_maintenance=True,
        why="each commit waits for the volume, ten times longer than gp3 takes when it is not at its limit",
        section="storage", first=_FIRST,
    ),
    Alarm(
        what="database-deadlocks", monitors=ResourceKind.PRIMARY, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.APPLICATION, metrics={},
        expression="DB_PERF_INSIGHTS('RDS', '{resource_id}', 'db.Concurrency.deadlocks.avg')",
        threshold=0.02, unit="deadlocks a second", period=300, periods=3, datapoints=2,
        missing=Missing.NOT_BREACHING,
        why="transactions kill each other more than once a minute: orders are rolled back",
        section="deadlocks", first=_FIRST,
    ),
    Alarm(
        what="database-transaction-ids", monitors=ResourceKind.PRIMARY, tier=Tier.DATABASE,
        severity=Severity.TICKET,
        owner=Owner.DATABASE, metrics={"used": _rds("MaximumUsedTransactionIDs", "Maximum")},
        threshold=500e6, unit="transactions", period=300, periods=3, datapoints=3, missing=Missing.NOT_BREACHING,
        why="vacuum is behind: it should have frozen rows at 200 million transactions",
        section="transaction-ids", first=_FIRST,
    ),
    Alarm(
        what="database-transaction-ids-near-end", monitors=ResourceKind.PRIMARY, tier=Tier.DATABASE,
        severity=Severity.PAGE, owner=Owner.DATABASE,
        metrics={"used": _rds("MaximumUsedTransactionIDs", "Maximum")},
        threshold=1.5e9, unit="transactions", period=300, periods=3, datapoints=3, missing=Missing.NOT_BREACHING,
        why="at 2.1 thousand million transactions PostgreSQL takes no writes any more",
        section="transaction-ids", first=_FIRST,
    ),
    Alarm(
        what="database-log-kept", monitors=ResourceKind.PRIMARY, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.DATABASE, metrics={"kept": _rds("TransactionLogsDiskUsage", "Maximum")},
        threshold=Size(of="storage", share=0.1), unit="bytes", period=300, periods=3, datapoints=3,
        missing=Missing.NOT_BREACHING,
        why="the write-ahead log is kept for a slot or a replica that does not read it, and fills the volume",
        section="replica", first=_FIRST,
    ),
    Alarm(
        what="replica-lagging", monitors=ResourceKind.REPLICA, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.DATABASE, metrics={"lag": _rds("ReplicaLag", "Maximum")},
        threshold=60, unit="seconds", periods=10, datapoints=10, missing=Missing.NOT_BREACHING, in_maintenance=True,
        why="management and marketing see what was a minute ago, and a promotion would lose as much",
        section="replica", first=_FIRST,
    ),
    Alarm(
        what="replica-broken", monitors=ResourceKind.REPLICA, tier=Tier.DATABASE, severity=Severity.PAGE,
        owner=Owner.DATABASE, metrics={"lag": _rds("ReplicaLag", "Maximum")},
        # RDS says -1 where nothing is replicated.
        expression="IF(lag < 0, 86400, lag)",
        threshold=Size(of="rpo"), unit="seconds", periods=15, datapoints=15, missing=Missing.BREACHING,
        why="the replica is behind by more than the guidelines allow to be lost, or replicates nothing at all",
        section="replica", first=_EVENTS,
    ),
    Alarm(
        what="heartbeat-silent", monitors=ResourceKind.HEARTBEAT, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.DATABASE, metrics={"written": _beat("HeartbeatsWritten", "Sum")},
        threshold=1, comparison=Comparison.BELOW, unit="heartbeats", period=300, periods=3, datapoints=3,
        missing=Missing.BREACHING, in_maintenance=True,
        why="for a quarter of an hour no heartbeat was written: what a failover now loses could not be told",
        section="heartbeat", first=_HEARTBEAT,
    ),
    Alarm(
        what="replica-stale", monitors=ResourceKind.REPLICA_HEARTBEAT, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.DATABASE, metrics={"age": _beat("ReplicaAge", "Maximum")},
        # A beat is up to five minutes old before the next one is written.
        threshold=600, unit="seconds", period=300, periods=3, datapoints=3, missing=Missing.NOT_BREACHING,
        in_maintenance=True,
        why="the newest heartbeat that the replica holds is ten minutes old, whatever its lag is said to be",
        section="replica", first=_EVENTS_OF_REGION,
    ),
)  # fmt: skip
