"""The strategies that promote a replica: in another zone, or in the other region."""

from operations.recovery.durations import MINUTE, RDS
from operations.recovery.instances import AVAILABLE
from operations.recovery.kinds.catch_up import CATCH_UP
from operations.recovery.kinds.create_endpoints import CREATE_ENDPOINTS
from operations.recovery.kinds.create_replica import CREATE_REPLICA, CREATE_REPLICA_ACROSS
from operations.recovery.kinds.end_connections import END_CONNECTIONS
from operations.recovery.kinds.fence import FENCE_WRITER
from operations.recovery.kinds.modify_instance import ADD_STANDBY, ADMIT_CLIENTS, APPLY_SETTINGS, COMPLETE_PROMOTION
from operations.recovery.kinds.point_clients import POINT_CLIENTS
from operations.recovery.kinds.promote_replica import PROMOTE_REPLICA
from operations.recovery.kinds.raise_fleet import RAISE_FLEET
from operations.recovery.kinds.replicate_backups import REPLICATE_BACKUPS
from operations.recovery.kinds.shift_traffic import SHIFT_TRAFFIC_AWAY, SHIFT_TRAFFIC_TO
from operations.recovery.kinds.stop_writer import STOP_WRITER
from operations.recovery.manifest import Manifest
from operations.recovery.planning.context import PlanningContext, usual_placement
from operations.recovery.planning.situation import Situation
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies import manual_tasks
from operations.recovery.strategies.conditions import (
    always,
    no_other_region,
    not_available,
    region_silent,
    replica_lag,
    unknown,
)
from operations.recovery.strategies.strategy import RecoveryStrategy


def _no_replica_apart(manifest: Manifest) -> str | None:
    zones = manifest.serving.database_zones
    if zones.replica is None:
        return "the database has no replica"
    return "the replica is in a zone of the primary" if zones.replica in zones.primary else None


def _no_replica(situation: Situation) -> str | None:
    replica = situation.replica
    if silent := region_silent(situation):
        return silent
    if replica is None or not replica.source:
        return "there is no replica in another zone"
    if replica.zone in situation.lost:
        return f"the replica's zone is lost too: {replica.zone}"
    return not_available(replica)


def _no_replica_across(situation: Situation) -> str | None:
    replica = situation.replica_across
    if replica is None:
        return f"there is no replica in {situation.manifest.standby.region}"
    return not_available(replica)


def _writer_not_available(situation: Situation) -> str | None:
    if silent := region_silent(situation):
        return silent
    if situation.writer is None or situation.writer.status != AVAILABLE:
        writer = situation.manifest.database.instances.primary.identifier
        return f"{writer} is not available: a failback is planned while the store serves"
    return None


def _in_another_zone(situation: Situation) -> PlanningContext:
    manifest, site = situation.manifest, situation.manifest.serving
    return PlanningContext(
        situation=situation,
        site=site,
        new=situation.replica.identifier if situation.replica else "",
        placement=usual_placement(manifest, site),
        replica=situation.free_names(site)[0],
        replica_zone=situation.free_zone,
        moment=situation.seen.now,
    )


def _in_the_other_region(situation: Situation) -> PlanningContext:
    manifest, site = situation.manifest, situation.manifest.standby
    free = situation.free_names(site)
    standing = situation.replica_across
    new = standing.identifier if standing else free[0]
    return PlanningContext(
        situation=situation,
        site=site,
        new=new,
        placement=usual_placement(manifest, site),
        replica=next(name for name in free if name != new),
        replica_zone=site.database_zones.replica or "",
        moment=situation.seen.now,
    )


PROMOTE = RecoveryStrategy(
    name="promote the replica in another zone",
    scenarios=(Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE),
    lacking=_no_replica_apart,
    lacking_now=_no_replica,
    max_loss=always(MINUTE),
    loss_source=f"{RDS}/USER_ReadRepl.Promote.html (asynchronous; an alarm reports a lag of a minute)",
    loss_now=lambda situation: replica_lag(situation, situation.replica),
    context=_in_another_zone,
    until_service=(FENCE_WRITER, PROMOTE_REPLICA, STOP_WRITER, POINT_CLIENTS),
    afterwards=(COMPLETE_PROMOTION, ADD_STANDBY, CREATE_REPLICA, REPLICATE_BACKUPS),
    # The region answers: a fence that cannot be placed here stops the recovery.
    never_a_debt=(FENCE_WRITER,),
    manual_tasks=manual_tasks.after_promotion,
)
PROMOTE_ACROSS = RecoveryStrategy(
    name="promote the replica in the other region",
    scenarios=(),
    may_serve=(Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE),
    # No topology has such a replica, but a failback that was aborted leaves one.
    lacking=no_other_region,
    lacking_now=_no_replica_across,
    max_loss=always(MINUTE),
    loss_source=f"{RDS}/USER_ReadRepl.XRgn.html (asynchronous; an alarm reports a lag of a minute)",
    loss_now=lambda situation: replica_lag(situation, situation.replica_across),
    context=_in_the_other_region,
    until_service=(
        FENCE_WRITER, END_CONNECTIONS, SHIFT_TRAFFIC_AWAY, CREATE_ENDPOINTS, PROMOTE_REPLICA, APPLY_SETTINGS,
        ADMIT_CLIENTS, POINT_CLIENTS, RAISE_FLEET, SHIFT_TRAFFIC_TO,
    ),
    afterwards=(ADD_STANDBY, CREATE_REPLICA, REPLICATE_BACKUPS),
    manual_tasks=manual_tasks.after_move,
)  # fmt: skip
FAIL_BACK = RecoveryStrategy(
    name="move to the other region over a replica there, without loss",
    scenarios=(Scenario.FAILBACK,),
    lacking=no_other_region,
    lacking_now=_writer_not_available,
    max_loss=always(0),
    loss_source=f"{RDS}/USER_ReadRepl.XRgn.html (the writer is closed before its replica is promoted)",
    loss_now=unknown,
    decided_by_person=False,
    context=_in_the_other_region,
    until_service=(
        # The first two while the store still serves.
        CREATE_REPLICA_ACROSS, CREATE_ENDPOINTS, SHIFT_TRAFFIC_AWAY, FENCE_WRITER, END_CONNECTIONS, CATCH_UP,
        PROMOTE_REPLICA, APPLY_SETTINGS, ADMIT_CLIENTS, POINT_CLIENTS, RAISE_FLEET, SHIFT_TRAFFIC_TO,
    ),
    afterwards=(ADD_STANDBY, CREATE_REPLICA, REPLICATE_BACKUPS),
    never_a_debt=(FENCE_WRITER, END_CONNECTIONS),
    manual_tasks=manual_tasks.after_failback,
)  # fmt: skip
