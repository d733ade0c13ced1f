"""The regions a site may stand in, and the zones each has."""

from components.shared.facts import regions_table
from components.shared.facts.catalogue import zones_in

REGIONS = tuple(sorted(regions_table.ZONES))


def zones_of(region: str) -> tuple[str, ...]:
    """Every zone of a region by its letter, none if nothing is known of the region."""
    return tuple(zones_in(region)) if region in regions_table.ZONES else ()


def ids_of(region: str) -> tuple[str, ...]:
    """The ids of every zone of a region, none if nothing is known of the region."""
    return tuple(sorted(zones_in(region).values())) if region in regions_table.ZONES else ()
