"""What a region sells and a zone has: instance classes and types that AWS does not offer there are refused here.

A zone is named by its letter or by its id. The id names the same place in every account; accounts that are older
than November 2025 may give the letters to other places, so that the id is said beside a letter.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from components.settings.problem import Path, Problem, Way, likest, nearest, show
from components.settings.regions import zones_of
from components.settings.rules.machines import named, sections_naming
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.sections.server_types import ServerType
from components.settings.types import InstanceClass
from components.shared.facts.catalogue import (
    database_families,
    database_families_in,
    name_of_zone,
    offered,
    offered_database,
    server_families,
    zones_in,
)
from components.shared.zones import is_zone_id


def _regions_sell_the_classes(settings: Settings, _: Others) -> Iterator[Problem]:
    for region in filter(zones_of, settings.sites):
        sold = database_families_in(region)
        for key, kind in settings.database.instance_classes:
            path = ("database", *key)
            if kind.family not in sold:
                allowed = f"a family that {region} sells: {', '.join(sold)}"
                mend = f"take one of these in both regions; near are {nearest(kind.family, sold)}"
                ways = tuple(Way(path, str(one)) for one in classes_instead([*settings.sites], kind))
                yield Problem(path, show(str(kind)), allowed, mend, ways=ways)


def classes_instead(regions: Sequence[str], kind: InstanceClass) -> Iterator[InstanceClass]:
    """Yield classes of one size that every region sells, with as much memory, the likest first."""
    sold = [set(database_families_in(region)) for region in filter(zones_of, regions)]
    common = sorted(set[str]().union(*sold).intersection(*sold))
    size = kind.rpartition(".")[2]
    for family in likest(kind.family, common, len(common)):
        if size in database_families()[family].sizes:
            one = InstanceClass.parse(f"db.{family}.{size}")
            if one.memory_gib >= kind.memory_gib:
                yield one


def _zones_have_the_database(settings: Settings, _: Others) -> Iterator[Problem]:
    database = settings.database
    for region, site in settings.sites.items():
        path = ("sites", region, "database")
        for index, zone in enumerate(site.database.primary_zones):
            place = (*path, "primaryZones", index)
            yield from _absent(place, zone, {str(database.instance_class): offered_database})
        if database.replica and site.database.replica_zone:
            replica = {str(database.replica.instance_class): offered_database}
            yield from _absent((*path, "replicaZone"), site.database.replica_zone, replica)


def _regions_have_the_servers(settings: Settings, _: Others) -> Iterator[Problem]:
    """EC2 has not every family everywhere, and keeps some out of regions that sell it elsewhere."""
    zones = [zone for region, site in settings.sites.items() for zone in _known(region, site.zones)]
    for region in filter(zones_of, settings.sites):
        for path, kind in named(settings, ServerType):
            if not any(offered(zone, kind) for zone in zones_of(region)):
                others = types_instead(kind, zones)
                near = f"take one that they all have; near are {nearest(kind, others)}"
                mend = near if others else "no zones of all sites have a type as large: take other regions"
                allowed = f"a type that {region} has, in the zones of its site"
                ways = tuple(Way(path, one) for one in likest(kind, others, 1))
                yield Problem(path, f"{str(kind)!r}, which no zone of {region} has", allowed, mend, ways=ways)


def _zones_have_the_servers(settings: Settings, _: Others) -> Iterator[Problem]:
    """Those types that the region has somewhere: what it has nowhere is told where the type stands."""
    types = dict.fromkeys(str(kind) for _, kind in named(settings, ServerType))
    for region, site in settings.sites.items():
        kinds = {kind: offered for kind in types if any(offered(zone, kind) for zone in zones_of(region))}
        for index, zone in enumerate(site.zones):
            yield from _absent(("sites", region, "zones", index), zone, kinds)


def _known(region: str, zones: Sequence[str]) -> list[str]:
    return [zone for zone in zones if name_of_zone(zone) in zones_of(region)]


def types_instead(kind: ServerType, zones: Sequence[str]) -> list[str]:
    """Return the smallest types of one kind's architecture, as large as it is, that all these zones have."""
    names = (f"{family}.{size}" for family, one in server_families().items() for size in one.sizes)
    larger = [
        other
        for other in map(ServerType.parse, names)
        if other.architecture is kind.architecture
        and (other.processors >= kind.processors and other.memory_gib >= kind.memory_gib)
        and all(offered(zone, other) for zone in zones)
    ]
    least = min((_size(one) for one in larger), default=None)
    return [str(one) for one in larger if _size(one) == least]


def _size(kind: ServerType) -> tuple[int, float]:
    return kind.processors, kind.memory_gib


def _absent(path: Path, zone: str, kinds: Mapping[str, Callable[[str, str], bool]]) -> Iterator[Problem]:
    """A problem if the zone lacks some of these; what is no zone of an open region, another rule refuses."""
    name = name_of_zone(zone)
    region = name[:-1]
    if name not in zones_of(region):
        return
    lacking = [kind for kind, has in kinds.items() if not has(zone, kind)]
    if lacking:
        alike = zones_in(region).values() if is_zone_id(zone) else zones_of(region)
        others = [other for other in alike if all(has(other, kind) for kind, has in kinds.items())]
        named = zone if is_zone_id(zone) else f"{zone} ({zones_in(region)[zone]})"
        given = f"{named}, which has no {', '.join(lacking)}"
        mend = "name one of these" if others else "take other types, which the site's zones have"
        allowed = "one of " + ", ".join(others) if others else "a zone that has them"
        yield Problem(path, given, allowed, mend, ways=(Way(path, others[0]),) if others else ())


RULES = (
    Rule(("sites", "database"), _regions_sell_the_classes),
    Rule(("sites", "database"), _zones_have_the_database),
    Rule(("sites", *sections_naming(ServerType)), _regions_have_the_servers),
    Rule(("sites", *sections_naming(ServerType)), _zones_have_the_servers),
)
