"""How long each part of a recovery takes: the one table that guidelines, plans and progress read.

AWS publishes few figures. Where it gives a range, the slower end stands here; where it gives none, our own
allowance does, and says so. Drills measure what it really takes.
"""

from dataclasses import dataclass
from enum import StrEnum

MINUTE, HOUR = 60, 3600
_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest"


class Part(StrEnum):
    """The parts of a recovery that take time."""

    DECIDE = "notice and decide"
    MULTI_AZ_FAILOVER = "fail over to the Multi-AZ standby"
    FENCE = "fence the old writer"
    CUT = "cut the old writer's open connections"
    STOP = "stop the old writer"
    PROMOTE = "promote a replica"
    RESTORE = "restore to a point in time"
    RESTORE_REPLICATED = "restore backups replicated from another region"
    RESTORE_COPY = "restore a copy from the locked vault"
    SHAPE = "give the instance its settings"
    VERIFY = "verify the restored data"
    JUDGE = "judge the restored data"
    ADMIT = "let clients reach the new writer"
    SWITCH = "point clients at the new writer"
    CLOSE = "turn visitors away"
    ENDPOINTS = "make the ways to AWS's services"
    FLEET = "bring the servers up"
    DOOR = "let visitors in"
    CATCH_UP = "wait until the replica has everything"
    MAKE_MULTI_AZ = "make it Multi-AZ again"
    MAKE_REPLICA = "make a read replica again"
    REPLICATE_BACKUPS = "replicate backups again"


@dataclass(frozen=True, kw_only=True)
class Duration:
    """How long a part takes (seconds), and where the figure comes from."""

    seconds: int
    source: str
    published: bool
    """Whether the figure is AWS's own."""


def _published(seconds: int, source: str) -> Duration:
    return Duration(seconds=seconds, source=source, published=True)


def _allowed(seconds: int, why: str, page: str) -> Duration:
    return Duration(seconds=seconds, source=f"our allowance: {why}; see {page}", published=False)


DURATIONS: dict[Part, Duration] = {
    Part.DECIDE: _allowed(
        10 * MINUTE,
        "an alarm of two periods of a minute, a person called, and the decision",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html",
    ),
    Part.MULTI_AZ_FAILOVER: _published(
        2 * MINUTE, f"{_RDS}/UserGuide/Concepts.MultiAZ.Failover.html (60 to 120 seconds)"
    ),
    Part.FENCE: _allowed(
        MINUTE,
        "a change of security groups is applied at once, without downtime",
        f"{_RDS}/UserGuide/Overview.RDSSecurityGroups.html",
    ),
    Part.CUT: _allowed(2 * MINUTE, "a restart of the instance", f"{_RDS}/UserGuide/USER_RebootInstance.html"),
    Part.STOP: _allowed(
        5 * MINUTE,
        "the time after which a stop that does not come is recorded as a debt",
        f"{_RDS}/UserGuide/USER_StopInstance.html",
    ),
    Part.PROMOTE: _allowed(
        8 * MINUTE, "several minutes, with a reboot", f"{_RDS}/UserGuide/USER_ReadRepl.Promote.html"
    ),
    Part.RESTORE: _allowed(
        50 * MINUTE,
        "grows with the write-ahead log since the last snapshot, not with the volume",
        f"{_RDS}/UserGuide/USER_PIT.html",
    ),
    Part.RESTORE_REPLICATED: _published(
        3 * HOUR,
        "https://docs.aws.amazon.com/prescriptive-guidance/latest/dr-standard-edition-amazon-rds/"
        "rds-pitr-snapshot.html (up to a few hours)",
    ),
    Part.RESTORE_COPY: _allowed(
        4 * HOUR,
        "a restored volume loads lazily from S3; warming it is in the figure",
        f"{_RDS}/UserGuide/USER_RestoreFromSnapshot.html",
    ),
    Part.SHAPE: _allowed(
        5 * MINUTE,
        "settings that need no reboot are applied at once",
        f"{_RDS}/UserGuide/USER_ModifyInstance.Settings.html",
    ),
    Part.VERIFY: _allowed(
        15 * MINUTE, "row counts, freshness and schema, by queries of our own", f"{_RDS}/UserGuide/USER_PIT.html"
    ),
    Part.SWITCH: _allowed(
        MINUTE,
        "one new version of a secret, which clients read when they connect anew",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_update-secret-value.html",
    ),
    Part.JUDGE: _allowed(
        10 * MINUTE, "a person looks at what was damaged, and confirms", f"{_RDS}/UserGuide/USER_PIT.html"
    ),
    Part.ADMIT: _allowed(
        MINUTE,
        "a change of security groups is applied at once, without downtime",
        f"{_RDS}/UserGuide/Overview.RDSSecurityGroups.html",
    ),
    Part.CLOSE: _allowed(
        MINUTE,
        "a listener rule's change is applied at once",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
    ),
    Part.ENDPOINTS: _allowed(
        5 * MINUTE,
        "interface endpoints are made side by side, each a network interface per zone and a private name",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    ),
    Part.FLEET: _allowed(
        15 * MINUTE,
        "servers start from an image, apply their playbook and pass two health checks",
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html",
    ),
    Part.DOOR: _allowed(
        2 * MINUTE,
        "three health checks, ten seconds apart, and a DNS answer that is kept for a minute",
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
    ),
    Part.CATCH_UP: _allowed(
        6 * MINUTE,
        "an idle database writes something every five minutes, which shows that all before it has come",
        f"{_RDS}/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.html",
    ),
    Part.MAKE_MULTI_AZ: _allowed(
        2 * HOUR,
        "a standby is made from a snapshot and loads lazily",
        f"{_RDS}/UserGuide/Concepts.MultiAZ.Migrating.html",
    ),
    Part.MAKE_REPLICA: _allowed(
        2 * HOUR,
        "made from a snapshot; the longer, the larger the volume",
        f"{_RDS}/UserGuide/USER_ReadRepl.Create.html",
    ),
    Part.REPLICATE_BACKUPS: _allowed(
        HOUR, "the first snapshot is copied whole", f"{_RDS}/UserGuide/USER_ReplicateBackups.html"
    ),
}


def seconds(*parts: Part) -> int:
    """Return how long the parts take one after the other."""
    return sum(DURATIONS[part].seconds for part in parts)
