"""Rules of the sites, their zones and networks: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE, values_of
from tests.components.settings.rules.common import CURRENT_ZONES, EAST, ONE_SITE, WEST, Broken, Change, placed

BY_ID: Change = (EAST, {**values_of("prod")["sites"]["us-east-1"], **placed("use1-az1", "use1-az2", "use1-az4")})

BROKEN: list[Broken] = [
    (
        "_networks_are_no_bridges",
        [((*EAST, "cidr"), "172.17.0.0/16")],
        [
            (
                (*EAST, "cidr"),
                "a network apart from 172.17.0.0/16, which Docker takes for itself on the host of the Tableau bridge",
            )
        ],
    ),
    (
        "_zones_are_the_regions",
        [(EAST, {**BY_ID[1], **placed("use1-az1", "use1-az2", "use1-az7")})],
        [((*EAST, "zones", 2), "one of use1-az1, use1-az2, use1-az3, use1-az4, use1-az5, use1-az6")],
    ),
    (
        "_zones_are_the_regions",
        [(EAST, {**BY_ID[1], **placed("use1-az1", "use1-az2", "us-east-1d")})],
        [
            (
                (*EAST, "zones", 2),
                "a zone named as use1-az1 is: which letter is which id, the account decides",
            )
        ],
    ),
    (
        "_zones_have_blocks_of_their_own",
        [(EAST, {**BY_ID[1], **placed("use1-az1", "use1-az2", "use1-az6")})],
        [((*EAST, "zones", 2), "use1-az2 or use1-az6: the network has one block for both")],
    ),
    ("_serving_is_a_site", [(("serving",), "sa-east-1")], [(("serving",), "one of us-east-1, us-west-2")]),
    ("_home_is_a_site", [(("home",), "sa-east-1")], [(("home",), "one of us-east-1, us-west-2")]),
    ("_home_is_a_site", [(("home",), GONE)], [(("home",), "one of us-east-1, us-west-2")]),
    (
        "_unreachable_is_a_site",
        [(("unreachable",), "sa-east-1")],
        [(("unreachable",), "one of us-east-1, us-west-2")],
    ),
    (
        "_zones_are_the_regions",
        [
            ((*WEST, "zones"), ["us-west-2a", "us-west-2b", "us-west-2e"]),
            ((*WEST, "database", "replicaZone"), "us-west-2e"),
        ],
        [((*WEST, "zones", 2), "one of us-west-2a, us-west-2b, us-west-2c, us-west-2d")],
    ),
    (
        "_zones_are_the_regions",
        [
            ((*EAST, "zones"), ["us-east-1a", "us-east-1b", "us-east-1b"]),
            ((*EAST, "database", "replicaZone"), "us-east-1c"),
        ],
        [
            ((*EAST, "zones", 2), "each zone once"),
            ((*EAST, "database", "replicaZone"), "one of us-east-1a, us-east-1b, us-east-1b"),
        ],
    ),
    (
        "_recovered_stand_apart",
        [((*EAST, "database", "recovered"), {"primary": "b", "replica": "b", "replicaZone": "us-east-1c"})],
        [
            ((*EAST, "database", "recovered", "replica"), "another suffix than primary's"),
            ((*EAST, "database", "recovered", "replicaZone"), "one of us-east-1a, us-east-1b"),
        ],
    ),
    (
        # A restored writer stands in the pair's zones.
        "_recovered_stand_apart",
        [
            (
                (*EAST, "database", "recovered"),
                {"primary": "c", "replica": "d", "replicaZone": "us-east-1b", "restored": True},
            )
        ],
        [((*EAST, "database", "recovered", "replicaZone"), "one of us-east-1c")],
    ),
    (
        "_database_zones_are_the_sites",
        [((*EAST, "database", "primaryZones", 1), "us-east-1d")],
        [((*EAST, "database", "primaryZones", 1), "one of us-east-1a, us-east-1b, us-east-1c")],
    ),
    (
        "_replica_stands_apart",
        [((*EAST, "database", "replicaZone"), "us-east-1b")],
        [((*EAST, "database", "replicaZone"), "a zone outside primaryZones: one outage must not take both")],
    ),
    (
        "_primary_zones_fit_multi_az",
        [((*EAST, "database", "primaryZones"), ["us-east-1a"])],
        [((*EAST, "database", "primaryZones"), "two different zones with multiAz")],
    ),
    (
        "_primary_zones_fit_multi_az",
        [((*EAST, "database", "primaryZones"), ["us-east-1a", "us-east-1a"])],
        [((*EAST, "database", "primaryZones"), "two different zones with multiAz")],
    ),
    (
        "_primary_zones_fit_multi_az",
        [(("database", "multiAz"), False), (("guidelines", "zone-outage"), {"rto": "30m", "rpo": "1m"})],
        [((*site, "database", "primaryZones"), "one zone without multiAz") for site in (EAST, WEST)],
    ),
    (
        "_networks_are_private",
        [((*EAST, "cidr"), "10.16.0.0/17")],
        [((*EAST, "cidr"), "a /16 within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16")],
    ),
    (
        "_networks_are_private",
        [((*EAST, "cidr"), "172.32.0.0/16")],
        [((*EAST, "cidr"), "a /16 within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16")],
    ),
    (
        "_networks_do_not_overlap",
        [((*WEST, "cidr"), "10.16.0.0/16")],
        [((*WEST, "cidr"), "a network apart from us-east-1's 10.16.0.0/16")],
    ),
    (
        "_networks_do_not_overlap",
        [((*EAST, "cidr"), "10.32.0.0/16")],
        [((*EAST, "cidr"), "a network apart from staging's 10.32.0.0/16")],
    ),
    (
        "_role_is_the_accounts",
        [(("deploymentRole",), "arn:aws:iam::999999999999:role/deployment")],
        [(("deploymentRole",), "a role in the account 111122223333")],
    ),
    (
        "_zones_have_blocks_of_their_own",
        [
            ((*EAST, "zones"), ["us-east-1a", "us-east-1b", "us-east-1e"]),
            ((*EAST, "database", "replicaZone"), "us-east-1e"),
        ],
        [
            ((*EAST, "zones", 2), "us-east-1a or us-east-1e: the network has one block for both"),
            ((*EAST, "database", "replicaZone"), f"one of {CURRENT_ZONES}"),
            ((*EAST, "zones", 2), f"one of {CURRENT_ZONES}"),
        ],
    ),
]

SOUND: list[list[Change]] = [
    [BY_ID],
    # After a recovery RDS tells a letter.
    [
        BY_ID,
        (
            (*EAST, "database", "recovered"),
            {"primary": "b", "replica": "c", "replicaZone": "us-east-1a"},
        ),
    ],
    [(("serving",), "us-west-2")],
    [(("home",), "us-west-2")],
    # One site alone need not say where what has no region is made.
    [*ONE_SITE, (("home",), GONE)],
    ONE_SITE,
    [((*EAST, "cidr"), "172.31.0.0/16"), ((*WEST, "cidr"), "192.168.0.0/16")],
]
