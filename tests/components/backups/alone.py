"""AWS Backup alone: a vault in both sites, the plan where the store is served, tested restores in the other."""

from functools import cache

from components.backups.plan import Backups, BackupsArgs, RestoreTesting, RestoreTestingArgs
from components.backups.vault import BackupVault, BackupVaultArgs
from rehearsal.mocks.recorder import Record
from tests.components.database.alone import database_foundation, database_of
from tests.components.stacks import SERVING, STANDBY
from tests.support.alone import (
    PlainBaseline,
    in_region,
    registered,
    settings_of,
)


@cache
def backups(stack: str) -> Record:
    """What is registered for the backups of a stack, with the database that they are of."""
    settings = settings_of(stack)

    def make() -> None:
        here, there = in_region(stack, SERVING), in_region(stack, STANDBY)
        base, other = PlainBaseline(stack, SERVING), PlainBaseline(stack, STANDBY, settings.standby_level)
        vault, copies = (
            BackupVault(
                baseline.place.logical("vault"),
                args=BackupVaultArgs(baseline=baseline, lock=settings.backups.lock),
                opts=opts,
            )
            for baseline, opts in ((base, here), (other, there))
        )
        database = database_of(stack, base, database_foundation(stack, base, here), here)
        plan = BackupsArgs(baseline=base, backups=settings.backups, database=database, vault=vault, copies=copies)
        Backups("backups", args=plan, opts=here)
        foundation = database_foundation(stack, other, there)
        tested = RestoreTestingArgs(baseline=other, backups=settings.backups, vault=copies, foundation=foundation)
        RestoreTesting("restore-testing", args=tested, opts=there)

    return registered(make, stack=stack)
