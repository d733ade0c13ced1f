"""What RDS documents beside its service model, for PostgreSQL instances."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from components.shared.facts.catalogue import database_families, engine_versions
from rehearsal.provider.limit import Limit, matches, one_of, within

if TYPE_CHECKING:
    from collections.abc import Mapping

_INSTANCE_DOC = "Amazon RDS API reference, CreateDBInstance"
_STORAGE_DOC = "Amazon RDS user guide, DB instance storage: gp3 storage"
_INSIGHTS_DOC = "Amazon RDS user guide, Performance Insights: retention; Database Insights: advanced mode"
_LIMITS_DOC = "Amazon RDS user guide, Quotas and constraints: naming constraints"

_CREATE = ("CreateDBInstance",)
_BOTH = ("CreateDBInstance", "CreateDBInstanceReadReplica")
_SETTABLE = (*_BOTH, "ModifyDBInstance")
_RESTORED = ("RestoreDBInstanceToPointInTime", "RestoreDBInstanceFromDBSnapshot")

_DAY, _WEEK, _SHORTEST = 24 * 60, 7 * 24 * 60, 30
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_BACKUP_WINDOW = re.compile(rf"{_TIME}-{_TIME}")
_MAINTENANCE_WINDOW = re.compile(rf"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}", re.IGNORECASE)

_STRIPED_FROM_GIB, _LONGEST_GROUP_NAME = 400, 255
_RESERVED_USERS = {"admin", "rdsadmin", "rds_superuser", "rdsreplication", "rds_replication", "rdsrepladmin"}
_ADVANCED_DAYS = 465


def _minutes(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)


def backup_window(text: str) -> tuple[int, int] | None:
    """Start and length in minutes of `hh24:mi-hh24:mi`; none if it is no such text or shorter than 30 minutes."""
    found = _BACKUP_WINDOW.fullmatch(text)
    if found is None:
        return None
    start = _minutes(found[1], found[2])
    length = (_minutes(found[3], found[4]) - start) % _DAY
    return (start, length) if length >= _SHORTEST else None


def maintenance_window(text: str) -> tuple[int, int] | None:
    """Start in the week and length in minutes of `ddd:hh24:mi-ddd:hh24:mi`, under the same rules."""
    found = _MAINTENANCE_WINDOW.fullmatch(text)
    if found is None:
        return None
    start = _DAYS.index(found[1].lower()) * _DAY + _minutes(found[2], found[3])
    end = _DAYS.index(found[4].lower()) * _DAY + _minutes(found[5], found[6])
    length = (end - start) % _WEEK
    return (start, length) if length >= _SHORTEST else None


def windows_apart(params: Mapping[str, Any]) -> bool:
    """The daily backup window and the weekly maintenance window do not overlap."""
    backup = backup_window(params.get("PreferredBackupWindow") or "")
    maintenance = maintenance_window(params.get("PreferredMaintenanceWindow") or "")
    if backup is None or maintenance is None:
        return True
    starts = [day * _DAY + backup[0] for day in range(7)]
    return all(
        (maintenance[0] - start) % _WEEK >= backup[1] and (start - maintenance[0]) % _WEEK >= maintenance[1]
        for start in starts
    )


def _striping(params: Mapping[str, Any]) -> bool:
    """Below 400 GiB gp3's performance is fixed; from there it is bought within limits."""
    if params.get("StorageType") != "gp3" or params.get("Engine", "postgres") != "postgres":
        return True
    iops, throughput = params.get("Iops"), params.get("StorageThroughput")
    size = params.get("AllocatedStorage")
    if size is not None and size < _STRIPED_FROM_GIB:
        return iops is None and throughput is None
    return (iops is None or 12_000 <= iops <= 64_000) and (throughput is None or 500 <= throughput <= 4_000)  # noqa: PLR2004


