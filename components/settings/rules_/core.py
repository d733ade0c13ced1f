"""What must hold between settings: topologies that AWS refuses, and promises that cannot be kept.

Each rule is a row of `RULES`: the sections that it reads, and a check that yields a problem for every place where
it does not hold. Problems of one field alone belong to `model`.
"""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Network

from components.settings.model import (
    InsightsMode,
    Scenario,
    Settings,
    SiteSettings,
)
from components.settings.problem import Problem, show
from components.settings.regions import ZONE_LETTERS, zones_of
from components.settings.rule import Neighbour, Others, Rule
from components.settings.rules_edge import RULES as EDGE_RULES
from components.settings.rules_fleet import FLEET_RULES
from components.settings.rules_identity import RULES as IDENTITY_RULES
from components.settings.rules_servers import SERVER_RULES
from components.settings.rules_visitors import RULES as VISITOR_RULES
from components.settings.types import MINUTES_A_WEEK, format_duration

__all__ = ["RULES", "Neighbour", "Others", "Rule"]

SITES = 2
PREFIX = 16
PRIVATE = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))  # RFC 1918
# gp3 under RDS for PostgreSQL: from 400 GiB on the volume is striped and takes IOPS and throughput.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
STRIPED_GIB = 400
MIBPS_AN_IOPS = 0.25
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
GROWTH_PERCENT, ADVISED_GROWTH_PERCENT = 10, 26
ADVANCED_INSIGHTS_DAYS = 465
# Replicated automated backups arrive 5 to 30 minutes late.
# https://docs.aws.amazon.com/prescriptive-guidance/latest/dr-standard-edition-amazon-rds/rds-pitr-snapshot.html
REPLICATION_LAG = timedelta(minutes=30)
# AWS Backup starts no backup of RDS in the maintenance window, nor in the hour before it.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
BACKUP_CLEARANCE_MINUTES = 60


def _two_sites(settings: Settings, _: Others) -> Iterator[Problem]:
    if len(settings.sites) != SITES:
        count = f"{len(settings.sites)} sites"
        yield Problem(("sites",), count, "two sites", "name the region that serves and the one that stands by")


