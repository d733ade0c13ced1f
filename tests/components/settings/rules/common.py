"""What the rows of several rules share: places, and changes to prod's settings that belong together."""

import json
from typing import Any

from components.shared.facts.catalogue import zones_in
from tests.components.settings.files import GONE, Path_, values_of

EAST, WEST = ("sites", "us-east-1"), ("sites", "us-west-2")
CURRENT_ZONES = "us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1f"
STORAGE, LOCK = ("database", "storage"), ("backups", "lock")
TRUSTED, PIPELINES = ("identity", "people", "trusted"), ("identity", "pipelines")
Change = tuple[Path_, Any]
PEAK = values_of("prod")["fleet"]["peaks"][0]


def placed(*zones: str) -> dict[str, Any]:
    """What a site of prod's shape says of its zones."""
    *primary, replica = zones
    return {"zones": [*zones], "database": {"primaryZones": primary, "replicaZone": replica}}


def at(serving: str, standby: str) -> list[Change]:
    """Prod moves into two other regions, with what each of them sells."""
    moved = {serving: ("us-east-1", EAST), standby: ("us-west-2", WEST)}
    sites: dict[str, Any] = {}
    for region, (old, place) in moved.items():
        site = json.dumps(values_of("prod")[place[0]][place[1]])
        for letter, zone in zip("abc", zones_in(region), strict=False):
            site = site.replace(old + letter, zone)
        sites[region] = json.loads(site)
    return [
        (("sites",), sites),
        (("serving",), serving),
        (("home",), serving),
        (("fleet", "images"), dict(zip(sites, ("ami-0123456789abcdef0", "ami-0fedcba9876543210"), strict=True))),
    ]


AGENT = ("servers", "artifacts", "cloudwatchAgent")
BURSTABLE: list[Change] = [
    (("database", "instanceClass"), "db.t4g.large"),
    (("database", "replica", "instanceClass"), "db.t4g.large"),
]
REGION_OUTAGE = ("guidelines", "region-outage")
# A test environment with one site, which says so.
ONE_SITE: list[Change] = [
    (("kind",), "test"),
    (("standbyLevel",), "none"),
    (WEST, GONE),
    (("fleet", "images", "us-west-2"), GONE),
    (REGION_OUTAGE, GONE),
    (("backups", "copyDeleteAfterDays"), GONE),
    (("database", "replicatedBackupRetentionDays"), GONE),
]

# Rule, changes to prod's settings, and the places and allowed values of exactly the problems that result.
Broken = tuple[str, list[Change], list[tuple[Path_, str]]]
