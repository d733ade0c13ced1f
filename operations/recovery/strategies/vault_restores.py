"""The strategies that restore a backup of the locked vault: beside the database, or in the other region."""

from operations.recovery.kinds.confirm_data import CONFIRM_DATA
from operations.recovery.kinds.create_endpoints import CREATE_ENDPOINTS
from operations.recovery.kinds.create_replica import CREATE_REPLICA
from operations.recovery.kinds.end_connections import END_CONNECTIONS
from operations.recovery.kinds.fence import FENCE_WRITER
from operations.recovery.kinds.modify_instance import ADD_STANDBY, ADMIT_CLIENTS, APPLY_SETTINGS
from operations.recovery.kinds.point_clients import POINT_CLIENTS, SWAP_CLIENTS
from operations.recovery.kinds.raise_fleet import RAISE_FLEET
from operations.recovery.kinds.replicate_backups import REPLICATE_BACKUPS
from operations.recovery.kinds.restore_vault_copy import RESTORE_VAULT_COPY
from operations.recovery.kinds.shift_traffic import SHIFT_TRAFFIC_AWAY, SHIFT_TRAFFIC_TO
from operations.recovery.kinds.verify_data import VERIFY_DATA
from operations.recovery.manifest import Manifest
from operations.recovery.planning.context import PlanningContext
from operations.recovery.planning.situation import Situation
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies import manual_tasks
from operations.recovery.strategies.conditions import no_other_region, no_vault_lock, region_silent
from operations.recovery.strategies.contexts import restored_in
from operations.recovery.strategies.strategy import RecoveryStrategy

_LOSS_SOURCE = "the longest time between two backups of the plan"


def _no_copy(situation: Situation) -> str | None:
    site = situation.vault_site
    until = f" until {situation.at:%Y-%m-%dT%H:%M:%SZ}" if situation.at else ""
    return (
        None
        if situation.point
        else f"the vault {site.vault} in {site.region} has no backup{until}, or you may not see it"
    )


def _no_copy_here(situation: Situation) -> str | None:
    return region_silent(situation) or _no_copy(situation)


def _no_copy_elsewhere(situation: Situation) -> str | None:
    if region_silent(situation):
        return _no_copy(situation)
    return f"{situation.manifest.index.serving} answers, and its own vault is used"


def _gap(manifest: Manifest) -> int:
    return manifest.backups.longest_gap_seconds


def _age(situation: Situation) -> float | None:
    point = situation.point
    until = situation.at or situation.seen.now
    return max((until - point.made).total_seconds(), 0.0) if point else None


def _context(situation: Situation) -> PlanningContext:
    point = situation.point
    return restored_in(situation, situation.vault_site, point.made if point else situation.seen.now)


RESTORE_COPY = RecoveryStrategy(
    name="restore a backup from the locked vault",
    scenarios=(Scenario.DATA_CORRUPTION, Scenario.ACCOUNT_COMPROMISE),
    may_serve=(Scenario.REGION_OUTAGE,),
    lacking=no_vault_lock,
    lacking_now=_no_copy_here,
    max_loss=_gap,
    loss_source=_LOSS_SOURCE,
    loss_now=_age,
    context=_context,
    until_service=(
        RESTORE_VAULT_COPY, APPLY_SETTINGS, VERIFY_DATA, CONFIRM_DATA, FENCE_WRITER, END_CONNECTIONS,
        ADMIT_CLIENTS, SWAP_CLIENTS,
    ),
    afterwards=(ADD_STANDBY, CREATE_REPLICA, REPLICATE_BACKUPS),
    never_a_debt=(FENCE_WRITER, END_CONNECTIONS),
    manual_tasks=manual_tasks.after_vault_swap,
)  # fmt: skip
RESTORE_COPY_ELSEWHERE = RecoveryStrategy(
    name="restore a backup from the locked vault in the other region",
    scenarios=(Scenario.REGION_OUTAGE,),
    may_serve=(Scenario.DATA_CORRUPTION, Scenario.ACCOUNT_COMPROMISE),
    lacking=lambda manifest: no_other_region(manifest) or no_vault_lock(manifest),
    lacking_now=_no_copy_elsewhere,
    max_loss=_gap,
    loss_source=_LOSS_SOURCE,
    loss_now=_age,
    context=_context,
    until_service=(
        FENCE_WRITER, END_CONNECTIONS, SHIFT_TRAFFIC_AWAY, RESTORE_VAULT_COPY, APPLY_SETTINGS, VERIFY_DATA,
        CONFIRM_DATA, CREATE_ENDPOINTS, ADMIT_CLIENTS, POINT_CLIENTS, RAISE_FLEET, SHIFT_TRAFFIC_TO,
    ),
    afterwards=(ADD_STANDBY, CREATE_REPLICA, REPLICATE_BACKUPS),
    manual_tasks=manual_tasks.after_vault_move,
)  # fmt: skip
