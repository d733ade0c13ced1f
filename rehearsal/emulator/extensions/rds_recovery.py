"""What happens to instances in a recovery: failovers, promotions, stops, changes, restores to a point in time.

moto lets a reboot change nothing, promotes what is no replica, and restores from an instance of the region alone.
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from moto.core.parse import XFormedDict
from moto.rds.exceptions import InvalidParameterCombination, RDSClientError
from moto.rds.models import rds_backends

from rehearsal.emulator.extensions.rds_instances import check_instance, complete, place
from rehearsal.emulator.extensions.rds_replication import automated_backup, replication_backends

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.rds.models import DBInstance, RDSBackend

# What a restored instance takes from its backup, by the parameter of the creating call.
FROM_BACKUP = {
    "Engine": "engine",
    "EngineVersion": "engine_version",
    "MasterUsername": "master_username",
    "AllocatedStorage": "allocated_storage",
    "DBName": "db_name",
    "StorageEncrypted": "storage_encrypted",
    "PreferredMaintenanceWindow": "preferred_maintenance_window",
}
_OF_RESTORE = frozenset({
    "SourceDBInstanceIdentifier", "SourceDBInstanceAutomatedBackupsArn", "TargetDBInstanceIdentifier",
    "SourceDbiResourceId", "UseLatestRestorableTime", "RestoreTime",
})  # fmt: skip


def fail_over(instance: DBInstance) -> None:
    """Let the standby take over: the two zones change places."""
    if not instance.multi_az:
        raise InvalidParameterCombination(
            "You can't specify ForceFailover for a DB instance that is not configured for Multi-AZ."
        )
    shown: Any = instance
    shown.availability_zone, shown.secondary_availability_zone = (
        shown.secondary_availability_zone,
        shown.availability_zone,
    )


def check_state(instance: DBInstance) -> None:
    """Refuse a change of an instance that is not available."""
    if instance.status != "available":
        raise _wrong_state(f"DB instance {instance.db_instance_identifier} is not in available state.")


def check_promotable(instance: DBInstance) -> None:
    """Refuse the promotion of what is no replica."""
    check_state(instance)
    if not instance.source_db_instance_identifier:
        raise _wrong_state(f"DB Instance {instance.db_instance_identifier} is not a read replica.")


def detach(replica: DBInstance) -> None:
    """Let a promoted replica and its source forget each other."""
    shown: Any = replica
    source = str(shown.source_db_instance_identifier)
    shown.source_db_instance_identifier = None
    region = source.split(":")[3] if source.startswith("arn:") else replica.region
    standing = rds_backends[replica.account_id][region].databases.get(source.rsplit(":", 1)[-1])
    if standing is not None:
        standing.replicas = [
            one for one in standing.replicas if one not in {replica.db_instance_identifier, replica.db_instance_arn}
        ]


def check_stoppable(instance: DBInstance) -> None:
    """Refuse to stop a replica, or what has one."""
    if instance.source_db_instance_identifier or instance.replicas:
        raise _wrong_state(f"Cannot stop or start a read replica or its source: {instance.db_instance_identifier}.")


def changed(instance: DBInstance, params: Mapping[str, Any]) -> None:
    """Carry over what moto forgets of a change."""
    shown: Any = instance
    if "MultiAZ" in params:
        shown.multi_az = bool(params["MultiAZ"])
        place(instance, shown.availability_zone)
    for name, attribute in (
        ("EnablePerformanceInsights", "performance_insights_enabled"),
        ("PerformanceInsightsRetentionPeriod", "performance_insights_retention_period"),
        ("PerformanceInsightsKMSKeyId", "performance_insights_kms_key_id"),
    ):
        if name in params:
            setattr(shown, attribute, params[name])


def restore(backend: RDSBackend, params: Mapping[str, Any]) -> DBInstance:
    """Make an instance of an automated backup: of this region, or replicated into it."""
    if bool(params.get("RestoreTime")) == bool(params.get("UseLatestRestorableTime")):
        raise InvalidParameterCombination("Exactly one of RestoreTime and UseLatestRestorableTime must be given.")
    source, key = _source(backend, params)
    _check_moment(source, params.get("RestoreTime"))
    request = XFormedDict(
        {
            **{name: value for name, value in params.items() if name not in _OF_RESTORE},
            **{name: getattr(source, attribute) for name, attribute in FROM_BACKUP.items()},
            # moto keeps no password that could be carried over, and lets nobody in.
            "MasterUserPassword": "that-of-the-source",
            "KmsKeyId": key,
            "DBInstanceIdentifier": params["TargetDBInstanceIdentifier"],
        }
    )
    check_instance(backend, request)
    # moto's own parser hands its models this mapping where they say dict.
    made = backend.create_db_instance(cast("dict[str, Any]", request))
    complete(made, request)
    return made


def _check_moment(source: DBInstance, moment: Any) -> None:
    """Refuse a moment outside of what the backups hold."""
    window = automated_backup(source)["RestoreWindow"]
    if moment and not window["EarliestTime"] <= _naive(moment) <= window["LatestTime"]:
        raise RDSClientError(
            "InvalidRestoreFault",
            f"The specified time {moment} is not between {window['EarliestTime']} and {window['LatestTime']}.",
        )


def _naive(moment: Any) -> datetime:
    """A moment as moto keeps it: in UTC, without saying so."""
    parsed = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    return parsed.astimezone(UTC).replace(tzinfo=None) if parsed.tzinfo else parsed


def _source(backend: RDSBackend, params: Mapping[str, Any]) -> tuple[DBInstance, str | None]:
    """The instance that was backed up, and the key of the backup."""
    arn = params.get("SourceDBInstanceAutomatedBackupsArn")
    if not arn:
        source = _own(backend, params)
        if not source.backup_retention_period:
            raise RDSClientError(
                "PointInTimeRestoreNotEnabled",
                f"Point in time restore is not enabled for instance {source.db_instance_identifier}",
            )
        return source, source.kms_key_id
    replicated = replication_backends[backend.account_id][backend.region_name].replications.values()
    for one in replicated:
        if one["DBInstanceAutomatedBackupsArn"] == arn:
            region = str(one["Region"])
            return rds_backends[backend.account_id][region].databases[one["DBInstanceIdentifier"]], one["KmsKeyId"]
    raise RDSClientError("DBInstanceAutomatedBackupNotFound", f"DBInstanceAutomatedBackup not found: {arn}")


def _own(backend: RDSBackend, params: Mapping[str, Any]) -> DBInstance:
    """An instance of the region, by its name or its resource id."""
    if name := params.get("SourceDBInstanceIdentifier"):
        return backend.find_db_from_id(name)
    for instance in backend.databases.values():
        if instance.dbi_resource_id == params.get("SourceDbiResourceId"):
            return instance
    raise RDSClientError("DBInstanceNotFound", f"DBInstance {params.get('SourceDbiResourceId')} not found.")


def _wrong_state(words: str) -> RDSClientError:
    return RDSClientError("InvalidDBInstanceState", words)
