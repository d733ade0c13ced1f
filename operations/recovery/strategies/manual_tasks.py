"""What a strategy leaves to a person, once the store serves again."""

from operations.recovery.manifest import Manifest
from operations.recovery.planning.context import PlanningContext

_BACKUP_PLAN = (
    "AWS Backup still backs up the old writer: re-home the stack, and the next deployment selects the new one"
)


def nothing(_context: PlanningContext) -> tuple[str, ...]:
    """Leave nothing to a person before the store serves."""
    return ()


def before_serving_from_another_zone(context: PlanningContext) -> tuple[str, ...]:
    """Return what must be done where everything ran in the zone that is lost."""
    site, zone, stack = context.site, context.placement.zone, context.manifest.index.environment
    if site.running_zone in {None, zone}:
        return ()
    words = (
        f"let servers run in {zone}: set storefront:sites.{site.region}.database.primaryZones: [{zone}] in "
        f"Pulumi.{stack}.yaml, after `storefront failover rehome {stack}`, which says the other settings"
    )
    return (words,)


def after_promotion(context: PlanningContext) -> tuple[str, ...]:
    """Return what a promotion in the region leaves."""
    if context.replica_zone:
        return (_BACKUP_PLAN,)
    replica = f"create a replica of {context.new} when another zone is available{_lost(context)}"
    return (replica, _BACKUP_PLAN)


def after_zone_restore(context: PlanningContext) -> tuple[str, ...]:
    """Return what a restore in the zone that is left leaves."""
    pair = f"add a standby and a replica to {context.new} when another zone is available{_lost(context)}"
    replicated = (pair,) if context.manifest.database.instances.replica else ()
    return (*replicated, _old_instances(context.manifest), _BACKUP_PLAN)


def after_move(context: PlanningContext) -> tuple[str, ...]:
    """Return what a recovery in the other region leaves."""
    return (*_other_secrets(context.manifest), _old_instances(context.manifest), _BACKUP_PLAN)


def after_failback(context: PlanningContext) -> tuple[str, ...]:
    """Return what a planned move leaves."""
    moved_from = context.manifest.index.serving
    passwords = f"a password that was changed while {moved_from} served is an old one in this region's secret"
    return (f"{passwords}: {_provision(context)}", *after_move(context))


def after_swap(context: PlanningContext) -> tuple[str, ...]:
    """Return what a swap for a restored copy leaves."""
    old = context.manifest.database.instances
    replica = f" and its replica {old.replica.identifier}" if old.replica else ""
    gone = "both when nothing in them" if old.replica else "it when nothing in it"
    damaged = (
        f"what was written after the chosen moment is only in {old.primary.identifier} (closed to clients)"
        f"{replica}: copy over what you need, and delete {gone} is missed"
    )
    undo = f"to return to the old database: `storefront failover undo {context.manifest.index.environment}`"
    return (damaged, undo, _passwords(context), _BACKUP_PLAN)


def after_vault_swap(context: PlanningContext) -> tuple[str, ...]:
    """Return what a restore from the vault in the same region leaves."""
    return (_change_everything(), *after_swap(context))


def after_vault_move(context: PlanningContext) -> tuple[str, ...]:
    """Return what a restore from the vault in the other region leaves."""
    key = (
        f"{context.new} is encrypted with the vault's key: change to the database's key, by a snapshot that is "
        "copied with it, in a quiet hour"
    )
    return (key, _change_everything(), *after_move(context), _passwords(context))


def _lost(context: PlanningContext) -> str:
    lost = sorted(context.situation.lost)
    return f"; lost now: {', '.join(lost)}" if lost else ""


def _change_everything() -> str:
    page = "docs/runbooks/account-compromise.md"
    return f"change every password, key and role that the intruder may have seen: see {page}"


def _passwords(context: PlanningContext) -> str:
    return (
        f"a password that was changed after that moment is an old one in the restored data: {_provision(context)}"
    )


def _provision(context: PlanningContext) -> str:
    return (
        f"`storefront database provision {context.manifest.index.environment}` renews each one that cannot log in"
    )


def _other_secrets(manifest: Manifest) -> tuple[str, ...]:
    region = manifest.standby.region
    if not manifest.access or not manifest.client_secret or region in manifest.access.functions:
        return ()
    words = (
        f"{region} has no function that changes secrets: the application's alone names the new writer until "
        f"`storefront failover rehome {manifest.index.environment}` changes the others"
    )
    return (words,)


def _old_instances(manifest: Manifest) -> str:
    old = [one.identifier for one in manifest.database.instances.every]
    kept, them = ("are", "them") if len(old) > 1 else ("is", "it")
    return (
        f"{' and '.join(old)} in {manifest.index.serving} {kept} kept as evidence: delete {them} when nothing in "
        f"{them} is missed"
    )
