"""A settings file's text for other regions: its sites are called after them, and each has what its region sells.

The text keeps its form: keys are renamed and values changed in their places.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, cast

from components.settings.check import check
from components.settings.consequences import with_change
from components.settings.edits import Change, doubled, renamed, without_key, written
from components.settings.placeholders import EXAMPLE_IMAGES, EXAMPLE_LIST
from components.settings.problem import Path, Way, as_yaml, likest
from components.settings.regions import zones_of
from components.settings.rules.offers import classes_instead, types_instead
from components.settings.sections.server_types import ServerType
from components.settings.sections.site import StandbyLevel
from components.settings.stack_file import StackFile
from components.settings.types import InstanceClass
from components.shared.address_plan import block_of
from components.shared.facts.catalogue import hardware_of, offered, offered_database, zones_in
from components.shared.facts.dated_regions import CLOUDFRONT_LISTS
from components.shared.zones import is_zone_id

Values = dict[str, Any]
# An image of another region is none here, and no list's id is known: what is written the check warns of.
_EXAMPLES = {
    **dict.fromkeys(EXAMPLE_IMAGES, "an example: write the image of that region"),
    EXAMPLE_LIST: "an example: write the id of CloudFront's list there",
}
# A pair, and the replica in a third.
_ZONES_OF_A_PAIR = 3
_REGION_OF_ARN = 3
# What the command's options decide, which no rule's advice changes.
_DECIDED = {("kind",), ("standbyLevel",), ("serving",)}
_SITES = ("sites",)
_MOST_ROUNDS = 60


@dataclass(frozen=True, kw_only=True)
class Move:
    """Where each site of the model goes: to a region, or nowhere (None); `added`: a second site, like the first."""

    serving: str
    to: Mapping[str, str | None]
    added: str | None = None

    @property
    def standby(self) -> str | None:
        """The region that will not serve; None: there is one site alone."""
        return self.added or next((one for one in self.to.values() if one and one != self.serving), None)


def with_sites_of(text: str, found: StackFile, move: Move) -> str:
    """Return the text with the keys of every mapping by region called after the new ones."""
    for path, span in sorted(found.spans.items(), key=lambda one: one[1].key, reverse=True):
        old = path[-1] if len(path) > 1 else ""
        if old not in move.to:
            continue
        new = move.to[str(old)]
        if new is None:
            text = without_key(text, span)
            continue
        if move.added and new == move.serving:
            text = doubled(text, span, str(old), move.added)
        text = renamed(text, span, str(old), new)
    return text


def placed(values: Mapping[str, Any], move: Move) -> Values:
    """Return values whose sites have new names with what stands in those regions, and what goes with it."""
    moved: Values = deepcopy(dict(values))
    moved["serving"] = move.serving
    if "home" in moved:
        moved["home"] = move.serving
    if (move.standby is None) is not (moved["standbyLevel"] == StandbyLevel.NONE):
        moved["standbyLevel"] = str(StandbyLevel.BACKUPS if move.standby else StandbyLevel.NONE)
    old_of = {new: old for old, new in move.to.items() if new}
    for region, site in moved["sites"].items():
        if old_of.get(region) != region:
            _place(moved, region, site)
    if not moved["database"].get("multiAz"):
        for site in moved["sites"].values():
            site["database"]["primaryZones"] = site["database"]["primaryZones"][:1]
    _sell(moved)
    images = moved["fleet"]["images"]
    stay = {one: images[one] for one in images if one not in moved["sites"] or old_of.get(one) == one}
    examples = (image for image in EXAMPLE_IMAGES if image not in stay.values())
    moved["fleet"]["images"] = {one: stay.get(one) or next(examples, EXAMPLE_IMAGES[0]) for one in images}
    cloud_front = moved["edge"]["cloudFront"]
    lists = {one: EXAMPLE_LIST for one in moved["sites"] if one not in CLOUDFRONT_LISTS}
    if lists or "prefixLists" in cloud_front:
        cloud_front["prefixLists"] = {**lists, **cloud_front.get("prefixLists", {})}
    return cast("Values", _of_regions(moved, move))


def settled(values: Values, kind: str | None) -> Values:
    """Return values after what the rules' advice says word for word, so far as it does; `kind`: that is wanted."""
    seen = values if kind is None else {**values, "kind": kind}
    for _ in range(_MOST_ROUNDS):
        ways = (way for problem in check(seen)[1] for way in problem.ways if not _is_decided(way.path))
        changed = next(filter(None, (_after(seen, way) for way in ways)), None)
        if changed is None:
            break
        seen = changed
    return {**seen, "kind": values["kind"]} if "kind" in values else {k: v for k, v in seen.items() if k != "kind"}


def _is_decided(path: Path) -> bool:
    return path in _DECIDED or path[:1] == _SITES


