"""What a plan leaves to a person: before the store serves, and after."""

from operations.recovery.manifest import Manifest
from operations.recovery.planning.situation import Situation

_BACKUP_PLAN = "AWS Backup's selection names the old writer: it follows with the next deployment (re-homing)"
_PASSWORDS = (
    "a password that was changed after that moment is the old one in it: storefront database provision "
    "renews what lets nobody in"
)


def nothing(_situation: Situation) -> tuple[str, ...]:
    """Leave nothing."""
    return ()


def to_serve_here(situation: Situation) -> tuple[str, ...]:
    """Return what a person must do where the store stays in its region."""
    manifest = situation.manifest
    if manifest.client_secret:
        return ()
    return (
        "point clients at the new writer: this stack has no connection secret, so wherever they have its address",
    )


def to_serve_there(situation: Situation) -> tuple[str, ...]:
    """Return what a person must do where the store goes to the other region."""
    manifest, region = situation.manifest, situation.manifest.index.standby
    doors = manifest.traffic.load_balancers if manifest.traffic else {}
    if region in doors and region in manifest.fleets:
        return to_serve_here(situation)
    by_hand = (
        f"let servers run in {region} and visitors reach them: let it serve in "
        f"Pulumi.{manifest.index.environment}.yaml, then pulumi up --target '**::{region}-**'"
    )
    return (*to_serve_here(situation), by_hand)


def to_serve_from_vault(situation: Situation) -> tuple[str, ...]:
    """Return what a person must do after a restore from the vault."""
    here = situation.vault_site is situation.manifest.serving
    return to_serve_here(situation) if here else to_serve_there(situation)


def after_promotion(situation: Situation) -> tuple[str, ...]:
    """Return what a promotion in the region leaves."""
    zone = (
        ()
        if situation.free_zone
        else ("a new replica: every zone of the site is lost or the writer's; make it when a zone is back",)
    )
    return (*zone, _BACKUP_PLAN)


def after_zone_restore(situation: Situation) -> tuple[str, ...]:
    """Return what a restore in the zone that is left leaves."""
    pair = "a standby and a replica: no zone is left for them; make them when one is back"
    return (pair, _old_instances(situation.manifest), _BACKUP_PLAN)


def after_move(situation: Situation) -> tuple[str, ...]:
    """Return what a recovery in the other region leaves."""
    return (*_by_emergency_role(situation.manifest), _old_instances(situation.manifest), _BACKUP_PLAN)


def after_failback(situation: Situation) -> tuple[str, ...]:
    """Return what a planned move leaves."""
    secret = (
        f"a password that was changed while {situation.manifest.index.serving} served is the old one in this "
        "region's secret: storefront database provision renews what lets nobody in"
    )
    return (secret, *after_move(situation))


def after_swap(situation: Situation) -> tuple[str, ...]:
    """Return what a swap for a restored copy leaves."""
    old = situation.manifest.database.instances
    damaged = (
        f"{old.primary.identifier} (fenced) and its replica {old.replica.identifier}: what was written after the "
        "chosen moment is in them alone; bring over what is worth it, and delete them when nothing is missed"
    )
    undo = "to go back to the damaged one: storefront failover undo " + situation.manifest.index.environment
    return (damaged, undo, _PASSWORDS, _BACKUP_PLAN)


def after_vault(situation: Situation) -> tuple[str, ...]:
    """Return what a restore from the vault leaves."""
    here = situation.vault_site is situation.manifest.serving
    key = () if here else ("the new writer is under the vault's key: bring it under the database's with a copy",)
    rest = after_swap(situation) if here else (*after_move(situation), _PASSWORDS)
    every = "every password, key and role that whoever came in may have seen: change them (account-compromise)"
    return (*key, every, *rest)


def _by_emergency_role(manifest: Manifest) -> tuple[str, ...]:
    if not manifest.access or not manifest.client_secret or manifest.index.standby in manifest.access.functions:
        return ()
    words = (
        f"{manifest.index.standby} has no function for the secrets: an emergency role runs the step that points "
        "clients; the secrets of the other roles follow with storefront failover rehome"
    )
    return (words,)


def _old_instances(manifest: Manifest) -> str:
    old = manifest.database.instances
    return (
        f"{old.primary.identifier} and {old.replica.identifier} in {manifest.index.serving}: evidence that stays; "
        "delete them once nothing of theirs is missed"
    )
