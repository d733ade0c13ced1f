"""What stands now, as far as a plan depends on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from operations.recovery.cloud import Cloud, UnknownOutcomeError, UnreachableError
from operations.recovery.errors import RequestError
from operations.recovery.instances import Instance, all_in
from operations.recovery.kinds_secret import host
from operations.recovery.manifest import Manifest


@dataclass(frozen=True, kw_only=True)
class ReplicatedBackup:
    """The serving database's automated backups, as the other region holds them."""

    arn: str
    status: str
    latest: datetime | None
    """The latest moment to which they can be restored."""

    def loss(self, now: datetime) -> timedelta | None:
        """Return how much of the last data a restore would lose; None where nothing can be restored yet."""
        return None if self.latest is None else max(now - self.latest, timedelta(0))


@dataclass(frozen=True, kw_only=True)
class Observation:
    """The instances of both regions, the replicated backups, and whom the clients are sent to."""

    serving: tuple[Instance, ...] | None
    """None: the region does not answer."""
    standby: tuple[Instance, ...]
    backup: ReplicatedBackup | None
    writer_host: str | None
    """What the connection secret names; None where the stack has no secret, or it cannot be read."""
    now: datetime


def observe(cloud: Cloud, manifest: Manifest, now: datetime) -> Observation:
    """Look at both regions.

    Raises:
        RequestError: the standby's region does not answer either: there is nowhere to recover to.
    """
    serving, standby = manifest.index.serving, manifest.index.standby
    try:
        there = all_in(cloud, standby)
        backup = replicated_backup(cloud, manifest)
    except (UnreachableError, UnknownOutcomeError) as error:
        raise RequestError(
            f"{standby}, from which recoveries run, does not answer: {error}; check the network here, AWS_PROFILE "
            "and https://health.aws.amazon.com"
        ) from None
    try:
        here: tuple[Instance, ...] | None = all_in(cloud, serving)
    except (UnreachableError, UnknownOutcomeError):
        here = None
    regions = (standby,) if here is None else (serving, standby)
    return Observation(
        serving=here, standby=there, backup=backup, writer_host=_writer_host(cloud, manifest, regions), now=now
    )


def replicated_backup(cloud: Cloud, manifest: Manifest) -> ReplicatedBackup | None:
    """Return the serving database's backups in the other region; None where there are none."""
    answer = cloud.call(manifest.index.standby, "rds", "DescribeDBInstanceAutomatedBackups")
    source = manifest.database.instances.primary.arn
    for one in answer["DBInstanceAutomatedBackups"]:
        if one["DBInstanceArn"] == source:
            window: dict[str, datetime] = one.get("RestoreWindow") or {}
            return ReplicatedBackup(
                arn=one["DBInstanceAutomatedBackupsArn"], status=one["Status"], latest=window.get("LatestTime")
            )
    return None


def _writer_host(cloud: Cloud, manifest: Manifest, regions: tuple[str, ...]) -> str | None:
    if manifest.client_secret is None:
        return None
    for region in regions:
        try:
            return host(cloud, region, manifest.client_secret)
        except (UnreachableError, UnknownOutcomeError):
            continue
    return None
