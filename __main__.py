"""The composition root: settings in, two sites wired, manifest out."""

import asyncio
from pathlib import Path
from typing import Any

import pulumi

from components.backups.plan import Backups, BackupsArgs, RestoreTesting, RestoreTestingArgs
from components.backups.validation import RestoreValidation, RestoreValidationArgs
from components.database.database import Database, DatabaseArgs
from components.database.replication import Replication, ReplicationArgs
from components.identity.boundaries import Boundaries, BoundariesArgs
from components.identity.defaults import AccountDefaults, AccountDefaultsArgs
from components.identity.identity import Identity, IdentityArgs
from components.identity.names import PermissionsBoundary
from components.recovery.heartbeat import Heartbeat, HeartbeatArgs
from components.recovery.reminder import DrillReminder, DrillReminderArgs
from components.secrets.access import DatabaseAccess, DatabaseAccessArgs
from components.secrets.bootstrap import DatabaseBootstrap, DatabaseBootstrapArgs
from components.secrets.secrets import DatabaseSecrets, DatabaseSecretsArgs
from components.servers.bundle import BundleError, checked_bundle
from components.servers.images import ImagePipeline, ImagePipelineArgs
from components.servers.servers import BusinessServers, BusinessServersArgs
from components.settings import SettingsError, from_pulumi_config
from components.shared.naming import Account
from components.site.site import Site, SiteArgs
from components.stack.dns import create_domain_names, place_of, route_traffic
from components.stack.manifest import Manifest, ManifestArgs
from components.stack.monitoring import monitor
from components.stack.program import RehomedComponents
from components.stack.providers import default_tags, regional_provider
from components.stack.sections import document
from components.tuning.tuning import DatabaseTuning, DatabaseTuningArgs

try:
    settings = from_pulumi_config()
    bundle = checked_bundle(Path(__file__).parent / "ansible")
except (SettingsError, BundleError) as problems:
    raise pulumi.RunError(str(problems)) from None

providers = {region: regional_provider(settings, region) for region in settings.sites}


def in_region(region: str) -> pulumi.ResourceOptions:
    """Return the options that put a component's resources into `region`."""
    return pulumi.ResourceOptions(providers=[providers[region]])


account = Account(environment=settings.environment, account=settings.account)
home, here, there = (in_region(region) for region in (settings.home, settings.serving, settings.standby))
boundaries = Boundaries(
    account.logical("boundaries"),
    args=BoundariesArgs(account=account, regions=list(settings.sites), deployment_role=settings.deployment_role),
    opts=home,
)
AccountDefaults(account.logical("defaults"), args=AccountDefaultsArgs(account=account), opts=home)
names = create_domain_names(settings, in_region)
sites: dict[str, Site] = {}
for region in settings.sites:
    sites[region] = Site(
        f"{region}-site",
        args=SiteArgs(
            place=place_of(settings, region),
            settings=settings,
            level=None if region == settings.serving else settings.standby_level,
            boundary_arn=boundaries.arn(PermissionsBoundary.MACHINES),
            bundle=bundle,
            certificate=names.certificates[region],
            domain=names.domain,
            tags=default_tags(settings),
        ),
        opts=in_region(region),
    )
traffic = route_traffic(settings, names, sites, in_region)
serving, standby = sites[settings.serving], sites[settings.standby]
base, other = serving.baseline, standby.baseline
ready = [site for site in sites.values() if site.baseline.can_serve]

