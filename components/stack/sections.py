"""The manifest's content, from the settings and the components; some of it is known only after the update."""

import pulumi_aws as aws

from components.database.database import MASTER_USER, Database
from components.database.foundation import LOG_EXPORTS
from components.monitoring.dashboards import Dashboard, dashboard_name
from components.monitoring.rows_support import ACKNOWLEDGED
from components.network.external_sources import ANYWHERE
from components.secrets.ca_bundle import ca_bundle_parameter
from components.secrets.secrets import ON_REPLICA
from components.settings import DatabaseSettings, Settings
from components.shared.filling import Filled, fill
from components.stack.parts import Parts
from components.stack.program import program
from components.stack.providers import Providers
from components.stack.sites import Sites
from components.tuning.tuning import reports
from functions.shared.metrics import Namespace
from manifest import database as deployed
from manifest.database import Backups, Instance, Instances, Shape, Tuning
from manifest.document import Document
from manifest.health import Acknowledgement, Health
from manifest.index import VERSION, Guideline, Index
from manifest.site import Servers


def document(parts: Parts, providers: Providers) -> Filled[Document]:
    """Return the whole document."""
    settings, sites = parts.sites.settings, parts.sites.by_region
    return fill(
        Document,
        index=fill(
            Index,
            version=VERSION,
            environment=settings.environment,
            account=settings.account,
            serving=settings.serving,
            standby=settings.standby,
            kept_elsewhere=sorted(settings.kept_elsewhere) or None,
            log_archive=settings.audit.log_archive.account if settings.audit.log_archive else None,
            egress=_egress(settings) or None,
        ),
        guidelines=_guidelines(settings),
        database=_database(settings, parts.database),
        access=_access(settings, parts),
        backups=fill(
            Backups,
            longest_gap_seconds=int(settings.backups.schedule.schedule.longest_gap.total_seconds()),
            lock_min_retention_days=settings.backups.lock.min_retention_days,
            restore_role=parts.protection.restore_testing.role_arn,
        ),
        servers=fill(Servers, region=settings.serving, groups=parts.servers.manifest()),
        traffic=parts.traffic.manifest(),
        health=_health(parts.sites),
        program=program(parts, providers.by_region[settings.serving]),
        sites={region: site.manifest() for region, site in sites.items()},
        fleets={region: site.fleet.manifest() for region, site in sites.items() if site.fleet},
    )


def _egress(settings: Settings) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for port, network in settings.egress.openings:
        found.setdefault(str(port), []).append(network or ANYWHERE)
    return found


def _health(sites: Sites) -> Filled[Health]:
    account = sites.settings.whole_account
    return fill(
        Health,
        alarm_prefixes={one.place.region: one.place.name("") for one in sites.places},
        acknowledgement=fill(Acknowledgement, namespace=str(Namespace.SUPPORT), metric=ACKNOWLEDGED),
        dashboards={str(dashboard): dashboard_name(account, dashboard) for dashboard in Dashboard},
    )


def _guidelines(settings: Settings) -> dict[str, Filled[Guideline]]:
    return {
        str(scenario): fill(
            Guideline,
            rto_seconds=int(guideline.rto.total_seconds()),
            rpo_seconds=int(guideline.rpo.total_seconds()),
        )
        for scenario, guideline in settings.guidelines.items()
    }


def _database(settings: Settings, database: Database) -> Filled[deployed.Database]:
    return fill(
        deployed.Database,
        name=settings.database.name,
        master_user=MASTER_USER,
        engine_version=settings.database.engine_version,
        instance_class=str(settings.database.instance_class),
        multi_az=settings.database.multi_az,
        heartbeat_seconds=settings.recovery.heartbeat_minutes * 60,
        shape=_shape(settings.database),
        instances=fill(
            Instances,
            primary=_instance(database.primary),
            replica=_instance(database.replica) if database.replica else None,
        ),
    )


def _instance(instance: aws.rds.Instance) -> Filled[Instance]:
    return fill(
        Instance,
        identifier=instance.identifier,
        arn=instance.arn,
        resource_id=instance.resource_id,
        address=instance.address,
        port=instance.port,
    )


def _shape(database: DatabaseSettings) -> Filled[Shape]:
    """Return what a restored or promoted instance must be given to be what the settings ask for."""
    return fill(
        Shape,
        replica_class=str(database.replica.instance_class) if database.replica else None,
        max_allocated_gib=database.storage.max_allocated_gib,
        iops=database.storage.iops,
        throughput_mibps=database.storage.throughput_mibps,
        backup_retention_days=database.backup_retention_days,
        replicated_backup_retention_days=database.replicated_backup_retention_days or 0,
        backup_window=str(database.backup_window),
        maintenance_window=str(database.maintenance_window),
        insights_mode=str(database.insights.mode),
        insights_retention_days=database.insights.retention_days,
        monitoring_interval_seconds=database.monitoring_interval_seconds,
        ca_certificate=database.ca_certificate,
        log_exports=LOG_EXPORTS,
    )


def _access(settings: Settings, parts: Parts) -> Filled[deployed.Access]:
    credentials, tuning = parts.credentials, parts.tuning
    return fill(
        deployed.Access,
        functions={region: one.function for region, one in credentials.access.items()},
        ca_bundle_parameter=ca_bundle_parameter(settings.environment),
        ca_certificate=settings.database.ca_certificate,
        secrets=credentials.secrets.arns,
        on_replica=ON_REPLICA,
        bootstrap_secret=credentials.bootstrap.arn,
        tuning=fill(Tuning, reader=tuning.reader, reports=reports(tuning.place)),
    )
