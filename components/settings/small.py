"""The smallest sizes that a disposable environment works with: what is not worth its price for one developer.

What is promised shrinks with them: without a replica a database comes back when its backups are restored.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from components.settings.asleep import longest_between_backups, times_by_day
from components.settings.problem import Path
from components.settings.rules.replica import MOVE_TIME, RESTORE_LOSS, RESTORE_TIME
from components.settings.sections.model import Settings
from components.settings.sections.recovery import Scenario
from components.settings.sections.server_types import Architecture
from components.settings.types import DAY, HOUR, MINUTE, format_duration
from components.shared.facts.catalogue import (
    database_families_in,
    known_zones,
    name_of_zone,
    offered,
    offered_database,
)

# The cheapest that run what stands here, the preferred first; where a region sells none, the model's stays.
_DATABASES = ("db.t4g.small", "db.t3.small")
_FLEETS = {Architecture.ARM64: ("t4g.small", "t4g.medium"), Architecture.X86_64: ("t3.small", "t3a.small")}
_HOSTS = ("t4g.micro", "t3.micro")
# What can be kept without a replica and a second site, with a backup a day.
_GUIDELINES: Mapping[Scenario, tuple[timedelta, timedelta]] = {
    Scenario.ZONE_OUTAGE: (RESTORE_TIME, RESTORE_LOSS),
    Scenario.MULTI_ZONE_OUTAGE: (MOVE_TIME, 15 * MINUTE),
    Scenario.DATA_CORRUPTION: (DAY, 15 * MINUTE),
    Scenario.ACCOUNT_COMPROMISE: (2 * DAY, 25 * HOUR),
}
_SIZES: Mapping[Path, str | None] = {
    ("standbyLevel",): "none",
    # What a second site would have (decision 69).
    ("database", "replicatedBackupRetentionDays"): None,
    ("backups", "copyDeleteAfterDays"): None,
    ("guidelines", str(Scenario.REGION_OUTAGE)): None,
    ("network", "nat"): "single",
    ("database", "multiAz"): "false",
    ("database", "storage", "allocatedGib"): "20",
    ("database", "storage", "maxAllocatedGib"): "40",
    ("database", "storage", "iops"): None,
    ("database", "storage", "throughputMibps"): None,
    ("database", "insights"): "{mode: standard, retentionDays: 7}",
    ("database", "monitoringIntervalSeconds"): "60",
    ("fleet", "capacity", "warmSize"): "1",
    ("fleet", "spot", "onDemandBase"): "1",
    ("fleet", "spot", "onDemandPercent"): "0",
    ("fleet", "reserve"): None,
    ("fleet", "target", "predictive"): "ForecastOnly",
    ("fleet", "peaks"): "[]",
    ("keys", "deletionWindowDays"): "7",
}


def small_sizes(settings: Settings) -> Iterator[tuple[Path, str | None]]:
    """Yield the small values as a settings file has them, by key; None takes the key out."""
    yield from _SIZES.items()
    yield from times_by_day(settings)
    for region, site in settings.sites.items():
        if region != settings.serving:
            yield ("sites", region), None
            yield ("fleet", "images", region), None
        primary = name_of_zone(site.database.primary_zones[0])
        yield ("sites", region, "database", "primaryZones"), f"[{primary}]"
    servers = max(len(site.zones) for site in settings.sites.values())
    yield ("fleet", "capacity", "minSize"), str(servers)
    yield ("fleet", "capacity", "maxSize"), str(2 * servers)
    yield from _types(settings)
    for scenario, given in settings.guidelines.items():
        if scenario is Scenario.REGION_OUTAGE:
            continue
        rto, rpo = (max(*pair) for pair in zip(_GUIDELINES[scenario], (given.rto, given.rpo), strict=True))
        if scenario is Scenario.ACCOUNT_COMPROMISE:
            rpo = max(rpo, longest_between_backups(settings))
        if (rto, rpo) != (given.rto, given.rpo):
            yield ("guidelines", str(scenario)), f"{{rto: {format_duration(rto)}, rpo: {format_duration(rpo)}}}"


def _types(settings: Settings) -> Iterator[tuple[Path, str]]:
    zones = [zone for region, site in settings.sites.items() for zone in site.zones if zone in known_zones(region)]
    database = _first(_DATABASES, zones, _sells)
    if database:
        yield ("database", "instanceClass"), database
    fleet = _first(_FLEETS[settings.fleet.architecture], zones, offered)
    if fleet:
        yield ("fleet", "instanceTypes"), f"[{fleet}]"
    host = _first(_HOSTS, zones, offered)
    if host:
        yield ("servers", "operationsHost", "instanceType"), host


def _first(types: Sequence[str], zones: Sequence[str], sold: Callable[[str, str], bool]) -> str | None:
    return next((one for one in types if all(sold(zone, one) for zone in zones)), None)


def _sells(zone: str, instance_class: str) -> bool:
    return instance_class.split(".")[1] in database_families_in(name_of_zone(zone)[:-1]) and offered_database(
        zone, instance_class
    )
