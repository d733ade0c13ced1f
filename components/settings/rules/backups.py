"""Rules of backups, and of the promises that rest on them."""

from collections.abc import Iterator
from datetime import timedelta

from components.settings.problem import Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.backups import START_WINDOW_MINUTES
from components.settings.sections.model import Settings
from components.settings.sections.recovery import Scenario
from components.settings.types import DAY, HOUR, MINUTE, MINUTES_A_WEEK, SHORTEST_WINDOW, format_duration

# Replicated automated backups arrive 5 to 30 minutes late.
# https://docs.aws.amazon.com/prescriptive-guidance/latest/dr-standard-edition-amazon-rds/rds-pitr-snapshot.html
REPLICATION_LAG = timedelta(minutes=30)
# AWS Backup starts no backup of RDS in the maintenance window, nor in the hour before it. Its jobs say the same of
# the automated backups' window: "either inside or too close to the automated backup window configured in RDS".
# https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
BACKUP_CLEARANCE_MINUTES = 60
# The same page: "every hour" is the shortest.
SHORTEST_INTERVAL = HOUR


def _backups_avoid_the_databases_windows(settings: Settings, _: Others) -> Iterator[Problem]:
    database, schedule = settings.database, settings.backups.schedule
    for key, window in {"maintenance": database.maintenance_window, "backup": database.backup_window}.items():
        open_or_near = {
            (minute - before) % MINUTES_A_WEEK
            for minute in window.minutes_of_week
            # No window is shorter, so that no minute is left between the steps.
            for before in range(0, BACKUP_CLEARANCE_MINUTES + 1, SHORTEST_WINDOW)
        }
        if schedule.schedule.minutes_of_week & open_or_near:
            allowed = f"no start in the {key} window {window} or the hour before: AWS Backup would skip it"
            mend = f"let it start when the window is over, or move storefront:database.{key}Window"
            yield Problem(("backups", "schedule"), show(str(schedule)), allowed, mend)


def _backups_are_hourly_at_most(settings: Settings, _: Others) -> Iterator[Problem]:
    schedule = settings.backups.schedule
    if schedule.schedule.shortest_gap < SHORTEST_INTERVAL:
        allowed = "an hour or more between two backups: AWS Backup takes no schedule that is more frequent"
        yield Problem(
            ("backups", "schedule"), show(str(schedule)), allowed, "name one minute of the hour: cron(30 ...)"
        )


def _lock_is_a_range(settings: Settings, _: Others) -> Iterator[Problem]:
    lock = settings.backups.lock
    if lock.max_retention_days < lock.min_retention_days:
        path = ("backups", "lock", "maxRetentionDays")
        allowed = f"at least minRetentionDays, {lock.min_retention_days}"
        yield Problem(path, show(lock.max_retention_days), allowed, "raise it, or lower minRetentionDays")


def _lock_takes_the_backups(settings: Settings, _: Others) -> Iterator[Problem]:
    backups, lock = settings.backups, settings.backups.lock
    for key, days in backups.retentions.items():
        if not lock.min_retention_days <= days <= max(lock.max_retention_days, lock.min_retention_days):
            allowed = (
                f"{lock.min_retention_days} to {lock.max_retention_days} days: the vault's lock refuses others"
            )
            yield Problem(("backups", key), show(days), allowed, "change the retention, or the lock")


def _vaults_are_never_empty(settings: Settings, _: Others) -> Iterator[Problem]:
    """AWS Backup deletes a recovery point so many days after its creation, whether or not a newer one came.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
    """
    backups = settings.backups
    needed = backups.schedule.schedule.longest_gap + START_WINDOW_MINUTES * MINUTE
    for key, days in backups.retentions.items():
        if days * DAY < needed:
            allowed = (
                f"at least {-(-needed // DAY)}: up to {format_duration(needed)} pass until the next backup begins"
            )
            mend = "keep them longer, or run storefront:backups.schedule more often"
            yield Problem(("backups", key), show(days), allowed, mend)


def _every_backup_meets_a_restore_test(settings: Settings, _: Others) -> Iterator[Problem]:
    """What is deleted before a test came was never shown to be a backup."""
    backups = settings.backups
    days, schedule = backups.copy_delete_after_days or backups.delete_after_days, backups.restore_test.schedule
    gap = schedule.schedule.longest_gap
    if days * DAY < gap:
        allowed = f"a test at least every {days} days, as long as the backups that it restores are kept"
        mend = f"test more often than each {format_duration(gap)}, or keep the backups longer"
        yield Problem(("backups", "restoreTest", "schedule"), show(str(schedule)), allowed, mend)


def _region_outage_is_recoverable(settings: Settings, _: Others) -> Iterator[Problem]:
    guideline = settings.guidelines.get(Scenario.REGION_OUTAGE)
    if guideline and guideline.rpo < REPLICATION_LAG:
        minimum = format_duration(REPLICATION_LAG)
        path = ("guidelines", Scenario.REGION_OUTAGE.value, "rpo")
        allowed = f"at least {minimum}: replicated backups arrive up to {minimum} late"
        mend = "promise less: no level has a replica of the database in the standby region"
        yield Problem(path, show(format_duration(guideline.rpo)), allowed, mend)


def _account_compromise_is_recoverable(settings: Settings, _: Others) -> Iterator[Problem]:
    """Only the locked vault's recovery points outlive a stolen account; the last one may be a whole gap old."""
    guideline = settings.guidelines.get(Scenario.ACCOUNT_COMPROMISE)
    gap = settings.backups.schedule.schedule.longest_gap
    if guideline and guideline.rpo < gap:
        path = ("guidelines", Scenario.ACCOUNT_COMPROMISE.value, "rpo")
        allowed = f"at least {format_duration(gap)}, the longest time between two backups into the locked vault"
        mend = "promise less, or run storefront:backups.schedule more often"
        yield Problem(path, show(format_duration(guideline.rpo)), allowed, mend)


RULES = (
    Rule(("backups", "database"), _backups_avoid_the_databases_windows),
    Rule(("backups",), _backups_are_hourly_at_most),
    Rule(("backups",), _lock_is_a_range),
    Rule(("backups",), _lock_takes_the_backups),
    Rule(("backups",), _vaults_are_never_empty),
    Rule(("backups",), _every_backup_meets_a_restore_test),
    Rule(("guidelines",), _region_outage_is_recoverable),
    Rule(("guidelines", "backups"), _account_compromise_is_recoverable),
)
