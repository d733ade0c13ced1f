"""The composition root: settings in, sites wired, manifest out."""

import asyncio
from pathlib import Path
from typing import Any

import pulumi

from components.backups.protection import DataProtection, DataProtectionArgs
from components.database.database import Database, DatabaseArgs
from components.database.off_hours import DatabaseOffHours, DatabaseOffHoursArgs
from components.identity.boundaries import Boundaries, BoundariesArgs
from components.identity.defaults import AccountDefaults, AccountDefaultsArgs
from components.identity.identity import Identity, IdentityArgs
from components.identity.names import PermissionsBoundary
from components.recovery.heartbeat import Heartbeat, HeartbeatArgs
from components.recovery.reminder import DrillReminder, DrillReminderArgs
from components.secrets.credentials import DatabaseCredentials, DatabaseCredentialsArgs
from components.servers.bundle import checked_bundle
from components.servers.images import ImagePipeline, ImagePipelineArgs
from components.servers.off_hours import warn_in_off_hours
from components.servers.packing import BundleError
from components.servers.servers import StandaloneServers, StandaloneServersArgs
from components.settings import SettingsError, clock, from_pulumi_config
from components.site.site import Site, SiteArgs
from components.stack.dns import create_domain_names, route_traffic
from components.stack.manifest import Manifest, ManifestArgs
from components.stack.monitoring import monitor
from components.stack.parts import Parts
from components.stack.providers import Providers
from components.stack.sections import document
from components.stack.sites import Sites, global_place
from components.tuning.tuning import DatabaseTuning, DatabaseTuningArgs

try:
    settings = from_pulumi_config()
    bundle = checked_bundle(Path(__file__).parent / "ansible")
except (SettingsError, BundleError) as problems:
    raise pulumi.RunError(str(problems)) from None

warn_in_off_hours(settings, clock.now())
account = settings.whole_account
providers = Providers(settings)
home, here = (providers.into(region) for region in (settings.home_region, settings.serving))

boundaries = Boundaries(account.logical("boundaries"), args=BoundariesArgs(settings=settings), opts=home)
AccountDefaults(
    account.logical("defaults"),
    args=AccountDefaultsArgs(account=account, kept_elsewhere=settings.kept_elsewhere),
    opts=home,
)
names = create_domain_names(settings, providers.into, providers.of_zones)
machines = boundaries.arn(PermissionsBoundary.MACHINES)
made: dict[str, Site] = {}
for region in settings.sites:
    made[region] = Site(
        f"{region}-site",
        args=SiteArgs(
            place=settings.place(region),
            settings=settings,
            boundary_arn=machines,
            bundle=bundle,
            certificate=names.certificates[region],
            domain=names.domain,
        ),
        opts=providers.into(region),
    )
sites = Sites(settings, made, global_place(settings, made, machines, providers))
serving, recovery = sites.serving, sites.recovery
traffic = route_traffic(names, sites)

database = Database(serving.place.logical("database"), args=DatabaseArgs(foundation=serving.foundation), opts=here)
if settings.database_off_hours:
    DatabaseOffHours(
        serving.place.logical("database-off-hours"),
        args=DatabaseOffHoursArgs(database=database, off_hours=settings.database_off_hours),
        opts=here,
    )
credentials = DatabaseCredentials(
    DatabaseCredentialsArgs(database=database, standbys=[site.baseline for site in sites.standbys])
)
protection = DataProtection(
    DataProtectionArgs(
        database=database,
        vault=serving.vault,
        copies=[site.vault for site in sites.standbys],
        proven_on=recovery.foundation,
    )
)
heartbeat = Heartbeat(
    serving.place.logical("heartbeat"),
    args=HeartbeatArgs(secrets=credentials.secrets, database=database),
    opts=here,
)
tuning = DatabaseTuning(
    serving.place.logical("database-tuning"),
    args=DatabaseTuningArgs(database=database, secrets=credentials.secrets),
    opts=here,
)
servers = StandaloneServers(
    serving.place.logical("standalone-servers"),
    args=StandaloneServersArgs(foundation=serving.servers_foundation, database=database),
    opts=here,
)
ImagePipeline(
    serving.place.logical("image-pipeline"),
    args=ImagePipelineArgs(
        foundation=serving.servers_foundation, regions=[site.baseline for site in made.values()]
    ),
    opts=here,
)
Identity(
    account.logical("identity"),
    args=IdentityArgs(settings=settings, boundaries=boundaries, database=database),
    opts=home,
)
DrillReminder(
    recovery.place.logical("drill-reminder"),
    args=DrillReminderArgs(baseline=recovery.baseline),
    opts=recovery.baseline.here,
)

parts = Parts(
    sites=sites,
    traffic=traffic,
    database=database,
    servers=servers,
    protection=protection,
    credentials=credentials,
    heartbeat=heartbeat,
    tuning=tuning,
)
monitor(parts)
manifest = Manifest(
    "manifest",
    args=ManifestArgs(
        environment=settings.environment, document=document(parts, providers), providers=providers.of_sites
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
