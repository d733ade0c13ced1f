"""DB instances as AWS keeps them, and what it refuses of them.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random
from moto.rds.exceptions import (
    DBSubnetGroupNotFoundError,
    InvalidParameterCombination,
    InvalidParameterValue,
    RDSClientError,
)

from rehearsal.emulator.extensions.rds_replication import new_backup_arn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from moto.rds.models import DBInstance, DBSubnetGroup, RDSBackend

_MONITORING_SERVICE = "monitoring.rds.amazonaws.com"
# RDS's resource ids: 26 capital letters and digits.
_ID_LETTERS = string.ascii_uppercase + string.digits
_ID_LENGTH = 26


def check_instance(backend: RDSBackend, params: Mapping[str, Any]) -> None:
    """Refuse a new instance that AWS would refuse."""
    _check_placement(backend, params, params.get("DBSubnetGroupName"))
    _check_keys(backend, params)
    _check_monitoring_role(backend, params)
    _check_parameter_group(backend, params)
    if params.get("KmsKeyId") and not params.get("StorageEncrypted"):
        raise InvalidParameterCombination("KmsKeyId can be given only with StorageEncrypted.")


def check_replica(backend: RDSBackend, params: Mapping[str, Any]) -> None:
    """Refuse a read replica that AWS would refuse."""
    source = backend.find_db_from_id(params["SourceDBInstanceIdentifier"])
    if source.backup_retention_period == 0:
        raise RDSClientError(
            "InvalidDBInstanceState",
            f"Automated backups are not enabled for the database instance {source.db_instance_identifier}. "
            "To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero "
            "value.",
        )
    if source.region == backend.region_name and params.get("KmsKeyId") not in {None, source.kms_key_id}:
        raise InvalidParameterCombination(
            "A read replica in its source's region is encrypted with the source's key."
        )
    if source.region != backend.region_name and source.storage_encrypted and not params.get("KmsKeyId"):
        raise InvalidParameterCombination(
            "A replica of an encrypted source in another region needs a KmsKeyId there."
        )
    own = _subnet_group(source)
    _check_placement(backend, params, params.get("DBSubnetGroupName") or (own.name if own else None))
    _check_same_vpc(backend, source, params.get("DBSubnetGroupName"))
    _check_keys(backend, params)
    _check_monitoring_role(backend, params)


def check_subnets(backend: RDSBackend, subnet_ids: Iterable[str]) -> None:
    """Refuse a subnet group that does not reach over two zones of one VPC."""
    standing = ec2_backends[backend.account_id][backend.region_name]
    subnets = [standing.get_subnet(one) for one in subnet_ids]
    zones = sorted({one.availability_zone for one in subnets})
    if len(zones) < 2:  # noqa: PLR2004 - RDS's own number
        raise RDSClientError(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            f"Current AZ coverage: {', '.join(zones)}. Add subnets to cover at least 2 AZs.",
        )
    if len({one.vpc_id for one in subnets}) > 1:
        raise RDSClientError("InvalidSubnet", "The subnets of a DB subnet group must all be in one VPC.")


def complete(instance: DBInstance, params: Mapping[str, Any]) -> None:
    """Give a new instance what moto leaves out."""
    shown: Any = instance
    shown.dbi_resource_id = "db-" + "".join(mock_random.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
    shown.automated_backups_arn = new_backup_arn(instance.backend)
    shown.kms_key_id = _key(instance.backend, instance.kms_key_id)
    shown.performance_insights_enabled = bool(params.get("EnablePerformanceInsights"))
    shown.performance_insights_kms_key_id = _key(instance.backend, params.get("PerformanceInsightsKMSKeyId"))
    shown.performance_insights_retention_period = params.get("PerformanceInsightsRetentionPeriod")
    shown.database_insights_mode = params.get("DatabaseInsightsMode") or "standard"
    shown.dedicated_log_volume = bool(params.get("DedicatedLogVolume"))
    shown.network_type = params.get("NetworkType") or "IPV4"
    shown.engine_lifecycle_support = params.get("EngineLifecycleSupport") or "open-source-rds-extended-support"
    place(instance, params.get("AvailabilityZone"))


def separate(replica: DBInstance, params: Mapping[str, Any]) -> None:
    """Make a replica an instance of its own, with its own defaults instead of its source's values."""
    shown: Any = replica
    shown.multi_az = bool(params.get("MultiAZ"))
    shown.deletion_protection = bool(params.get("DeletionProtection"))
    shown.copy_tags_to_snapshot = bool(params.get("CopyTagsToSnapshot"))
    shown.publicly_accessible = bool(params.get("PubliclyAccessible"))
    shown.enable_iam_database_authentication = bool(params.get("EnableIAMDatabaseAuthentication"))
    shown.enabled_cloudwatch_logs_exports = list(params.get("EnableCloudwatchLogsExports") or [])
    shown.monitoring_interval = params.get("MonitoringInterval") or 0
    shown.monitoring_role_arn = params.get("MonitoringRoleArn")
    shown.max_allocated_storage = params.get("MaxAllocatedStorage") or replica.allocated_storage
    shown.backup_retention_period = 0
    shown.tags = list(params.get("Tags") or [])
    if name := params.get("DBSubnetGroupName"):
        shown.db_subnet_group = replica.backend.subnet_groups[name]
    source = str(params["SourceDBInstanceIdentifier"])
    # RDS shows a source of the same region by its name, one of another region by its ARN.
    same_region = not source.startswith("arn:") or source.split(":")[3] == replica.region
    shown.source_db_instance_identifier = source.rsplit(":", 1)[-1] if same_region else source
    complete(replica, params)


