"""Shapes of a platform: what may differ from one store's settings to another's, and the settings of each.

Every two choices of different kinds meet in some shape (a covering array), so that a region in which a level, or a
level at which a part, does not work is found with a hundred files rather than with tens of thousands.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, cast

import covertable

from components.shared.address_plan import block_of
from components.shared.facts.catalogue import (
    absent_in,
    database_families_in,
    encrypts,
    hardware_of,
    has_database_insights,
    has_rds_protection,
    name_of_zone,
    offered,
    offered_database,
    zones_in,
)
from components.shared.facts.dated_regions import CLOUDFRONT_LISTS
from tests.components.settings.files import GONE, Values, put, values_of
from tests.components.settings.rules.log_archive import ARCHIVE, key
from tests.rehearsal.shapes.parts import PARTS, parts_of

Shape = Mapping[str, Any]

# Serving and standby: those that a store of the Americas would take, some of each other continent, some that must be
# enabled first, one with two zones, one whose letters have a gap, and both orders where one of them is us-east-1.
REGIONS = (
    "sa-east-1 us-east-1",
    "sa-east-1 us-east-2",
    "us-east-1 sa-east-1",
    "us-east-2 sa-east-1",
    "us-east-1 us-west-2",
    "us-west-2 us-east-1",
    "us-east-2 us-west-2",
    "us-west-1 us-east-1",
    "ca-central-1 us-east-1",
    "ca-central-1 us-west-2",
    "ca-central-1 ca-west-1",
    "mx-central-1 us-west-1",
    "mx-central-1 eu-west-1",
    "eu-west-1 mx-central-1",
    "eu-west-1 eu-central-1",
    "eu-west-2 us-east-1",
    "eu-north-1 eu-west-3",
    "af-south-1 eu-west-1",
    "ap-northeast-1 ap-northeast-3",
    "ap-northeast-2 us-west-2",
    "ap-south-1 ap-south-2",
    "ap-southeast-2 ap-southeast-4",
)
CHOICES: Mapping[str, tuple[Any, ...]] = {
    "regions": REGIONS,
    # none: one site alone, in the first of the two regions.
    "level": ("backups", "pilot-light", "warm", "none"),
    # single: two, in one of which everything runs, and no replica.
    "zones": (2, 3, "single"),
    "replica": (True, False),
    "multi_az": (True, False),
    "cloudfront": (True, False),
    "ipv6": (True, False),
    "zones_by": ("letter", "id"),
    "nat": ("per-zone", "single"),
    "insights": ("standard", "advanced"),
    "sign_in": ("mfa", "saml"),
    "architecture": ("arm64", "x86_64"),
    "analytics": (True, False),
    "bridge": (True, False),
    "host": (True, False),
    "archive": (True, False),
    "kind": ("production", "test", "off-hours"),
    # Which site's region keeps what the account has once.
    "home": ("serving", "standby"),
    # Where a region has no control of it, it is off.
    "encryption": ("monitor", "enforce"),
    **{part: tuple(choices) for part, choices in PARTS.items()},
}
# What the settings lack without a part.
_LACKING: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "analytics": (("visitors",),),
    "bridge": (("servers", "tableauBridge"), ("servers", "artifacts", "tableauBridge")),
    "host": (
        ("servers", "operationsHost"),
        ("servers", "artifacts", "awsCli"),
        ("servers", "artifacts", "storefrontCli"),
    ),
}
# What a load balancer and a subnet group of RDS take at the least.
_MIN_ZONES = 2
_MULTI_AZ_ZONES = 3
_ADVANCED_DAYS, _STANDARD_DAYS = 465, 7
# What an environment is for: one with off-hours has its patches by day, and no peaks; a database that is stopped with it is
# backed up, maintained and examined by day.
_OF_KIND: Mapping[str, Mapping[tuple[str, ...], Any]] = {
    "production": {},
    "test": {("kind",): "test"},
    "off-hours": {
        ("kind",): "disposable",
        ("backups", "lock", "changeableForDays"): GONE,
        ("offHours",): {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"},
        ("servers", "patchWindow"): "wed:14:00-wed:17:00",
        ("database", "backupWindow"): "13:00-13:30",
        ("database", "maintenanceWindow"): "mon:14:00-mon:15:00",
        ("database", "tuningSchedule"): "cron(0 17 ? * MON *)",
        ("backups", "schedule"): "cron(0 19 ? * MON-FRI *)",
    },
}
_SAML = ["arn:aws:iam::111122223333:saml-provider/identity"]
# What is asked for, best first: each region gets the first that its zones have.
_DATABASES = ("db.r8g.2xlarge", "db.r7g.2xlarge", "db.r6g.2xlarge")
_FLEETS = {"arm64": ("m8g.large", "m7g.large", "m6g.large"), "x86_64": ("m7i.large", "m6i.large", "m5.large")}
_BRIDGES = ("m7i.large", "m6i.large", "m5.large")
_HOSTS = ("t4g.small", "m7g.medium", "m6g.medium")


@cache
def shapes() -> tuple[Shape, ...]:
    """Return shapes in which every two choices that go together meet."""
    # The library's stubs leave its types open.
    library: Any = covertable
    constraints = [
        {"operator": "fn", "requires": list(fields), "evaluate": goes} for fields, goes in GO_TOGETHER.items()
    ]
    made = library.make({key: list(values) for key, values in CHOICES.items()}, constraints=constraints)
    return tuple(cast("list[Shape]", made))


def _regions(shape: Shape) -> list[str]:
    return str(shape["regions"]).split()


def _in_one_zone(shape: Shape) -> bool:
    return shape["zones"] == "single"


def _zone_count(shape: Shape) -> int:
    return _MIN_ZONES if _in_one_zone(shape) else shape["zones"]


@cache
def _enforceable(pair: str) -> bool:
    """Whether two regions sell hardware that encrypts by itself; where nothing controls encryption, none is needed."""
    if _encryption(pair.split(), "enforce") != "enforce":
        return True
    zones = [zone for region in pair.split() for zone in _zones(region, "letter")]
    servers = [(kinds, offered) for kinds in (*_FLEETS.values(), _BRIDGES, _HOSTS)]
    return all(any(_sold(kinds, zones, has, "enforce")) for kinds, has in (*servers, (_DATABASES, _sells_database)))


# What is left out: what AWS has not, and what an environment of a kind, or in a single zone, may not have.
GO_TOGETHER: Mapping[tuple[str, str], Callable[[Shape], bool]] = {
    ("regions", "zones"): lambda shape: all(len(zones_in(one)) >= _zone_count(shape) for one in _regions(shape)),
    # Beside the pair stands the replica.
    ("zones", "multi_az"): lambda shape: not shape["multi_az"] or _zone_count(shape) >= _MULTI_AZ_ZONES,
    ("regions", "insights"): lambda shape: (
        shape["insights"] == "standard" or all(map(has_database_insights, _regions(shape)))
    ),
    ("regions", "encryption"): lambda shape: shape["encryption"] != "enforce" or _enforceable(shape["regions"]),
    ("zones", "nat"): lambda shape: not _in_one_zone(shape) or shape["nat"] == "single",
    ("zones", "replica"): lambda shape: not _in_one_zone(shape) or not shape["replica"],
    # Who pays for a second instance has one that takes reports, from which Tableau reads.
    ("replica", "multi_az"): lambda shape: shape["replica"] or not shape["multi_az"],
    ("replica", "bridge"): lambda shape: shape["replica"] or not shape["bridge"],
    # A restore chooses a zone by its letter.
    ("replica", "zones_by"): lambda shape: shape["replica"] or shape["zones_by"] != "id",
    ("replica", "kind"): lambda shape: shape["replica"] or shape["kind"] != "production",
    ("zones", "kind"): lambda shape: not _in_one_zone(shape) or shape["kind"] != "production",
    ("level", "kind"): lambda shape: shape["level"] != "none" or shape["kind"] != "production",
    # Nobody could open a session on a host whose records others keep.
    ("account", "host"): lambda shape: shape["account"] != "landing zone" or not shape["host"],
    # Servers with off-hours have no peaks.
    ("peaks", "kind"): lambda shape: shape["peaks"] == "none" or shape["kind"] != "off-hours",
}


def settings_of(shape: Shape) -> Values:
    """Return prod's settings in a shape."""
    serving, *others = str(shape["regions"]).split()
    regions = [serving] if shape["level"] == "none" else [serving, *others]
    count = _zone_count(shape)
    zones = {region: _zones(region, str(shape["zones_by"]))[:count] for region in regions}
    every = [zone for region in regions for zone in zones[region]]
    encryption = _encryption(regions, str(shape["encryption"]))
    database = _first(_DATABASES, every, _sells_database, encryption)
    advanced = shape["insights"] == "advanced"
    lists = {region: "pl-0123456789abcdef0" for region in regions if region not in CLOUDFRONT_LISTS}
    changes: dict[tuple[str, ...], Any] = {
        ("serving",): serving,
        ("home",): regions[0 if shape["home"] == "serving" else -1],
        ("standbyLevel",): shape["level"],
        ("sites",): {
            region: _site(f"10.{16 + number}.0.0/16", zones[region], shape) for number, region in enumerate(regions)
        },
        ("network", "nat"): shape["nat"],
        ("network", "encryptionControl"): encryption,
        ("database", "instanceClass"): database,
        ("database", "replica", "instanceClass"): database,
        ("database", "multiAz"): shape["multi_az"],
        ("database", "insights"): {
            "mode": shape["insights"],
            "retentionDays": _ADVANCED_DAYS if advanced else _STANDARD_DAYS,
        },
        ("fleet", "images"): {region: f"ami-0123456789abcdef{number}" for number, region in enumerate(regions)},
        ("fleet", "instanceTypes"): [_first(_FLEETS[shape["architecture"]], every, offered, encryption)],
        ("servers", "tableauBridge", "instanceType"): _first(_BRIDGES, every, offered, encryption),
        ("servers", "operationsHost", "instanceType"): _first(_HOSTS, every, offered, encryption),
        ("edge", "cloudFront", "enabled"): shape["cloudfront"],
        ("edge", "ipv6"): shape["ipv6"],
        ("edge", "cloudFront", "prefixLists"): lists,
        ("audit", "threatFeatures"): ["S3_DATA_EVENTS", *_rds_protection(regions)],
        ("identity", "people"): _people(str(shape["sign_in"])),
        **({("audit", "logArchive"): _archive(regions)} if shape["archive"] else {}),
        **_OF_KIND[shape["kind"]],
        **parts_of(shape),
    }
    values = values_of("prod")
    for path, value in {**changes, **_lesser(shape), **dict.fromkeys(_left_out(shape), GONE)}.items():
        values = put(values, path, value)
    return values


