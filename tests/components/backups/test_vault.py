"""The vaults: one in each site, encrypted, locked, closed to deletion and to other accounts, and not silent.

What is put into them is shown in `test_plan`; that a lock holds is left to AWS Backup.
"""

import pytest

from components.encryption.keys import Purpose
from components.notifications.notifications import Channel
from rehearsal.mocks.recorder import Registered
from tests.components.backups.alone import backups
from tests.components.stacks import ACCOUNTS, SITES, by_name, name, settings, statements
from tests.support.alone import key_arn, topic_arn

VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
POLICY = "aws:backup/vaultPolicy:VaultPolicy"
NOTIFICATIONS = "aws:backup/vaultNotifications:VaultNotifications"

pytestmark = pytest.mark.parametrize(("stack", "region"), SITES)


def _only(stack: str, token: str, region: str) -> Registered:
    found = by_name(backups(stack), token, region)
    assert found.keys() == {"backup-vault"}
    return found["backup-vault"]


def test_it_is_encrypted_and_never_emptied_to_be_deleted(stack: str, region: str) -> None:
    vault = _only(stack, VAULT, region)
    assert vault.inputs == {
        "name": name(stack, region, "backup-vault"),
        "kmsKeyArn": key_arn(stack, region, Purpose.BACKUPS),
        "forceDestroy": False,
    }
    assert vault.protect


def test_it_is_locked(stack: str, region: str) -> None:
    """Prod's lock can be lifted for three days; staging's for ever, so that staging can be taken down."""
    lock = _only(stack, LOCK, region)
    file = settings(stack)["backups"]["lock"]
    days = {"prod": {"changeableForDays": 3}, "staging": {}}[stack]
    assert lock.inputs == {
        "backupVaultName": name(stack, region, "backup-vault"),
        "minRetentionDays": file["minRetentionDays"],
        "maxRetentionDays": file["maxRetentionDays"],
        **days,
    }
    assert lock.protect


def test_nobody_deletes_from_it_and_no_other_account_copies(stack: str, region: str) -> None:
    policy = _only(stack, POLICY, region)
    assert policy.inputs["backupVaultName"] == name(stack, region, "backup-vault")
    assert statements(policy) == [
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
            "Condition": {"StringNotEquals": {"aws:PrincipalAccount": ACCOUNTS[stack]}},
        },
    ]


def test_operations_hear_of_it(stack: str, region: str) -> None:
    assert _only(stack, NOTIFICATIONS, region).inputs == {
        "backupVaultName": name(stack, region, "backup-vault"),
        "snsTopicArn": topic_arn(stack, region, Channel.OPERATIONS),
        "backupVaultEvents": [
            "BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED", "RECOVERY_POINT_MODIFIED", "RESTORE_JOB_COMPLETED",
        ],
    }  # fmt: skip
