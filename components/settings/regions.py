"""The regions a site may stand in, and the zones each has."""

from components.shared.facts.catalogue import zones_in

# Two sites hold each other's automated backups: any two of these exchange them.
OPEN_REGIONS = ("us-east-1", "us-east-2", "us-west-2")
ZONE_LETTERS = {region: "".join(zone[-1] for zone in zones_in(region)) for region in OPEN_REGIONS}


def zones_of(region: str) -> tuple[str, ...]:
    """Every zone of a region, none if the region is not supported."""
    return tuple(region + letter for letter in ZONE_LETTERS.get(region, ""))
