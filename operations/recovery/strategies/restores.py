"""The strategies that restore automated backups: in another zone, in the other region, or beside the database."""

from operations.recovery.durations import MINUTE, RDS
from operations.recovery.kinds.confirm_data import CONFIRM_DATA
from operations.recovery.kinds.create_endpoints import CREATE_ENDPOINTS
from operations.recovery.kinds.create_replica import CREATE_REPLICA
from operations.recovery.kinds.end_connections import END_CONNECTIONS
from operations.recovery.kinds.fence import FENCE_WRITER
from operations.recovery.kinds.modify_instance import ADD_STANDBY, ADMIT_CLIENTS, APPLY_SETTINGS
from operations.recovery.kinds.point_clients import POINT_CLIENTS, SWAP_CLIENTS
from operations.recovery.kinds.raise_fleet import RAISE_FLEET
from operations.recovery.kinds.replicate_backups import REPLICATE_BACKUPS
from operations.recovery.kinds.restore_backup import RESTORE_BACKUP, RESTORE_REPLICATED_BACKUP
from operations.recovery.kinds.shift_traffic import SHIFT_TRAFFIC_AWAY, SHIFT_TRAFFIC_TO
from operations.recovery.kinds.verify_data import VERIFY_DATA
from operations.recovery.manifest import Manifest
from operations.recovery.planning.context import Placement, PlanningContext
from operations.recovery.planning.situation import Situation
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies import manual_tasks
from operations.recovery.strategies.conditions import (
    always,
    backup_age,
    no_backups,
    no_other_region,
    not_restorable,
    own_backup_not_restorable,
    region_silent,
    unknown,
)
from operations.recovery.strategies.contexts import in_the_other_region, in_the_same_region
from operations.recovery.strategies.strategy import RecoveryStrategy


def _not_replicated(manifest: Manifest) -> str | None:
    if alone := no_other_region(manifest):
        return alone
    days = manifest.database.shape.replicated_backup_retention_days
    return None if days else "automated backups are not replicated to the other region"


def _no_zone_left(situation: Situation) -> str | None:
    if silent := region_silent(situation):
        return silent
    if not situation.left_zone:
        return f"every zone of {situation.manifest.index.serving} is lost"
    return own_backup_not_restorable(situation)


def _replicated_not_restorable(situation: Situation) -> str | None:
    return not_restorable(situation, situation.seen.backup, situation.manifest.standby.region)


def _in_the_zone_left(situation: Situation) -> PlanningContext:
    site = situation.manifest.serving
    return PlanningContext(
        situation=situation,
        site=site,
        new=situation.free_names(site)[0],
        # Without a replica the primary's own group has every zone, and the program looks for it there.
        placement=Placement(
            subnet_group=site.subnet_groups.replica if site.database_zones.replica else site.subnet_groups.primary,
            zone=situation.left_zone,
        ),
        moment=situation.seen.now,
    )


RESTORE_IN_ZONE = RecoveryStrategy(
    name="restore the automated backups in a zone that is left",
    scenarios=(Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE),
    lacking=no_backups,
    lacking_now=_no_zone_left,
    max_loss=always(5 * MINUTE),
    loss_source=f"{RDS}/USER_PIT.html (logs are uploaded every five minutes)",
    loss_now=lambda situation: backup_age(situation, situation.seen.own_backup),
    context=_in_the_zone_left,
    until_service=(
        FENCE_WRITER, END_CONNECTIONS, RESTORE_BACKUP, APPLY_SETTINGS, ADMIT_CLIENTS, POINT_CLIENTS,
    ),
    afterwards=(REPLICATE_BACKUPS,),
    # The region answers. The writer's zone is lost, so that it may not be possible to restart it.
    never_a_debt=(FENCE_WRITER,),
    to_serve=manual_tasks.before_serving_from_another_zone,
    manual_tasks=manual_tasks.after_zone_restore,
)  # fmt: skip
RESTORE_REPLICATED = RecoveryStrategy(
    name="restore the automated backups that are replicated to the other region",
    scenarios=(Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE),
    lacking=_not_replicated,
    lacking_now=_replicated_not_restorable,
    max_loss=always(30 * MINUTE),
    loss_source="https://docs.aws.amazon.com/prescriptive-guidance/latest/dr-standard-edition-amazon-rds/"
    "rds-pitr-snapshot.html (5 to 30 minutes)",
    loss_now=lambda situation: backup_age(situation, situation.seen.backup),
    context=in_the_other_region,
    until_service=(
        FENCE_WRITER, END_CONNECTIONS, SHIFT_TRAFFIC_AWAY, RESTORE_REPLICATED_BACKUP, APPLY_SETTINGS,
        CREATE_ENDPOINTS, ADMIT_CLIENTS, POINT_CLIENTS, RAISE_FLEET, SHIFT_TRAFFIC_TO,
    ),
    afterwards=(ADD_STANDBY, CREATE_REPLICA, REPLICATE_BACKUPS),
    manual_tasks=manual_tasks.after_move,
)  # fmt: skip
RESTORE_BESIDE = RecoveryStrategy(
    name="restore the automated backups beside the damaged database",
    scenarios=(Scenario.DATA_CORRUPTION,),
    lacking=no_backups,
    lacking_now=own_backup_not_restorable,
    max_loss=always(5 * MINUTE),
    loss_source=f"{RDS}/USER_PIT.html (logs are uploaded every five minutes)",
    loss_now=unknown,
    context=in_the_same_region,
    until_service=(
        # The old writer keeps its replica, which is evidence too, and RDS stops no instance that has one.
        RESTORE_BACKUP, APPLY_SETTINGS, VERIFY_DATA, CONFIRM_DATA, FENCE_WRITER, END_CONNECTIONS, ADMIT_CLIENTS,
        SWAP_CLIENTS,
    ),
    afterwards=(ADD_STANDBY, CREATE_REPLICA, REPLICATE_BACKUPS),
    never_a_debt=(FENCE_WRITER, END_CONNECTIONS),
    manual_tasks=manual_tasks.after_swap,
)  # fmt: skip
