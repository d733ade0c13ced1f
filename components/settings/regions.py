"""The regions a site may stand in, and the zones each has."""

# Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
# All of these exchange replicated automated backups of RDS for PostgreSQL with us-east-1:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.RDS_Fea_Regions_DB-eng.Feature.CrossRegionAutomatedBackups.html
ZONE_LETTERS = {
    "us-east-1": "abcdef",
    "us-east-2": "abc",
    "us-west-2": "abcd",
}


def zones_of(region: str) -> tuple[str, ...]:
    """Every zone of a region, none if the region is not supported."""
    return tuple(region + letter for letter in ZONE_LETTERS.get(region, ""))
