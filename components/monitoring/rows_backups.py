"""The backups: whether one was made, and copied to the other region, as often as the plan says.

That a job failed is told by the vault itself; these rows are for what never began. Automated backups that RDS
replicates have no metric: RDS tells of their trouble by its events.
"""

from components.alarms.alarm import Alarm, Comparison, Metric, Missing, Owner, ResourceKind, Severity, Tier

_HOUR, _DAY = 3600, 24 * 3600
# A day between two backups, an hour until one begins, six until it is done, and one more.
_HOURS = 32
# A database with off-hours is backed up on its days, of which there are two a week at least. CloudWatch looks back
# no further than a week:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
_DAYS = 7


def _stale(
    what: str, monitors: ResourceKind, metric: str, why: str, *, periods: int = _HOURS, period: int = _HOUR
) -> Alarm:
    return Alarm(
        what=what, monitors=monitors, tier=Tier.BACKUPS, severity=Severity.TICKET, owner=Owner.DATABASE,
        metrics={"done": Metric(namespace="AWS/Backup", name=metric, stat="Sum")},
        threshold=1, comparison=Comparison.BELOW, unit="jobs", period=period, periods=periods, datapoints=periods,
        missing=Missing.BREACHING,  # AWS Backup tells of no hour without a job
        why=why, section="stale", first="aws backup list-backup-jobs --region {region}",
    )  # fmt: skip


ROWS = (
    _stale("backup-stale", ResourceKind.VAULT, "NumberOfBackupJobsCompleted",
           "no backup was made for a day and a quarter: what is lost now is lost back to the last one"),
    _stale("copy-stale", ResourceKind.COPIED_VAULT, "NumberOfCopyJobsCompleted",
           "no backup reached the other region for a day and a quarter: with this region its data would be lost"),
    _stale("backup-stale-for-a-week", ResourceKind.OFF_HOURS_VAULT, "NumberOfBackupJobsCompleted",
           "of a database with off-hours no backup was made for a week: a loss now goes back to the last one",
           periods=_DAYS, period=_DAY),
    _stale("copy-stale-for-a-week", ResourceKind.OFF_HOURS_COPIED_VAULT, "NumberOfCopyJobsCompleted",
           "of a database with off-hours no backup reached the other region for a week: both could be lost at once",
           periods=_DAYS, period=_DAY),
)  # fmt: skip
