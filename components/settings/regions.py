"""The regions a site may stand in, and the zones each has."""

from components.shared.facts.catalogue import zones_in
from components.shared.facts.dated import BACKUP_PARTNERS

# Two sites hold each other's automated backups, so that a region is open with its partners.
OPEN_REGIONS = sorted(region for partners in BACKUP_PARTNERS for region in partners)
ZONE_LETTERS = {region: "".join(zone[-1] for zone in zones_in(region)) for region in OPEN_REGIONS}


def zones_of(region: str) -> tuple[str, ...]:
    """Every zone of a region, none if the region is not supported."""
    return tuple(region + letter for letter in ZONE_LETTERS.get(region, ""))
