"""Rules of backups, and of the promises that rest on them."""

from collections.abc import Iterator
from datetime import timedelta

from components.settings.problem import Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.sections.recovery import Scenario
from components.settings.sections.site import StandbyLevel
from components.settings.types import MINUTES_A_WEEK, format_duration

# Replicated automated backups arrive 5 to 30 minutes late.
# https://docs.aws.amazon.com/prescriptive-guidance/latest/dr-standard-edition-amazon-rds/rds-pitr-snapshot.html
REPLICATION_LAG = timedelta(minutes=30)
# AWS Backup starts no backup of RDS in the maintenance window, nor in the hour before it.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
BACKUP_CLEARANCE_MINUTES = 60


def _backups_avoid_maintenance(settings: Settings, _: Others) -> Iterator[Problem]:
    window = settings.database.maintenance_window
    before = {(window.start - minute) % MINUTES_A_WEEK for minute in range(1, BACKUP_CLEARANCE_MINUTES + 1)}
    if settings.backups.schedule.schedule.minutes_of_week & (window.minutes_of_week | before):
        allowed = f"no start in the maintenance window {window} or the hour before: AWS Backup would skip it"
        yield Problem(("backups", "schedule"), show(str(settings.backups.schedule)), allowed, "move one of the two")


def _lock_is_a_range(settings: Settings, _: Others) -> Iterator[Problem]:
    lock = settings.backups.lock
    if lock.max_retention_days < lock.min_retention_days:
        path = ("backups", "lock", "maxRetentionDays")
        allowed = f"at least minRetentionDays, {lock.min_retention_days}"
        yield Problem(path, show(lock.max_retention_days), allowed, "raise it, or lower minRetentionDays")


def _lock_takes_the_backups(settings: Settings, _: Others) -> Iterator[Problem]:
    backups, lock = settings.backups, settings.backups.lock
    retentions = {
        "deleteAfterDays": backups.delete_after_days,
        "copyDeleteAfterDays": backups.copy_delete_after_days,
    }
    for key, days in retentions.items():
        if days and not lock.min_retention_days <= days <= max(lock.max_retention_days, lock.min_retention_days):
            allowed = (
                f"{lock.min_retention_days} to {lock.max_retention_days} days: the vault's lock refuses others"
            )
            yield Problem(("backups", key), show(days), allowed, "change the retention, or the lock")


def _guidelines_are_complete(settings: Settings, _: Others) -> Iterator[Problem]:
    alone = settings.standby_level is StandbyLevel.NONE
    for scenario in Scenario:
        promised = not (alone and scenario is Scenario.REGION_OUTAGE)
        if promised and scenario not in settings.guidelines:
            mend = f"add {scenario}: {{rto: 4h, rpo: 15m}} with the service's own figures"
            yield Problem(("guidelines", scenario.value), "nothing", "rto and rpo for each scenario", mend)


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
    Rule(("backups", "database"), _backups_avoid_maintenance),
    Rule(("backups",), _lock_is_a_range),
    Rule(("backups",), _lock_takes_the_backups),
    Rule(("guidelines", "standby_level"), _guidelines_are_complete),
    Rule(("guidelines",), _region_outage_is_recoverable),
    Rule(("guidelines", "backups"), _account_compromise_is_recoverable),
)
