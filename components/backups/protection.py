"""What protects the data: backups, their copies in the standby's region if any, and proof that they restore."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.alarms.alarm import Inventory, merged
from components.backups.plan import Backups, BackupsArgs, RestoreTesting, RestoreTestingArgs
from components.backups.validation import RestoreValidation, RestoreValidationArgs
from components.backups.vault import BackupVault
from components.baseline.baseline import Baseline
from components.database.database import Database
from components.database.foundation import DatabaseFoundation
from components.database.replication import Replication, ReplicationArgs


@dataclass(frozen=True, kw_only=True)
class DataProtectionArgs:
    """The database, the vault beside it, the standbys' vaults of copies, and where restored copies stand.

    Backups are proven where a recovery would restore them: from the copies if there are any.
    """

    database: Database
    vault: BackupVault
    copies: Sequence[BackupVault]
    proven_on: DatabaseFoundation


class DataProtection:
    """Replicated and copied backups, and their tests: two ways, since each can fail without the other.

    Without a standby there is AWS Backup's plan alone, beside the database's own backups: `replications` is empty.

    No component of Pulumi's: each part is one, in the region in which a recovery finds it by its own URN.
    """

    def __init__(self, args: DataProtectionArgs) -> None:
        here, there = args.vault.baseline, args.proven_on.baseline
        self._args = args
        self.replications = [self._replication(copies.baseline) for copies in args.copies]
        Backups(
            here.place.logical("backups"),
            args=BackupsArgs(database=args.database, vault=args.vault, copies=args.copies),
            opts=here.here,
        )
        self.restore_testing = RestoreTesting(
            there.place.logical("restore-testing"),
            args=RestoreTestingArgs(vault=next(iter(args.copies), args.vault), foundation=args.proven_on),
            opts=there.here,
        )
        self.restore_validation = RestoreValidation(
            there.place.logical("restore-validation"),
            args=RestoreValidationArgs(baseline=there, restore_testing=self.restore_testing),
            opts=there.here,
        )

    def _replication(self, there: Baseline) -> Replication:
        return Replication(
            there.place.logical("replication"),
            args=ReplicationArgs(baseline=there, database=self._args.database),
            opts=there.here,
        )

    def monitored(self) -> Inventory:
        """Return the vault that the plan fills, and the same one as what copies are made from, if any are."""
        vault = self._args.vault
        return merged(vault.monitored(), vault.monitored_copies() if self._args.copies else {})
