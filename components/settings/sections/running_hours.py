"""How long an environment is stopped at a time, and in which hours of UTC it is surely running."""

from datetime import timedelta
from itertools import combinations

from components.settings.sections.off_hours import OffHoursSettings
from components.settings.types import DAYS, MINUTES_A_DAY

_HOURS, _MINUTES = 24, 60


def longest_stop(off_hours: OffHoursSettings) -> timedelta:
    """Return the longest time from an evening to the morning after it."""
    return timedelta(minutes=max(off_hours.stops, default=0))


def running_hours(off_hours: OffHoursSettings) -> tuple[int, range]:
    """Return the day of the week (0 is Monday) with most whole hours of UTC in which it runs; and these.

    No hours: there is no such day.
    """
    stopped = off_hours.minutes_of_week
    return max(((day, _run_without(stopped, day)) for day in range(len(DAYS))), key=lambda found: len(found[1]))


def _run_without(minutes: frozenset[int], day: int) -> range:
    """Return the longest run of hours of a day in which none of these minutes of the week lies."""
    starts = [day * MINUTES_A_DAY + hour * _MINUTES for hour in range(_HOURS)]
    free = [minutes.isdisjoint(range(start, start + _MINUTES)) for start in starts]
    runs = (range(first, last) for first, last in combinations(range(_HOURS + 1), 2) if all(free[first:last]))
    return max(runs, key=len, default=range(0))
