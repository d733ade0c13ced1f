"""Rules of the replica and of a single zone: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE, values_of
from tests.components.settings.rules.common import EAST, ONE_SITE, WEST, Broken, Change

# A test environment whose database has no replica, and one in which all stands in a single zone.
NO_REPLICA: list[Change] = [
    (("kind",), "test"),
    (("database", "replica"), GONE),
    (("database", "multiAz"), False),
    *(((*site, "database"), {"primaryZones": [f"{site[1]}a"]}) for site in (EAST, WEST)),
    (("servers", "tableauBridge"), GONE),
    (("servers", "artifacts", "tableauBridge"), GONE),
    *((("guidelines", f"{which}-outage"), {"rto": "4h", "rpo": "15m"}) for which in ("zone", "multi-zone")),
]
SINGLE_ZONE: list[Change] = [*NO_REPLICA, (("network", "nat"), "single"), (("network", "singleZone"), True)]

BROKEN: list[Broken] = [
    (
        "_production_has_a_replica",
        [*NO_REPLICA, (("kind",), "production")],
        [
            (
                ("database", "replica"),
                "a replica in production: reports run there, and it takes over when a zone is lost",
            )
        ],
    ),
    (
        "_zones_fit_the_replica",
        [*NO_REPLICA, ((*EAST, "database", "replicaZone"), "us-east-1c")],
        [((*EAST, "database", "replicaZone"), "nothing without storefront:database.replica")],
    ),
    (
        "_zones_fit_the_replica",
        [((*WEST, "database", "replicaZone"), GONE)],
        [
            (
                (*WEST, "database", "replicaZone"),
                "what the replica is given, as storefront:database.replica is there",
            )
        ],
    ),
    (
        "_zones_fit_the_replica",
        [((*EAST, "database", "recovered"), {"primary": "c"})],
        [
            (
                (*EAST, "database", "recovered", key),
                "what the replica is given, as storefront:database.replica is there",
            )
            for key in ("replica", "replicaZone")
        ],
    ),
    (
        "_zones_have_letters_without_a_replica",
        [
            *NO_REPLICA,
            ((*EAST, "zones"), ["use1-az1", "use1-az2", "use1-az4"]),
            ((*EAST, "database", "primaryZones"), ["use1-az1"]),
        ],
        [
            (
                (*EAST, "zones", index),
                "a letter's name without a replica: RDS tells and takes zones by their letters",
            )
            for index in range(3)
        ],
    ),
    (
        "_a_pair_has_a_replica",
        [
            *NO_REPLICA,
            (("database", "multiAz"), True),
            *(((*site, "database", "primaryZones"), [f"{site[1]}a", f"{site[1]}b"]) for site in (EAST, WEST)),
        ],
        [
            (
                ("database", "multiAz"),
                "false without a replica: who pays for a second instance has one that also takes reports",
            )
        ],
    ),
    (
        "_reports_have_a_replica",
        [
            *NO_REPLICA,
            (("servers", "tableauBridge"), values_of("prod")["servers"]["tableauBridge"]),
            (("servers", "artifacts", "tableauBridge"), values_of("prod")["servers"]["artifacts"]["tableauBridge"]),
        ],
        [(("servers", "tableauBridge"), "nothing without a replica: the main database refuses reports")],
    ),
    (
        "_restores_keep_the_promise",
        [*NO_REPLICA, (("guidelines", "zone-outage"), {"rto": "119m", "rpo": "299s"})],
        [
            (
                ("guidelines", "zone-outage", key),
                f"at least {minimum} without a replica: the backups are restored in another zone",
            )
            for key, minimum in (("rto", "2h"), ("rpo", "5m"))
        ],
    ),
    (
        "_restores_keep_the_promise",
        [*SINGLE_ZONE, (("guidelines", "multi-zone-outage"), {"rto": "3h", "rpo": "15m"})],
        [
            (
                ("guidelines", "multi-zone-outage", "rto"),
                "at least 4h without a replica: the backups are restored in another zone",
            )
        ],
    ),
    (
        "_a_single_zone_is_no_production",
        [*SINGLE_ZONE, (("kind",), "production")],
        [
            (
                ("database", "replica"),
                "a replica in production: reports run there, and it takes over when a zone is lost",
            ),
            (("network", "singleZone"), "false in production: with the zone the store would be lost"),
        ],
    ),
    (
        "_a_single_zone_has_one_of_each",
        [(("kind",), "test"), (("network", "singleZone"), True)],
        [
            (
                ("database", "replica"),
                "nothing with network.singleZone: a replica stands in another zone than the primary",
            ),
            (("network", "nat"), "single with singleZone: nothing runs in the other zones"),
        ],
    ),
]

SOUND: list[list[Change]] = [
    NO_REPLICA,
    SINGLE_ZONE,
    [*SINGLE_ZONE, *ONE_SITE],
    [*NO_REPLICA, ((*EAST, "database", "recovered"), {"primary": "c", "restored": True})],
    [
        *NO_REPLICA,
        *((("guidelines", f"{which}-outage"), {"rto": "2h", "rpo": "5m"}) for which in ("zone", "multi-zone")),
    ],
]