def place(instance: DBInstance, zone: str | None) -> None:
    """Put the instance in a zone of its subnet group, and a Multi-AZ instance's standby in another."""
    shown: Any = instance
    zones = _zones(_subnet_group(instance))
    if zones and not zone:
        shown.availability_zone = zones[0]
    others = [one for one in zones if one != shown.availability_zone]
    shown.secondary_availability_zone = others[0] if instance.multi_az and others else None


def _zones(group: DBSubnetGroup | None) -> list[str]:
    if group is None:
        return []
    return sorted({str(one["SubnetAvailabilityZone"]["Name"]) for one in group.subnets})


def _check_placement(backend: RDSBackend, params: Mapping[str, Any], name: str | None) -> None:
    """Refuse a zone or security groups that do not go with the subnet group of that name."""
    zone = params.get("AvailabilityZone")
    if zone and params.get("MultiAZ"):
        raise InvalidParameterCombination(
            "Requesting a specific availability zone is not valid for Multi-AZ instances."
        )
    if not name:
        return
    if name not in backend.subnet_groups:
        raise DBSubnetGroupNotFoundError(name)
    group = backend.subnet_groups[name]
    if zone and zone not in _zones(group):
        raise InvalidParameterCombination(
            f"The availability zone {zone} is not covered by the DB subnet group {name}: "
            f"{', '.join(_zones(group))}."
        )
    _check_security_groups(backend, params.get("VpcSecurityGroupIds") or [], group.vpc_id)


def _check_security_groups(backend: RDSBackend, ids: Iterable[str], vpc: str) -> None:
    standing = ec2_backends[backend.account_id][backend.region_name]
    for one in ids:
        group = standing.get_security_group_from_id(one)
        if group is None:
            raise InvalidParameterValue(f"Invalid security group, groupId= {one}, groupName=.")
        if group.vpc_id != vpc:
            raise InvalidParameterCombination(
                "The DB instance and EC2 security group are in different VPCs. "
                f"The DB instance is in {vpc} and the EC2 security group is in {group.vpc_id}"
            )


def _check_same_vpc(backend: RDSBackend, source: DBInstance, name: str | None) -> None:
    own = _subnet_group(source)
    if name is None or own is None or source.region != backend.region_name:
        return
    if backend.subnet_groups[name].vpc_id != own.vpc_id:
        raise InvalidParameterCombination("The read replica and its source must be in the same VPC.")


def _subnet_group(instance: DBInstance) -> DBSubnetGroup | None:
    # moto leaves the attribute out of an instance that has none.
    return getattr(instance, "db_subnet_group", None)


def _check_keys(backend: RDSBackend, params: Mapping[str, Any]) -> None:
    for name in ("KmsKeyId", "PerformanceInsightsKMSKeyId"):
        _key(backend, params.get(name))


def _key(backend: RDSBackend, key: str | None) -> str | None:
    """The ARN under which RDS shows a key, whichever way it was named."""
    if key is None:
        return None
    # moto holds RDS's check of a key behind the region's backend.
    return backend._validate_kms_key(key)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _check_monitoring_role(backend: RDSBackend, params: Mapping[str, Any]) -> None:
    arn = params.get("MonitoringRoleArn")
    if not arn:
        return
    roles = iam_backends[backend.account_id][backend.partition].roles.values()
    trusted = [role.arn for role in roles if _MONITORING_SERVICE in str(role.assume_role_policy_document)]
    if arn not in trusted:
        raise InvalidParameterValue(
            "The specified RDS IAM role ARN value is invalid or does not include the required permissions for: "
            f"ENHANCED_MONITORING ({arn})"
        )


def _check_parameter_group(backend: RDSBackend, params: Mapping[str, Any]) -> None:
    group = backend.db_parameter_groups.get(params.get("DBParameterGroupName") or "")
    version = str(params.get("EngineVersion") or "")
    if group is None or params.get("Engine") != "postgres" or not version:
        return
    wanted = f"postgres{version.split('.', maxsplit=1)[0]}"
    if group.family != wanted:
        raise InvalidParameterCombination(
            f"The Parameter Group {group.name} with DBParameterGroupFamily {group.family} can't be used for this "
            f"instance. Please use a Parameter Group with DBParameterGroupFamily {wanted}"
        )
