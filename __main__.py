"""The composition root: settings in, two sites wired, manifest out."""

import asyncio
from pathlib import Path
from typing import Any

import pulumi

from components.backups.plan import Backups, BackupsArgs, RestoreTesting, RestoreTestingArgs
from components.backups.validation import RestoreValidation, RestoreValidationArgs
from components.database.database import MASTER_USER, Database, DatabaseArgs
from components.database.replication import Replication, ReplicationArgs
from components.encryption.keys import Purpose
from components.functions.function import role_arn
from components.identity.boundaries import Boundaries, BoundariesArgs
from components.identity.defaults import AccountDefaults, AccountDefaultsArgs
from components.identity.identity import Identity, IdentityArgs
from components.identity.names import PermissionsBoundary
from components.network.security_groups import Group
from components.notifications.notifications import Channel
from components.recovery.heartbeat import Heartbeat, HeartbeatArgs
from components.recovery.reminder import DrillReminder, DrillReminderArgs
from components.secrets.access import FUNCTION, DatabaseAccess, DatabaseAccessArgs
from components.secrets.bootstrap import DatabaseBootstrap, DatabaseBootstrapArgs
from components.secrets.secrets import DatabaseSecrets, DatabaseSecretsArgs, secret_names
from components.servers.bundle import BundleError, checked_bundle
from components.servers.images import ImagePipeline, ImagePipelineArgs
from components.servers.servers import BusinessServers, BusinessServersArgs
from components.settings import SettingsError, from_pulumi_config
from components.shared.address_plan import Tier
from components.shared.naming import Account
from components.site.site import Site, SiteArgs
from components.stack.dns import lead_traffic, make_names, place_of
from components.stack.manifest import Manifest, ManifestArgs
from components.stack.monitoring import watch
from components.stack.providers import default_tags, regional_provider
from components.stack.sections import Access, sections
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
boundaries = Boundaries(
    account.logical("boundaries"),
    args=BoundariesArgs(account=account, regions=list(settings.sites), deployment_role=settings.deployment_role),
    opts=in_region(settings.home),
)
AccountDefaults(
    account.logical("defaults"), args=AccountDefaultsArgs(account=account), opts=in_region(settings.home)
)

names = make_names(settings, in_region)
sites = {
    region: Site(
        f"{region}-site",
        args=SiteArgs(
            place=place_of(settings, region),
            settings=settings,
            level=None if region == settings.serving else settings.standby_level,
            boundary_arn=boundaries.arn(PermissionsBoundary.MACHINES),
            bundle=bundle,
            certificate_arn=names.certificates[region].arn,
            origin_secret=names.domain.origin_secret,
            tags=default_tags(settings),
        ),
        opts=in_region(region),
    )
    for region in settings.sites
}
traffic = lead_traffic(settings, names, sites, in_region)
serving, standby = sites[settings.serving], sites[settings.standby]
ready = [site for site in sites.values() if site.args.stands_ready]

