"""How many servers stand: by what the site is ready for, and by whether a peak or off-hours are under way."""

from datetime import datetime

from components.servers.off_hours import Capacity
from components.settings import FleetSettings, StandbyLevel


def capacity_of(fleet: FleetSettings, level: StandbyLevel | None, now: datetime) -> Capacity:
    """Return the fleet's bounds at a site of this level (None: it serves).

    In a peak the bounds are the peak's own, as its scheduled action has set them: a deployment in the middle of
    Black Friday must not set them back.
    """
    usual = fleet.capacity
    if level is StandbyLevel.PILOT_LIGHT:
        return Capacity(min_size=0, max_size=usual.max_size)
    if level is StandbyLevel.WARM:
        return Capacity(min_size=usual.warm_size, max_size=usual.max_size)
    bounds = fleet.peak_at(now) or usual
    return Capacity(min_size=bounds.min_size, max_size=bounds.max_size)
