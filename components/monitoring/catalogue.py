"""The alarm catalogue: every row, and which of them stand in a site."""

from collections.abc import Iterator

from components.alarms.alarm import Alarm, Inventory, MonitoredResource
from components.monitoring import (
    efficiency,
    rows_backups,
    rows_database,
    rows_edge,
    rows_fleet,
    rows_support,
    rows_visitors,
)

CATALOGUE: tuple[Alarm, ...] = (
    *rows_visitors.ROWS,
    *efficiency.ROWS,
    *rows_edge.ROWS,
    *rows_fleet.ROWS,
    *rows_database.ROWS,
    *rows_backups.ROWS,
    *rows_support.ROWS,
)


def alarms_for(inventory: Inventory) -> Iterator[tuple[Alarm, MonitoredResource]]:
    """Yield each row with each thing that it is about: a tier that does not stand here has no alarms."""
    for alarm in CATALOGUE:
        for resource in inventory.get(alarm.monitors, ()):
            yield alarm, resource
