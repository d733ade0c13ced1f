"""What a settings file holds.

A field's description says what is allowed, with its unit: it is the `allowed` line of every report, and the first
of its examples is the `mend` line. Bounds of a single field stand here; what relates fields stands in `rules`.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from components.settings.edge import EdgeSettings
from components.settings.fleet import FleetSettings
from components.settings.identity import AuditSettings, IdentitySettings
from components.settings.section import Section
from components.settings.servers import ServerSettings
from components.settings.types import (
    AwsCron,
    Cidr,
    DailyWindow,
    Duration,
    Flag,
    InstanceClass,
    WeeklyWindow,
    Whole,
)
from components.settings.visitors import VisitorSettings

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
SHORTEST_SILENCE = timedelta(minutes=5)  # how often the escalation looks
LONGEST_RETENTION_DAYS = 36500  # AWS Backup's, about a hundred years


class Environment(StrEnum):
    """The environments, one stack each."""

    PROD = "prod"
    STAGING = "staging"


class StandbyLevel(StrEnum):
    """How much of the standby site stands before it is needed."""

    BACKUPS = "backups"
    PILOT_LIGHT = "pilot-light"
    WARM = "warm"


class DataClass(StrEnum):
    """How sensitive the data is."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


class NatMode(StrEnum):
    """How many NAT gateways a site has."""

    PER_ZONE = "per-zone"
    SINGLE = "single"


class EncryptionControl(StrEnum):
    """What VPC encryption control does with traffic that is not encrypted."""

    MONITOR = "monitor"
    ENFORCE = "enforce"


class InsightsMode(StrEnum):
    """The modes of CloudWatch Database Insights."""

    STANDARD = "standard"
    ADVANCED = "advanced"


class Scenario(StrEnum):
    """What the availability guidelines answer for."""

    ZONE_OUTAGE = "zone-outage"
    MULTI_ZONE_OUTAGE = "multi-zone-outage"
    REGION_OUTAGE = "region-outage"
    DATA_CORRUPTION = "data-corruption"
    ACCOUNT_COMPROMISE = "account-compromise"


# CloudWatch Logs refuses every other number of days.
LOG_RETENTIONS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
# Performance Insights: a free week, whole months of 31 days, or two years.
INSIGHTS_RETENTIONS = (7, *(month * 31 for month in range(1, 24)), 731)
MONITORING_INTERVALS = (0, 1, 5, 10, 15, 30, 60)
# Majors that RDS sells without Extended Support charges; 13 left standard support in February 2026.
ENGINE_MAJORS = range(14, 19)


def _one_of(values: tuple[int, ...]) -> AfterValidator:
    def check(value: int) -> int:
        if value not in values:
            nearest = min(values, key=lambda allowed: abs(allowed - value))
            raise ValueError(f"the nearest allowed number is {nearest}")
        return value

    return AfterValidator(check)


def _known_engine(version: str) -> str:
    if int(version.partition(".")[0]) not in ENGINE_MAJORS:
        raise ValueError(f"majors {ENGINE_MAJORS[0]} to {ENGINE_MAJORS[-1]} are in standard support on RDS")
    return version


Text = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_ .:/=+@-]+$", max_length=256)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s,;<>]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=254)]
# E.164: https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
Recipient = Annotated[
    str,
    StringConstraints(
        pattern=r"^(\+[1-9][0-9]{6,14}|[^@\s,;<>]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)$", max_length=254
    ),
]
RetentionDays = Annotated[Whole, Field(ge=1, le=LONGEST_RETENTION_DAYS)]
AutomatedBackupDays = Annotated[Whole, Field(ge=1, le=35)]
WindowHours = Annotated[Whole, Field(ge=1, le=168)]
LogRetention = Annotated[Whole, _one_of(LOG_RETENTIONS)]
LOG_RETENTION_TEXT = "days, one of " + ", ".join(map(str, LOG_RETENTIONS))


class Tags(Section):
    """The tags that every resource carries."""

    owner: Text = Field(
        description="the team that answers for it, 1 to 256 of A-Z, a-z, 0-9, space and _.:/=+@-",
        examples=["platform"],
    )
    cost_centre: Text = Field(
        description="who pays, 1 to 256 of A-Z, a-z, 0-9, space and _.:/=+@-", examples=["store-br"]
    )
    data_class: DataClass = Field(description="how sensitive the data is", examples=["confidential"])


Letter = Annotated[str, StringConstraints(pattern=r"^[a-z]$")]


