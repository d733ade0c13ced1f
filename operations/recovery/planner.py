"""From the manifest, the scenario and what stands now to the steps: pure, so that every case can be tried.

The first way back that the topology has and that is there now is taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from operations.recovery import plan_parts
from operations.recovery.errors import RequestError
from operations.recovery.instances import AVAILABLE
from operations.recovery.situation import Situation
from operations.recovery.steps import Plan, Step
from operations.recovery.ways import MULTI_AZ, PROMOTE, RESTORE_REPLICATED, Way, ways_back


def make_plan(situation: Situation) -> Plan:
    """Plan a recovery.

    Raises:
        RequestError: the manifest is older than the last recovery, or no way back is there now; says why for each.
    """
    _check_current(situation)
    refused: list[str] = []
    for way in ways_back(situation.scenario):
        if way.by_hand:
            refused.append(f"{way.name}: done by hand, see docs/runbooks/{situation.scenario}.md")
            continue
        planner = PLANNERS[way.name]
        why = way.lacking(situation.manifest) or planner.missing(situation)
        if why is None:
            return _plan(situation, way, planner)
        refused.append(f"{way.name}: {why}")
    raise RequestError(f"no way back from a {situation.scenario} is there now:\n  " + "\n  ".join(refused))


def _check_current(situation: Situation) -> None:
    """Refuse to act on a manifest that names a writer to which clients are no longer sent."""
    host, address = situation.seen.writer_host, situation.manifest.database.instances.primary.address
    if host and host != address:
        raise RequestError(
            f"the manifest is older than the last recovery: it has the writer at {address}, clients are sent to "
            f"{host}. Bring the program and what stands together first (docs/runbooks/{situation.scenario}.md, "
            "re-homing), then plan anew"
        )


@dataclass(frozen=True, kw_only=True)
class _Planner:
    missing: Callable[[Situation], str | None]
    """What is not there now for this way; None where nothing is."""
    steps: Callable[[Situation], tuple[Step, ...]]
    left_out: Callable[[Situation], tuple[str, ...]]
    to_serve: Callable[[Situation], tuple[str, ...]]


def _plan(situation: Situation, way: Way, planner: _Planner) -> Plan:
    manifest = situation.manifest
    guideline = manifest.guidelines[situation.scenario]
    return Plan(
        scenario=situation.scenario,
        environment=manifest.index.environment,
        way=way.name,
        serving=manifest.index.serving,
        home=manifest.index.standby,
        table=manifest.standby.journal,
        rto_seconds=guideline.rto_seconds,
        rpo_seconds=guideline.rpo_seconds,
        decide_seconds=plan_parts.decide_seconds(way),
        loss_seconds=_loss(situation, way),
        steps=planner.steps(situation),
        left_out=planner.left_out(situation),
        to_serve=planner.to_serve(situation),
    )


def _loss(situation: Situation, way: Way) -> int:
    """How much of the last data this way loses (seconds): as things stand if that is known, else at the most."""
    backup = situation.seen.backup
    now = backup.loss(situation.seen.now) if way is RESTORE_REPLICATED and backup else None
    return way.rpo(situation.manifest) if now is None else int(now.total_seconds())


def _no_standby_now(situation: Situation) -> str | None:
    writer = situation.writer
    if writer is None:
        return _gone(situation)
    if not writer.multi_az:
        return "the writer is not Multi-AZ now"
    if {writer.zone, writer.standby_zone} <= situation.lost:
        return f"both zones of the pair are lost: {writer.zone} and {writer.standby_zone}"
    return None


def _gone(situation: Situation) -> str:
    if situation.seen.serving is None:
        return f"{situation.manifest.index.serving} does not answer"
    return f"{situation.manifest.database.instances.primary.identifier} does not stand any more"


def _no_replica_now(situation: Situation) -> str | None:
    replica = situation.replica
    if situation.seen.serving is None:
        return f"{situation.manifest.index.serving} does not answer"
    if replica is None or not replica.source:
        return "no replica stands in another zone"
    if replica.zone in situation.lost:
        return f"the replica's zone is lost too: {replica.zone}"
    return None if replica.status == AVAILABLE else f"the replica is {replica.status}"


def _no_backup_now(situation: Situation) -> str | None:
    manifest, backup = situation.manifest, situation.seen.backup
    if backup is None or backup.latest is None:
        return f"{manifest.index.standby} holds no backups of {manifest.database.instances.primary.identifier}"
    taken = {one.identifier for one in situation.seen.standby} & set(manifest.standby.database_names)
    if taken:
        return (
            f"{', '.join(sorted(taken))} stands in {manifest.index.standby} under the name of the database to "
            "restore: rename it first"
        )
    return None


def _nothing(_situation: Situation) -> tuple[str, ...]:
    return ()


PLANNERS: Mapping[str, _Planner] = {
    MULTI_AZ.name: _Planner(
        missing=_no_standby_now, steps=plan_parts.fail_over, left_out=_nothing, to_serve=_nothing
    ),
    PROMOTE.name: _Planner(
        missing=_no_replica_now,
        steps=plan_parts.promote,
        left_out=plan_parts.left_out_of_promotion,
        to_serve=plan_parts.to_serve_after_promotion,
    ),
    RESTORE_REPLICATED.name: _Planner(
        missing=_no_backup_now,
        steps=plan_parts.restore,
        left_out=plan_parts.left_out_of_restore,
        to_serve=plan_parts.to_serve_after_restore,
    ),
}
