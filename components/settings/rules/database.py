"""Rules of the database: what RDS refuses."""

from collections.abc import Iterator

from components.settings.problem import Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.database import LARGEST_GIB, InsightsMode, StorageSettings
from components.settings.sections.model import Settings

# gp3 under RDS for PostgreSQL: from 400 GiB on the volume is striped and takes IOPS and throughput.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
STRIPED_GIB = 400
MIBPS_AN_IOPS = 0.25
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
GROWTH_PERCENT, ADVISED_GROWTH_PERCENT = 10, 26
ADVANCED_INSIGHTS_DAYS = 465


def _storage_can_grow(settings: Settings, _: Others) -> Iterator[Problem]:
    storage = settings.database.storage
    minimum = -(-storage.allocated_gib * (100 + GROWTH_PERCENT) // 100)
    if minimum > LARGEST_GIB:
        yield from _storage_is_at_its_end(storage)
    elif storage.max_allocated_gib < minimum:
        advised = -(-storage.allocated_gib * (100 + ADVISED_GROWTH_PERCENT) // 100)
        path = ("database", "storage", "maxAllocatedGib")
        allowed = f"at least {minimum}, {GROWTH_PERCENT}% above allocatedGib"
        yield Problem(path, show(storage.max_allocated_gib), allowed, f"AWS recommends {advised} or more")


def _storage_is_at_its_end(storage: StorageSettings) -> Iterator[Problem]:
    """RDS lets storage grow by a tenth or not at all; what is so large already can only stay as it is."""
    if storage.max_allocated_gib != storage.allocated_gib:
        path = ("database", "storage", "maxAllocatedGib")
        allowed = (
            f"allocatedGib, {storage.allocated_gib}: RDS ends at {LARGEST_GIB}, and grows by a tenth or not at all"
        )
        yield Problem(path, show(storage.max_allocated_gib), allowed, f"set {storage.allocated_gib}")


def _small_storage_has_fixed_performance(settings: Settings, _: Others) -> Iterator[Problem]:
    storage = settings.database.storage
    given = {"iops": storage.iops, "throughputMibps": storage.throughput_mibps}
    for key, value in given.items():
        if value is not None and storage.allocated_gib < STRIPED_GIB:
            allowed = f"nothing below {STRIPED_GIB} GiB: such a volume has 3000 IOPS and 125 MiB/s"
            yield Problem(("database", "storage", key), show(value), allowed, f"take out {key}, or allocate more")


def _iops_and_throughput_go_together(settings: Settings, _: Others) -> Iterator[Problem]:
    storage = settings.database.storage
    if (storage.iops is None) != (storage.throughput_mibps is None):
        given, lacking = ("iops", "throughputMibps") if storage.iops else ("throughputMibps", "iops")
        path = ("database", "storage", given)
        yield Problem(path, f"{given} without {lacking}", "both or neither", f"add {lacking}, or take out {given}")


def _throughput_fits_iops(settings: Settings, _: Others) -> Iterator[Problem]:
    storage = settings.database.storage
    if storage.iops is None or storage.throughput_mibps is None:
        return
    maximum = int(storage.iops * MIBPS_AN_IOPS)
    if storage.throughput_mibps > maximum:
        path = ("database", "storage", "throughputMibps")
        allowed = f"at most {maximum}, a quarter of the IOPS"
        mend = f"set iops to {storage.throughput_mibps * 4} or more, or the throughput lower"
        yield Problem(path, show(storage.throughput_mibps), allowed, mend)


def _replica_holds_the_primarys_load(settings: Settings, _others: Others) -> Iterator[Problem]:
    """PostgreSQL stops replay on a standby whose max_connections, which RDS takes from memory, is the smaller."""
    primary, *replicas = (kind for _, kind in settings.database.instance_classes)
    for replica in replicas:
        if replica.memory_gib >= primary.memory_gib:
            continue
        path = ("database", "replica", "instanceClass")
        allowed = f"a class with at least {primary.memory_gib:g} GiB of memory, as the primary's {primary} has"
        mend = f"set {primary}: the replica replays what the primary does, and takes over from it"
        yield Problem(path, f"{str(replica)!r} with {replica.memory_gib:g} GiB", allowed, mend)


def _master_password_suits_replicas(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.database.master_password == "rds-managed":  # noqa: S105 - names who keeps it
        allowed = "generated: of all engines, RDS manages the password beside replicas only for SQL Server"
        yield Problem(("database", "masterPassword"), "'rds-managed'", allowed, "set generated")


def _updates_suit_replicas(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.database.blue_green_updates:
        allowed = "false: RDS refuses blue/green updates of an instance with read replicas"
        yield Problem(("database", "blueGreenUpdates"), "true", allowed, "set false")


def _windows_are_apart(settings: Settings, _: Others) -> Iterator[Problem]:
    database = settings.database
    if database.backup_window.minutes_of_week & database.maintenance_window.minutes_of_week:
        path = ("database", "maintenanceWindow")
        allowed = f"a window apart from the backup window {database.backup_window}"
        yield Problem(path, show(str(database.maintenance_window)), allowed, "move one of the two")


def _advanced_insights_keep_their_data(settings: Settings, _: Others) -> Iterator[Problem]:
    insights = settings.database.insights
    if insights.mode is InsightsMode.ADVANCED and insights.retention_days < ADVANCED_INSIGHTS_DAYS:
        path = ("database", "insights", "retentionDays")
        allowed = f"at least {ADVANCED_INSIGHTS_DAYS} with mode advanced"
        yield Problem(
            path, show(insights.retention_days), allowed, f"set {ADVANCED_INSIGHTS_DAYS}, or mode standard"
        )


RULES = (
    Rule(("database",), _storage_can_grow),
    Rule(("database",), _small_storage_has_fixed_performance),
    Rule(("database",), _iops_and_throughput_go_together),
    Rule(("database",), _throughput_fits_iops),
    Rule(("database",), _replica_holds_the_primarys_load),
    Rule(("database",), _master_password_suits_replicas),
    Rule(("database",), _updates_suit_replicas),
    Rule(("database",), _windows_are_apart),
    Rule(("database",), _advanced_insights_keep_their_data),
)
