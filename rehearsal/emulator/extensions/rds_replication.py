"""Automated backups replicated from one region into another."""

from __future__ import annotations

from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.rds.exceptions import (
    DBInstanceNotFoundError,
    InvalidParameterCombination,
    InvalidParameterValue,
    KMSKeyNotAccessibleFault,
    RDSClientError,
)
from moto.rds.models import DBInstance, RDSBackend, rds_backends

_LONGEST_RETENTION_DAYS = 35
_DEFAULT_RETENTION_DAYS = 7
_ARN_FIELDS = 7


class BackupReplicationBackend(BaseBackend):
    """The backups that this region receives, by the ARN of their source."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.replications: dict[str, dict[str, Any]] = {}

    def start(
        self, source_arn: str, key: str | None, days: int | None, tags: list[dict[str, str]]
    ) -> dict[str, Any]:
        """Replicate the backups of an instance of another region into this one."""
        source = self._source(source_arn)
        retention = _DEFAULT_RETENTION_DAYS if days is None else days
        if not 1 <= retention <= _LONGEST_RETENTION_DAYS:
            raise InvalidParameterValue(
                f"Invalid backup retention period: {retention}. It must be between 1 and {_LONGEST_RETENTION_DAYS}."
            )
        if source_arn in self.replications:
            raise RDSClientError(
                "InvalidDBInstanceAutomatedBackupState",
                f"Automated backups of {source_arn} are already replicated to {self.region_name}.",
            )
        made = {
            **automated_backup(source),
            "Status": "replicating",
            "BackupRetentionPeriod": retention,
            "KmsKeyId": self._key(source, key),
            "DBInstanceAutomatedBackupsArn": new_backup_arn(self),
            "TagList": tags,
        }
        self.replications[source_arn] = made
        return made

    def stop(self, source_arn: str) -> dict[str, Any]:
        """End the replication of an instance's backups into this region."""
        if source_arn not in self.replications:
            raise DBInstanceNotFoundError(source_arn)
        return {**self.replications.pop(source_arn), "Status": "retained"}

    def _source(self, arn: str) -> DBInstance:
        fields = arn.split(":")
        if len(fields) != _ARN_FIELDS or fields[2] != "rds" or fields[5] != "db":
            raise InvalidParameterValue(f"Invalid source DB instance ARN: {arn}")
        region, name = fields[3], fields[6]
        if region == self.region_name:
            raise InvalidParameterCombination(
                f"The source DB instance is in {region}; its automated backups can be replicated only to "
                "another region."
            )
        source = rds_backends[self.account_id][region].databases.get(name)
        if source is None:
            raise DBInstanceNotFoundError(arn)
        if source.backup_retention_period == 0:
            raise RDSClientError(
                "InvalidDBInstanceState", f"Automated backups are not enabled for the source DB instance {name}."
            )
        return source

    def _key(self, source: DBInstance, key: str | None) -> str | None:
        """The key here: it is asked for exactly when the source is encrypted, since keys stay in their region."""
        if not source.storage_encrypted:
            if key is not None:
                raise InvalidParameterCombination(
                    "The source DB instance is not encrypted; KmsKeyId cannot be given."
                )
            return None
        if key is None:
            raise InvalidParameterCombination(
                f"The source DB instance is encrypted; give the KmsKeyId of a key in {self.region_name}."
            )
        if key.startswith("arn:") and key.split(":")[3] != self.region_name:
            raise KMSKeyNotAccessibleFault(key)
        # moto holds RDS's check of a key behind the region's backend.
        return rds_backends[self.account_id][self.region_name]._validate_kms_key(key)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


replication_backends = BackendDict(BackupReplicationBackend, "rds")


def originals(backend: RDSBackend) -> list[dict[str, Any]]:
    """The automated backups of a region's own instances."""
    return [
        {
            **automated_backup(instance),
            "Status": "active",
            "BackupRetentionPeriod": instance.backup_retention_period,
            "KmsKeyId": instance.kms_key_id,
            "DBInstanceAutomatedBackupsArn": getattr(instance, "automated_backups_arn", ""),
            "DBInstanceAutomatedBackupsReplications": [
                {"DBInstanceAutomatedBackupsArn": one["DBInstanceAutomatedBackupsArn"]}
                for one in replicas_of(backend.account_id, instance.db_instance_arn)
            ],
        }
        for instance in backend.databases.values()
        if instance.backup_retention_period
    ]


def replicas_of(account: str, source_arn: str) -> list[dict[str, Any]]:
    """The replicated backups of an instance, in every region that receives them."""
    return [
        backend.replications[source_arn]
        for backend in list(replication_backends[account].values())
        if source_arn in backend.replications
    ]


def automated_backup(source: DBInstance) -> dict[str, Any]:
    """What an automated backup tells of its instance (`DBInstanceAutomatedBackup`)."""
    return {
        "DBInstanceArn": source.db_instance_arn,
        "DbiResourceId": source.dbi_resource_id,
        "Region": source.region,
        "DBInstanceIdentifier": source.db_instance_identifier,
        "RestoreWindow": {"EarliestTime": source.created, "LatestTime": utcnow()},
        "AllocatedStorage": source.allocated_storage,
        "Port": source.port,
        "AvailabilityZone": source.availability_zone,
        "InstanceCreateTime": source.created,
        "MasterUsername": source.master_username,
        "Engine": source.engine,
        "EngineVersion": source.engine_version,
        "LicenseModel": source.license_model,
        "Encrypted": source.storage_encrypted,
        "StorageType": source.storage_type,
        "IAMDatabaseAuthenticationEnabled": source.enable_iam_database_authentication,
        "BackupTarget": "region",
    }


def new_backup_arn(backend: BaseBackend) -> str:
    """The ARN of a new automated backup in the backend's region."""
    mark = mock_random.get_random_string(length=26, lower_case=True)
    return f"arn:{backend.partition}:rds:{backend.region_name}:{backend.account_id}:auto-backup:ab-{mark}"
