"""AWS Backup: recovery points of RDS instances, their copies, and the jobs that restore them.

Every job is done when it is asked for. A point in the vault of the database's region is under the database's key, a
copy in another region under that vault's.
https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartRestoreJob.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from moto.backup.exceptions import InvalidParameterValueException, ResourceNotFoundException
from moto.backup.models import Vault, backup_backends
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.parse import XFormedDict
from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random
from moto.rds.models import rds_backends

from rehearsal.emulator.extensions.rds_instances import check_instance, complete
from rehearsal.emulator.extensions.rds_recovery import FROM_BACKUP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from moto.rds.models import DBInstance

_FLAGS = ("MultiAZ", "PubliclyAccessible", "AutoMinorVersionUpgrade", "EnableIAMDatabaseAuthentication")


@dataclass
class Point:
    """A recovery point: the instance as it was, in a vault, under a key."""

    arn: str
    vault: str
    made: datetime
    source: DBInstance
    key: str | None

    def shown(self) -> dict[str, Any]:
        """The point as the service lists it."""
        return {
            "RecoveryPointArn": self.arn,
            "BackupVaultName": self.vault,
            "ResourceArn": self.source.db_instance_arn,
            "ResourceType": "RDS",
            "CreationDate": self.made,
            "CompletionDate": self.made,
            "Status": "COMPLETED",
            "IsEncrypted": self.key is not None,
            "EncryptionKeyArn": self.key,
        }


class PointsBackend(BaseBackend):
    """The recovery points of a region's vaults, and its restore jobs."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.points: dict[str, Point] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, str] = {}

    def back_up(self, vault: str, resource: str) -> Point:
        """Make a recovery point of an instance of this region."""
        self.vault(vault)
        name = resource.rpartition(":")[2]
        source = rds_backends[self.account_id][self.region_name].databases.get(name)
        if source is None or source.db_instance_arn != resource:
            raise ResourceNotFoundException(msg=f"Resource {resource} does not exist")
        return self.keep(vault, source, source.kms_key_id, utcnow())

    def copy(self, point: str, vault_arn: str) -> Point:
        """Copy a recovery point of this region into a vault of any."""
        known = self._point(point)
        region, vault = vault_arn.split(":")[3], vault_arn.rpartition(":")[2]
        other = points_backends[self.account_id][region]
        key = known.key if region == self.region_name else other.vault(vault).encryption_key_arn
        return other.keep(vault, known.source, key, known.made)

    def keep(self, vault: str, source: DBInstance, key: str | None, made: datetime) -> Point:
        """Put a recovery point into a vault."""
        prefix = f"arn:{self.partition}:rds:{self.region_name}:{self.account_id}:snapshot:awsbackup"
        point = Point(f"{prefix}:job-{mock_random.uuid4()}", vault, made, source, key)
        self.points[point.arn] = point
        return point

    def listed(self, vault: str, wanted: Mapping[str, str]) -> list[dict[str, Any]]:
        """The points of a vault, of one resource or type."""
        self.vault(vault)
        shown = [point.shown() for point in self.points.values() if point.vault == vault]
        return [one for one in shown if all(one[key] == value for key, value in wanted.items())]

    def restore(self, given: dict[str, Any]) -> dict[str, Any]:
        """Restore a point as a new instance of this region; a job that fails says why."""
        token = given.get("IdempotencyToken")
        if token in self.tokens:
            return self.jobs[self.tokens[token]]
        point = self._point(given["RecoveryPointArn"])
        self._role(given.get("IamRoleArn"))
        metadata = dict(given["Metadata"])
        if not metadata.get("DBInstanceIdentifier"):
            raise InvalidParameterValueException(msg="Metadata lacks DBInstanceIdentifier")
        job = {
            "RestoreJobId": str(mock_random.uuid4()).upper(),
            "AccountId": self.account_id,
            "RecoveryPointArn": point.arn,
            "RecoveryPointCreationDate": point.made,
            "SourceResourceArn": point.source.db_instance_arn,
            "IamRoleArn": given.get("IamRoleArn"),
            "ResourceType": "RDS",
            "CreationDate": utcnow(),
            "PercentDone": "100.00%",
        }
        self._make(job, point, metadata)
        self.jobs[str(job["RestoreJobId"])] = job
        if token:
            self.tokens[token] = str(job["RestoreJobId"])
        return job

    def _make(self, job: dict[str, Any], point: Point, metadata: dict[str, Any]) -> None:
        rds = rds_backends[self.account_id][self.region_name]
        request = XFormedDict(
            {
                **metadata,
                **{name: getattr(point.source, attribute) for name, attribute in FROM_BACKUP.items()},
                **{name: metadata[name] == "true" for name in _FLAGS if name in metadata},
                "VpcSecurityGroupIds": json.loads(metadata.get("VpcSecurityGroupIds", "[]")),
                "MasterUserPassword": "that-of-the-source",
                "KmsKeyId": point.key,
                "BackupRetentionPeriod": 1,
            }
        )
        try:
            check_instance(rds, request)
            # moto's own parser hands its models this mapping where they say dict.
            made = rds.create_db_instance(cast("dict[str, Any]", request))
        except Exception as error:  # noqa: BLE001 - whatever RDS refuses, the job tells
            job.update(Status="FAILED", StatusMessage=str(error))
            return
        complete(made, request)
        job.update(Status="COMPLETED", CreatedResourceArn=made.db_instance_arn, CompletionDate=utcnow())

    def vault(self, name: str) -> Vault:
        """The vault of that name."""
        vaults = backup_backends[self.account_id][self.region_name].vaults
        if name not in vaults:
            raise ResourceNotFoundException(msg=f"Backup vault {name} does not exist")
        return vaults[name]

    def _point(self, arn: str) -> Point:
        if arn not in self.points:
            raise ResourceNotFoundException(msg=f"Recovery point {arn} does not exist")
        return self.points[arn]

    def _role(self, arn: str | None) -> None:
        roles = iam_backends[self.account_id][self.partition].roles.values()
        if arn not in [role.arn for role in roles]:
            raise InvalidParameterValueException(msg=f"IAM Role {arn} does not exist")


points_backends = BackendDict(PointsBackend, "backup")
