"""The smallest sizes that a disposable environment works with: what is not worth its price for one developer.

What is promised shrinks with them: without a replica a database comes back when its backups are restored.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import cast

from components.settings.off_hours import longest_between_backups, times_by_day
from components.settings.problem import Path
from components.settings.rules.replica import MOVE_TIME, RESTORE_LOSS, RESTORE_TIME
from components.settings.sections.fleet import FleetSettings
from components.settings.sections.model import Settings
from components.settings.sections.recovery import Scenario
from components.settings.sections.server_types import Architecture, ServerType
from components.settings.sections.site import EncryptionControl
from components.settings.types import DAY, HOUR, MINUTE, InstanceClass, format_duration
from components.shared.facts.catalogue import (
    database_families_in,
    encrypts,
    hardware_of,
    known_zones,
    name_of_zone,
    offered,
)

# The cheapest that run what stands here, the preferred first, those that encrypt their traffic last; what the model
# has stays where its region sells none, where the network would refuse it or where it is the larger.
_DATABASES = ("db.t4g.small", "db.t3.small", "db.m7g.large", "db.m6i.large")
_FLEETS = {
    Architecture.ARM64: ("t4g.small", "t4g.medium", "m7g.medium"),
    Architecture.X86_64: ("t3.small", "t3a.small", "m7i.large"),
}
_HOSTS = {
    Architecture.ARM64: ("t4g.micro", "m7g.medium"),
    Architecture.X86_64: ("t3.micro", "t3a.micro", "m7i.large"),
}
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
    ("fleet", "reserve"): None,
    ("fleet", "target", "predictive"): "ForecastOnly",
    ("fleet", "peaks"): "[]",
    ("keys", "deletionWindowDays"): "7",
}


def small_sizes(settings: Settings) -> Iterator[tuple[Path, str | None]]:
    """Yield the small values as a settings file has them, by key; None takes the key out."""
    yield from _SIZES.items()
    yield from times_by_day(settings)
    values = settings.model_dump(by_alias=True)
    for region, site in settings.sites.items():
        if region != settings.serving:
            yield from ((path, None) for path in _keyed_by(region, values))
        primary = name_of_zone(site.database.primary_zones[0])
        yield ("sites", region, "database", "primaryZones"), f"[{primary}]"
    yield from _capacity(settings)
    yield from _types(settings)
    for scenario, given in settings.guidelines.items():
        if scenario is Scenario.REGION_OUTAGE:
            continue
        rto, rpo = (max(*pair) for pair in zip(_GUIDELINES[scenario], (given.rto, given.rpo), strict=True))
        if scenario is Scenario.ACCOUNT_COMPROMISE:
            rpo = max(rpo, longest_between_backups(settings))
        if (rto, rpo) != (given.rto, given.rpo):
            yield ("guidelines", str(scenario)), f"{{rto: {format_duration(rto)}, rpo: {format_duration(rpo)}}}"


def _keyed_by(region: str, value: object, path: Path = ()) -> Iterator[Path]:
    """What the settings have by the name of a region, wherever they do: a site takes it along."""
    if isinstance(value, Mapping):
        for key, inner in cast("Mapping[str, object]", value).items():
            if key == region:
                yield (*path, key)
            else:
                yield from _keyed_by(region, inner, (*path, key))


def _capacity(settings: Settings) -> Iterator[tuple[Path, str]]:
    """A server in each zone, which may double, within what the account may have of either kind."""
    fleet, servers = settings.fleet, max(len(site.zones) for site in settings.sites.values())
    most, base, percent = _mix(fleet, servers)
    yield ("fleet", "capacity", "minSize"), str(servers)
    yield ("fleet", "capacity", "maxSize"), str(most)
    yield ("fleet", "capacity", "warmSize"), str(min(1, fleet.capacity.warm_size))
    yield ("fleet", "spot", "onDemandBase"), str(base)
    yield ("fleet", "spot", "onDemandPercent"), str(percent)


def _mix(fleet: FleetSettings, servers: int) -> tuple[int, int, int]:
    """The most servers, how many of them are On-Demand at first, and the percentage of the further ones.

    All but one of Spot, if the quotas have room for them; else all On-Demand; else what the model has of each,
    whose quotas hold its own maximum.
    """
    most, spot = min(2 * servers, fleet.capacity.max_size), fleet.spot
    on_demand, of_spot = fleet.quotas.on_demand_processors, fleet.quotas.spot_processors
    if fleet.processors <= on_demand and (most - 1) * fleet.processors <= of_spot:
        return most, 1, 0
    if most * fleet.processors <= on_demand:
        return most, 1, 100
    return (
        (most, spot.on_demand_base, spot.on_demand_percent) if spot.on_demand_base <= servers else (servers, 1, 100)
    )


def _types(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Types of the model's architecture, whose images and artefacts are there, and no larger than the model's."""
    zones = [zone for region, site in settings.sites.items() for zone in site.zones if zone in known_zones(region)]
    enforced = settings.network.encryption_control is EncryptionControl.ENFORCE

    def stands(hardware: str) -> bool:
        return all(offered(zone, hardware) for zone in zones) and not (enforced and not encrypts(hardware))

    def smaller(kind: ServerType, than: ServerType) -> bool:
        return kind.memory_gib <= than.memory_gib and kind.processors <= than.processors and stands(kind)

    def sold(one: InstanceClass) -> bool:
        everywhere = all(one.family in database_families_in(region) for region in settings.sites)
        return (
            everywhere
            and one.memory_gib <= settings.database.instance_class.memory_gib
            and stands(hardware_of(one))
        )

    def first(types: Sequence[str], than: ServerType) -> ServerType | None:
        return next((one for one in map(ServerType.parse, types) if smaller(one, than)), None)

    if database := next(filter(sold, map(InstanceClass.parse, _DATABASES)), None):
        yield ("database", "instanceClass"), database
    fleet, host = settings.fleet, settings.servers.operations_host
    largest = max(fleet.instance_types, key=lambda kind: kind.processors)
    if kind := first(_FLEETS[fleet.architecture], largest):
        yield ("fleet", "instanceTypes"), f"[{kind}]"
    if host and (kind := first(_HOSTS[host.architecture], host.instance_type)):
        yield ("servers", "operationsHost", "instanceType"), kind