database = Database(
    serving.place.logical("database"),
    args=DatabaseArgs(
        place=serving.place,
        database=settings.database,
        zones=settings.sites[settings.serving].database,
        foundation=serving.foundation,
        key_arn=serving.keys.arn(Purpose.DATABASE),
        primary_group_id=serving.security_groups.group_ids[Group.DATABASE],
        replica_group_id=serving.security_groups.group_ids[Group.REPLICA],
        topic_arn=serving.notifications.topics[Channel.OPERATIONS],
    ),
    opts=in_region(settings.serving),
)
servers = BusinessServers(
    serving.place.logical("business-servers"),
    args=BusinessServersArgs(
        place=serving.place,
        servers=settings.servers,
        foundation=serving.servers_foundation,
        bundle=bundle,
        subnet_ids=serving.network.subnets_of(Tier.APPLICATION),
        group_ids=serving.security_groups.group_ids,
        key_arn=serving.keys.arn(Purpose.STORAGE),
        scaling_role_arn=serving.scaling_role.arn,
        primary_host=database.primary.address,
        tags=default_tags(settings),
    ),
    opts=in_region(settings.serving),
)
ImagePipeline(
    serving.place.logical("image-pipeline"),
    args=ImagePipelineArgs(
        place=serving.place,
        boundary_arn=boundaries.arn(PermissionsBoundary.MACHINES),
        fleet=settings.fleet,
        servers=settings.servers,
        bundle=bundle,
        logs_prefix=serving.servers_foundation.logs_prefix,
        reports_bucket=serving.servers_foundation.reports_bucket,
        subnet_id=serving.network.subnets_of(Tier.APPLICATION)[0],
        group_id=serving.security_groups.group_ids[Group.IMAGES],
        keys=serving.server_keys,
        image_keys={region: site.keys.arn(Purpose.STORAGE) for region, site in sites.items()},
        tags=default_tags(settings),
    ),
    opts=in_region(settings.serving),
)
Replication(
    standby.place.logical("replication"),
    args=ReplicationArgs(
        standby=standby.place,
        letter=settings.sites[settings.serving].database.letters[0],
        source_arn=database.primary.arn,
        standby_key_arn=standby.keys.arn(Purpose.DATABASE),
        retention_days=settings.database.replicated_backup_retention_days,
    ),
    opts=in_region(settings.standby),
)
Backups(
    serving.place.logical("backups"),
    args=BackupsArgs(
        place=serving.place,
        backups=settings.backups,
        resource_arns=[database.primary.arn],
        vault_name=serving.vault.name,
        copy_vault_arn=standby.vault.arn,
        boundary_arn=boundaries.arn(PermissionsBoundary.MACHINES),
    ),
    opts=in_region(settings.serving),
)
restoring = RestoreTesting(
    standby.place.logical("restore-testing"),
    args=RestoreTestingArgs(
        place=standby.place,
        backups=settings.backups,
        vault_arn=standby.vault.arn,
        subnet_group=standby.foundation.replica_subnet_group,
        parameter_group=standby.foundation.parameter_group,
        group_id=standby.security_groups.group_ids[Group.RESTORED_COPY],
        boundary_arn=boundaries.arn(PermissionsBoundary.MACHINES),
    ),
    opts=in_region(settings.standby),
)
RestoreValidation(
    standby.place.logical("restore-validation"),
    args=RestoreValidationArgs(
        place=standby.place,
        plan_name=restoring.plan_name,
        topic_arn=standby.notifications.topics[Channel.OPERATIONS],
        function_defaults=standby.function_defaults,
    ),
    opts=in_region(settings.standby),
)
DrillReminder(
    standby.place.logical("drill-reminder"),
    args=DrillReminderArgs(
        place=standby.place,
        schedule=str(settings.recovery.drill_schedule),
        boundary_arn=boundaries.arn(PermissionsBoundary.MACHINES),
    ),
    opts=in_region(settings.standby),
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
        primary_id=database.primary.resource_id,
        replica_id=database.replica.resource_id,
    ),
    opts=in_region(settings.home),
)
secrets = DatabaseSecrets(
    serving.place.logical("database-secrets"),
    args=DatabaseSecretsArgs(
        place=serving.place,
        key_arn=serving.keys.arn(Purpose.SECRETS),
        replica_region=standby.place.region,
        replica_key_arn=standby.keys.arn(Purpose.SECRETS),
        writers=tuple(role_arn(site.place, FUNCTION) for site in ready),
    ),
    opts=in_region(settings.serving),
)
bootstrap = DatabaseBootstrap(
    serving.place.logical("database-bootstrap"),
    args=DatabaseBootstrapArgs(
        place=serving.place,
        database=settings.database.name,
        primary=database.primary,
        replica=database.replica,
        master_user=MASTER_USER,
        password=database.bootstrap_password,
        key_arn=serving.keys.arn(Purpose.SECRETS),
        writer=settings.deployment_role,
        reader=role_arn(serving.place, FUNCTION),
    ),
    opts=in_region(settings.serving),
)
access = {
    site.place.region: DatabaseAccess(
        site.place.logical("database-access"),
        args=DatabaseAccessArgs(
            place=site.place,
            vpc_config=site.vpc_config(Group.DATABASE_ACCESS),
            function_defaults=site.function_defaults,
            secrets=secrets.arns if site is serving else secret_names(settings.environment),
            bootstrap_arn=bootstrap.arn if site is serving else None,
            rotation_days=settings.database.password_rotation_days,
        ),
        opts=in_region(site.place.region),
    )
    for site in ready
}
Heartbeat(
    serving.place.logical("heartbeat"),
    args=HeartbeatArgs(
        place=serving.place,
        every_minutes=settings.recovery.heartbeat_minutes,
        secret_arn=secrets.arns["heartbeat"],
        replica_address=database.replica.address,
        vpc_config=serving.vpc_config(Group.HEARTBEAT),
        function_defaults=serving.function_defaults,
    ),
    opts=in_region(settings.serving),
)
tuning = DatabaseTuning(
    serving.place.logical("database-examination"),
    args=DatabaseTuningArgs(
        place=serving.place,
        schedule=settings.database.tuning_schedule,
        vpc_config=serving.vpc_config(Group.DATABASE_READING),
        primary_id=database.primary.resource_id,
        replica_address=database.replica.address,
        replica_port=database.replica.port,
        secret_arn=secrets.arns["monitoring"],
        function_defaults=serving.function_defaults,
    ),
    opts=in_region(settings.serving),
)
watch(settings, names, sites, database, traffic, servers, boundaries.arn(PermissionsBoundary.MACHINES), in_region)
manifest = Manifest(
    "manifest",
    args=ManifestArgs(
        environment=settings.environment,
        sections=sections(
            settings,
            sites,
            database,
            Access(functions=access, secrets=secrets, bootstrap=bootstrap, tuning=tuning),
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
