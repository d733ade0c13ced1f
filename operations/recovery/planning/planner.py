"""From the manifest, the scenario and what stands now to the steps: pure, so that every case can be tried.

Of the ways back that are there now, the first that keeps the guideline by the loss it offers now is taken; where
none does, the one that loses least.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from manifest.index import Guideline
from operations.recovery.durations import Part, seconds
from operations.recovery.errors import RequestError
from operations.recovery.planning import procedures, words
from operations.recovery.planning.offers import lacking_now, loss_now
from operations.recovery.planning.situation import Situation
from operations.recovery.steps import Plan, Step
from operations.recovery.ways import (
    MOVE_BACK,
    MULTI_AZ,
    PROMOTE,
    PROMOTE_ACROSS,
    RESTORE_BESIDE,
    RESTORE_COPY,
    RESTORE_IN_ZONE,
    RESTORE_REPLICATED,
    Scenario,
    Way,
    ways_to_try,
)


def make_plan(situation: Situation) -> Plan:
    """Plan a recovery.

    Raises:
        RequestError: the manifest is older than the last recovery, or no way back is there now; says why for each.
    """
    _check_current(situation)
    _check_moment(situation)
    ways = list(ways_to_try(situation.scenario))
    refused = {way.name: lacking_now(situation, way) for way in ways}
    there = [way for way in ways if refused[way.name] is None]
    if not there:
        reasons = "\n  ".join(f"{name}: {why}" for name, why in refused.items())
        raise RequestError(f"no way back from a {situation.scenario} is there now:\n  {reasons}")
    return _plan(situation, min(there, key=lambda way: _rank(situation, way, ways.index(way))))


def _rank(situation: Situation, way: Way, place: int) -> tuple[int, int]:
    """The loss that is beyond the guideline first, then the ways' own order."""
    loss = loss_now(situation, way)
    return (0 if loss <= _guideline(situation).rpo_seconds else loss), place


def _guideline(situation: Situation) -> Guideline:
    return situation.manifest.guidelines[situation.scenario.measured_by]


def _check_current(situation: Situation) -> None:
    """Refuse to act on a manifest that names a writer to which clients are no longer sent."""
    host, address = situation.seen.writer_host, situation.manifest.database.instances.primary.address
    if host and host != address:
        raise RequestError(
            f"the manifest is older than the last recovery: it has the writer at {address}, clients are sent to "
            f"{host}. Bring the program and what stands together first: storefront failover rehome "
            f"{situation.manifest.index.environment}; then plan anew"
        )


def _check_moment(situation: Situation) -> None:
    at, now = situation.at, situation.seen.now
    if situation.scenario is Scenario.DATA_CORRUPTION and at is None:
        backup = situation.seen.own_backup
        window = f", from {backup.earliest:%Y-%m-%dT%H:%M:%SZ} on" if backup and backup.earliest else ""
        raise RequestError(f"give the last moment at which the data were whole: --at 2026-11-25T14:03:00Z{window}")
    if at is not None and at > now:
        raise RequestError(f"--at {at:%Y-%m-%dT%H:%M:%SZ} is in the future; it is {now:%Y-%m-%dT%H:%M:%SZ} here")
    if at is not None and situation.scenario not in _BY_MOMENT:
        raise RequestError(f"--at goes with {' and '.join(_BY_MOMENT)}; a {situation.scenario} goes to the latest")


_BY_MOMENT = (Scenario.DATA_CORRUPTION, Scenario.ACCOUNT_COMPROMISE)


def _plan(situation: Situation, way: Way) -> Plan:
    manifest, planner = situation.manifest, PLANNERS[way.name]
    guideline = _guideline(situation)
    return Plan(
        scenario=situation.scenario,
        environment=manifest.index.environment,
        way=way.name,
        serving=manifest.index.serving,
        home=manifest.index.standby,
        table=manifest.standby.journal,
        rto_seconds=guideline.rto_seconds,
        rpo_seconds=guideline.rpo_seconds,
        # A failover that RDS starts itself, and a move that was planned, need nobody to decide.
        decide_seconds=seconds(Part.DECIDE) if Part.DECIDE in way.parts else 0,
        loss_seconds=loss_now(situation, way),
        replaces="" if way is MULTI_AZ else manifest.database.instances.primary.resource_id,
        goes_back_to=f"{situation.at:%Y-%m-%dT%H:%M:%SZ}" if situation.at else "",
        steps=planner.steps(situation),
        left_out=planner.left_out(situation),
        to_serve=planner.to_serve(situation),
    )


@dataclass(frozen=True, kw_only=True)
class _Planner:
    steps: Callable[[Situation], tuple[Step, ...]]
    left_out: Callable[[Situation], tuple[str, ...]]
    to_serve: Callable[[Situation], tuple[str, ...]]


PLANNERS: Mapping[str, _Planner] = {
    MULTI_AZ.name: _Planner(steps=procedures.fail_over, left_out=words.nothing, to_serve=words.nothing),
    PROMOTE.name: _Planner(steps=procedures.promote, left_out=words.after_promotion, to_serve=words.to_serve_here),
    PROMOTE_ACROSS.name: _Planner(
        steps=procedures.promote_across, left_out=words.after_move, to_serve=words.to_serve_there
    ),
    RESTORE_IN_ZONE.name: _Planner(
        steps=procedures.restore_in_zone, left_out=words.after_zone_restore, to_serve=words.to_serve_here
    ),
    RESTORE_REPLICATED.name: _Planner(
        steps=procedures.restore_replicated, left_out=words.after_move, to_serve=words.to_serve_there
    ),
    RESTORE_BESIDE.name: _Planner(
        steps=procedures.restore_beside, left_out=words.after_swap, to_serve=words.to_serve_here
    ),
    RESTORE_COPY.name: _Planner(
        steps=procedures.restore_copy, left_out=words.after_vault, to_serve=words.to_serve_from_vault
    ),
    MOVE_BACK.name: _Planner(
        steps=procedures.move_back, left_out=words.after_failback, to_serve=words.to_serve_there
    ),
}