def _throughput_ratio(params: Mapping[str, Any]) -> bool:
    iops, throughput = params.get("Iops"), params.get("StorageThroughput")
    return not (iops and throughput) or throughput / iops <= 0.25  # noqa: PLR2004


def _iops_ratio(params: Mapping[str, Any]) -> bool:
    iops, size = params.get("Iops"), params.get("AllocatedStorage")
    return not (iops and size) or iops / size <= 500  # noqa: PLR2004


def _room_to_grow(params: Mapping[str, Any]) -> bool:
    size, maximum = params.get("AllocatedStorage"), params.get("MaxAllocatedStorage")
    return not (size and maximum) or maximum * 10 >= size * 11


def _advanced(params: Mapping[str, Any]) -> bool:
    if params.get("DatabaseInsightsMode") != "advanced":
        return True
    days = params.get("PerformanceInsightsRetentionPeriod") or 0
    return params.get("EnablePerformanceInsights") is True and days >= _ADVANCED_DAYS


def _insights_on(params: Mapping[str, Any]) -> bool:
    details = {"PerformanceInsightsKMSKeyId", "PerformanceInsightsRetentionPeriod"}
    return not details & set(params) or params.get("EnablePerformanceInsights") is not False


def _monitored(params: Mapping[str, Any]) -> bool:
    return bool(params.get("MonitoringInterval")) == bool(params.get("MonitoringRoleArn"))


def _one_password(params: Mapping[str, Any]) -> bool:
    return not (params.get("ManageMasterUserPassword") and params.get("MasterUserPassword"))


def _zone_or_both(params: Mapping[str, Any]) -> bool:
    return not (params.get("MultiAZ") and params.get("AvailabilityZone"))


def _identifier(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z](?!.*--)[A-Za-z0-9-]{0,62}(?<!-)", text) is not None


def _user(text: str) -> bool:
    return text.lower() not in _RESERVED_USERS and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,62}", text) is not None


def _password(params: Mapping[str, Any]) -> bool:
    given = params.get("MasterUserPassword")
    return given is None or re.fullmatch(r"(?![^/'\"@ ]*[/'\"@ ])[!-~]{8,128}", given) is not None


def _subnet_group(text: str) -> bool:
    return text.lower() != "default" and re.fullmatch(r"[A-Za-z][A-Za-z0-9._ -]{0,254}", text) is not None


_IDENTIFIER = "1 to 63 letters, digits and hyphens, a letter first, no hyphen last nor two in a row"
_WINDOW = "at least 30 minutes, in UTC, as"


def _is_sold(name: str) -> bool:
    prefix, _, rest = name.partition(".")
    family, _, size = rest.partition(".")
    families = database_families()
    return prefix == "db" and family in families and size in families[family].sizes