def differences(text: str, found: StackFile, new: Mapping[str, Any]) -> list[Change]:
    """Return what has to be changed in a text so that it holds other values."""
    return [_change(text, found, path, value) for path, value in _differing(found.values, new, ())]


def _change(text: str, found: StackFile, path: Path, value: object) -> Change:
    now = None if value is None else as_yaml(value)
    note = next((said for example, said in _EXAMPLES.items() if example in (now or "")), "")
    return Change(path=path, was=written(text, found, path), now=now, note=note)


def _after(values: Values, way: Way) -> Values | None:
    changed = with_change(values, way)
    return None if changed is None or changed == values else dict(changed)


def _differing(old: Any, new: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if old == new:
        return
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield path, new
        return
    before, after = cast("Mapping[str, Any]", old), cast("Mapping[str, Any]", new)
    for key in dict.fromkeys((*before, *after)):
        if key not in after:
            yield (*path, key), None
        else:
            yield from _differing(before.get(key), after[key], (*path, key))


def _place(values: Values, region: str, site: Values) -> None:
    """Put a site into zones of its region, as many as the model's has and as are there."""
    old: list[str] = site["zones"]
    new = _zones(values, region, by_id=is_zone_id(old[0]), count=len(old))
    of = dict(zip(old, new, strict=False))
    database = site["database"]
    database.pop("recovered", None)
    site["zones"] = new
    if len(new) < _ZONES_OF_A_PAIR and values["database"].get("multiAz"):
        values["database"]["multiAz"] = False
    database["primaryZones"] = [of.get(zone, new[0]) for zone in database["primaryZones"]]
    if "replicaZone" in database:
        free = [zone for zone in new if zone not in database["primaryZones"]]
        database["replicaZone"] = free[-1] if free else new[-1]


def _sell(values: Values) -> None:
    """Take types that all zones of the sites have: those that are there, or else the likest of the same size."""
    zones = [zone for site in values["sites"].values() for zone in site["zones"]]

    def sold(kind: str) -> list[str]:
        there = all(offered(zone, kind) for zone in zones)
        return [kind] if there else likest(kind, types_instead(ServerType.parse(kind), zones), 1) or [kind]

    fleet = values["fleet"]
    there = [kind for kind in fleet["instanceTypes"] if all(offered(zone, kind) for zone in zones)]
    fleet["instanceTypes"] = there or sold(fleet["instanceTypes"][0])
    for server in _standalone(values):
        server["instanceType"] = sold(server["instanceType"])[0]
    database = values["database"]
    for one in filter(None, (database, database.get("replica"))):
        kind = InstanceClass.parse(one["instanceClass"])
        kinds = (other for other in classes_instead([*values["sites"]], kind) if _in_all(other, zones))
        one["instanceClass"] = str(next(kinds, kind))


def _standalone(values: Values) -> list[Values]:
    servers = values["servers"]
    return [servers[one] for one in ("tableauBridge", "operationsHost") if servers.get(one)]


def _in_all(kind: InstanceClass, zones: Sequence[str]) -> bool:
    return all(offered_database(zone, kind) for zone in zones)


def _zones(values: Values, region: str, *, by_id: bool, count: int) -> list[str]:
    """The zones of a region that have most of the types which are asked for, each with a block of its own."""
    types = [
        *values["fleet"]["instanceTypes"],
        *(server["instanceType"] for server in _standalone(values)),
        hardware_of(values["database"]["instanceClass"]),
    ]
    names = zones_in(region)
    best = sorted(zones_of(region), key=lambda zone: -sum(offered(zone, kind) for kind in types))
    chosen: dict[int, str] = {}
    for name in best:
        zone = names[name] if by_id else name
        chosen.setdefault(block_of(zone), zone)
    return sorted([*chosen.values()][:count])


def _of_regions(value: Any, move: Move) -> Any:
    """ARNs of what stands in a region of the model's, in the region that takes its place."""
    if isinstance(value, dict):
        return {key: _of_regions(item, move) for key, item in cast("Values", value).items()}
    if isinstance(value, list):
        return [_of_regions(item, move) for item in cast("list[Any]", value)]
    parts = value.split(":") if isinstance(value, str) and value.startswith("arn:") else []
    if len(parts) > _REGION_OF_ARN and parts[_REGION_OF_ARN] in move.to:
        parts[_REGION_OF_ARN] = move.to[parts[_REGION_OF_ARN]] or move.serving
        return ":".join(parts)
    return value


def move_of(sites: Sequence[str], serving: str, region: str, standby: str | None) -> Move:
    """Return where a model's sites go; `sites`: its regions, `serving`: the one of them that serves."""
    other = next((one for one in sites if one != serving), None)
    to: dict[str, str | None] = {serving: region}
    if other:
        to[other] = standby
    return Move(serving=region, to=to, added=standby if standby and not other else None)
