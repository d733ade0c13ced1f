"""The database."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from components.settings.sections.section import Section
from components.settings.types import (
    DAY,
    HOUR,
    LOG_RETENTION_TEXT,
    SECOND,
    AwsCron,
    DailyWindow,
    Duration,
    Flag,
    InstanceClass,
    LogRetention,
    OneOf,
    WeeklyWindow,
    Whole,
)
from components.shared.facts.catalogue import engine_versions
from components.shared.facts.dated import (
    REFUSED_DATABASES,
    RESERVED_WORDS,
    STANDARD_SUPPORT,
    STANDING_DATABASES,
)
from functions.database_access.roles import OLDEST_VERSION
from standards.retention import BACKUP_DAYS

# Performance Insights: a free week, whole months of 31 days, or two years.
INSIGHTS_RETENTIONS = (7, *(month * 31 for month in range(1, 24)), 731)
MONITORING_INTERVALS = (1, 5, 10, 15, 30, 60)
# In standard support on RDS, and not too old for the roles that the platform makes in it.
MAJORS = tuple(major for major in STANDARD_SUPPORT if major >= OLDEST_VERSION)


class InsightsMode(StrEnum):
    """The modes of CloudWatch Database Insights."""

    STANDARD = "standard"
    ADVANCED = "advanced"


def _on_sale(version: str) -> str:
    known = engine_versions()
    major = version.partition(".")[0]
    same = [name for name in known if name.partition(".")[0] == major]
    if int(major) not in MAJORS or not same:
        raise ValueError(
            f"majors {MAJORS[0]} to {MAJORS[-1]} are in standard support on RDS, and have what the roles here need"
        )
    if version in same:
        return version
    raise ValueError(f"RDS sells of {major}: {', '.join(same)}")


def _free_name(name: str) -> str:
    if name in STANDING_DATABASES:
        raise ValueError(f"{name} is there before the store's: PostgreSQL and RDS keep it for themselves")
    if name in RESERVED_WORDS | REFUSED_DATABASES:
        raise ValueError(f"RDS refuses {name} as a name: the engine reserves the word")
    return name


# gp3 of RDS for PostgreSQL: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
LARGEST_GIB = 65536

AutomatedBackupDays = Annotated[Whole, Field(ge=1, le=35)]


class StorageSettings(Section):
    """The database's gp3 volume."""

    allocated_gib: Annotated[Whole, Field(ge=20, le=LARGEST_GIB)] = Field(
        description="GiB, 20 to 65536", examples=[400]
    )
    max_allocated_gib: Annotated[Whole, Field(ge=22, le=LARGEST_GIB)] = Field(
        description="GiB up to which storage grows by itself, at least 10% above allocatedGib; from 59579 GiB on, "
        "as much as allocatedGib",
        examples=[1000],
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
    retention_days: Annotated[Whole, OneOf(INSIGHTS_RETENTIONS)] = Field(
        description="days, 7, a multiple of 31 up to 713, or 731", examples=[7]
    )


class DatabaseSettings(Section):
    """PostgreSQL on RDS."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$"), AfterValidator(_free_name)] = Field(
        description="a lower-case PostgreSQL name of up to 63 letters, digits and _, no word that it reserves",
        examples=["storefront"],
    )
    engine_version: Annotated[
        str, StringConstraints(pattern=r"^[1-9][0-9]\.[0-9]{1,2}$"), AfterValidator(_on_sale)
    ] = Field(description="a PostgreSQL version MAJOR.MINOR that RDS sells, in quotes", examples=["17.6"])
    instance_class: InstanceClass = Field(
        description="an RDS instance class for PostgreSQL", examples=["db.r8g.2xlarge"]
    )
    multi_az: Flag = Field(description="true or false", examples=[True])
    storage: StorageSettings = Field(description="allocatedGib and maxAllocatedGib, iops and throughputMibps")
    replica: ReplicaSettings | None = Field(
        default=None, description="instanceClass; leave out where the database has no replica"
    )
    backup_retention_days: AutomatedBackupDays = Field(
        description=f"days, 1 to 35, in production from {BACKUP_DAYS} on", examples=[35]
    )
    replicated_backup_retention_days: AutomatedBackupDays | None = Field(
        default=None,
        description=f"days in the standby region, 1 to 35, in production from {BACKUP_DAYS} on; left out where "
        "there is none",
        examples=[35],
    )
    backup_window: DailyWindow = Field(
        description="HH:MM-HH:MM in UTC, at least 30 minutes", examples=["04:00-04:30"]
    )
    maintenance_window: WeeklyWindow = Field(
        description="ddd:HH:MM-ddd:HH:MM in UTC, at least 30 minutes, apart from the backup window",
        examples=["tue:09:00-tue:10:00"],
    )
    insights: InsightsSettings = Field(description="mode and retentionDays")
    monitoring_interval_seconds: Annotated[Whole, OneOf(MONITORING_INTERVALS)] = Field(
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
    def instance_classes(self) -> tuple[tuple[tuple[str, ...], InstanceClass], ...]:
        """The classes of the instances, each with its key: the primary's, and the replica's if there is one."""
        replica = self.replica
        others = [] if replica is None else [(("replica", "instanceClass"), replica.instance_class)]
        return ((("instanceClass",), self.instance_class), *others)

    @property
    def family(self) -> str:
        """The parameter group family: `postgres17`."""
        return "postgres" + self.engine_version.partition(".")[0]
