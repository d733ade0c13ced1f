"""Proves that each rule refuses what it is there for, with the exact problem, and nothing else of the file.

Single fields are left to `test_mutations`, the wording of whole reports to `test_reports`.
"""

import json
from ipaddress import IPv4Network
from typing import Any

import pytest

from components.settings import Problem, Settings, load
from components.settings.check import check
from components.settings.problem import write_path
from components.settings.regions import REGIONS
from components.settings.rules import RULES
from components.settings.rules.rule import Neighbour
from components.shared.facts.catalogue import database_families_in, zones_in
from tests.components.settings.files import GONE, ROOT, STACKS, Path_, put, values_of

EAST, WEST = ("sites", "us-east-1"), ("sites", "us-west-2")
COUNTRIES = ("ar", "bo", "br", "cl", "co", "cr", "ec", "mx", "pe", "uy")
RECORDS_ROLE = "arn:aws:iam::222233334444:role/storefront-records"
ZONE_OF_OTHERS = {"name": "tienda.cl", "zoneId": "Z0123456789", "role": RECORDS_ROLE}
CURRENT_ZONES = "us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1f"
STORAGE, LOCK = ("database", "storage"), ("backups", "lock")
TRUSTED, PIPELINES = ("identity", "people", "trusted"), ("identity", "pipelines")
NO_FACTOR = "no role: its sessions carry no second factor, so that AWS would let nobody in"
GITHUB = (
    "an issuer of GitHub: the roles trust its subjects, repo:OWNER/NAME:environment:ENVIRONMENT; those of GitLab and "
    "Bitbucket name no environment that the issuer guards"
)
USER = "arn:aws:iam::222233334444:user/somebody"
MAINTENANCE = "tue:08:45-tue:09:45"
Change = tuple[Path_, Any]
SLEEP = {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"}
AWAKE = "07:00 to 20:00 of America/Santiago on MON-FRI"
NO_SLEEP = "no sleep in production: customers come at any hour"
ASLEEP: Change = (("sleep",), SLEEP)
ASLEEP_WELL: list[Change] = [
    ASLEEP,
    (("kind",), "test"),
    (("fleet", "peaks"), []),
    (("servers", "patchWindow"), "wed:14:00-wed:17:00"),
]


def _moved(site: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A site's settings in another region."""
    return json.loads(json.dumps(site).replace(old, new))


PEAK = values_of("prod")["fleet"]["peaks"][0]

# The standby moves to us-east-2.
TO_OHIO: list[Change] = [
    (("sites", "us-east-2"), _moved(values_of("prod")["sites"]["us-west-2"], "us-west-2", "us-east-2")),
    (WEST, GONE),
    (("fleet", "images", "us-east-2"), "ami-0123456789abcdef0"),
]


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
        (("fleet", "images"), dict.fromkeys(sites, "ami-0123456789abcdef0")),
    ]


# What regions sell that have neither the newest families nor VPC encryption control.
OLDER: list[Change] = [
    *((("database", *path, "instanceClass"), "db.r6g.2xlarge") for path in ((), ("replica",))),
    (("fleet", "instanceTypes"), ["m6g.large"]),
    (("network", "encryptionControl"), "off"),
]
STAGINGS_ZONE = {"name": "staging.example.com"}
AGENT = ("servers", "artifacts", "cloudwatchAgent")
# No server apart from the fleet, and nothing that one would install.
NO_SERVERS_APART: list[Change] = [
    (("servers", *path), GONE)
    for path in (
        ("tableauBridge",),
        ("operationsHost",),
        ("patchWindow",),
        *(("artifacts", what) for what in ("awsCli", "storefrontCli", "tableauBridge")),
    )
]
BURSTABLE: list[Change] = [
    (("database", "instanceClass"), "db.t4g.large"),
    (("database", "replica", "instanceClass"), "db.t4g.large"),
]
NOT_BURSTABLE = "no burstable class (db.t*) in production"
STANDARD_INSIGHTS: Change = (("database", "insights"), {"mode": "standard", "retentionDays": 7})

REGION_OUTAGE = ("guidelines", "region-outage")
WESTERN_IMAGE: Change = (("fleet", "images", "us-west-2"), "ami-0123456789abcdef0")
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
BROKEN: list[tuple[str, list[Change], list[tuple[Path_, str]]]] = [
    ("_sites_fit_the_level", [(WEST, GONE)], [(("sites",), "two sites with standbyLevel pilot-light")]),
    (
        "_sites_fit_the_level",
        [*ONE_SITE, (WEST, values_of("prod")["sites"]["us-west-2"]), WESTERN_IMAGE],
        [(("sites",), "one site with standbyLevel none")],
    ),
    (
        "_production_has_a_standby",
        [*ONE_SITE, (("kind",), "production")],
        [
            (
                ("standbyLevel",),
                "backups, pilot-light or warm in production: with the only region its data would be lost",
            )
        ],
    ),
    (
        "_nothing_is_promised_without_a_standby",
        [*ONE_SITE, (REGION_OUTAGE, {"rto": "8h", "rpo": "1h"})],
        [(REGION_OUTAGE, "no promise for the loss of the only region: nothing stands elsewhere")],
    ),
    (
        "_copies_go_to_the_standby",
        [*ONE_SITE, (("backups", "copyDeleteAfterDays"), 90)],
        [(("backups", "copyDeleteAfterDays"), "nothing without a standby: backups go to no other region")],
    ),
    (
        "_copies_go_to_the_standby",
        [(("database", "replicatedBackupRetentionDays"), GONE)],
        [
            (
                ("database", "replicatedBackupRetentionDays"),
                "for how many days the standby's region keeps backups",
            )
        ],
    ),
    (
        "_the_only_site_answers",
        [*ONE_SITE, (("unreachable",), "us-east-1")],
        [(("unreachable",), "nothing: while the only site does not answer, nothing can be updated")],
    ),
    ("_serving_is_a_site", [(("serving",), "sa-east-1")], [(("serving",), "one of us-east-1, us-west-2")]),
    (
        "_unreachable_is_a_site",
        [(("unreachable",), "sa-east-1")],
        [(("unreachable",), "one of us-east-1, us-west-2")],
    ),
    *(
        (
            "_regions_are_known",
            [
                (("sites", region), values_of("prod")["sites"]["us-west-2"]),
                (WEST, GONE),
                (("fleet", "images", region), "ami-0123456789abcdef0"),
            ],
            [(("sites", region), "one of " + ", ".join(REGIONS))],
        )
        for region in ("eu-west-9", "cn-north-1", "us-gov-west-1", "sa-west-1")
    ),
    (
        "_sites_exchange_backups",
        at("sa-east-1", "us-west-2"),
        [(("sites", "us-west-2"), "a region with which RDS exchanges automated backups of sa-east-1")],
    ),
    (
        "_regions_have_the_guards",
        [
            *at("ap-east-2", "ap-northeast-1"),
            *OLDER,
            STANDARD_INSIGHTS,
            (("edge", "cloudFront", "enabled"), False),
            (("audit", "threatFeatures"), ["S3_DATA_EVENTS"]),
        ],
        [(("sites", "ap-east-2"), "a region in which snapshots can be kept from the public")],
    ),
    (
        "_regions_control_encryption",
        at("ap-northeast-2", "ap-northeast-1"),
        [
            (
                ("network", "encryptionControl"),
                "off: VPC encryption control is not to be had in ap-northeast-2",
            )
        ],
    ),
    (
        "_regions_have_insights",
        [*at("mx-central-1", "eu-west-1"), *OLDER, (("edge", "cloudFront", "enabled"), False)],
        [(("database", "insights", "mode"), "standard: AWS does not list the advanced mode in mx-central-1")],
    ),
    (
        "_regions_watch_logins",
        [
            *at("ap-east-2", "ap-northeast-1"),
            *OLDER,
            STANDARD_INSIGHTS,
            (("edge", "cloudFront", "enabled"), False),
            (("audit", "threatFeatures"), ["RDS_LOGIN_EVENTS"]),
        ],
        [
            (("sites", "ap-east-2"), "a region in which snapshots can be kept from the public"),
            (("audit", "threatFeatures", 0), "without RDS_LOGIN_EVENTS, which GuardDuty has not in ap-east-2"),
        ],
    ),
    (
        "_cloudfront_can_be_let_in",
        [*at("mx-central-1", "eu-west-1"), *OLDER, STANDARD_INSIGHTS],
        [
            (
                ("edge", "cloudFront", "prefixLists"),
                "the id of CloudFront's prefix list in mx-central-1, which is published nowhere",
            )
        ],
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
        [(("database", "multiAz"), False)],
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
        "_account_is_the_environments_own",
        [
            (("account",), "444455556666"),
            (("deploymentRole",), "arn:aws:iam::444455556666:role/deployment"),
            ((*PIPELINES, "stateKey"), "arn:aws:kms:us-east-1:444455556666:key/1"),
        ],
        [(("account",), "another account than staging's")],
    ),
    (
        "_role_is_the_accounts",
        [(("deploymentRole",), "arn:aws:iam::999999999999:role/deployment")],
        [(("deploymentRole",), "a role in the account 111122223333")],
    ),
    (
        "_storage_can_grow",
        [((*STORAGE, "maxAllocatedGib"), 1099)],
        [((*STORAGE, "maxAllocatedGib"), "at least 1100, 10% above allocatedGib")],
    ),
    (
        "_small_storage_has_fixed_performance",
        [((*STORAGE, "allocatedGib"), 399)],
        [
            ((*STORAGE, key), "nothing below 400 GiB: such a volume has 3000 IOPS and 125 MiB/s")
            for key in ("iops", "throughputMibps")
        ],
    ),
    (
        "_iops_and_throughput_go_together",
        [((*STORAGE, "iops"), GONE)],
        [((*STORAGE, "throughputMibps"), "both or neither")],
    ),
    (
        "_iops_and_throughput_go_together",
        [((*STORAGE, "throughputMibps"), GONE)],
        [((*STORAGE, "iops"), "both or neither")],
    ),
    (
        "_throughput_fits_iops",
        [((*STORAGE, "throughputMibps"), 3001)],
        [((*STORAGE, "throughputMibps"), "at most 3000, a quarter of the IOPS")],
    ),
    (
        "_replica_holds_the_primarys_load",
        [(("database", "replica", "instanceClass"), "db.r8g.xlarge")],
        [
            (
                ("database", "replica", "instanceClass"),
                "a class with at least 64 GiB of memory, as the primary's db.r8g.2xlarge has",
            )
        ],
    ),
    (
        "_master_password_suits_replicas",
        [(("database", "masterPassword"), "rds-managed")],
        [
            (
                ("database", "masterPassword"),
                "generated: of all engines, RDS manages the password beside replicas only for SQL Server",
            )
        ],
    ),
    (
        "_updates_suit_replicas",
        [(("database", "blueGreenUpdates"), True)],
        [
            (
                ("database", "blueGreenUpdates"),
                "false: RDS refuses blue/green updates of an instance with read replicas",
            )
        ],
    ),
    (
        "_windows_are_apart",
        [(("database", "maintenanceWindow"), "tue:08:29-tue:09:00")],
        [(("database", "maintenanceWindow"), "a window apart from the backup window 08:00-08:30")],
    ),
    (
        "_advanced_insights_keep_their_data",
        [(("database", "insights", "retentionDays"), 434)],
        [(("database", "insights", "retentionDays"), "at least 465 with mode advanced")],
    ),
    (
        "_backups_avoid_maintenance",
        [(("backups", "schedule"), "cron(45 7,19 ? * * *)")],
        [
            (
                ("backups", "schedule"),
                f"no start in the maintenance window {MAINTENANCE} or the hour before: AWS Backup would skip it",
            )
        ],
    ),
    *(
        (
            "_production_has_its_own_processors",
            [*kind, *BURSTABLE],
            [(path, NOT_BURSTABLE) for path, _ in BURSTABLE],
        )
        for kind in ([], [(("kind",), GONE)])
    ),
    (
        "_production_has_steady_servers",
        [(("fleet", "instanceTypes"), ["m8g.large", "t4g.large"])],
        [
            (
                ("fleet", "instanceTypes", 1),
                "no burstable type (t*) in production: its credits are used up in a peak",
            )
        ],
    ),
    *(
        (
            "_keys_can_be_had_back",
            [(("kind",), kind), (("keys", "deletionWindowDays"), 29)],
            [
                (
                    ("keys", "deletionWindowDays"),
                    "30 but in a disposable environment: with a key go all data under it",
                )
            ],
        )
        for kind in ("production", "test")
    ),
    (
        "_a_disposable_vault_can_be_emptied",
        [(("kind",), "disposable")],
        [
            (
                ("backups", "lock", "changeableForDays"),
                "nothing in a disposable environment: nobody could delete its vaults",
            )
        ],
    ),
    ("_production_is_awake", [(("kind",), "production"), ASLEEP], [(("sleep",), NO_SLEEP)]),
    ("_production_is_awake", [(("kind",), GONE), ASLEEP], [(("sleep",), NO_SLEEP)]),
    (
        "_wakes_before_it_sleeps",
        [*ASLEEP_WELL, (("sleep", "from"), "07:00")],
        [(("sleep", "from"), "a time after until, 07:00: it wakes and falls asleep on the same day")],
    ),
    (
        "_no_peaks",
        [*ASLEEP_WELL, (("fleet", "peaks"), [PEAK])],
        [(("fleet", "peaks"), "no peaks in an environment that sleeps: each morning sets the usual sizes again")],
    ),
    (
        "_patches_reach_servers",
        # Nine in the evening of Santiago's winter, ten in its summer.
        [*ASLEEP_WELL, (("servers", "patchWindow"), "wed:01:00-wed:03:00")],
        [(("servers", "patchWindow"), f"a window in which servers are awake, {AWAKE}: patches reach no others")],
    ),
    (
        "_test_pages_arrive",
        [*ASLEEP_WELL, (("notifications", "testPage"), "cron(0 16 ? * SUN *)")],
        [
            (
                ("notifications", "testPage"),
                f"a time at which it is awake, {AWAKE}: nobody is told of a page meanwhile",
            )
        ],
    ),
    (
        "_lock_is_a_range",
        [
            ((*LOCK, "minRetentionDays"), 91),
            ((*LOCK, "maxRetentionDays"), 90),
            (("backups", "deleteAfterDays"), 91),
            (("backups", "copyDeleteAfterDays"), 91),
        ],
        [((*LOCK, "maxRetentionDays"), "at least minRetentionDays, 91")],
    ),
    (
        "_lock_takes_the_backups",
        [(("backups", "deleteAfterDays"), 13), (("backups", "copyDeleteAfterDays"), 366)],
        [
            (("backups", key), "14 to 365 days: the vault's lock refuses others")
            for key in ("deleteAfterDays", "copyDeleteAfterDays")
        ],
    ),
    (
        "_guidelines_are_complete",
        [(("guidelines", "data-corruption"), GONE)],
        [(("guidelines", "data-corruption"), "rto and rpo for each scenario")],
    ),
    (
        "_region_outage_is_recoverable",
        [(("guidelines", "region-outage", "rpo"), "29m")],
        [(("guidelines", "region-outage", "rpo"), "at least 30m: replicated backups arrive up to 30m late")],
    ),
    (
        "_account_compromise_is_recoverable",
        [(("guidelines", "account-compromise", "rpo"), "11h")],
        [
            (
                ("guidelines", "account-compromise", "rpo"),
                "at least 12h, the longest time between two backups into the locked vault",
            )
        ],
    ),
    (
        "_trusted_suit_the_sign_in",
        [(("identity", "people", "signIn"), "saml")],
        [((*TRUSTED, 0), "a SAML provider")],
    ),
    (
        "_trusted_suit_the_sign_in",
        [((*TRUSTED, 0), "arn:aws:iam::111122223333:saml-provider/identity")],
        [((*TRUSTED, 0), "an account or a user")],
    ),
    (
        "_trusted_suit_the_sign_in",
        [
            (("identity", "people", "signIn"), "saml"),
            ((*TRUSTED, 0), "arn:aws:iam::222233334444:saml-provider/identity"),
        ],
        [((*TRUSTED, 0), "a SAML provider of the account 111122223333")],
    ),
    ("_trusted_are_named_once", [(TRUSTED, [USER, USER])], [((*TRUSTED, 1), "each ARN once")]),
    (
        "_trusted_are_named_once",
        [(("identity", "breakGlass"), [USER, USER])],
        [(("identity", "breakGlass", 1), "each ARN once")],
    ),
    (
        "_break_glass_is_for_named_ones",
        [(("identity", "breakGlass"), ["arn:aws:iam::222233334444:root"])],
        [(("identity", "breakGlass", 0), "a user")],
    ),
    (
        "_people_can_show_a_second_factor",
        [
            (
                (*TRUSTED, 0),
                "arn:aws:iam::222233334444:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operator_1",
            )
        ],
        [((*TRUSTED, 0), NO_FACTOR)],
    ),
    (
        "_people_can_show_a_second_factor",
        [(("identity", "breakGlass", 1), "arn:aws:iam::222233334444:role/emergency")],
        [(("identity", "breakGlass", 1), NO_FACTOR)],
    ),
    *(
        ("_issuer_is_githubs", [((*PIPELINES, "issuer"), issuer)], [((*PIPELINES, "issuer"), GITHUB)])
        for issuer in ("gitlab.com", "api.bitbucket.org/2.0/workspaces/tienda", "token.actions.example.com")
    ),
    (
        "_state_key_is_the_accounts",
        [((*PIPELINES, "stateKey"), "arn:aws:kms:us-east-1:222233334444:key/1")],
        [((*PIPELINES, "stateKey"), "a key in the account 111122223333")],
    ),
    (
        "_lock_ends_before_the_record",
        [(("audit", "lockedDays"), 1096)],
        [(("audit", "lockedDays"), "fewer than the 1096 days of retentionDays")],
    ),
    (
        "_features_are_named_once",
        [(("audit", "threatFeatures"), ["RDS_LOGIN_EVENTS", "RDS_LOGIN_EVENTS"])],
        [(("audit", "threatFeatures", 1), "each feature once")],
    ),
    (
        "_identity_suits_the_sign_in",
        [(("visitors", "signIn"), "key")],
        [(("visitors", "federation"), "nothing with signIn key")],
    ),
    (
        "_identity_suits_the_sign_in",
        [(("visitors", "federation"), GONE)],
        [(("visitors", "federation"), "the pool's names")],
    ),
    (
        "_countries_are_named_once",
        [(("visitors", "countries"), ["MX", "PE", "MX"])],
        [(("visitors", "countries", 2), "each country once")],
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
    (
        "_recipients_are_named_once",
        [
            (("notifications", "operations"), ["a@example.com", "b@example.com", "A@example.com"]),
            (("notifications", "onCall"), ["+5215512345678", "+5215512345678"]),
        ],
        [
            (("notifications", "operations", 2), "each address once"),
            (("notifications", "onCall", 1), "each address once"),
        ],
    ),
    (
        "_escalation_reaches_others",
        [(("notifications", "escalation"), ["lead@example.com", "on-call@example.com"])],
        [(("notifications", "escalation", 1), "others than onCall")],
    ),
    (
        "_silence_is_whole_looks",
        [(("notifications", "escalateAfter"), "7m")],
        [(("notifications", "escalateAfter"), "whole 5m")],
    ),
    (
        "_names_are_in_a_zone",
        [(("edge", "alternativeNames"), ["badexample.com"])],
        [(("edge", "alternativeNames", 0), "example.com, a name that ends in .example.com")],
    ),
    (
        "_domain_is_in_the_hosted_zone",
        [(("edge", "domain"), "www.example.net"), (("edge", "zones"), [{"name": "example.net"}])],
        [(("edge", "domain"), "a name in example.com and in no zone within it")],
    ),
    (
        "_zones_are_used_once",
        [
            (("edge", "alternativeNames"), ["www.example.net"]),
            (("edge", "zones"), [{"name": "example.net"}, {"name": "example.net"}, {"name": "example.org"}]),
        ],
        [(("edge", "zones", 1), "each zone once"), (("edge", "zones", 2), "a zone of the store's names")],
    ),
    (
        "_zones_of_others_are_given_by_id",
        [
            (("edge", "alternativeNames"), ["www.example.net"]),
            (("edge", "zones"), [{"name": "example.net", "role": RECORDS_ROLE}]),
        ],
        [(("edge", "zones", 0, "zoneId"), "the id of the zone that the role writes into")],
    ),
    (
        "_the_domains_zone_is_the_accounts",
        [(("edge", "zones"), [{"name": "example.com", "zoneId": "Z0123456789", "role": RECORDS_ROLE}])],
        [
            (
                ("edge", "zones", 0, "role"),
                "nothing for the domain's own zone, whose records follow a health check of this account",
            )
        ],
    ),
    (
        "_names_at_the_top_of_a_zone_have_their_way",
        [
            (("edge", "cloudFront", "enabled"), False),
            (("edge", "alternativeNames"), ["www.example.net", "example.net"]),
            (("edge", "zones"), [{"name": "example.net", "zoneId": "Z0123456789", "role": RECORDS_ROLE}]),
        ],
        [
            (
                ("edge", "alternativeNames", 1),
                "a name within example.net: without CloudFront, nothing at the top of another account's zone follows",
            )
        ],
    ),
    (
        "_names_differ",
        [
            (("edge", "cloudFront", "enabled"), False),
            (("edge", "alternativeNames"), ["example.com", "www.example.com", "origin.www.example.com"]),
        ],
        [
            (
                ("edge", "alternativeNames", index),
                "each name once, and not origin.www.example.com, which leads past CloudFront",
            )
            for index in (1, 2)
        ],
    ),
    (
        "_names_fit_the_certificate",
        [(("edge", "alternativeNames"), [f"{country}.example.com" for country in COUNTRIES[:9]])],
        [
            (
                ("edge", "alternativeNames"),
                "10 with origin.www.example.com: the account's quota of names in a certificate",
            )
        ],
    ),
    (
        "_zones_fit_the_rule",
        [
            (("edge", "alternativeNames"), [f"{'s' * 40}-{country}.example" for country in COUNTRIES]),
            (("edge", "zones"), [{"name": f"{'s' * 40}-{country}.example"} for country in COUNTRIES]),
            (("edge", "certificateNames"), 20),
        ],
        [
            (
                ("edge", "zones"),
                "zones that fit in 3 expressions of 128 characters: what the load balancer's rule holds",
            )
        ],
    ),
    (
        "_members_encrypt",
        [
            (("network", "encryptionControl"), "enforce"),
            (("fleet", "instanceTypes"), ["m8g.large", "m6g.large"]),
            (("database", "replica", "instanceClass"), "db.r6g.2xlarge"),
        ],
        [
            (path, "a type whose hardware encrypts traffic, as storefront:network.encryptionControl enforces")
            for path in (
                ("fleet", "instanceTypes", 1),
                ("servers", "operationsHost", "instanceType"),
                ("database", "replica", "instanceClass"),
            )
        ],
    ),
    (
        "_zone_ids_are_the_zones",
        [
            (("edge", "alternativeNames"), ["tienda.cl", "tienda.pe", "tienda.com.mx"]),
            (
                ("edge", "zones"),
                [
                    {"name": "tienda.cl", "zoneId": "ZSTAGING"},
                    {"name": "tienda.pe", "zoneId": "ZPERU"},
                    {"name": "tienda.com.mx", "zoneId": "ZSTAGING"},
                ],
            ),
        ],
        [
            (
                ("edge", "zones", 2, "zoneId"),
                "the id of tienda.com.mx: this file has ZSTAGING as the id of tienda.cl",
            )
        ],
    ),
    (
        "_zones_are_made_once",
        [
            (("edge", "hostedZone"), "staging.example.com"),
            (("edge", "domain"), "shop.staging.example.com"),
            (("edge", "alternativeNames"), []),
        ],
        [(("edge", "hostedZone"), "a zone that no other environment makes: staging makes it")],
    ),
    (
        "_zones_are_made_once",
        [(("edge", "alternativeNames"), ["staging.example.com"]), (("edge", "zones"), [STAGINGS_ZONE])],
        [(("edge", "zones", 0), "a zone that no other environment makes: staging makes it")],
    ),
    (
        "_names_are_no_other_environments",
        [
            (("edge", "alternativeNames"), ["example.com", "www.staging.example.com"]),
            (("edge", "zones"), [{**STAGINGS_ZONE, "zoneId": "Z0123456789"}]),
        ],
        [(("edge", "alternativeNames", 1), "a name that leads to no other environment: staging has it")],
    ),
    (
        "_names_are_no_other_environments",
        [(("edge", "domain"), "origin.www.staging.example.com")],
        [(("edge", "domain"), "a name that leads to no other environment: staging has it")],
    ),
    (
        "_domain_fits_a_certificate",
        [(("edge", "domain"), f"{'w' * 53}.example.com")],
        [(("edge", "domain"), "at most 64 characters: a certificate's common name")],
    ),
    (
        "_images_are_the_sites",
        [(("fleet", "images", "us-west-2"), GONE)],
        [(("fleet", "images", "us-west-2"), "an image for each site's region")],
    ),
    (
        "_types_have_one_architecture",
        [(("fleet", "instanceTypes"), ["m8g.large", "m7i.large"])],
        [
            (
                ("fleet", "instanceTypes", 1),
                "a type of the architecture of the first, arm64: one image is for all",
            )
        ],
    ),
    (
        "_types_are_alike",
        [(("fleet", "instanceTypes"), ["m8g.large", "c7g.large", "m8g.large"])],
        [
            (("fleet", "instanceTypes", 1), "2 processors and at least 8 GiB, as m8g.large has"),
            (("fleet", "instanceTypes", 2), "each type once"),
        ],
    ),
    (
        "_capacity_is_a_range",
        [(("fleet", "capacity", "warmSize"), 7)],
        [(("fleet", "capacity", "warmSize"), "at most minSize, 6")],
    ),
    (
        "_zones_are_covered",
        [
            (("fleet", "capacity", "minSize"), 2),
            (("fleet", "capacity", "warmSize"), 1),
            (("fleet", "spot", "onDemandBase"), 2),
        ],
        [(("fleet", "capacity", "minSize"), "at least 3, a server in each zone")],
    ),
    (
        "_base_is_within_the_minimum",
        [(("fleet", "spot", "onDemandBase"), 7)],
        [(("fleet", "spot", "onDemandBase"), "at most capacity.minSize, 6")],
    ),
    (
        "_reserve_is_a_range",
        [(("fleet", "reserve", "prepared"), 31)],
        [(("fleet", "reserve", "prepared"), "at most reserve.maxSize, 30")],
    ),
    (
        "_fleet_fits_its_quotas",
        [(("fleet", "quotas", "onDemandProcessors"), 100), (("fleet", "quotas", "spotProcessors"), 100)],
        [
            (("fleet", "quotas", "onDemandProcessors"), "at least 270: 135 such servers with 2 processors each"),
            (("fleet", "quotas", "spotProcessors"), "at least 590: 295 such servers with 2 processors each"),
        ],
    ),
    (
        "_peaks_are_apart",
        [(("fleet", "peaks"), [PEAK, PEAK])],
        [
            (("fleet", "peaks", 1, "begins"), "a time apart from black-friday-2027's"),
            (("fleet", "peaks", 1, "name"), "each name once"),
        ],
    ),
    (
        "_peaks_are_peaks",
        [(("fleet", "peaks", 0, "minSize"), 5)],
        [(("fleet", "peaks", 0, "minSize"), "6 to 400, from capacity.minSize to the peak's own maxSize")],
    ),
    (
        "_parts_have_what_they_install",
        [
            (("servers", "tableauBridge"), GONE),
            (("servers", "artifacts", "awsCli"), GONE),
            (("servers", "artifacts", "storefrontCli"), None),
        ],
        [
            (("servers", "artifacts", "tableauBridge"), "nothing without storefront:servers.tableauBridge"),
            *(
                (("servers", "artifacts", what), "the artefact that storefront:servers.operationsHost installs")
                for what in ("awsCli", "storefrontCli")
            ),
        ],
    ),
    (
        "_parts_have_what_they_install",
        [(("servers", "operationsHost"), GONE), (("servers", "artifacts", "tableauBridge"), GONE)],
        [
            (
                ("servers", "artifacts", "tableauBridge"),
                "the artefact that storefront:servers.tableauBridge installs",
            ),
            *(
                (("servers", "artifacts", what), "nothing without storefront:servers.operationsHost")
                for what in ("awsCli", "storefrontCli")
            ),
        ],
    ),
    (
        "_window_is_for_servers_that_live_long",
        [(("servers", "patchWindow"), GONE)],
        [(("servers", "patchWindow"), "a window in which tableau-bridge and operations-host are patched")],
    ),
    (
        "_window_is_for_servers_that_live_long",
        [change for change in NO_SERVERS_APART if change[0][-1] != "patchWindow"],
        [
            (
                ("servers", "patchWindow"),
                "nothing without tableauBridge and operationsHost: the fleet gets new images instead",
            )
        ],
    ),
    (
        "_agent_is_there_for_each_processor",
        [((*AGENT, "intel"), GONE), ((*AGENT, "graviton"), GONE)],
        [
            (
                (*AGENT, "graviton"),
                "the SHA-256 of the agent for arm64, which operations-host and the fleet installs",
            ),
            ((*AGENT, "intel"), "the SHA-256 of the agent for x86_64, which tableau-bridge installs"),
        ],
    ),
    (
        "_architectures_suit_the_playbooks",
        [(("servers", "tableauBridge", "instanceType"), "m8g.large")],
        [(("servers", "tableauBridge", "instanceType"), "an x86_64 type")],
    ),
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
        "_zones_have_the_servers",
        [*TO_OHIO, (("servers", "operationsHost", "instanceType"), "m8gb.large")],
        [(("sites", "us-east-2", "zones", index), "a zone that has them") for index in range(3)],
    ),
    (
        "_patch_window_is_whole_hours",
        [(("servers", "patchWindow"), "wed:10:00-wed:11:00")],
        [(("servers", "patchWindow"), "whole hours, 2 to 24: in the last one nothing is begun")],
    ),
    (
        "_patches_avoid_the_database",
        [(("servers", "patchWindow"), "wed:07:00-wed:09:00")],
        [(("servers", "patchWindow"), "a window apart from the database's backup window 08:00-08:30")],
    ),
]

# The edge's own table, to the same measure.

# The same places, changed as far as they may be.
SOUND: list[list[Change]] = [
    [
        (("network", "encryptionControl"), "enforce"),
        (("fleet", "instanceTypes"), ["m8g.large", "m7g.large"]),
        (("servers", "operationsHost", "instanceType"), "m7g.medium"),
    ],
    *(
        at(serving, standby)
        for serving, standby in (
            ("sa-east-1", "us-east-1"),
            ("us-east-2", "sa-east-1"),
            ("ca-central-1", "us-west-2"),
            ("eu-west-1", "eu-central-1"),
            ("ap-northeast-1", "ap-southeast-1"),
            ("us-west-2", "us-east-2"),
        )
    ),
    [*at("mx-central-1", "eu-west-1"), *OLDER, STANDARD_INSIGHTS, (("edge", "cloudFront", "enabled"), False)],
    [
        *at("mx-central-1", "eu-west-1"),
        *OLDER,
        STANDARD_INSIGHTS,
        (("edge", "cloudFront", "prefixLists"), {"mx-central-1": "pl-0123456789abcdef0"}),
    ],
    [(("visitors", "signIn"), "key"), (("visitors", "federation"), GONE)],
    NO_SERVERS_APART,
    [*NO_SERVERS_APART, ((*AGENT, "intel"), GONE)],
    [(("servers", "operationsHost", "instanceType"), "t3.small")],
    [(("fleet", "instanceTypes"), ["m7i.large", "m6i.large"])],
    [
        (("fleet", "instanceTypes"), ["m7i.large"]),
        (("servers", "operationsHost", "instanceType"), "t3.small"),
        ((*AGENT, "graviton"), GONE),
    ],
    [(("visitors",), GONE)],
    [(("visitors",), None)],
    [(("serving",), "us-west-2")],
    [((*EAST, "cidr"), "172.31.0.0/16"), ((*WEST, "cidr"), "192.168.0.0/16")],
    [((*STORAGE, "maxAllocatedGib"), 1100)],
    [((*STORAGE, "allocatedGib"), 400), ((*STORAGE, "throughputMibps"), 3000)],
    [((*STORAGE, "iops"), GONE), ((*STORAGE, "throughputMibps"), GONE)],
    [(("database", "maintenanceWindow"), "tue:08:30-tue:09:00")],
    [(("database", "replica", "instanceClass"), "db.m8g.4xlarge")],
    [(("database", "insights", "mode"), "standard"), (("database", "insights", "retentionDays"), 7)],
    [(("backups", "schedule"), "cron(44 7,19 ? * * *)")],
    [(("backups", "schedule"), "cron(45 9,21 ? * * *)")],
    [(("backups", "deleteAfterDays"), 14), (("backups", "copyDeleteAfterDays"), 365)],
    [((*LOCK, "changeableForDays"), GONE)],
    [(("standbyLevel",), "pilot-light")],
    [(("standbyLevel",), "warm")],
    [(("edge", "domain"), f"{'w' * 52}.example.com")],
    [(("edge", "domain"), "example.com"), (("edge", "alternativeNames"), [])],
    [(("edge", "zones"), [{"name": "example.com", "zoneId": "Z0123456789"}])],
    [
        (("edge", "alternativeNames"), ["staging.example.com"]),
        (("edge", "zones"), [{**STAGINGS_ZONE, "zoneId": "Z0123456789"}]),
    ],
    [
        (("edge", "alternativeNames"), ["tienda.cl", "www.tienda.cl", "tienda.com.mx", "pe.example.com"]),
        (("edge", "zones"), [ZONE_OF_OTHERS, {"name": "tienda.com.mx"}]),
    ],
    [
        (("edge", "cloudFront", "enabled"), False),
        (("edge", "alternativeNames"), ["www.tienda.cl", "tienda.com.mx", "www.tienda.com.mx", "mx.example.com"]),
        (("edge", "zones"), [ZONE_OF_OTHERS, {"name": "tienda.com.mx"}]),
    ],
    [(("edge", "alternativeNames"), [f"{c}.example.com" for c in COUNTRIES]), (("edge", "certificateNames"), 12)],
    ONE_SITE,
    [*ONE_SITE, (("kind",), "disposable"), ((*LOCK, "changeableForDays"), GONE)],
    # The region of what has none may be away, though no site is there.
    [*at("sa-east-1", "us-west-2"), *ONE_SITE, (("unreachable",), "us-east-1")],
    [(("guidelines", "region-outage", "rpo"), "30m"), (("guidelines", "account-compromise", "rpo"), "12h")],
]


def neighbours() -> list[Neighbour]:
    return [neighbour for neighbour in load.neighbours(ROOT) if neighbour.environment == "staging"]


def problems_of(changes: list[Change]) -> list[Problem]:
    values = values_of("prod")
    for path, value in changes:
        values = put(values, path, value)
    return check(values, neighbours())[1]


@pytest.mark.parametrize(("rule", "changes", "expected"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_rule_refuses_what_it_is_there_for(
    rule: str, changes: list[Change], expected: list[tuple[Path_, str]]
) -> None:
    problems = problems_of(changes)
    assert [(problem.path, problem.allowed) for problem in problems] == expected
    assert all(problem.given and problem.mend for problem in problems)
    values = values_of("prod")
    for path, value in changes:
        values = put(values, path, value)
    check_of_rule = next(row.check for row in RULES if row.check.__name__ == rule)
    assert list(check_of_rule(Settings.model_validate(values), neighbours()))


@pytest.mark.parametrize("changes", SOUND, ids=[f"{n}-{write_path(row[0][0])}" for n, row in enumerate(SOUND)])
def test_what_just_keeps_the_rules_is_taken(changes: list[Change]) -> None:
    assert problems_of(changes) == []


def test_a_wrong_kind_is_reported_by_itself() -> None:
    """What production demands is not asked of settings that say something else, however it is written."""
    problems = problems_of([(("kind",), "tset"), *BURSTABLE])
    assert [(problem.path, problem.mend) for problem in problems] == [(("kind",), "did you mean test?")]


def test_every_rule_has_an_example_that_fails() -> None:
    elsewhere = {"_fleet_fits_its_subnets", "_peaks_end_after_they_begin"}  # see test_rules_fleet
    assert {row[0] for row in BROKEN} | elsewhere == {rule.check.__name__ for rule in RULES}


@pytest.mark.parametrize("stack", STACKS)
def test_a_rule_that_names_too_few_sections_would_be_found(stack: str) -> None:
    """Each rule runs on settings that hold only the sections it says it reads."""
    settings = Settings.model_validate(values_of(stack))
    for rule in RULES:
        only = {name: getattr(settings, name) for name in rule.reads}
        assert list(rule.check(Settings.model_construct(set(only), **only), [])) == []


def test_rules_of_valid_sections_run_beside_an_invalid_one() -> None:
    problems = problems_of([(("keys", "deletionWindowDays"), 3), (("edge", "domain"), "example.net")])
    assert [problem.path for problem in problems] == [("keys", "deletionWindowDays"), ("edge", "domain")]


def test_a_neighbour_whose_network_touches_without_overlapping_is_fine() -> None:
    neighbour = Neighbour("test", "777788889999", (IPv4Network("10.15.0.0/16"), IPv4Network("10.18.0.0/15")))
    assert check(values_of("prod"), [neighbour])[1] == []
