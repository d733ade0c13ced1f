"""Rules of a database that stops in off-hours, as it has no replica: what it is needed for happens by day.

RDS takes no automated backup of a stopped instance, and maintains none
(https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html).
"""

from collections.abc import Iterator

from components.settings.problem import Problem, show
from components.settings.rules.off_hours import possible, running
from components.settings.rules.rule import Others, Rule
from components.settings.sections.backups import START_WINDOW_MINUTES
from components.settings.sections.model import Settings
from components.settings.sections.off_hours import OffHoursSettings
from components.settings.sections.running_hours import longest_stop, running_hours
from components.settings.types import DAY, MINUTES_A_DAY, MINUTES_A_WEEK, format_duration

# RDS starts by itself what has been stopped for seven days, and CloudWatch looks back a week for a backup.
LONGEST_STOP = 6 * DAY
# A rotation has one window a week in which the database runs.
ROTATION_DAYS = 7


def _runs_every_few_days(settings: Settings, _: Others) -> Iterator[Problem]:
    off_hours = possible(settings) if settings.database_off_hours else None
    if off_hours and longest_stop(off_hours) > LONGEST_STOP:
        allowed = f"off-hours of up to {format_duration(LONGEST_STOP)}: RDS starts what was stopped for seven days"
        mend = "name another day, or destroy the environment while nobody needs it: pulumi destroy"
        yield Problem(("offHours", "days"), show(str(off_hours.days)), allowed, mend)


def _runs_for_an_hour(settings: Settings, _: Others) -> Iterator[Problem]:
    off_hours = possible(settings) if settings.database_off_hours else None
    if off_hours and not running_hours(off_hours)[1]:
        allowed = "a time that leaves it running for a whole hour of UTC, by the clocks of summer and winter"
        mend = "set a later time, or an earlier until: passwords are rotated in that hour"
        yield Problem(("offHours", "from"), show(str(off_hours.begins)), allowed, mend)


def _backup_window_is_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    """On each day on which it runs; on the others there is nothing new."""
    off_hours, window = _off_hours(settings), settings.database.backup_window
    if off_hours is None:
        return
    length = int(window.length.total_seconds()) // 60
    opened = (range(start, start + length) for start in range(window.start, MINUTES_A_WEEK, MINUTES_A_DAY))
    whole = [one for one in opened if _runs_in(off_hours, one)]
    if len(whole) < len(off_hours.days.numbers):
        allowed = f"a window in which the database runs, {running(off_hours)}: RDS backs up no stopped instance"
        yield Problem(("database", "backupWindow"), show(str(window)), allowed, _by_day(off_hours))


def _maintenance_is_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    off_hours, window = _off_hours(settings), settings.database.maintenance_window
    if off_hours and window.minutes_of_week & off_hours.minutes_of_week:
        allowed = f"a window in which the database runs, {running(off_hours)}: RDS maintains no stopped instance"
        yield Problem(("database", "maintenanceWindow"), show(str(window)), allowed, _by_day(off_hours))


def _backups_are_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    off_hours, schedule = _off_hours(settings), settings.backups.schedule
    if off_hours is None:
        return
    begins = (range(minute, minute + START_WINDOW_MINUTES) for minute in schedule.schedule.minutes_of_week)
    if not all(_runs_in(off_hours, one) for one in begins):
        allowed = (
            f"times at which the database runs for an hour, {running(off_hours)}: RDS backs up no stopped instance"
        )
        yield Problem(("backups", "schedule"), show(str(schedule)), allowed, _by_day(off_hours))


def _tuning_is_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    off_hours, schedule = _off_hours(settings), settings.database.tuning_schedule
    if off_hours and schedule.schedule.minutes_of_week & off_hours.minutes_of_week:
        allowed = f"a time at which the database runs, {running(off_hours)}: a stopped one tells nothing of itself"
        mend = f"name a day of the week in place of one of the month; {_by_day(off_hours)}"
        yield Problem(("database", "tuningSchedule"), show(str(schedule)), allowed, mend)


def _passwords_are_rotated_once_a_week(settings: Settings, _: Others) -> Iterator[Problem]:
    days = settings.database.password_rotation_days
    if _off_hours(settings) and days < ROTATION_DAYS:
        allowed = f"at least {ROTATION_DAYS}: a database with off-hours has one window a week in which it runs"
        mend = f"set {ROTATION_DAYS}, or take storefront:offHours out"
        yield Problem(("database", "passwordRotationDays"), show(days), allowed, mend)


def _off_hours(settings: Settings) -> OffHoursSettings | None:
    """When the database is stopped, if it runs for long enough: else every other time would be wrong too."""
    off_hours = possible(settings) if settings.database_off_hours else None
    return off_hours if off_hours and running_hours(off_hours)[1] else None


def _runs_in(off_hours: OffHoursSettings, minutes: range) -> bool:
    """Whether it runs in all of these minutes, which may run into the next week."""
    return off_hours.minutes_of_week.isdisjoint(minute % MINUTES_A_WEEK for minute in minutes)


def _by_day(off_hours: OffHoursSettings) -> str:
    _, hours = running_hours(off_hours)
    found = f"{hours.start:02}:00 and {hours.stop:02}:00 UTC"
    return f"move it into the day, between {found} on those days, or let the environment stop at other hours"


RULES = (
    Rule(("kind", "off_hours", "database"), _runs_every_few_days),
    Rule(("kind", "off_hours", "database"), _runs_for_an_hour),
    Rule(("kind", "off_hours", "database"), _backup_window_is_by_day),
    Rule(("kind", "off_hours", "database"), _maintenance_is_by_day),
    Rule(("kind", "off_hours", "database", "backups"), _backups_are_by_day),
    Rule(("kind", "off_hours", "database"), _tuning_is_by_day),
    Rule(("kind", "off_hours", "database"), _passwords_are_rotated_once_a_week),
)
