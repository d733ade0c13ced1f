"""The stack's monitoring: an inventory of each site's resources, the catalogue's alarms over it, and dashboards."""

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind, Tier, merged
from components.audit.tripwires import TRIPWIRES, rule_name
from components.database.database import Database
from components.database.foundation import instances
from components.fleet.fleet import GROUP
from components.monitoring.cost_anomaly_detection import CostAnomalyDetection, CostAnomalyDetectionArgs
from components.monitoring.dashboards import Dashboards, DashboardsArgs, MonitoredSite
from components.monitoring.observability import NAME_LIMIT, Observability, ObservabilityArgs
from components.monitoring.off_hours import MutedOffHours, MutedOffHoursArgs
from components.monitoring.rows_support import ACKNOWLEDGEMENT, TRIPWIRE_TOUCHED
from components.monitoring.support import ESCALATION, Support, SupportArgs
from components.notifications.notifications import Channel
from components.settings import AccountWide, InstanceClass, OffHoursSettings, Scenario, Settings
from components.shared.naming import Place
from components.site.global_place import GlobalPlace
from components.site.site import Site
from components.stack.parts import Parts

_GIB = 1024**3
# What RDS for PostgreSQL takes for max_connections unless told otherwise:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
_BYTES_A_CONNECTION, _MAX_CONNECTIONS = 9_531_392, 5000


def monitor(parts: Parts) -> None:
    """Create the alarms of each site over its resources, and the dashboards over both."""
    settings, home = parts.sites.settings, parts.sites.home
    watched: list[MonitoredSite] = []
    for site in parts.sites.places:
        inventory = merged(
            {
                ResourceKind.SUPPORT: [MonitoredResource(dimensions={})],
                ResourceKind.TRIPWIRE: _tripwires(site.place),
            },
            parts.traffic.monitored() if site is parts.sites.global_place else {},
            _of_the_database(parts) if site is parts.sites.serving else {},
            site.monitored(),
        )
        made = Observability(
            site.place.logical("observability"),
            args=ObservabilityArgs(
                place=site.place,
                inventory=inventory,
                notifications=site.baseline.notifications,
                runbooks=settings.notifications.runbooks,
                maintenance=settings.database.maintenance_window,
            ),
            opts=site.baseline.here,
        )
        support = _support(settings, site, made)
        if settings.off_hours:
            _quiet_off_hours(settings.off_hours, site, made, support)
        watched.append(MonitoredSite(place=site.place, inventory=inventory, pages=made.page_names))
    account = settings.whole_account
    Dashboards(
        account.logical("dashboards"),
        args=DashboardsArgs(account=account, sites=watched, runbooks=settings.notifications.runbooks),
        opts=home.baseline.here,
    )
    if settings.keeps(AccountWide.COST_MONITOR):
        CostAnomalyDetection(
            account.logical("cost-anomaly-detection"),
            args=CostAnomalyDetectionArgs(account=account, topic_arn=home.baseline.operations_topic_arn),
            opts=home.baseline.here,
        )


def _quiet_off_hours(
    off_hours: OffHoursSettings, site: Site | GlobalPlace, made: Observability, support: Support
) -> None:
    """Mute what a stopped environment sets off; tripwires are told at once at any hour, though not escalated."""
    tripwires = {site.place.name(one.name(TRIPWIRE_TOUCHED), limit=NAME_LIMIT) for one in _tripwires(site.place)}
    names = {tier: [name for name in names if name not in tripwires] for tier, names in made.names.items()}
    names[Tier.PLATFORM] = [*names.get(Tier.PLATFORM, ()), site.place.name(ESCALATION, limit=NAME_LIMIT)]
    MutedOffHours(
        site.place.logical("muted-off-hours"),
        args=MutedOffHoursArgs(place=site.place, names=names, off_hours=off_hours, alarms=(made, support)),
        opts=site.baseline.here,
    )


def _support(settings: Settings, site: Site | GlobalPlace, made: Observability) -> Support:
    tripwires = [one.name(TRIPWIRE_TOUCHED) for one in _tripwires(site.place)]
    return Support(
        site.place.logical("support"),
        args=SupportArgs(
            place=site.place,
            notifications=site.baseline.notifications,
            settings=settings.notifications,
            escalated=[*made.page_names, *(site.place.name(what, limit=NAME_LIMIT) for what in tripwires)],
            acknowledged=site.place.name(ACKNOWLEDGEMENT.what, limit=NAME_LIMIT),
            boundary_arn=site.baseline.boundary_arn,
            alarms=made,
        ),
        opts=site.baseline.here,
    )


def _tripwires(place: Place) -> list[MonitoredResource]:
    """Return the rules that wake somebody."""
    return [
        MonitoredResource(label=row.what, dimensions={"RuleName": rule_name(place, row)})
        for row in TRIPWIRES
        if row.channel is Channel.ON_CALL
    ]


def _of_the_database(parts: Parts) -> Inventory:
    """Return what stands where the database is, and what is set against the visitors there."""
    settings, site, database = parts.sites.settings, parts.sites.serving, parts.database
    return merged(
        _database(settings, site.place, database),
        parts.servers.monitored(),
        _efficiency(site, database) if settings.visitors else {},
        parts.protection.monitored(),
    )


def _efficiency(site: Site, database: Database) -> dict[ResourceKind, list[MonitoredResource]]:
    """Return what is set against the visitors where the site serves, the feed that counts them, and the bill."""
    if site.load_balancer is None or site.fleet is None:
        return {}
    compared = MonitoredResource(
        dimensions={
            "LoadBalancer": site.load_balancer.target.load_balancer_suffix,
            "AutoScalingGroupName": site.place.name(GROUP),
            "DBInstanceIdentifier": database.primary.identifier,
        }
    )
    return {
        ResourceKind.EFFICIENCY: [compared],
        ResourceKind.FEED: [MonitoredResource(dimensions={})],
        ResourceKind.BILL: [MonitoredResource(dimensions={"Currency": "USD"})],
    }


def _database(settings: Settings, place: Place, database: Database) -> dict[ResourceKind, list[MonitoredResource]]:
    resources = [instance.resource_id for instance in database.instances]
    classes = [instance_class for _, instance_class in settings.database.instance_classes]
    names = instances(settings.sites[place.region].database)
    rpo = settings.guidelines[Scenario.MULTI_ZONE_OUTAGE].rpo.total_seconds()
    every = [
        MonitoredResource(
            label=instance.rpartition("-")[2],
            # By name: the alarms need not wait for the hour in which RDS makes an instance.
            dimensions={"DBInstanceIdentifier": place.name(instance)},
            sizes={**_sizes(instance_class, settings), "rpo": rpo},
            resource_id=resource,
        )
        for instance, instance_class, resource in zip(names, classes, resources, strict=True)
    ]
    beat = MonitoredResource(dimensions={"Environment": settings.environment})
    return {
        ResourceKind.PRIMARY: every[:1],
        ResourceKind.REPLICA: every[1:],
        ResourceKind.INSTANCE: every,
        ResourceKind.HEARTBEAT: [beat],
        ResourceKind.REPLICA_HEARTBEAT: [beat for _ in every[1:]],
    }


def _sizes(instance_class: InstanceClass, settings: Settings) -> dict[str, float]:
    memory = instance_class.memory_gib * _GIB
    return {
        "processors": instance_class.processors,
        "memory": memory,
        "connections": min(memory // _BYTES_A_CONNECTION, _MAX_CONNECTIONS),
        "storage": settings.database.storage.allocated_gib * _GIB,
    }
