"""Where a restored writer goes, and what it and its replica are called."""

from datetime import datetime

from manifest.site import Site
from operations.recovery.planning.context import PlanningContext, usual_placement
from operations.recovery.planning.situation import Situation


def in_the_other_region(situation: Situation) -> PlanningContext:
    """Restore in the standby's region, which was prepared for it."""
    return restored_in(situation, situation.manifest.standby, situation.at or situation.seen.now)


def in_the_same_region(situation: Situation) -> PlanningContext:
    """Restore beside the present writer."""
    return restored_in(situation, situation.manifest.serving, situation.at or situation.seen.now)


def restored_in(situation: Situation, site: Site, moment: datetime) -> PlanningContext:
    """Return the context of a restore to a moment, in a site."""
    new, replica = situation.free_names(site)
    return PlanningContext(
        situation=situation,
        site=site,
        new=new,
        placement=usual_placement(situation.manifest, site),
        replica=replica,
        replica_zone=site.database_zones.replica or "",
        moment=moment,
    )
