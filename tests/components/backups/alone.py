"""AWS Backup alone: a vault in both sites, the plan where the store is served, tested restores in the other."""

from functools import cache

from components.backups.plan import Backups, BackupsArgs, RestoreTesting, RestoreTestingArgs
from components.backups.vault import BackupVault, BackupVaultArgs
from rehearsal.mocks.recorder import Record
from tests.components.database.alone import database_on, foundation_on
from tests.components.stacks import SERVING, STANDBY
from tests.support.alone import PlainBaseline, in_both_sites


@cache
def backups(stack: str) -> Record:
    """What is registered for the backups of a stack, with the database that they are of."""
    return in_both_sites(_both, stack, SERVING, STANDBY)


def _both(base: PlainBaseline, other: PlainBaseline) -> None:
    copies = vault_on(other)
    plan = BackupsArgs(database=database_on(base), vault=vault_on(base), copies=[copies])
    Backups("backups", args=plan, opts=base.here)
    restore_testing_on(other, copies)


def vault_on(baseline: PlainBaseline) -> BackupVault:
    """Make the vault of a site."""
    args = BackupVaultArgs(baseline=baseline)
    return BackupVault(baseline.place.logical("vault"), args=args, opts=baseline.here)


def restore_testing_on(baseline: PlainBaseline, vault: BackupVault) -> RestoreTesting:
    """Make the tested restores of what a vault holds, with the foundation on which they stand."""
    args = RestoreTestingArgs(vault=vault, foundation=foundation_on(baseline))
    return RestoreTesting("restore-testing", args=args, opts=baseline.here)
