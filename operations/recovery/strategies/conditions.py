"""What strategies look for in the topology and in the situation, and what they would lose; each says why not."""

from collections.abc import Callable

from operations.recovery.instances import AVAILABLE, Instance
from operations.recovery.manifest import Manifest
from operations.recovery.planning.observation import AutomatedBackup
from operations.recovery.planning.situation import Situation


def always(seconds: int) -> Callable[[Manifest], int]:
    """Return a loss that does not depend on the topology."""
    return lambda _manifest: seconds


def unknown(_situation: Situation) -> float | None:
    """Know no loss but the greatest that is possible."""
    return None


def no_other_region(manifest: Manifest) -> str | None:
    """Say that there is no other region to recover in."""
    return None if manifest.index.standby else "there is no other region: the stack has one site alone"


def no_backups(manifest: Manifest) -> str | None:
    """Say that the database has no automated backups."""
    return None if manifest.database.shape.backup_retention_days else "automated backups are off"


def no_vault_lock(manifest: Manifest) -> str | None:
    """Say that the vault is not locked."""
    return None if manifest.backups.lock_min_retention_days else "the vault is not locked"


def region_silent(situation: Situation) -> str | None:
    """Say that the serving region does not answer."""
    return None if situation.seen.serving is not None else f"{situation.manifest.index.serving} does not answer"


def not_available(replica: Instance) -> str | None:
    """Say that a replica is not available."""
    return None if replica.status == AVAILABLE else f"the replica is {replica.status}"


def not_restorable(situation: Situation, backup: AutomatedBackup | None, region: str) -> str | None:
    """Say that a region has no backups of the writer, or none of the chosen moment."""
    at = situation.at
    if backup is None or backup.latest is None:
        return f"{region} has no backups of {situation.manifest.database.instances.primary.identifier}"
    if at is not None and not (backup.earliest or at) <= at <= backup.latest:
        window = f"{backup.earliest:%Y-%m-%dT%H:%M:%SZ} to {backup.latest:%Y-%m-%dT%H:%M:%SZ}"
        return f"{region} can restore {window}, not {at:%Y-%m-%dT%H:%M:%SZ}"
    return None


def own_backup_not_restorable(situation: Situation) -> str | None:
    """Say that the serving region cannot restore its own backups."""
    serving = situation.manifest.index.serving
    return region_silent(situation) or not_restorable(situation, situation.seen.own_backup, serving)


def replica_lag(situation: Situation, replica: Instance | None) -> float | None:
    """Return how old the newest data of a replica are (seconds)."""
    return situation.seen.lags.get(replica.identifier) if replica else None


def backup_age(situation: Situation, backup: AutomatedBackup | None) -> float | None:
    """Return how old the newest data of a backup are (seconds)."""
    loss = backup.loss(situation.seen.now) if backup else None
    return loss.total_seconds() if loss else None