LIMITS = (
    Limit(
        "rds",
        ("CreateDBParameterGroup",),
        "DBParameterGroupName",
        "at most 255 characters",
        "Amazon RDS API reference, CreateDBParameterGroup",
        lambda name: len(name) <= _LONGEST_GROUP_NAME,
    ),
    Limit(
        "rds",
        (*_SETTABLE, "DeleteDBInstance"),
        "DBInstanceIdentifier",
        _IDENTIFIER,
        _LIMITS_DOC,
        _identifier,
    ),
    Limit(
        "rds",
        _RESTORED,
        "TargetDBInstanceIdentifier || DBInstanceIdentifier",
        _IDENTIFIER,
        _LIMITS_DOC,
        _identifier,
    ),
    Limit(
        "rds",
        _CREATE,
        "DBName",
        "1 to 63 letters, digits and underscores, a letter first",
        _INSTANCE_DOC,
        matches(r"[A-Za-z][A-Za-z0-9_]{0,62}"),
    ),
    Limit(
        "rds",
        _CREATE,
        "MasterUsername",
        ("1 to 63 letters, digits and underscores, a letter first, no reserved word such as admin or rdsadmin"),
        _INSTANCE_DOC,
        _user,
    ),
    Limit(
        "rds",
        (*_CREATE, "ModifyDBInstance"),
        "",
        "a MasterUserPassword of 8 to 128 printable ASCII characters but / ' \" @ and space",
        _INSTANCE_DOC,
        _password,
    ),
    Limit(
        "rds",
        ("CreateDBSubnetGroup",),
        "DBSubnetGroupName",
        ("at most 255 letters, digits, periods, underscores, spaces and hyphens, a letter first, not `default`"),
        "Amazon RDS API reference, CreateDBSubnetGroup",
        _subnet_group,
    ),
    Limit(
        "rds",
        ("ModifyDBParameterGroup",),
        "length(Parameters)",
        "1 to 20 parameters in one call",
        "Amazon RDS API reference, ModifyDBParameterGroup",
        within(1, 20),
    ),
    Limit(
        "rds",
        ("CreateEventSubscription",),
        "SubscriptionName",
        "fewer than 255 letters, digits and hyphens",
        "Amazon RDS API reference, CreateEventSubscription",
        matches(r"[A-Za-z0-9-]{1,254}"),
    ),
    Limit(
        "rds",
        ("CreateEventSubscription",),
        "SourceType",
        (
            "db-instance, db-cluster, db-parameter-group, db-security-group, db-snapshot, "
            "db-cluster-snapshot, db-proxy, zero-etl, custom-engine-version, blue-green-deployment"
        ),
        "Amazon RDS API reference, CreateEventSubscription",
        one_of(
            "db-instance",
            "db-cluster",
            "db-parameter-group",
            "db-security-group",
            "db-snapshot",
            "db-cluster-snapshot",
            "db-proxy",
            "zero-etl",
            "custom-engine-version",
            "blue-green-deployment",
        ),
    ),
    Limit(
        "rds",
        ("CreateEventSubscription",),
        "",
        "SourceIds and EventCategories only together with a SourceType",
        "Amazon RDS API reference, CreateEventSubscription",
        lambda params: "SourceType" in params or not ({"SourceIds", "EventCategories"} & set(params)),
    ),
    Limit(
        "rds",
        _SETTABLE,
        "DBInstanceClass",
        "a class that RDS sells for PostgreSQL",
        "cfn-lint, aws_rds_dbinstance: db_instance_class and dbinstanceclass_enum",
        _is_sold,
    ),
    Limit(
        "rds",
        ("CreateDBInstance",),
        "EngineVersion",
        "a version of PostgreSQL that RDS sells, MAJOR.MINOR",
        "cfn-lint, aws_rds_dbinstance: engine_version and engine_version_deprecated",
        lambda version: version in engine_versions(),
    ),
    Limit(
        "rds",
        _SETTABLE,
        "AllocatedStorage",
        "20 to 65536 GiB",
        _STORAGE_DOC,
        within(20, 65_536),
    ),
    Limit(
        "rds",
        _SETTABLE,
        "MaxAllocatedStorage",
        "20 to 65536 GiB",
        _STORAGE_DOC,
        within(20, 65_536),
    ),
    Limit(
        "rds",
        _SETTABLE,
        "",
        "a MaxAllocatedStorage at least 10 % above AllocatedStorage",
        "Amazon RDS user guide, Managing capacity automatically with storage autoscaling",
        _room_to_grow,
    ),
    Limit(
        "rds",
        _BOTH,
        "",
        (
            "for PostgreSQL on gp3 below 400 GiB neither Iops nor StorageThroughput; from 400 GiB Iops "
            "12000 to 64000 and StorageThroughput 500 to 4000 MiB/s"
        ),
        _STORAGE_DOC,
        _striping,
    ),
    Limit(
        "rds",
        _SETTABLE,
        "",
        "a StorageThroughput of at most a quarter of the Iops",
        _STORAGE_DOC,
        _throughput_ratio,
    ),
    Limit(
        "rds",
        _SETTABLE,
        "",
        "at most 500 Iops for each GiB of AllocatedStorage",
        _STORAGE_DOC,
        _iops_ratio,
    ),
    Limit(
        "rds",
        _SETTABLE,
        "BackupRetentionPeriod",
        "0 to 35 days",
        _INSTANCE_DOC,
        within(0, 35),
    ),
    Limit(
        "rds",
        ("StartDBInstanceAutomatedBackupsReplication",),
        "BackupRetentionPeriod",
        "1 to 35 days",
        "Amazon RDS user guide, Replicating automated backups to another AWS Region",
        within(1, 35),
    ),
    Limit(
        "rds",
        _SETTABLE,
        "PreferredBackupWindow",
        f"{_WINDOW} hh24:mi-hh24:mi",
        _INSTANCE_DOC,
        lambda text: backup_window(text) is not None,
    ),
    Limit(
        "rds",
        _SETTABLE,
        "PreferredMaintenanceWindow",
        f"{_WINDOW} ddd:hh24:mi-ddd:hh24:mi",
        _INSTANCE_DOC,
        lambda text: maintenance_window(text) is not None,
    ),
    Limit(
        "rds",
        _SETTABLE,
        "",
        "a PreferredBackupWindow that does not overlap the PreferredMaintenanceWindow",
        _INSTANCE_DOC,
        windows_apart,
    ),
    Limit(
        "rds",
        _SETTABLE,
        "MonitoringInterval",
        "0, 1, 5, 10, 15, 30 or 60 seconds",
        _INSTANCE_DOC,
        one_of(0, 1, 5, 10, 15, 30, 60),
    ),
    Limit(
        "rds",
        _BOTH,
        "",
        "a MonitoringRoleArn with a MonitoringInterval other than 0, and only then",
        _INSTANCE_DOC,
        _monitored,
    ),
    Limit(
        "rds",
        _SETTABLE,
        "",
        "Performance Insights enabled where its key or retention is given",
        _INSIGHTS_DOC,
        _insights_on,
    ),
    Limit(
        "rds",
        _BOTH,
        "",
        ("DatabaseInsightsMode advanced only with Performance Insights enabled and kept for at least 465 days"),
        _INSIGHTS_DOC,
        _advanced,
    ),
    Limit(
        "rds",
        _SETTABLE,
        "Port",
        "1150 to 65535",
        _INSTANCE_DOC,
        within(1150, 65_535),
    ),
    Limit(
        "rds",
        _BOTH,
        "",
        "no AvailabilityZone for a Multi-AZ instance",
        _INSTANCE_DOC,
        _zone_or_both,
    ),
    Limit(
        "rds",
        _CREATE,
        "",
        "either MasterUserPassword or ManageMasterUserPassword",
        _INSTANCE_DOC,
        _one_password,
    ),
    Limit(
        "rds",
        _BOTH,
        "EnableCloudwatchLogsExports[]",
        "postgresql, upgrade, iam-db-auth-error",
        "Amazon RDS user guide, Publishing PostgreSQL logs to CloudWatch Logs",
        one_of("postgresql", "upgrade", "iam-db-auth-error"),
    ),
    Limit(
        "rds",
        _SETTABLE,
        "CACertificateIdentifier",
        "rds-ca-rsa2048-g1, rds-ca-rsa4096-g1, rds-ca-ecc384-g1",
        "Amazon RDS user guide, Using SSL/TLS: certificate authorities",
        one_of("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"),
    ),
    Limit(
        "rds",
        _SETTABLE,
        "NetworkType",
        "IPV4 or DUAL",
        _INSTANCE_DOC,
        one_of("IPV4", "DUAL"),
    ),
    Limit(
        "rds",
        _BOTH,
        "EngineLifecycleSupport",
        "open-source-rds-extended-support or open-source-rds-extended-support-disabled",
        _INSTANCE_DOC,
        one_of("open-source-rds-extended-support", "open-source-rds-extended-support-disabled"),
    ),
)
