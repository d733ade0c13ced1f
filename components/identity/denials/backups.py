"""What ends backups, or changes the database past them."""

from components.identity.denials.denial import Denial

BACKUP_LOSS = Denial(
    sid="BackupsAreKept",
    why="the locked vault is what a compromised account leaves",
    actions=(
        "backup:DeleteBackupPlan",
        # Its lock, its policy, and who is told of it.
        "backup:DeleteBackupVault*",
        "backup:DeleteRecoveryPoint",
        "backup:UpdateRecoveryPoint*",
        "backup:DisassociateRecoveryPoint*",
        "rds:DeleteDB*AutomatedBackup",
    ),
)
# AWS Backup changes a database for continuous backups alone, which RDS keeps here by itself:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
DATABASE_CHANGES = Denial(
    sid="DatabaseStays",
    why="whoever changes the database may set its master's password, and keep no backups",
    actions=("rds:ModifyDBCluster", "rds:ModifyDBInstance"),
)
