"""Proves that what RDS sells in a region can stand in some zone of it: else the settings refuse what AWS has."""

from components.shared.facts import rds_table
from components.shared.facts.catalogue import database_families, database_families_in, offered_database, zones_in


def test_every_class_that_a_region_sells_some_zone_has() -> None:
    families = database_families()
    lacking = {
        (region, family)
        for region in rds_table.FAMILIES
        for family in database_families_in(region)
        if not any(
            offered_database(zone, f"db.{family}.{size}")
            for zone in zones_in(region)
            for size in families[family].sizes
        )
    }
    assert not lacking
