"""What RDS and AWS Backup are asked for, so that what is made is what the settings ask for."""

import json
from collections.abc import Mapping
from typing import Any

from operations.recovery.instances import RUN_TAG
from operations.recovery.manifest import Manifest
from operations.recovery.planning.context import PlanningContext

# A version whose time is over is upgraded by RDS instead of being charged by vCPU and hour.
NO_EXTENDED_SUPPORT = "open-source-rds-extended-support-disabled"


def from_backups(context: PlanningContext, source: Mapping[str, str]) -> dict[str, Any]:
    """Ask for the automated backups of `source` at the chosen moment, or else at the latest."""
    database, site, situation = context.manifest.database, context.site, context.situation
    moment = {"RestoreTime": situation.at.isoformat()} if situation.at else {"UseLatestRestorableTime": True}
    return {
        **source,
        **moment,
        **_zone(context),
        "DBInstanceClass": database.instance_class,
        "DBSubnetGroupName": context.placement.subnet_group,
        # Only the verification function reaches it until clients are admitted.
        "VpcSecurityGroupIds": [site.copy_group],
        "DBParameterGroupName": site.parameter_group,
        # A pair is restored slower than one instance: the standby follows once the store serves.
        "MultiAZ": False,
        "PubliclyAccessible": False,
        "AutoMinorVersionUpgrade": False,
        "CopyTagsToSnapshot": True,
        "DeletionProtection": True,
        "EnableIAMDatabaseAuthentication": True,
        "EngineLifecycleSupport": NO_EXTENDED_SUPPORT,
        "BackupRetentionPeriod": database.shape.backup_retention_days,
        "PreferredBackupWindow": database.shape.backup_window,
        "Tags": _tags(context),
        **_common(context.manifest),
    }


def from_vault(context: PlanningContext) -> dict[str, str]:
    """Return the metadata of a restore job; what a job cannot be told, `writer_settings` asks for afterwards.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-rds.html
    """
    site = context.site
    return {
        "DBInstanceIdentifier": context.new,
        "DBInstanceClass": context.manifest.database.instance_class,
        "DBSubnetGroupName": context.placement.subnet_group,
        "DBParameterGroupName": site.parameter_group,
        "VpcSecurityGroupIds": json.dumps([site.copy_group]),
        "MultiAZ": "false",
        "PubliclyAccessible": "false",
        "AutoMinorVersionUpgrade": "false",
        "EnableIAMDatabaseAuthentication": "true",
        **_zone(context),
    }


def replica_of(context: PlanningContext) -> dict[str, Any]:
    """Ask for a replica of the new writer, in a zone of its own."""
    site = context.site
    return {
        "SourceDBInstanceIdentifier": context.new,
        "AvailabilityZone": context.replica_zone,
        "DBSubnetGroupName": site.subnet_groups.replica,
        "VpcSecurityGroupIds": [site.security_groups["replica"]],
        **_replica(context),
    }


def replica_across(context: PlanningContext) -> dict[str, Any]:
    """Ask for a replica of the other region's writer, under this region's key, in the writer's subnets."""
    site = context.site
    return {
        "SourceDBInstanceIdentifier": context.manifest.database.instances.primary.arn,
        "KmsKeyId": site.keys["database"],
        **_zone(context),
        "DBSubnetGroupName": context.placement.subnet_group,
        "VpcSecurityGroupIds": [site.copy_group],
        **_replica(context),
    }


def _replica(context: PlanningContext) -> dict[str, Any]:
    site = context.site
    return {
        "DBInstanceClass": context.manifest.database.shape.replica_class
        or context.manifest.database.instance_class,
        "DBParameterGroupName": site.parameter_group,
        "PubliclyAccessible": False,
        "AutoMinorVersionUpgrade": False,
        "CopyTagsToSnapshot": True,
        "EnableIAMDatabaseAuthentication": True,
        "DeletionProtection": True,
        "Tags": _tags(context),
        **_common(context.manifest),
        **_monitored(context),
    }


def writer_settings(context: PlanningContext) -> dict[str, Any]:
    """Return the settings that neither a restore nor a promotion gives, as `ModifyDBInstance` takes them."""
    shape = context.manifest.database.shape
    return {
        "BackupRetentionPeriod": shape.backup_retention_days,
        "PreferredMaintenanceWindow": shape.maintenance_window,
        "DeletionProtection": True,
        "CopyTagsToSnapshot": True,
        "MaxAllocatedStorage": shape.max_allocated_gib,
        "CACertificateIdentifier": shape.ca_certificate,
        **_monitored(context),
    }


def _monitored(context: PlanningContext) -> dict[str, Any]:
    """Return what turns an instance's monitoring on."""
    shape, site = context.manifest.database.shape, context.site
    return {
        "MonitoringInterval": shape.monitoring_interval_seconds,
        "MonitoringRoleArn": site.monitoring_role,
        "EnablePerformanceInsights": True,
        "PerformanceInsightsKMSKeyId": site.keys["database"],
        "PerformanceInsightsRetentionPeriod": shape.insights_retention_days,
        "DatabaseInsightsMode": shape.insights_mode,
    }


def _zone(context: PlanningContext) -> dict[str, str]:
    return {"AvailabilityZone": context.placement.zone} if context.placement.zone else {}


def _tags(context: PlanningContext) -> list[dict[str, str]]:
    """Return the tags of an instance that a run makes."""
    tags = {**context.tags, RUN_TAG: context.situation.run}
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _common(manifest: Manifest) -> dict[str, Any]:
    """Return what a restored instance and a replica are asked for alike; unset figures are gp3's own."""
    shape = manifest.database.shape
    volume = {"Iops": shape.iops, "StorageThroughput": shape.throughput_mibps}
    return {
        "StorageType": "gp3",
        "MaxAllocatedStorage": shape.max_allocated_gib,
        "CACertificateIdentifier": shape.ca_certificate,
        "EnableCloudwatchLogsExports": list(shape.log_exports),
        **{name: value for name, value in volume.items() if value is not None},
    }
