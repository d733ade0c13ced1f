"""The strategy that RDS carries out by itself: the standby of the Multi-AZ pair takes over."""

from operations.recovery.durations import RDS
from operations.recovery.kinds.force_failover import FORCE_FAILOVER
from operations.recovery.manifest import Manifest
from operations.recovery.planning.context import PlanningContext, usual_placement
from operations.recovery.planning.situation import Situation
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies.conditions import always, region_silent, unknown
from operations.recovery.strategies.strategy import RecoveryStrategy


def _lacking(manifest: Manifest) -> str | None:
    return None if manifest.database.multi_az else "the database is not Multi-AZ"


def _lacking_now(situation: Situation) -> str | None:
    writer = situation.writer
    if writer is None:
        gone = f"{situation.manifest.database.instances.primary.identifier} does not exist any more"
        return region_silent(situation) or gone
    if not writer.multi_az:
        return "the writer is not Multi-AZ now"
    if {writer.zone, writer.standby_zone} <= situation.lost:
        return f"both zones of the pair are lost: {writer.zone} and {writer.standby_zone}"
    return None


def _context(situation: Situation) -> PlanningContext:
    site = situation.manifest.serving
    return PlanningContext(
        situation=situation,
        site=site,
        new=situation.manifest.database.instances.primary.identifier,
        placement=usual_placement(situation.manifest, site),
        moment=situation.seen.now,
    )


MULTI_AZ = RecoveryStrategy(
    name="fail over to the Multi-AZ standby",
    scenarios=(Scenario.ZONE_OUTAGE,),
    # The standby's zone may be one of several that are lost.
    may_serve=(Scenario.MULTI_ZONE_OUTAGE,),
    lacking=_lacking,
    lacking_now=_lacking_now,
    max_loss=always(0),
    loss_source=f"{RDS}/Concepts.MultiAZSingleStandby.html (synchronous)",
    loss_now=unknown,
    # RDS does it by itself; the step only forces it where RDS sees no fault.
    decided_by_person=False,
    context=_context,
    until_service=(FORCE_FAILOVER,),
    replaces_writer=False,
    manual_tasks=lambda _context: (),
)
