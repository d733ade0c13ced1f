"""Rules of what is promised: what they refuse, and what just keeps them."""

from tests.components.settings.rules.common import Broken, Change

ZONE, ZONES = ("guidelines", "zone-outage"), ("guidelines", "multi-zone-outage")
REGION, DAMAGE = ("guidelines", "region-outage"), ("guidelines", "data-corruption")
STOLEN = ("guidelines", "account-compromise")

BROKEN: list[Broken] = [
    (
        "_promises_can_be_kept",
        [(ZONE, {"rto": "119s", "rpo": "0s"}), (ZONES, {"rto": "24m", "rpo": "5m"})],
        [((*ZONE, "rto"), "at least 2m with such an rpo"), ((*ZONES, "rto"), "at least 25m with such an rpo")],
    ),
    (
        "_promises_can_be_kept",
        [(ZONES, {"rto": "1h", "rpo": "59s"}), (DAMAGE, {"rto": "6h", "rpo": "4m"})],
        [((*ZONES, "rpo"), "at least 1m"), ((*DAMAGE, "rpo"), "at least 5m")],
    ),
    (
        "_promises_can_be_kept",
        [
            (REGION, {"rto": "222m", "rpo": "30m"}),
            (DAMAGE, {"rto": "94m", "rpo": "5m"}),
            (STOLEN, {"rto": "284m", "rpo": "12h"}),
        ],
        [
            ((*REGION, "rto"), "at least 223m with such an rpo"),
            ((*DAMAGE, "rto"), "at least 95m with such an rpo"),
            ((*STOLEN, "rto"), "at least 285m with such an rpo"),
        ],
    ),
]

SOUND: list[list[Change]] = [
    [
        (ZONE, {"rto": "2m", "rpo": "0s"}),
        (ZONES, {"rto": "25m", "rpo": "1m"}),
        (REGION, {"rto": "223m", "rpo": "30m"}),
        (DAMAGE, {"rto": "95m", "rpo": "5m"}),
        (STOLEN, {"rto": "285m", "rpo": "12h"}),
    ]
]
