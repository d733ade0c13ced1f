"""Rules of what is sold where: what they refuse, and what just keeps them."""

import json
from typing import Any

from components.shared.facts.catalogue import database_families_in
from tests.components.settings.files import GONE, values_of
from tests.components.settings.rules.common import CURRENT_ZONES, EAST, WEST, Broken, Change


def _moved(site: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A site's settings in another region."""
    return json.loads(json.dumps(site).replace(old, new))


# The standby moves to us-east-2.
TO_OHIO: list[Change] = [
    (("sites", "us-east-2"), _moved(values_of("prod")["sites"]["us-west-2"], "us-west-2", "us-east-2")),
    (WEST, GONE),
    (("fleet", "images", "us-east-2"), "ami-0fedcba9876543210"),
]

BROKEN: list[Broken] = [
    (
        "_regions_sell_the_classes",
        [
            *TO_OHIO,
            (("database", "instanceClass"), "db.x2iedn.xlarge"),
            (("database", "replica", "instanceClass"), "db.x2iedn.xlarge"),
        ],
        [
            (path, "a family that us-east-2 sells: " + ", ".join(database_families_in("us-east-2")))
            for path in (("database", "instanceClass"), ("database", "replica", "instanceClass"))
        ],
    ),
    (
        "_zones_have_the_database",
        [
            ((*EAST, "zones"), ["us-east-1a", "us-east-1c", "us-east-1f"]),
            ((*EAST, "database", "primaryZones"), ["us-east-1a", "us-east-1c"]),
            ((*EAST, "database", "replicaZone"), "us-east-1f"),
            (("database", "replica", "instanceClass"), "db.r5b.2xlarge"),
        ],
        [((*EAST, "database", "replicaZone"), "one of us-east-1a, us-east-1b, us-east-1c, us-east-1d")],
    ),
    (
        "_zones_have_the_servers",
        [
            ((*EAST, "zones"), ["us-east-1b", "us-east-1c", "us-east-1e"]),
            ((*EAST, "database", "primaryZones"), ["us-east-1b", "us-east-1c"]),
            ((*EAST, "database", "replicaZone"), "us-east-1e"),
        ],
        [
            ((*EAST, "database", "replicaZone"), f"one of {CURRENT_ZONES}"),
            ((*EAST, "zones", 2), f"one of {CURRENT_ZONES}"),
        ],
    ),
    (
        "_regions_have_the_servers",
        [*TO_OHIO, (("servers", "operationsHost", "instanceType"), "m8gb.large")],
        [(("servers", "operationsHost", "instanceType"), "a type that us-east-2 has, in the zones of its site")],
    ),
]

SOUND: list[list[Change]] = []
