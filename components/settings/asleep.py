"""What a new disposable environment says so that all of it sleeps at night, its database too.

RDS stops no instance that has a replica or is one, and does nothing with one that is stopped: so there is no
replica, and what the database is needed for happens by day.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html
"""

from collections.abc import Iterator
from datetime import timedelta

import yaml

from components.settings.problem import Path
from components.settings.rules.database_sleep import LONGEST_NIGHT, ROTATION_DAYS
from components.settings.sections.awake import hours_awake, longest_night
from components.settings.sections.model import Settings
from components.settings.sections.sleep import SleepSettings
from components.settings.types import DAYS, MINUTES_A_DAY, AwsCron
from components.shared.facts.catalogue import name_of_zone
from components.shared.zones import is_zone_id

# Where the store is run from, on its working days; whoever works elsewhere writes another place.
_SLEEP = '{from: "20:00", until: "07:00", days: MON-FRI, timeZone: America/New_York}'
_USUAL = SleepSettings.model_validate(yaml.safe_load(_SLEEP))
# From the first hour by day to the last of what is put there.
_HOURS_NEEDED = 8
_HOURLY = "cron(15 * ? * * *)"


def times_by_day(settings: Settings) -> Iterator[tuple[Path, str | None]]:
    """Yield what is different where the database sleeps, as a settings file has it; None takes the key out."""
    sleep = _sleep(settings)
    if settings.sleep is not sleep:
        yield ("sleep",), _SLEEP
    yield from _without_a_replica(settings)
    days = days_by_day(sleep)
    first, last, start = days[0], days[-1], hours_awake(sleep)[1].start
    yield ("database", "backupWindow"), f"{start + 1:02}:00-{start + 1:02}:30"
    yield ("database", "maintenanceWindow"), f"{DAYS[first]}:{start + 2:02}:00-{DAYS[first]}:{start + 3:02}:00"
    yield ("database", "tuningSchedule"), f"cron(0 {start + 3} ? * {DAYS[first].upper()}#1 *)"
    yield ("database", "passwordRotationDays"), str(max(settings.database.password_rotation_days, ROTATION_DAYS))
    # In quotes, as a comma ends a value where the file has its mappings in braces.
    yield ("backups", "schedule"), f'"{backup_schedule(sleep)}"'
    if settings.servers.operations_host:
        yield ("servers", "patchWindow"), f"{DAYS[last]}:{start + 4:02}:00-{DAYS[last]}:{start + 6:02}:00"
    yield ("notifications", "testPage"), f"cron(0 {start + 3} ? * {DAYS[last].upper()} *)"
    asleep = sleep.minutes_of_week
    if settings.servers.delivery_schedule.schedule.minutes_of_week <= asleep:
        yield ("servers", "deliverySchedule"), _HOURLY
    if settings.recovery.drill_schedule.schedule.minutes_of_week <= asleep:
        yield ("recovery", "drillSchedule"), f"cron(0 {start + 3} ? 1/3 {DAYS[first].upper()}#1 *)"


def longest_between_backups(settings: Settings) -> timedelta:
    """Return the longest time between two backups of the vault: over the days off."""
    return AwsCron.parse(backup_schedule(_sleep(settings))).schedule.longest_gap


def backup_schedule(sleep: SleepSettings) -> str:
    """Return when AWS Backup begins: once on each day on which the database is awake, apart from its windows."""
    days = ",".join(DAYS[day].upper() for day in days_by_day(sleep))
    return f"cron(0 {hours_awake(sleep)[1].start + 5} ? * {days} *)"


def days_by_day(sleep: SleepSettings) -> list[int]:
    """Return the days of UTC's week, 0 is Monday, on which it is awake in the usual hours."""
    hours, asleep = hours_awake(sleep)[1], sleep.minutes_of_week
    starts = {day: day * MINUTES_A_DAY for day in range(len(DAYS))}
    return [
        day
        for day, start in starts.items()
        if asleep.isdisjoint(range(start + hours.start * 60, start + hours.stop * 60))
    ]


def _sleep(settings: Settings) -> SleepSettings:
    """When it sleeps: as the model does, if that leaves the database enough hours by day."""
    own = settings.sleep
    fits = own and len(hours_awake(own)[1]) >= _HOURS_NEEDED and longest_night(own) <= LONGEST_NIGHT
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
