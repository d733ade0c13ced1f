"""What RDS and AWS Backup are asked for, so that what is made is what the settings ask for."""

import json
from dataclasses import dataclass
from typing import Any

from manifest.site import Site
from operations.recovery.instances import RUN_TAG
from operations.recovery.manifest import Manifest
from operations.recovery.planning.situation import Situation

# A version whose time is over is upgraded by RDS instead of being charged by vCPU and hour.
NO_EXTENDED_SUPPORT = "open-source-rds-extended-support-disabled"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where an instance is made: the site, the subnet group, and the zone (empty: RDS chooses)."""

    site: Site
    subnet_group: str
    zone: str


def usual_ground(manifest: Manifest, site: Site) -> Ground:
    """Return where the site's writer belongs: in the pair's zones, or in the one zone of a single instance."""
    zone = "" if manifest.database.multi_az else site.database_zones.primary[0]
    return Ground(site=site, subnet_group=site.subnet_groups.primary, zone=zone)


def from_backups(situation: Situation, ground: Ground, source: dict[str, str]) -> dict[str, Any]:
    """Ask for the automated backups of `source` at the chosen moment, or else at the latest."""
    manifest, database = situation.manifest, situation.manifest.database
    moment = {"RestoreTime": situation.at.isoformat()} if situation.at else {"UseLatestRestorableTime": True}
    return {
        **source,
        **moment,
        **({"AvailabilityZone": ground.zone} if ground.zone else {}),
        "DBInstanceClass": database.instance_class,
        "DBSubnetGroupName": ground.subnet_group,
        # Nobody but the verification reaches it until it is let in.
        "VpcSecurityGroupIds": [ground.site.copy_group],
        "DBParameterGroupName": ground.site.parameter_group,
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
        "Tags": tags(situation),
        **_common(manifest),
    }


def from_vault(situation: Situation, ground: Ground, name: str) -> dict[str, str]:
    """Return the metadata of a restore job; what a job cannot be told, `settled` asks for afterwards.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-rds.html
    """
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceClass": situation.manifest.database.instance_class,
        "DBSubnetGroupName": ground.subnet_group,
        "DBParameterGroupName": ground.site.parameter_group,
        "VpcSecurityGroupIds": json.dumps([ground.site.copy_group]),
        "MultiAZ": "false",
        "PubliclyAccessible": "false",
        "AutoMinorVersionUpgrade": "false",
        "EnableIAMDatabaseAuthentication": "true",
        **({"AvailabilityZone": ground.zone} if ground.zone else {}),
    }


def replica_of(situation: Situation, site: Site, source: str, zone: str) -> dict[str, Any]:
    """Ask for a replica of the same region's `source`, in a zone of its own."""
    return {
        "SourceDBInstanceIdentifier": source,
        "AvailabilityZone": zone,
        "DBSubnetGroupName": site.subnet_groups.replica,
        "VpcSecurityGroupIds": [site.security_groups["replica"]],
        **_replica(situation, site),
    }


def replica_across(situation: Situation, ground: Ground, source_arn: str) -> dict[str, Any]:
    """Ask for a replica of another region's writer, under this region's key, where its own would stand."""
    return {
        "SourceDBInstanceIdentifier": source_arn,
        "KmsKeyId": ground.site.keys["database"],
        **({"AvailabilityZone": ground.zone} if ground.zone else {}),
        "DBSubnetGroupName": ground.subnet_group,
        "VpcSecurityGroupIds": [ground.site.copy_group],
        **_replica(situation, ground.site),
    }


def _replica(situation: Situation, site: Site) -> dict[str, Any]:
    return {
        "DBInstanceClass": situation.manifest.database.shape.replica_class,
        "DBParameterGroupName": site.parameter_group,
        "PubliclyAccessible": False,
        "AutoMinorVersionUpgrade": False,
        "CopyTagsToSnapshot": True,
        "EnableIAMDatabaseAuthentication": True,
        "DeletionProtection": True,
        "Tags": tags(situation),
        **_common(situation.manifest),
        **watched(situation.manifest, site),
    }


def settled(manifest: Manifest, site: Site) -> dict[str, Any]:
    """Return the settings that neither a restore nor a promotion gives, as `ModifyDBInstance` takes them."""
    shape = manifest.database.shape
    return {
        "BackupRetentionPeriod": shape.backup_retention_days,
        "PreferredMaintenanceWindow": shape.maintenance_window,
        "DeletionProtection": True,
        "CopyTagsToSnapshot": True,
        "MaxAllocatedStorage": shape.max_allocated_gib,
        "CACertificateIdentifier": shape.ca_certificate,
        **watched(manifest, site),
    }


def watched(manifest: Manifest, site: Site) -> dict[str, Any]:
    """Return what makes an instance visible."""
    shape = manifest.database.shape
    return {
        "MonitoringInterval": shape.monitoring_interval_seconds,
        "MonitoringRoleArn": site.monitoring_role,
        "EnablePerformanceInsights": True,
        "PerformanceInsightsKMSKeyId": site.keys["database"],
        "PerformanceInsightsRetentionPeriod": shape.insights_retention_days,
        "DatabaseInsightsMode": shape.insights_mode,
    }


def tags(situation: Situation) -> list[dict[str, str]]:
    """Return the tags of what a run makes."""
    marked = {**marks(situation.manifest), RUN_TAG: situation.run}
    return [{"Key": key, "Value": value} for key, value in marked.items()]


def marks(manifest: Manifest) -> dict[str, str]:
    """Return the tags of everything that a recovery makes; a deployment adds the others."""
    return {"project": "storefront", "environment": manifest.index.environment}


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
