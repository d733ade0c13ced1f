"""What each way back offers now: whether it is there, and how much of the last data it would lose."""

from collections.abc import Callable, Mapping

from operations.recovery.instances import AVAILABLE, Instance
from operations.recovery.planning.observation import AutomatedBackup
from operations.recovery.planning.situation import Situation
from operations.recovery.ways import (
    MOVE_BACK,
    MULTI_AZ,
    PROMOTE,
    PROMOTE_ACROSS,
    RESTORE_BESIDE,
    RESTORE_COPY,
    RESTORE_IN_ZONE,
    RESTORE_REPLICATED,
    Way,
)


def lacking_now(situation: Situation, way: Way) -> str | None:
    """Return what is not there now for a way; None where nothing is."""
    # A replica in the other region is no part of the topology, but may stand.
    lacking = None if way is PROMOTE_ACROSS else way.lacking(situation.manifest)
    return lacking or _LACKING[way.name](situation)


def loss_now(situation: Situation, way: Way) -> int:
    """Return how much of the last data a way loses (seconds): as things stand, or at the most if unknown."""
    known = _LOSS[way.name](situation) if way.name in _LOSS else None
    return way.rpo(situation.manifest) if known is None else int(known)


def _region_answers(situation: Situation) -> str | None:
    return None if situation.seen.serving is not None else f"{situation.manifest.index.serving} does not answer"


def _no_standby(situation: Situation) -> str | None:
    writer = situation.writer
    if writer is None:
        gone = f"{situation.manifest.database.instances.primary.identifier} does not stand any more"
        return _region_answers(situation) or gone
    if not writer.multi_az:
        return "the writer is not Multi-AZ now"
    if {writer.zone, writer.standby_zone} <= situation.lost:
        return f"both zones of the pair are lost: {writer.zone} and {writer.standby_zone}"
    return None


def _no_replica(situation: Situation) -> str | None:
    replica = situation.replica
    if silent := _region_answers(situation):
        return silent
    if replica is None or not replica.source:
        return "no replica stands in another zone"
    if replica.zone in situation.lost:
        return f"the replica's zone is lost too: {replica.zone}"
    return _not_available(replica)


def _no_replica_across(situation: Situation) -> str | None:
    replica = situation.replica_across
    if replica is None:
        return f"no replica stands in {situation.manifest.index.standby}"
    return _not_available(replica)


def _not_available(replica: Instance) -> str | None:
    return None if replica.status == AVAILABLE else f"the replica is {replica.status}"


def _no_zone_left(situation: Situation) -> str | None:
    if silent := _region_answers(situation):
        return silent
    if not situation.left_zone:
        return f"every zone of {situation.manifest.index.serving} is lost"
    return _no_window(situation, situation.seen.own_backup, situation.manifest.index.serving)


def _no_replicated_backup(situation: Situation) -> str | None:
    return _no_window(situation, situation.seen.backup, situation.manifest.index.standby)


def _no_own_backup(situation: Situation) -> str | None:
    serving = situation.manifest.index.serving
    return _region_answers(situation) or _no_window(situation, situation.seen.own_backup, serving)


def _no_window(situation: Situation, backup: AutomatedBackup | None, region: str) -> str | None:
    at = situation.at
    if backup is None or backup.latest is None:
        return f"{region} holds no backups of {situation.manifest.database.instances.primary.identifier}"
    if at is not None and not (backup.earliest or at) <= at <= backup.latest:
        window = f"{backup.earliest:%Y-%m-%dT%H:%M:%SZ} to {backup.latest:%Y-%m-%dT%H:%M:%SZ}"
        return f"{region} can restore {window}, not {at:%Y-%m-%dT%H:%M:%SZ}"
    return None


def _no_point(situation: Situation) -> str | None:
    site = situation.vault_site
    until = f" until {situation.at:%Y-%m-%dT%H:%M:%SZ}" if situation.at else ""
    return (
        None
        if situation.point
        else f"the vault {site.vault} in {site.region} holds no copy{until}, or may not be seen"
    )


def _no_move(situation: Situation) -> str | None:
    if silent := _region_answers(situation):
        return silent
    if situation.writer is None or situation.writer.status != AVAILABLE:
        return f"{situation.manifest.database.instances.primary.identifier} is not available: this is no failback"
    return None


_LACKING: Mapping[str, Callable[[Situation], str | None]] = {
    MULTI_AZ.name: _no_standby,
    PROMOTE.name: _no_replica,
    PROMOTE_ACROSS.name: _no_replica_across,
    RESTORE_IN_ZONE.name: _no_zone_left,
    RESTORE_REPLICATED.name: _no_replicated_backup,
    RESTORE_BESIDE.name: _no_own_backup,
    RESTORE_COPY.name: _no_point,
    MOVE_BACK.name: _no_move,
}


def _lag(situation: Situation, replica: Instance | None) -> float | None:
    return situation.seen.lags.get(replica.identifier) if replica else None


def _age(situation: Situation, backup: AutomatedBackup | None) -> float | None:
    loss = backup.loss(situation.seen.now) if backup else None
    return loss.total_seconds() if loss else None


def _point_age(situation: Situation) -> float | None:
    point = situation.point
    until = situation.at or situation.seen.now
    return max((until - point.made).total_seconds(), 0.0) if point else None


_LOSS: Mapping[str, Callable[[Situation], float | None]] = {
    PROMOTE.name: lambda situation: _lag(situation, situation.replica),
    PROMOTE_ACROSS.name: lambda situation: _lag(situation, situation.replica_across),
    RESTORE_IN_ZONE.name: lambda situation: _age(situation, situation.seen.own_backup),
    RESTORE_REPLICATED.name: lambda situation: _age(situation, situation.seen.backup),
    RESTORE_COPY.name: _point_age,
}
