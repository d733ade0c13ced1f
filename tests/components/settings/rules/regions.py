"""Rules of what a region has: what they refuse, and what just keeps them."""

from components.settings.regions import REGIONS
from tests.components.settings.files import GONE, values_of
from tests.components.settings.rules.common import ONE_SITE, WEST, Broken, Change, at

# What regions sell that have neither the newest families nor VPC encryption control.
OLDER: list[Change] = [
    *((("database", *path, "instanceClass"), "db.r6g.2xlarge") for path in ((), ("replica",))),
    (("fleet", "instanceTypes"), ["m6g.large"]),
    (("network", "encryptionControl"), "off"),
]
STANDARD_INSIGHTS: Change = (("database", "insights"), {"mode": "standard", "retentionDays": 7})

BROKEN: list[Broken] = [
    *(
        (
            "_regions_are_known",
            [
                (("sites", region), values_of("prod")["sites"]["us-west-2"]),
                (WEST, GONE),
                (("fleet", "images", region), "ami-0fedcba9876543210"),
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
        "_restores_can_be_tested",
        [
            *at("ap-southeast-1", "ap-southeast-5"),
            *OLDER,
            STANDARD_INSIGHTS,
            (("edge", "cloudFront", "enabled"), False),
            (("audit", "threatFeatures"), ["S3_DATA_EVENTS"]),
        ],
        [(("sites", "ap-southeast-5"), "a region in which AWS Backup tests restores")],
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
]

SOUND: list[list[Change]] = [
    [*at("mx-central-1", "eu-west-1"), *OLDER, STANDARD_INSIGHTS, (("edge", "cloudFront", "enabled"), False)],
    [
        *at("mx-central-1", "eu-west-1"),
        *OLDER,
        STANDARD_INSIGHTS,
        (("edge", "cloudFront", "prefixLists"), {"mx-central-1": "pl-0123456789abcdef0"}),
    ],
    # The region of what has none may be away, though no site is there.
    [*at("sa-east-1", "us-west-2"), *ONE_SITE, (("unreachable",), "us-east-1")],
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
]
