"""Rules of a database that sleeps at night, as it has no replica: what it is needed for happens by day.

RDS takes no automated backup of a stopped instance, and maintains none
(https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html).
"""

from collections.abc import Iterator

from components.settings.problem import Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.rules.sleep import awake, possible
from components.settings.sections.awake import hours_awake, longest_night
from components.settings.sections.backups import START_WINDOW_MINUTES
from components.settings.sections.model import Settings
from components.settings.sections.sleep import SleepSettings
from components.settings.types import DAY, MINUTES_A_DAY, MINUTES_A_WEEK, format_duration

# RDS starts by itself what has been stopped for seven days, and CloudWatch looks back a week for a backup.
LONGEST_NIGHT = 6 * DAY
# A rotation has one window a week in which the database is awake.
ROTATION_DAYS = 7


def _awake_every_few_days(settings: Settings, _: Others) -> Iterator[Problem]:
    sleep = possible(settings) if settings.database_sleep else None
    if sleep and longest_night(sleep) > LONGEST_NIGHT:
        allowed = f"nights of up to {format_duration(LONGEST_NIGHT)}: RDS starts what was stopped for seven days"
        mend = "name another day, or destroy the environment while nobody needs it: pulumi destroy"
        yield Problem(("sleep", "days"), show(str(sleep.days)), allowed, mend)


def _awake_for_an_hour(settings: Settings, _: Others) -> Iterator[Problem]:
    sleep = possible(settings) if settings.database_sleep else None
    if sleep and not hours_awake(sleep)[1]:
        allowed = "a time that leaves it awake for a whole hour of UTC, by the clocks of summer and winter"
        mend = "set a later time, or an earlier until: passwords are rotated in that hour"
        yield Problem(("sleep", "from"), show(str(sleep.begins)), allowed, mend)


def _backup_window_is_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    """On each day on which it is awake; on the others there is nothing new."""
    sleep, window = _sleeps(settings), settings.database.backup_window
    if sleep is None:
        return
    length = int(window.length.total_seconds()) // 60
    opened = (range(start, start + length) for start in range(window.start, MINUTES_A_WEEK, MINUTES_A_DAY))
    whole = [one for one in opened if _is_awake(sleep, one)]
    if len(whole) < len(sleep.days.numbers):
        allowed = f"a window in which the database is awake, {awake(sleep)}: RDS backs up no stopped instance"
        yield Problem(("database", "backupWindow"), show(str(window)), allowed, _by_day(sleep))


def _maintenance_is_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    sleep, window = _sleeps(settings), settings.database.maintenance_window
    if sleep and window.minutes_of_week & sleep.minutes_of_week:
        allowed = f"a window in which the database is awake, {awake(sleep)}: RDS maintains no stopped instance"
        yield Problem(("database", "maintenanceWindow"), show(str(window)), allowed, _by_day(sleep))


def _backups_are_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    sleep, schedule = _sleeps(settings), settings.backups.schedule
    if sleep is None:
        return
    begins = (range(minute, minute + START_WINDOW_MINUTES) for minute in schedule.schedule.minutes_of_week)
    if not all(_is_awake(sleep, one) for one in begins):
        allowed = (
            f"times at which the database is awake for an hour, {awake(sleep)}: RDS backs up no stopped instance"
        )
        yield Problem(("backups", "schedule"), show(str(schedule)), allowed, _by_day(sleep))


def _tuning_is_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    sleep, schedule = _sleeps(settings), settings.database.tuning_schedule
    if sleep and schedule.schedule.minutes_of_week & sleep.minutes_of_week:
        allowed = f"a time at which the database is awake, {awake(sleep)}: a stopped one tells nothing of itself"
        mend = f"name a day of the week in place of one of the month; {_by_day(sleep)}"
        yield Problem(("database", "tuningSchedule"), show(str(schedule)), allowed, mend)


def _passwords_are_rotated_once_a_week(settings: Settings, _: Others) -> Iterator[Problem]:
    days = settings.database.password_rotation_days
    if _sleeps(settings) and days < ROTATION_DAYS:
        allowed = f"at least {ROTATION_DAYS}: a database that sleeps has one window a week in which it is awake"
        mend = f"set {ROTATION_DAYS}, or take storefront:sleep out"
        yield Problem(("database", "passwordRotationDays"), show(days), allowed, mend)


def _sleeps(settings: Settings) -> SleepSettings | None:
    """When the database sleeps, if it is awake for long enough: else every other time would be wrong too."""
    sleep = possible(settings) if settings.database_sleep else None
    return sleep if sleep and hours_awake(sleep)[1] else None


def _is_awake(sleep: SleepSettings, minutes: range) -> bool:
    """Whether it is awake in all of these minutes, which may run into the next week."""
    return sleep.minutes_of_week.isdisjoint(minute % MINUTES_A_WEEK for minute in minutes)


def _by_day(sleep: SleepSettings) -> str:
    _, hours = hours_awake(sleep)
    found = f"{hours.start:02}:00 and {hours.stop:02}:00 UTC"
    return f"move it into the day, between {found} on those days, or let the environment sleep at other hours"


RULES = (
    Rule(("kind", "sleep", "database"), _awake_every_few_days),
    Rule(("kind", "sleep", "database"), _awake_for_an_hour),
    Rule(("kind", "sleep", "database"), _backup_window_is_by_day),
    Rule(("kind", "sleep", "database"), _maintenance_is_by_day),
    Rule(("kind", "sleep", "database", "backups"), _backups_are_by_day),
    Rule(("kind", "sleep", "database"), _tuning_is_by_day),
    Rule(("kind", "sleep", "database"), _passwords_are_rotated_once_a_week),
)
