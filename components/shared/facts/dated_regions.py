"""Facts of regions that no kept package carries: each table with its day of entry, and the page to hold it to.

The Middle East (Bahrain) is in none: no package tells of its zones, and RDS exchanges no backups with it.
"""

# fmt: off
# Region: where RDS replicates automated backups of its instances to, for every engine and version; some go one way
# only. Entered 2026-11-30, from the page as it was in autumn 2026. What it says of ap-east-2, ap-southeast-6,
# ap-southeast-7 and mx-central-1 is new in it; the rest is so in an older copy too.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html#USER_ReplicateBackups.Regions
BACKUP_DESTINATIONS = {
    "af-south-1": "eu-central-1 eu-west-1 eu-west-2",
    "ap-east-1": "ap-northeast-1 ap-southeast-1",
    "ap-east-2": "ap-northeast-1 ap-southeast-1",
    "ap-northeast-1": (
        "ap-east-1 ap-east-2 ap-northeast-2 ap-northeast-3 ap-southeast-1 us-east-1 us-east-2 us-west-2"
    ),
    "ap-northeast-2": "ap-northeast-1 ap-southeast-1 us-east-1 us-east-2 us-west-2",
    "ap-northeast-3": "ap-northeast-1",
    "ap-south-1": "ap-south-2 ap-southeast-1 us-east-1 us-east-2 us-west-2",
    "ap-south-2": "ap-south-1",
    "ap-southeast-1": (
        "ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-2 ap-southeast-5 "
        "ap-southeast-6 ap-southeast-7 us-east-1 us-east-2 us-west-2"
    ),
    "ap-southeast-2": "ap-southeast-1 ap-southeast-4 ap-southeast-6 us-east-1 us-west-1 us-west-2",
    "ap-southeast-3": "ap-southeast-1 ap-southeast-5 ap-southeast-7",
    "ap-southeast-4": "ap-southeast-2 ap-southeast-6",
    "ap-southeast-5": "ap-southeast-1",
    "ap-southeast-6": "ap-southeast-1 ap-southeast-2 ap-southeast-4",
    "ap-southeast-7": "ap-southeast-1 ap-southeast-3",
    "ca-central-1": "ca-west-1 eu-west-1 us-east-1 us-east-2 us-west-1 us-west-2",
    "ca-west-1": "ca-central-1",
    "eu-central-1": (
        "af-south-1 eu-central-2 eu-north-1 eu-west-1 eu-west-2 eu-west-3 us-east-1 us-east-2 us-west-2"
    ),
    "eu-central-2": "eu-central-1 eu-west-1",
    "eu-north-1": "eu-central-1 eu-west-1 eu-west-2 eu-west-3 us-east-1",
    "eu-south-1": "eu-central-1",
    "eu-south-2": "eu-west-1 eu-west-3",
    "eu-west-1": (
        "af-south-1 ca-central-1 eu-central-1 eu-central-2 eu-north-1 eu-west-2 eu-west-3 mx-central-1 "
        "us-east-1 us-east-2 us-west-1 us-west-2"
    ),
    "eu-west-2": "af-south-1 eu-central-1 eu-north-1 eu-west-1 eu-west-3 us-east-1",
    "eu-west-3": "eu-central-1 eu-north-1 eu-west-1 eu-west-2 us-east-1",
    "il-central-1": "eu-west-1",
    "me-central-1": "eu-central-1",
    "mx-central-1": "eu-west-1 us-west-1",
    "sa-east-1": "us-east-1 us-east-2",
    "us-east-1": (
        "ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 "
        "eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-2 us-west-1 us-west-2"
    ),
    "us-east-2": (
        "ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ca-central-1 eu-central-1 eu-west-1 "
        "sa-east-1 us-east-1 us-west-1 us-west-2"
    ),
    "us-west-1": (
        "ap-southeast-2 ca-central-1 eu-west-1 mx-central-1 us-east-1 us-east-2 us-west-2"
    ),
    "us-west-2": (
        "ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 "
        "eu-west-1 us-east-1 us-east-2 us-west-1"
    ),
}

# Region: the id of com.amazonaws.global.cloudfront.origin-facing, which differs in each and is the same in every
# account; where it is not here, nobody who asked `DescribeManagedPrefixLists` has published it. Each is in two
# sources at least. Entered 2026-11-30:
# https://aws.amazon.com/blogs/networking-and-content-delivery/limit-access-to-your-origins-using-the-aws-managed-prefix-list-for-amazon-cloudfront/
# https://dev.to/kaspersfranz/limit-traffic-to-only-cloudfront-traffic-in-aws-alb-3c6
CLOUDFRONT_LISTS = {
    "af-south-1": "pl-c0aa4fa9",
    "ap-east-1": "pl-14b2577d",
    "ap-northeast-1": "pl-58a04531",
    "ap-northeast-2": "pl-22a6434b",
    "ap-northeast-3": "pl-31a14458",
    "ap-south-1": "pl-9aa247f3",
    "ap-southeast-1": "pl-31a34658",
    "ap-southeast-2": "pl-b8a742d1",
    "ca-central-1": "pl-38a64351",
    "eu-central-1": "pl-a3a144ca",
    "eu-north-1": "pl-fab65393",
    "eu-south-1": "pl-1bbc5972",
    "eu-west-1": "pl-4fa04526",
    "eu-west-2": "pl-93a247fa",
    "eu-west-3": "pl-75b1541c",
    "sa-east-1": "pl-5da64334",
    "us-east-1": "pl-3b927c52",
    "us-east-2": "pl-b6a144df",
    "us-west-1": "pl-4ea04527",
    "us-west-2": "pl-82a045eb",
}
# fmt: on

# Open to every account; any other region is closed until the account's owner enables it, which takes up to hours.
# Session tokens of the global endpoint of STS do not count there, unless IAM is told to make them of version 2.
# Entered 2026-11-30: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
_ENABLED = (
    "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 "
    "eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2"
)
ENABLED_BY_DEFAULT = frozenset(_ENABLED.split())

# Where SNS sends no text messages: the page's list has the other regions. Entered 2026-11-30:
# https://docs.aws.amazon.com/sns/latest/dg/sns-supported-regions-countries.html
WITHOUT_TEXT_MESSAGES = frozenset(
    {
        "ap-east-1",
        "ap-east-2",
        "ap-northeast-2",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "mx-central-1",
    }
)

# Where GuardDuty has no RDS Protection. Entered 2026-11-30:
# https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_regions.html
WITHOUT_RDS_PROTECTION = frozenset({"ap-east-2"})

# Where RDS may have no Database Insights: AWS's list leaves them out, its overview says "in all AWS Regions".
# Entered 2026-11-30:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.RDS_Fea_Regions_DB-eng.Feature.PerformanceInsights.html
WITHOUT_DATABASE_INSIGHTS = frozenset({"ap-east-2", "ap-southeast-6", "ap-southeast-7", "mx-central-1"})