def _lesser(shape: Shape) -> dict[tuple[str, ...], Any]:
    """What a shape promises that can keep less than prod."""
    changes: dict[tuple[str, ...], Any] = {}
    if not shape["multi_az"]:
        changes[("guidelines",)] = values_of("staging")["guidelines"]
    if _in_one_zone(shape):
        changes[("network", "singleZone")] = True
    if not shape["replica"]:
        changes |= {
            ("guidelines", what): {"rto": "4h", "rpo": "15m"} for what in ("zone-outage", "multi-zone-outage")
        }
    if shape["kind"] == "off-hours":
        # It is backed up on working days alone.
        changes["guidelines", "account-compromise"] = {"rto": "2d", "rpo": "72h"}
    return changes


def _left_out(shape: Shape) -> Iterator[tuple[str, ...]]:
    if not shape["replica"]:
        yield ("database", "replica")
    if shape["level"] == "none":
        yield from (
            ("guidelines", "region-outage"),
            ("backups", "copyDeleteAfterDays"),
            ("database", "replicatedBackupRetentionDays"),
        )
    for part, paths in _LACKING.items():
        if not shape[part]:
            yield from paths
    if not shape["bridge"] and not shape["host"]:
        yield ("servers", "patchWindow")


def _site(cidr: str, zones: list[str], shape: Shape) -> dict[str, Any]:
    *others, last = zones
    replica = {"replicaZone": last} if shape["replica"] else {}
    return {
        "cidr": cidr,
        "zones": zones,
        "database": {"primaryZones": others[: 1 + shape["multi_az"]], **replica},
    }


