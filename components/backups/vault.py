"""A site's backup vault: under its own key, locked, closed to deletion, and reporting what goes wrong."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind
from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.shared.policy_documents import document

# Those that AWS Backup still sends; failures come as COMPLETED with a state:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-notifications.html
_EVENTS = ("BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED", "RECOVERY_POINT_MODIFIED", "RESTORE_JOB_COMPLETED")


@dataclass(frozen=True, kw_only=True)
class BackupVaultArgs:
    """Where the vault stands."""

    baseline: Baseline


class BackupVault(pulumi.ComponentResource):
    """The vault; `arn` and `name` are what backup plans take."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, name: str, *, args: BackupVaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:backups:BackupVault", name, None, opts)
        self.baseline = args.baseline
        place, lock = args.baseline.place, args.baseline.settings.backups.lock
        child = pulumi.ResourceOptions(parent=self)
        vault = aws.backup.Vault(
            place.logical("backup-vault"),
            name=place.name("backup-vault", limit=50),
            kms_key_arn=args.baseline.key_arn(Purpose.BACKUPS),
            force_destroy=place.lifecycle.force_destroy,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        aws.backup.VaultLockConfiguration(
            place.logical("backup-vault"),
            backup_vault_name=vault.name,
            min_retention_days=lock.min_retention_days,
            max_retention_days=lock.max_retention_days,
            changeable_for_days=lock.changeable_for_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        aws.backup.VaultPolicy(
            place.logical("backup-vault"),
            backup_vault_name=vault.name,
            policy=vault_policy(place.account),
            opts=child,
        )
        aws.backup.VaultNotifications(
            place.logical("backup-vault"),
            backup_vault_name=vault.name,
            sns_topic_arn=args.baseline.operations_topic_arn,
            backup_vault_events=list(_EVENTS),
            opts=child,
        )
        self.arn, self.name = vault.arn, vault.name
        self._in_off_hours = args.baseline.settings.database_off_hours is not None
        self._monitored = MonitoredResource(dimensions={"BackupVaultName": self.name})
        self.register_outputs({"arn": self.arn})

    def monitored(self) -> Inventory:
        """Return the vault: jobs are counted where they run."""
        return {ResourceKind.OFF_HOURS_VAULT if self._in_off_hours else ResourceKind.VAULT: [self._monitored]}

    def monitored_copies(self) -> Inventory:
        """Return the vault as what copies are made from, where they are counted."""
        kind = ResourceKind.OFF_HOURS_COPIED_VAULT if self._in_off_hours else ResourceKind.COPIED_VAULT
        return {kind: [self._monitored]}


def vault_policy(account: str) -> str:
    """Deny everyone the deletion of recovery points, and other accounts any copy into or out of the vault."""
    return document(
        [
            {
                "Sid": "NobodyDeletesRecoveryPoints",
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
                "Resource": "*",
            },
            {
                "Sid": "NothingFromOtherAccounts",
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["backup:CopyIntoBackupVault", "backup:StartCopyJob"],
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:PrincipalAccount": account}},
            },
        ]
    )
