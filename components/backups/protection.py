"""What protects the data where the database is not: copies in the standby's region, and proof that they restore."""

from dataclasses import dataclass

from components.backups.plan import Backups, BackupsArgs, RestoreTesting, RestoreTestingArgs
from components.backups.validation import RestoreValidation, RestoreValidationArgs
from components.backups.vault import BackupVault
from components.database.database import Database
from components.database.foundation import DatabaseFoundation
from components.database.replication import Replication, ReplicationArgs


@dataclass(frozen=True, kw_only=True)
class DataProtectionArgs:
    """The database, the vault beside it, the standby's vault of copies, and what restored copies stand on."""

    database: Database
    vault: BackupVault
    copies: BackupVault
    foundation: DatabaseFoundation


class DataProtection:
    """Replicated and copied backups, and their tests: two ways, since each can fail without the other.

    No component of Pulumi's: each part is one, in the region in which a recovery finds it by its own URN.
    """

    def __init__(self, args: DataProtectionArgs) -> None:
        here, there = args.vault.baseline, args.copies.baseline
        self.replication = Replication(
            there.place.logical("replication"),
            args=ReplicationArgs(baseline=there, database=args.database),
            opts=there.here,
        )
        Backups(
            here.place.logical("backups"),
            args=BackupsArgs(database=args.database, vault=args.vault, copies=args.copies),
            opts=here.here,
        )
        self.restore_testing = RestoreTesting(
            there.place.logical("restore-testing"),
            args=RestoreTestingArgs(vault=args.copies, foundation=args.foundation),
            opts=there.here,
        )
        self.restore_validation = RestoreValidation(
            there.place.logical("restore-validation"),
            args=RestoreValidationArgs(baseline=there, restore_testing=self.restore_testing),
            opts=there.here,
        )
