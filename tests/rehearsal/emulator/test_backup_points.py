"""Proves that recovery points, their copies and restores behave as AWS Backup's, as far as a recovery relies on them.

What a recovery makes of them is shown in the recovery's own tests.
"""

from collections.abc import Generator
from typing import Any

import pytest

from operations.aws import RefusedError
from rehearsal.drills.small_stack import ACCOUNT, COPY, SERVING, STANDBY
from tests.operations.recovery.world import World, call, instances, world

ROLE = f"arn:aws:iam::{ACCOUNT}:role/restore"


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


def points(region: str) -> list[dict[str, Any]]:
    listed = call(
        region, "backup", "ListRecoveryPointsByBackupVault", BackupVaultName="vault", ByResourceType="RDS"
    )
    return listed["RecoveryPoints"]


def restore(standing: World, region: str, token: str = "once", **more: str) -> str:
    (point,) = points(region)
    site = standing.manifest.sites[region]
    metadata = {
        "DBInstanceIdentifier": "restored",
        "DBInstanceClass": "db.r8g.large",
        "DBSubnetGroupName": "pair",
        "VpcSecurityGroupIds": f'["{site.security_groups[COPY]}"]',
        "MultiAZ": "false",
        **more,
    }
    return call(
        region, "backup", "StartRestoreJob", RecoveryPointArn=point["RecoveryPointArn"], IamRoleArn=ROLE,
        Metadata=metadata, IdempotencyToken=token,
    )["RestoreJobId"]  # fmt: skip


def test_a_point_is_under_the_database_s_key_and_its_copy_under_the_vault_s(standing: World) -> None:
    (own,), (copied,) = points(SERVING), points(STANDBY)
    vault = call(STANDBY, "backup", "DescribeBackupVault", BackupVaultName="vault")
    assert own["EncryptionKeyArn"] == standing.manifest.serving.keys["database"]
    assert copied["EncryptionKeyArn"] == vault["EncryptionKeyArn"]
    assert own["ResourceArn"] == copied["ResourceArn"] == standing.manifest.database.instances.primary.arn
    assert own["RecoveryPointArn"].split(":")[3] == SERVING
    assert copied["RecoveryPointArn"].split(":")[3] == STANDBY


def test_a_job_makes_the_instance_that_was_asked_for(standing: World) -> None:
    job = call(STANDBY, "backup", "DescribeRestoreJob", RestoreJobId=restore(standing, STANDBY))
    made = instances(STANDBY)["restored"]
    assert (job["Status"], job["CreatedResourceArn"]) == ("COMPLETED", made.db_instance_arn)
    assert made.kms_key_id == points(STANDBY)[0]["EncryptionKeyArn"]
    assert made.vpc_security_group_ids == [standing.manifest.standby.copy_group]
    assert made.tags == []


def test_the_same_token_starts_one_job(standing: World) -> None:
    assert restore(standing, STANDBY) == restore(standing, STANDBY)
    assert len(call(STANDBY, "backup", "ListRestoreJobs", ByResourceType="RDS")["RestoreJobs"]) == 1


def test_what_rds_refuses_fails_the_job(standing: World) -> None:
    restore(standing, STANDBY)
    job = call(STANDBY, "backup", "DescribeRestoreJob", RestoreJobId=restore(standing, STANDBY, token="twice"))
    assert job["Status"] == "FAILED"
    assert "already exists" in job["StatusMessage"]
    other = restore(standing, STANDBY, token="third", DBInstanceIdentifier="other", DBSubnetGroupName="gone")
    assert call(STANDBY, "backup", "DescribeRestoreJob", RestoreJobId=other)["Status"] == "FAILED"


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("ListRecoveryPointsByBackupVault", {"BackupVaultName": "another"}),
        ("StartBackupJob", {"BackupVaultName": "vault", "ResourceArn": "arn:aws:rds:x", "IamRoleArn": ROLE}),
        ("StartRestoreJob", {"RecoveryPointArn": "arn:aws:rds:x", "IamRoleArn": ROLE, "Metadata": {}}),
        ("DescribeRestoreJob", {"RestoreJobId": "none"}),
    ],
)
def test_what_does_not_stand_is_refused(standing: World, operation: str, params: dict[str, Any]) -> None:
    assert standing.runs() == []
    with pytest.raises(RefusedError, match="ResourceNotFoundException"):
        call(STANDBY, "backup", operation, **params)
