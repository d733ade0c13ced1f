"""What a new disposable environment says so that all of it stops in off-hours, its database too.

RDS stops no instance that has a replica or is one, and does nothing with one that is stopped: so there is no
replica, and what the database is needed for happens by day.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html
"""

from collections.abc import Iterator
from datetime import timedelta

import yaml

from components.settings.problem import Path
from components.settings.rules.database_off_hours import LONGEST_STOP, ROTATION_DAYS
from components.settings.sections.model import Settings
from components.settings.sections.off_hours import OffHoursSettings
from components.settings.sections.running_hours import longest_stop, running_hours
from components.settings.types import DAYS, MINUTES_A_DAY, AwsCron
from components.shared.facts.catalogue import name_of_zone
from components.shared.zones import is_zone_id

# Where the store is run from, on its working days; whoever works elsewhere writes another place.
_OFF_HOURS = '{from: "20:00", until: "07:00", days: MON-FRI, timeZone: America/New_York}'
_USUAL = OffHoursSettings.model_validate(yaml.safe_load(_OFF_HOURS))
# From the first hour by day to the last of what is put there.
_HOURS_NEEDED = 8
_HOURLY = "cron(15 * ? * * *)"


def times_by_day(settings: Settings) -> Iterator[tuple[Path, str | None]]:
    """Yield what differs where the database has off-hours, as a settings file has it; None takes the key out."""
    off_hours = _off_hours(settings)
    if settings.off_hours is not off_hours:
        yield ("offHours",), _OFF_HOURS
    yield from _without_a_replica(settings)
    days = days_by_day(off_hours)
    first, last, start = days[0], days[-1], running_hours(off_hours)[1].start
    yield ("database", "backupWindow"), f"{start + 1:02}:00-{start + 1:02}:30"
    yield ("database", "maintenanceWindow"), f"{DAYS[first]}:{start + 2:02}:00-{DAYS[first]}:{start + 3:02}:00"
    yield ("database", "tuningSchedule"), f"cron(0 {start + 3} ? * {DAYS[first].upper()}#1 *)"
    yield ("database", "passwordRotationDays"), str(max(settings.database.password_rotation_days, ROTATION_DAYS))
    # In quotes, as a comma ends a value where the file has its mappings in braces.
    yield ("backups", "schedule"), f'"{backup_schedule(off_hours)}"'
    if settings.servers.operations_host:
        yield ("servers", "patchWindow"), f"{DAYS[last]}:{start + 4:02}:00-{DAYS[last]}:{start + 6:02}:00"
    yield ("notifications", "testPage"), f"cron(0 {start + 3} ? * {DAYS[last].upper()} *)"
    stopped = off_hours.minutes_of_week
    if settings.servers.delivery_schedule.schedule.minutes_of_week <= stopped:
        yield ("servers", "deliverySchedule"), _HOURLY
    if settings.recovery.drill_schedule.schedule.minutes_of_week <= stopped:
        yield ("recovery", "drillSchedule"), f"cron(0 {start + 3} ? 1/3 {DAYS[first].upper()}#1 *)"


def longest_between_backups(settings: Settings) -> timedelta:
    """Return the longest time between two backups of the vault: over the days off."""
    return AwsCron.parse(backup_schedule(_off_hours(settings))).schedule.longest_gap


def backup_schedule(off_hours: OffHoursSettings) -> str:
    """Return when AWS Backup begins: once on each day on which the database runs, apart from its windows."""
    days = ",".join(DAYS[day].upper() for day in days_by_day(off_hours))
    return f"cron(0 {running_hours(off_hours)[1].start + 5} ? * {days} *)"


def days_by_day(off_hours: OffHoursSettings) -> list[int]:
    """Return the days of UTC's week, 0 is Monday, on which it runs in the usual hours."""
    hours, stopped = running_hours(off_hours)[1], off_hours.minutes_of_week
    starts = {day: day * MINUTES_A_DAY for day in range(len(DAYS))}
    return [
        day
        for day, start in starts.items()
        if stopped.isdisjoint(range(start + hours.start * 60, start + hours.stop * 60))
    ]


def _off_hours(settings: Settings) -> OffHoursSettings:
    """When it is stopped: as the model does, if that leaves the database enough hours by day."""
    own = settings.off_hours
    fits = own and len(running_hours(own)[1]) >= _HOURS_NEEDED and longest_stop(own) <= LONGEST_STOP
    return own if own and fits else _USUAL


def _without_a_replica(settings: Settings) -> Iterator[tuple[Path, str | None]]:
    yield ("database", "replica"), None
    yield ("servers", "tableauBridge"), None
    yield ("servers", "artifacts", "tableauBridge"), None
    if not settings.servers.operations_host:
        yield ("servers", "patchWindow"), None
    for region, site in settings.sites.items():
        place = ("sites", region)
        yield (*place, "database", "replicaZone"), None
        yield (*place, "database", "recovered"), None
        if any(map(is_zone_id, site.zones)):
            yield (*place, "zones"), f"[{', '.join(map(name_of_zone, site.zones))}]"