database = Database(
    base.place.logical("database"),
    args=DatabaseArgs(
        baseline=base,
        foundation=serving.foundation,
        database=settings.database,
        zones=settings.sites[settings.serving].database,
    ),
    opts=here,
)
servers = BusinessServers(
    base.place.logical("business-servers"),
    args=BusinessServersArgs(
        baseline=base,
        foundation=serving.servers_foundation,
        servers=settings.servers,
        bundle=bundle,
        database=database,
    ),
    opts=here,
)
ImagePipeline(
    base.place.logical("image-pipeline"),
    args=ImagePipelineArgs(
        baseline=base,
        foundation=serving.servers_foundation,
        fleet=settings.fleet,
        servers=settings.servers,
        bundle=bundle,
        regions=[site.baseline for site in sites.values()],
    ),
    opts=here,
)
replication = Replication(
    other.place.logical("replication"),
    args=ReplicationArgs(
        baseline=other, database=database, retention_days=settings.database.replicated_backup_retention_days
    ),
    opts=there,
)
Backups(
    base.place.logical("backups"),
    args=BackupsArgs(
        baseline=base, backups=settings.backups, database=database, vault=serving.vault, copies=standby.vault
    ),
    opts=here,
)
restoring = RestoreTesting(
    other.place.logical("restore-testing"),
    args=RestoreTestingArgs(
        baseline=other, backups=settings.backups, vault=standby.vault, foundation=standby.foundation
    ),
    opts=there,
)
validation = RestoreValidation(
    other.place.logical("restore-validation"),
    args=RestoreValidationArgs(baseline=other, restore_testing=restoring),
    opts=there,
)
DrillReminder(
    other.place.logical("drill-reminder"),
    args=DrillReminderArgs(baseline=other, schedule=str(settings.recovery.drill_schedule)),
    opts=there,
)
Identity(
    account.logical("identity"),
    args=IdentityArgs(
        account=account,
        identity=settings.identity,
        regions=list(settings.sites),
        serving=settings.serving,
        deployment_role=settings.deployment_role,
        boundaries=boundaries,
        database=database,
    ),
    opts=home,
)
secrets = DatabaseSecrets(
    base.place.logical("database-secrets"),
    args=DatabaseSecretsArgs(baseline=base, copies=other, written_from=[site.place for site in ready]),
    opts=here,
)
bootstrap = DatabaseBootstrap(
    base.place.logical("database-bootstrap"),
    args=DatabaseBootstrapArgs(baseline=base, database=database, writer=settings.deployment_role),
    opts=here,
)
access = {
    site.place.region: DatabaseAccess(
        site.place.logical("database-access"),
        args=DatabaseAccessArgs(
            baseline=site.baseline,
            secrets=secrets if site is serving else None,
            bootstrap=bootstrap if site is serving else None,
            rotation_days=settings.database.password_rotation_days,
        ),
        opts=in_region(site.place.region),
    )
    for site in ready
}
heartbeat = Heartbeat(
    base.place.logical("heartbeat"),
    args=HeartbeatArgs(
        baseline=base, every_minutes=settings.recovery.heartbeat_minutes, secrets=secrets, database=database
    ),
    opts=here,
)
tuning = DatabaseTuning(
    base.place.logical("database-tuning"),
    args=DatabaseTuningArgs(
        baseline=base, schedule=settings.database.tuning_schedule, database=database, secrets=secrets
    ),
    opts=here,
)
monitor(settings, sites, database, traffic, servers, boundaries.arn(PermissionsBoundary.MACHINES), in_region)
manifest = Manifest(
    "manifest",
    args=ManifestArgs(
        environment=settings.environment,
        document=document(
            settings,
            sites,
            access,
            RehomedComponents(
                serving=serving,
                provider=providers[settings.serving],
                database=database,
                secrets=secrets,
                bootstrap=bootstrap,
                access=access[settings.serving],
                tuning=tuning,
                heartbeat=heartbeat,
                replication=replication,
                validation=validation,
            ),
            traffic,
            servers,
            restoring,
        ),
        providers=providers,
    ),
)


async def outputs() -> dict[str, pulumi.Output[dict[str, Any]]]:
    """Return the stack's outputs, once every registration has started.

    The SDK then waits for each registration once; otherwise it waits for all of them over and over, which takes a
    third of the program's time.
    """
    await asyncio.sleep(0)
    return {"manifest": manifest.document}


pulumi.run(outputs)