def _zones(region: str, named_by: str) -> list[str]:
    """The zones of a region, one for each block of the network."""
    zones = list(zones_in(region).values() if named_by == "id" else zones_in(region))
    # us-east-1's third by id has no machine of today.
    by_block = {block_of(zone): zone for zone in sorted(zones, reverse=True) if offered(zone, "m6g.large")}
    return sorted(by_block.values())


def _first(kinds: Iterable[str], zones: list[str], has: Callable[[str, str], bool], encryption: str) -> str:
    return next(_sold(kinds, zones, has, encryption))


def _sold(
    kinds: Iterable[str], zones: list[str], has: Callable[[str, str], bool], encryption: str
) -> Iterator[str]:
    for kind in kinds:
        hardware = hardware_of(kind) if kind.startswith("db.") else kind
        if all(has(zone, kind) for zone in zones) and (encryption != "enforce" or encrypts(hardware)):
            yield kind


def _sells_database(zone: str, kind: str) -> bool:
    return kind.split(".")[1] in database_families_in(name_of_zone(zone)[:-1]) and offered_database(zone, kind)


def _encryption(regions: list[str], asked: str) -> str:
    lacking = any("EC2::VPCEncryptionControl" in absent_in(region) for region in regions)
    return "off" if lacking else asked


def _rds_protection(regions: list[str]) -> list[str]:
    return ["RDS_LOGIN_EVENTS"] if all(map(has_rds_protection, regions)) else []


def _archive(regions: list[str]) -> dict[str, Any]:
    return {"account": ARCHIVE, "keys": {region: key(region) for region in regions}}


def _people(sign_in: str) -> dict[str, Any]:
    before = cast("dict[str, Any]", values_of("prod")["identity"])["people"]
    return {"signIn": "saml", "trusted": _SAML} if sign_in == "saml" else before