class RecoveredSettings(Section):
    """What stands in a site after a recovery there: `storefront failover rehome` tells it."""

    primary: Letter = Field(description="the letter of the instance that writes, a to z", examples=["b"])
    replica: Letter = Field(description="the letter of its replica, a to z, another one", examples=["c"])
    replica_zone: str = Field(
        description="the zone of that replica: outside primaryZones, or, after a promotion, outside replicaZone",
        examples=["us-east-1b"],
    )
    restored: bool = Field(
        default=False,
        description="whether the writer was restored into the pair's subnets; else it was a replica",
        examples=[True],
    )


class SiteDatabase(Section):
    """Where a site's database instances stand."""

    primary_zones: tuple[str, ...] = Field(
        min_length=1,
        max_length=2,
        description="the primary's zones: two with Multi-AZ, one without",
        examples=[["us-east-1a", "us-east-1b"]],
    )
    replica_zone: str = Field(description="a zone of the site outside primaryZones", examples=["us-east-1c"])
    recovered: RecoveredSettings | None = Field(
        default=None, description="primary, replica, replicaZone and restored; leave out until a recovery"
    )

    @property
    def letters(self) -> tuple[str, str]:
        """The letters of the primary and of its replica."""
        return (self.recovered.primary, self.recovered.replica) if self.recovered else ("a", "b")

    @property
    def zone_of_replica(self) -> str:
        """The zone in which the replica stands."""
        return self.recovered.replica_zone if self.recovered else self.replica_zone

    @property
    def zones_of_primary(self) -> tuple[str, ...]:
        """The zones of the primary; of one that was promoted the first is known, RDS chooses the other."""
        return (self.replica_zone,) if self.promoted else self.primary_zones

    @property
    def promoted(self) -> bool:
        """Whether the primary was a replica, and stands where replicas do."""
        return self.recovered is not None and not self.recovered.restored


class SiteSettings(Section):
    """One region's part of the platform."""

    cidr: Cidr = Field(description="a private IPv4 network with prefix /16", examples=["10.16.0.0/16"])
    zones: tuple[str, ...] = Field(
        min_length=2,
        max_length=3,
        description="two or three zones of the region",
        examples=[["us-east-1a", "us-east-1b", "us-east-1c"]],
    )
    database: SiteDatabase = Field(description="primaryZones and replicaZone")


class NetworkSettings(Section):
    """How the networks of both sites are built."""

    nat: NatMode = Field(description="how many NAT gateways a site has", examples=["per-zone"])
    flow_log_retention_days: LogRetention = Field(description=LOG_RETENTION_TEXT, examples=[90])
    encryption_control: EncryptionControl = Field(
        description="what VPC encryption control does with clear traffic", examples=["monitor"]
    )


class StorageSettings(Section):
    """The database's gp3 volume."""

    allocated_gib: Annotated[Whole, Field(ge=20, le=65536)] = Field(description="GiB, 20 to 65536", examples=[400])
    max_allocated_gib: Annotated[Whole, Field(ge=22, le=65536)] = Field(
        description="GiB up to which storage grows by itself, at least 10% above allocatedGib", examples=[1000]
    )
    iops: Annotated[Whole, Field(ge=12000, le=64000)] | None = Field(
        default=None, description="I/O operations a second, 12000 to 64000, only from 400 GiB", examples=[12000]
    )
    throughput_mibps: Annotated[Whole, Field(ge=500, le=4000)] | None = Field(
        default=None, description="MiB a second, 500 to 4000, only from 400 GiB", examples=[500]
    )


class ReplicaSettings(Section):
    """The read replica, which is also the target of a zone failover."""

    instance_class: InstanceClass = Field(
        description="an RDS instance class for PostgreSQL with at least the primary's memory",
        examples=["db.r8g.2xlarge"],
    )


class InsightsSettings(Section):
    """CloudWatch Database Insights, on Performance Insights data."""

    mode: InsightsMode = Field(description="the mode of Database Insights", examples=["standard"])
    retention_days: Annotated[Whole, _one_of(INSIGHTS_RETENTIONS)] = Field(
        description="days, 7, a multiple of 31 up to 713, or 731", examples=[7]
    )


