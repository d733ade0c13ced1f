"""What stands now, as far as a plan depends on it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from manifest.site import Site
from operations.aws import AwsClient, RefusedError, UnknownOutcomeError, UnreachableError
from operations.recovery.connection_secret import host
from operations.recovery.errors import RequestError
from operations.recovery.instances import Instance, all_in
from operations.recovery.manifest import Manifest
from operations.recovery.replica_lag import newest_lag

_SILENT = (UnreachableError, UnknownOutcomeError)


@dataclass(frozen=True, kw_only=True)
class AutomatedBackup:
    """The serving database's automated backups, as a region holds them."""

    arn: str
    resource_id: str
    status: str
    earliest: datetime | None
    latest: datetime | None
    """The moments between which it can be restored."""

    def loss(self, now: datetime) -> timedelta | None:
        """Return how much of the last data a restore would lose; None where nothing can be restored yet."""
        return None if self.latest is None else max(now - self.latest, timedelta(0))


@dataclass(frozen=True, kw_only=True)
class RecoveryPoint:
    """A backup in a vault."""

    arn: str
    made: datetime


@dataclass(frozen=True, kw_only=True)
class Observation:
    """The instances of both regions, the backups, how far replicas lag, and whom the clients are sent to."""

    serving: tuple[Instance, ...] | None
    """None: the region does not answer."""
    standby: tuple[Instance, ...]
    backup: AutomatedBackup | None
    """As the standby's region holds them."""
    own_backup: AutomatedBackup | None = None
    """As the serving region itself holds them."""
    points: Mapping[str, tuple[RecoveryPoint, ...]] = field(default_factory=dict[str, tuple[RecoveryPoint, ...]])
    """The vaults' recovery points of the database, by region."""
    lags: Mapping[str, float] = field(default_factory=dict[str, float])
    """How old the newest data of each replica are (seconds), as far as that is known."""
    writer_host: str | None
    """What the serving region's connection secret names; None where there is none, or it cannot be read."""
    now: datetime


def observe(aws: AwsClient, manifest: Manifest, now: datetime) -> Observation:
    """Look at the regions, the one from which recoveries run first.

    Raises:
        RequestError: that region does not answer: there is nowhere to recover to.
    """
    index = manifest.index
    try:
        looked = {index.recovery_region: _look(aws, manifest, manifest.recovery_site, now)}
    except _SILENT as error:
        raise RequestError(
            f"{index.recovery_region}, from which recoveries run, does not answer: {error}; check the network "
            "here, AWS_PROFILE and https://health.aws.amazon.com"
        ) from None
    if index.serving not in looked:
        with suppress(*_SILENT):
            looked[index.serving] = _look(aws, manifest, manifest.serving, now)
    here, there = looked.get(index.serving), looked.get(index.standby or "")
    return Observation(
        serving=here.instances if here else None,
        standby=there.instances if there else (),
        backup=there.backup if there else None,
        own_backup=here.backup if here else None,
        points={region: one.points for region, one in looked.items()},
        lags={name: lag for one in looked.values() for name, lag in one.lags.items()},
        writer_host=_writer_host(aws, manifest) if here else None,
        now=now,
    )


@dataclass(frozen=True, kw_only=True)
class _Region:
    instances: tuple[Instance, ...]
    backup: AutomatedBackup | None
    points: tuple[RecoveryPoint, ...]
    lags: Mapping[str, float]


def _look(aws: AwsClient, manifest: Manifest, site: Site, now: datetime) -> _Region:
    instances = all_in(aws, site.region)
    ours = {manifest.database.instances.primary.identifier, manifest.database.instances.primary.arn}
    replicas = [one.identifier for one in instances if one.source in ours]
    lags = {name: newest_lag(aws, site.region, name, now) for name in replicas}
    return _Region(
        instances=instances,
        backup=automated_backup(aws, manifest, site.region),
        points=_points_if_any(aws, site),
        lags={name: lag for name, lag in lags.items() if lag is not None},
    )


def automated_backup(aws: AwsClient, manifest: Manifest, region: str) -> AutomatedBackup | None:
    """Return the serving database's automated backups as a region has them; None where it has none."""
    source = manifest.database.instances.primary.arn
    for one in aws.list_all(region, "rds", "DescribeDBInstanceAutomatedBackups"):
        if one["DBInstanceArn"] == source:
            window: dict[str, datetime] = one.get("RestoreWindow") or {}
            return AutomatedBackup(
                arn=one.get("DBInstanceAutomatedBackupsArn", ""),
                resource_id=one["DbiResourceId"],
                status=one["Status"],
                earliest=_aware(window.get("EarliestTime")),
                latest=_aware(window.get("LatestTime")),
            )
    return None


def _points_if_any(aws: AwsClient, site: Site) -> tuple[RecoveryPoint, ...]:
    """Return none where there is no vault any more, or it may not be seen: other strategies need none."""
    try:
        return _points(aws, site)
    except RefusedError:
        return ()


def _points(aws: AwsClient, site: Site) -> tuple[RecoveryPoint, ...]:
    found = aws.list_all(
        site.region, "backup", "ListRecoveryPointsByBackupVault", BackupVaultName=site.vault, ByResourceType="RDS"
    )
    return tuple(
        RecoveryPoint(arn=one["RecoveryPointArn"], made=one["CreationDate"].astimezone(UTC))
        for one in found
        if one["Status"] == "COMPLETED"
    )


def _aware(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _writer_host(aws: AwsClient, manifest: Manifest) -> str | None:
    if manifest.client_secret is None:
        return None
    try:
        return host(aws, manifest.index.serving, manifest.client_secret)
    except (*_SILENT, RefusedError):
        # Whoever recovers may not be one who reads secrets; the journals tell what the last recovery did.
        return None
