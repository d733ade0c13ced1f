"""The manifest's sections: plain data for the procedures, some of it known only when the resources stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.backups.plan import RestoreTesting
from components.database.database import MASTER_USER, Database
from components.database.foundation import LOG_EXPORTS
from components.edge.traffic import Traffic
from components.monitoring.dashboards import Dashboard, dashboard_name
from components.monitoring.rows_support import ACKNOWLEDGED
from components.secrets.access import DatabaseAccess, trust_parameter
from components.secrets.bootstrap import DatabaseBootstrap
from components.secrets.secrets import ON_REPLICA, DatabaseSecrets
from components.servers.servers import BusinessServers
from components.settings import DatabaseSettings, Settings
from components.shared.naming import Account
from components.site.site import Site
from components.tuning.tuning import DatabaseTuning, reports
from functions.shared.metrics import Namespace
from manifest.index import VERSION


@dataclass(frozen=True, kw_only=True)
class Access:
    """What gives access to the database: functions by region, the secrets, the bootstrap secret, the tuning."""

    functions: Mapping[str, DatabaseAccess]
    secrets: DatabaseSecrets
    bootstrap: DatabaseBootstrap
    tuning: DatabaseTuning


def sections(
    settings: Settings,
    sites: Mapping[str, Site],
    database: Database,
    access: Access,
    traffic: Traffic,
    servers: BusinessServers,
    restoring: RestoreTesting,
) -> dict[str, dict[str, Any]]:
    """Return the document by section: the index, guidelines, what stands in which part, and each site and fleet."""
    return {
        "index": _index(settings),
        "guidelines": _guidelines(settings),
        "database": _database(settings, database),
        "access": _access(settings, access),
        "backups": _backups(settings, restoring),
        "servers": {"region": settings.serving, "groups": servers.manifest()},
        "traffic": traffic.manifest(),
        "health": _health(settings, sites),
        **{f"site-{region}": site.manifest() for region, site in sites.items()},
        **{f"fleet-{region}": site.fleet.manifest() for region, site in sites.items() if site.fleet},
    }


def _index(settings: Settings) -> dict[str, Any]:
    return {
        "version": VERSION,
        "environment": settings.environment,
        "account": settings.account,
        "serving": settings.serving,
        "standby": settings.standby,
    }


def _health(settings: Settings, sites: Mapping[str, Site]) -> dict[str, Any]:
    account = Account(environment=settings.environment, account=settings.account)
    return {
        "alarm_prefixes": {region: site.place.name("") for region, site in sites.items()},
        "answer": {"namespace": Namespace.SUPPORT, "metric": ACKNOWLEDGED},
        "dashboards": {str(dashboard): dashboard_name(account, dashboard) for dashboard in Dashboard},
    }


def _guidelines(settings: Settings) -> dict[str, Any]:
    return {
        str(scenario): {
            "rto_seconds": int(guideline.rto.total_seconds()),
            "rpo_seconds": int(guideline.rpo.total_seconds()),
        }
        for scenario, guideline in settings.guidelines.items()
    }


def _database(settings: Settings, database: Database) -> dict[str, Any]:
    instances = {"primary": database.primary, "replica": database.replica}
    return {
        "name": settings.database.name,
        "master_user": MASTER_USER,
        "engine_version": settings.database.engine_version,
        "instance_class": str(settings.database.instance_class),
        "multi_az": settings.database.multi_az,
        "heartbeat_seconds": settings.recovery.heartbeat_minutes * 60,
        "shape": _shape(settings.database),
        "instances": {
            part: {
                "identifier": instance.identifier,
                "arn": instance.arn,
                "resource_id": instance.resource_id,
                "address": instance.address,
                "port": instance.port,
            }
            for part, instance in instances.items()
        },
    }


def _shape(database: DatabaseSettings) -> dict[str, Any]:
    """Return what a restored or promoted instance must be given to be what the settings ask for."""
    volume = {"iops": database.storage.iops, "throughput_mibps": database.storage.throughput_mibps}
    return {
        "replica_class": str(database.replica.instance_class),
        "max_allocated_gib": database.storage.max_allocated_gib,
        # An export drops what is null, so that the parameters must not hold it either.
        **{name: value for name, value in volume.items() if value is not None},
        "backup_retention_days": database.backup_retention_days,
        "replicated_backup_retention_days": database.replicated_backup_retention_days,
        "backup_window": str(database.backup_window),
        "maintenance_window": str(database.maintenance_window),
        "insights_mode": str(database.insights.mode),
        "insights_retention_days": database.insights.retention_days,
        "monitoring_interval_seconds": database.monitoring_interval_seconds,
        "ca_certificate": database.ca_certificate,
        "log_exports": list(LOG_EXPORTS),
    }


def _backups(settings: Settings, restoring: RestoreTesting) -> dict[str, Any]:
    return {
        "longest_gap_seconds": int(settings.backups.schedule.schedule.longest_gap.total_seconds()),
        "lock_min_retention_days": settings.backups.lock.min_retention_days,
        "restore_role": restoring.role_arn,
    }


def _access(settings: Settings, access: Access) -> dict[str, Any]:
    return {
        "functions": {region: one.function for region, one in access.functions.items()},
        "trust_parameter": trust_parameter(settings.environment),
        "ca_certificate": settings.database.ca_certificate,
        "secrets": access.secrets.arns,
        "on_replica": list(ON_REPLICA),
        "bootstrap_secret": access.bootstrap.arn,
        "tuning": {"reader": access.tuning.reader, "reports": reports(access.tuning.place)},
    }