class DatabaseSettings(Section):
    """PostgreSQL on RDS."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")] = Field(
        description="a lower-case PostgreSQL name of up to 63 letters, digits and _", examples=["storefront"]
    )
    engine_version: Annotated[
        str, StringConstraints(pattern=r"^[1-9][0-9]\.[0-9]{1,2}$"), AfterValidator(_known_engine)
    ] = Field(description="a PostgreSQL version MAJOR.MINOR, in quotes", examples=["17.6"])
    instance_class: InstanceClass = Field(
        description="an RDS instance class for PostgreSQL", examples=["db.r8g.2xlarge"]
    )
    multi_az: Flag = Field(description="true or false", examples=[True])
    storage: StorageSettings = Field(description="allocatedGib and maxAllocatedGib, iops and throughputMibps")
    replica: ReplicaSettings = Field(description="instanceClass")
    backup_retention_days: AutomatedBackupDays = Field(
        description="days, 1 to 35; a read replica needs at least 1", examples=[35]
    )
    replicated_backup_retention_days: AutomatedBackupDays = Field(
        description="days in the standby region, 1 to 35", examples=[35]
    )
    backup_window: DailyWindow = Field(
        description="HH:MM-HH:MM in UTC, at least 30 minutes", examples=["08:00-08:30"]
    )
    maintenance_window: WeeklyWindow = Field(
        description="ddd:HH:MM-ddd:HH:MM in UTC, at least 30 minutes, apart from the backup window",
        examples=["tue:09:00-tue:10:00"],
    )
    insights: InsightsSettings = Field(description="mode and retentionDays")
    monitoring_interval_seconds: Annotated[Whole, _one_of(MONITORING_INTERVALS)] = Field(
        description="seconds, one of " + ", ".join(map(str, MONITORING_INTERVALS)), examples=[15]
    )
    log_retention_days: LogRetention = Field(description=LOG_RETENTION_TEXT, examples=[90])
    ca_certificate: Literal["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"] = Field(
        description="rds-ca-rsa2048-g1, rds-ca-rsa4096-g1 or rds-ca-ecc384-g1", examples=["rds-ca-rsa2048-g1"]
    )
    log_min_duration: Annotated[Duration, Field(ge=timedelta(0), le=HOUR)] = Field(
        description="a duration, 0s (every statement) to 1h", examples=["1s"]
    )
    statement_timeout: Annotated[Duration, Field(ge=SECOND, le=DAY)] = Field(
        description="a duration, 1s to 1d", examples=["5m"]
    )
    idle_in_transaction_timeout: Annotated[Duration, Field(ge=SECOND, le=DAY)] = Field(
        description="a duration, 1s to 1d", examples=["1m"]
    )
    master_password: Literal["generated", "rds-managed"] = Field(
        description="generated (rds-managed cannot be had with read replicas)", examples=["generated"]
    )
    password_rotation_days: Annotated[Whole, Field(ge=1, le=90)] = Field(
        description="days between rotations of each password, 1 to 90", examples=[30]
    )
    tuning_schedule: AwsCron = Field(
        description="when the database is examined: a cron expression of six fields in UTC",
        examples=["cron(0 12 1 * ? *)"],
    )
    blue_green_updates: Flag = Field(description="false (blue/green updates refuse replicas)", examples=[False])

    @property
    def family(self) -> str:
        """The parameter group family: `postgres17`."""
        return "postgres" + self.engine_version.partition(".")[0]


class VaultLock(Section):
    """The lock of the backup vaults."""

    min_retention_days: RetentionDays = Field(description="days, 1 to 36500", examples=[7])
    max_retention_days: RetentionDays = Field(
        description="days, 1 to 36500, at least minRetentionDays", examples=[365]
    )
    changeable_for_days: Annotated[Whole, Field(ge=3, le=LONGEST_RETENTION_DAYS)] | None = Field(
        default=None,
        description="days until nobody can lift the lock, 3 to 36500; leave out for governance mode",
        examples=[3],
    )


class RestoreTest(Section):
    """The restores that prove the backups."""

    schedule: AwsCron = Field(
        description="a cron expression of six fields in UTC", examples=["cron(0 11 ? * SUN *)"]
    )
    start_window_hours: WindowHours = Field(description="hours, 1 to 168", examples=[4])
    validation_window_hours: WindowHours = Field(description="hours, 1 to 168", examples=[4])


class BackupSettings(Section):
    """AWS Backup: the plan, its copies in the standby region, and their proof."""

    schedule: AwsCron = Field(description="a cron expression of six fields in UTC", examples=["cron(0 6 ? * * *)"])
    delete_after_days: RetentionDays = Field(
        description="days, 1 to 36500, within the lock's retentions", examples=[35]
    )
    copy_delete_after_days: RetentionDays = Field(
        description="days, 1 to 36500, within the lock's retentions", examples=[90]
    )
    lock: VaultLock = Field(description="minRetentionDays, maxRetentionDays and changeableForDays")
    restore_test: RestoreTest = Field(description="schedule, startWindowHours and validationWindowHours")


class RecoverySettings(Section):
    """What makes recoveries measurable, and keeps people practised."""

    heartbeat_minutes: Annotated[Whole, Field(ge=1, le=5)] = Field(
        description="minutes between two heartbeats, 1 to 5; a loss is measured to this", examples=[1]
    )
    drill_schedule: AwsCron = Field(
        description="a cron expression of six fields in UTC: when a drill is asked for",
        examples=["cron(0 14 15 1,4,7,10 ? *)"],
    )


class KeySettings(Section):
    """The customer-managed keys."""

    deletion_window_days: Annotated[Whole, Field(ge=7, le=30)] = Field(description="days, 7 to 30", examples=[30])
    rotation_period_days: Annotated[Whole, Field(ge=90, le=2560)] = Field(
        description="days, 90 to 2560", examples=[365]
    )


class NotificationSettings(Section):
    """Who is told, and where what they then do is written down."""

    operations: tuple[Email, ...] = Field(
        min_length=1, description="one or more e-mail addresses", examples=[["operations@example.com"]]
    )
    on_call: tuple[Recipient, ...] = Field(
        min_length=1,
        description="one or more e-mail addresses (of a paging service too) or telephone numbers, in quotes",
        examples=[["on-call@example.com"]],
    )
    escalation: tuple[Recipient, ...] = Field(
        min_length=1,
        description="one or more e-mail addresses or telephone numbers, in quotes, of others than onCall",
        examples=[["platform-lead@example.com"]],
    )
    escalate_after: Annotated[Duration, Field(ge=SHORTEST_SILENCE, le=HOUR)] = Field(
        description="a duration in whole 5 minutes, 5m to 1h: how long a page may go unanswered", examples=["15m"]
    )
    test_page: AwsCron = Field(
        description="a cron expression of six fields in UTC: when a page is sent to see that it arrives",
        examples=["cron(0 15 ? * TUE *)"],
    )
    runbooks: Annotated[str, StringConstraints(pattern=r"^https://[^\s?#]+$", max_length=200)] = Field(
        description="the https address of the folder docs/runbooks",
        examples=["https://github.com/example/storefront/blob/main/docs/runbooks"],
    )


class LogSettings(Section):
    """Logs that belong to no one component."""

    retention_days: LogRetention = Field(description=LOG_RETENTION_TEXT, examples=[90])


class Guideline(Section):
    """What the service promises for one scenario."""

    rto: Annotated[Duration, Field(ge=SECOND)] = Field(
        description="a duration of at least 1s: how long until it serves again", examples=["1h"]
    )
    rpo: Duration = Field(description="a duration: how much of the last data may be lost", examples=["5m"])


class Settings(Section):
    """Everything that is set for one environment."""

    environment: Environment = Field(description="the stack's own name", examples=["prod"])
    account: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] = Field(
        description="an AWS account id, 12 digits in quotes", examples=["111122223333"]
    )
    deployment_role: Annotated[
        str, StringConstraints(pattern=r"^arn:aws:iam::[0-9]{12}:role/([\x21-\x7e]+/)?[A-Za-z0-9_+=,.@-]{1,64}$")
    ] = Field(
        description="the ARN of an IAM role in the account",
        examples=["arn:aws:iam::111122223333:role/storefront-deployment"],
    )
    tags: Tags = Field(description="owner, costCentre and dataClass")
    serving: str = Field(description="the region of one of the sites", examples=["us-east-1"])
    standby_level: StandbyLevel = Field(description="how much of the standby site stands", examples=["backups"])
    sites: dict[str, SiteSettings] = Field(description="two sites, each under its region's name")
    network: NetworkSettings = Field(description="nat, flowLogRetentionDays and encryptionControl")
    database: DatabaseSettings = Field(description="the database's settings")
    fleet: FleetSettings = Field(description="the application servers' settings")
    servers: ServerSettings = Field(description="the settings of the servers that are no fleet, and of deliveries")
    backups: BackupSettings = Field(
        description="schedule, deleteAfterDays, copyDeleteAfterDays, lock and restoreTest"
    )
    recovery: RecoverySettings = Field(description="heartbeatMinutes and drillSchedule")
    keys: KeySettings = Field(description="deletionWindowDays and rotationPeriodDays")
    notifications: NotificationSettings = Field(
        description="operations, onCall, escalation, escalateAfter, testPage and runbooks"
    )
    logs: LogSettings = Field(description="retentionDays")
    edge: EdgeSettings = Field(description="hostedZone, domain, alternativeNames, rateLimit and cloudFront")
    guidelines: dict[Scenario, Guideline] = Field(description="rto and rpo for each scenario")
    identity: IdentitySettings = Field(description="people, breakGlass and pipelines")
    audit: AuditSettings = Field(description="retentionDays, lockedDays, threatFeatures and unusedAccessDays")
    visitors: VisitorSettings = Field(description="property, countries, signIn and federation")

    @property
    def home(self) -> str:
        """The region in which the global resources are made: the first by name, whichever site serves.

        A resource that changed its provider's region would be replaced, so that a failover must not move them.
        """
        return min(self.sites)

    @property
    def standby(self) -> str:
        """The region that does not serve."""
        return next(region for region in self.sites if region != self.serving)