def _serving_is_a_site(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.serving not in settings.sites:
        allowed = "one of " + ", ".join(settings.sites)
        mend = "name one of them, or add the region under storefront:sites"
        yield Problem(("serving",), show(settings.serving), allowed, mend)


def _regions_are_supported(settings: Settings, _: Others) -> Iterator[Problem]:
    for region in settings.sites:
        if region not in ZONE_LETTERS:
            mend = "take one of these, or add the region and its zones to components/settings/regions.py"
            yield Problem(("sites", region), show(region), "one of " + ", ".join(ZONE_LETTERS), mend)


def _zones_are_the_regions(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        known = zones_of(region)
        for index, zone in enumerate(site.zones):
            path = ("sites", region, "zones", index)
            if known and zone not in known:
                yield Problem(
                    path, show(zone), "one of " + ", ".join(known), "name a zone of the site's own region"
                )
            elif zone in site.zones[:index]:
                yield Problem(path, f"{zone!r} twice", "each zone once", "name another zone, or take it out")


def _database_zones_are_the_sites(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        allowed = "one of " + ", ".join(site.zones)
        placed = [(("primaryZones", index), zone) for index, zone in enumerate(site.database.primary_zones)]
        for keys, zone in [*placed, (("replicaZone",), site.database.replica_zone)]:
            if zone not in site.zones:
                mend = f"name one of the site's zones, or add {zone} to them"
                yield Problem(("sites", region, "database", *keys), show(zone), allowed, mend)


def _replica_stands_apart(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        primary, replica = site.database.primary_zones, site.database.replica_zone
        if replica in primary:
            path = ("sites", region, "database", "replicaZone")
            allowed = "a zone outside primaryZones: one outage must not take both"
            yield Problem(path, show(replica), allowed, _other_zone(site))


def _recovered_stand_apart(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        recovered = site.database.recovered
        if recovered is None:
            continue
        path = ("sites", region, "database", "recovered")
        if recovered.primary == recovered.replica:
            mend = "give each instance its own letter, as it is called on RDS"
            yield Problem((*path, "replica"), show(recovered.replica), "another letter than primary's", mend)
        elsewhere = [zone for zone in site.zones if zone not in site.database.zones_of_primary]
        if recovered.replica_zone not in elsewhere:
            mend = "name the zone in which the new replica stands, apart from the writer"
            allowed = "one of " + ", ".join(elsewhere)
            yield Problem((*path, "replicaZone"), show(recovered.replica_zone), allowed, mend)


def _other_zone(site: SiteSettings) -> str:
    free = [zone for zone in site.zones if zone not in site.database.primary_zones]
    return f"set {free[0]}" if free else "give the site a third zone, or the primary one zone less"


def _primary_zones_fit_multi_az(settings: Settings, _: Others) -> Iterator[Problem]:
    """RDS picks the zones of a Multi-AZ pair itself, from its subnet group: so the group holds just those."""
    wanted = 2 if settings.database.multi_az else 1
    for region, site in settings.sites.items():
        zones = site.database.primary_zones
        if len(set(zones)) != wanted or len(zones) != wanted:
            state = "with" if settings.database.multi_az else "without"
            path = ("sites", region, "database", "primaryZones")
            allowed = f"{'two different zones' if wanted > 1 else 'one zone'} {state} multiAz"
            yield Problem(path, ", ".join(zones), allowed, "change the zones, or storefront:database.multiAz")


def _networks_are_private(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        if site.cidr.prefixlen != PREFIX or not any(site.cidr.subnet_of(block) for block in PRIVATE):
            allowed = f"a /{PREFIX} within " + ", ".join(map(str, PRIVATE))
            mend = "set a free one: the address plan needs a whole /16 for its tiers and their growth"
            yield Problem(("sites", region, "cidr"), str(site.cidr), allowed, mend)


def _networks_do_not_overlap(settings: Settings, others: Others) -> Iterator[Problem]:
    taken = [(network, f"{other.environment}'s") for other in others for network in other.networks]
    for region, site in settings.sites.items():
        for network, owner in taken:
            if site.cidr.overlaps(network):
                allowed = f"a network apart from {owner} {network}"
                mend = "set a free network, so that any two sites can be peered"
                yield Problem(("sites", region, "cidr"), str(site.cidr), allowed, mend)
        taken.append((site.cidr, f"{region}'s"))


def _account_is_the_environments_own(settings: Settings, others: Others) -> Iterator[Problem]:
    """VPC block public access is set for a whole account: two environments in one would undo each other's."""
    for other in others:
        if settings.account == other.account:
            allowed = f"another account than {other.environment}'s"
            yield Problem(("account",), show(settings.account), allowed, "give each environment its own account")


def _role_is_the_accounts(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.deployment_role.split(":")[4] != settings.account:
        allowed = f"a role in the account {settings.account}"
        mend = "correct the account id in the ARN, or storefront:account"
        yield Problem(("deploymentRole",), show(settings.deployment_role), allowed, mend)


def _storage_can_grow(settings: Settings, _: Others) -> Iterator[Problem]:
    storage = settings.database.storage
    least = -(-storage.allocated_gib * (100 + GROWTH_PERCENT) // 100)
    if storage.max_allocated_gib < least:
        advised = -(-storage.allocated_gib * (100 + ADVISED_GROWTH_PERCENT) // 100)
        path = ("database", "storage", "maxAllocatedGib")
        allowed = f"at least {least}, {GROWTH_PERCENT}% above allocatedGib"
        yield Problem(path, show(storage.max_allocated_gib), allowed, f"AWS recommends {advised} or more")


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
    most = int(storage.iops * MIBPS_AN_IOPS)
    if storage.throughput_mibps > most:
        path = ("database", "storage", "throughputMibps")
        allowed = f"at most {most}, a quarter of the IOPS"
        mend = f"set iops to {storage.throughput_mibps * 4} or more, or the throughput lower"
        yield Problem(path, show(storage.throughput_mibps), allowed, mend)


def _replica_holds_the_primarys_load(settings: Settings, _: Others) -> Iterator[Problem]:
    """PostgreSQL stops replay on a standby whose max_connections, which RDS takes from memory, is the smaller."""
    primary, replica = settings.database.instance_class, settings.database.replica.instance_class
    if replica.memory_gib < primary.memory_gib:
        path = ("database", "replica", "instanceClass")
        allowed = f"a class with at least {primary.memory_gib} GiB of memory, as the primary's {primary} has"
        mend = f"set {primary}: the replica replays what the primary does, and takes over from it"
        yield Problem(path, f"{str(replica)!r} with {replica.memory_gib} GiB", allowed, mend)


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


def _backups_avoid_maintenance(settings: Settings, _: Others) -> Iterator[Problem]:
    window = settings.database.maintenance_window
    before = {(window.start - minute) % MINUTES_A_WEEK for minute in range(1, BACKUP_CLEARANCE_MINUTES + 1)}
    if settings.backups.schedule.schedule.minutes_of_week & (window.minutes_of_week | before):
        allowed = f"no start in the maintenance window {window} or the hour before: AWS Backup would skip it"
        yield Problem(("backups", "schedule"), show(str(settings.backups.schedule)), allowed, "move one of the two")


def _lock_is_a_range(settings: Settings, _: Others) -> Iterator[Problem]:
    lock = settings.backups.lock
    if lock.max_retention_days < lock.min_retention_days:
        path = ("backups", "lock", "maxRetentionDays")
        allowed = f"at least minRetentionDays, {lock.min_retention_days}"
        yield Problem(path, show(lock.max_retention_days), allowed, "raise it, or lower minRetentionDays")


def _lock_takes_the_backups(settings: Settings, _: Others) -> Iterator[Problem]:
    backups, lock = settings.backups, settings.backups.lock
    retentions = {
        "deleteAfterDays": backups.delete_after_days,
        "copyDeleteAfterDays": backups.copy_delete_after_days,
    }
    for key, days in retentions.items():
        if not lock.min_retention_days <= days <= max(lock.max_retention_days, lock.min_retention_days):
            allowed = (
                f"{lock.min_retention_days} to {lock.max_retention_days} days: the vault's lock refuses others"
            )
            yield Problem(("backups", key), show(days), allowed, "change the retention, or the lock")


def _guidelines_are_complete(settings: Settings, _: Others) -> Iterator[Problem]:
    for scenario in Scenario:
        if scenario not in settings.guidelines:
            mend = f"add {scenario}: {{rto: 4h, rpo: 15m}} with the service's own figures"
            yield Problem(("guidelines", scenario.value), "nothing", "rto and rpo for each scenario", mend)


def _region_outage_is_recoverable(settings: Settings, _: Others) -> Iterator[Problem]:
    guideline = settings.guidelines.get(Scenario.REGION_OUTAGE)
    if guideline and guideline.rpo < REPLICATION_LAG:
        least = format_duration(REPLICATION_LAG)
        path = ("guidelines", Scenario.REGION_OUTAGE.value, "rpo")
        allowed = f"at least {least}: replicated backups arrive up to {least} late"
        mend = "promise less: no level has a replica of the database in the standby region"
        yield Problem(path, show(format_duration(guideline.rpo)), allowed, mend)


def _account_compromise_is_recoverable(settings: Settings, _: Others) -> Iterator[Problem]:
    """Only the locked vault's recovery points outlive a stolen account; the last one may be a whole gap old."""
    guideline = settings.guidelines.get(Scenario.ACCOUNT_COMPROMISE)
    gap = settings.backups.schedule.schedule.longest_gap
    if guideline and guideline.rpo < gap:
        path = ("guidelines", Scenario.ACCOUNT_COMPROMISE.value, "rpo")
        allowed = f"at least {format_duration(gap)}, the longest time between two backups into the locked vault"
        mend = "promise less, or run storefront:backups.schedule more often"
        yield Problem(path, show(format_duration(guideline.rpo)), allowed, mend)


RULES = (
    Rule(("sites",), _two_sites),
    Rule(("serving", "sites"), _serving_is_a_site),
    Rule(("sites",), _regions_are_supported),
    Rule(("sites",), _zones_are_the_regions),
    Rule(("sites",), _database_zones_are_the_sites),
    Rule(("sites",), _replica_stands_apart),
    Rule(("sites", "database"), _primary_zones_fit_multi_az),
    Rule(("sites",), _recovered_stand_apart),
    Rule(("sites",), _networks_are_private),
    Rule(("sites",), _networks_do_not_overlap),
    Rule(("account",), _account_is_the_environments_own),
    Rule(("account", "deployment_role"), _role_is_the_accounts),
    Rule(("database",), _storage_can_grow),
    Rule(("database",), _small_storage_has_fixed_performance),
    Rule(("database",), _iops_and_throughput_go_together),
    Rule(("database",), _throughput_fits_iops),
    Rule(("database",), _replica_holds_the_primarys_load),
    Rule(("database",), _master_password_suits_replicas),
    Rule(("database",), _updates_suit_replicas),
    Rule(("database",), _windows_are_apart),
    Rule(("database",), _advanced_insights_keep_their_data),
    Rule(("backups", "database"), _backups_avoid_maintenance),
    Rule(("backups",), _lock_is_a_range),
    Rule(("backups",), _lock_takes_the_backups),
    Rule(("guidelines",), _guidelines_are_complete),
    Rule(("guidelines",), _region_outage_is_recoverable),
    Rule(("guidelines", "backups"), _account_compromise_is_recoverable),
    *FLEET_RULES,
    *SERVER_RULES,
    *EDGE_RULES,
    *IDENTITY_RULES,
    *VISITOR_RULES,
)
