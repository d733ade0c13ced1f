"""What watches the sites: an inventory of what stands in each, the catalogue's alarms over it, and dashboards."""

from collections.abc import Callable, Mapping

import pulumi

from components.alarms.alarm import Inventory, Standing, Subject
from components.audit.tripwires import TRIPWIRES, rule_name
from components.database.database import Database
from components.database.foundation import instances
from components.edge.firewall import FIREWALL
from components.edge.traffic import Traffic
from components.fleet.capacity import capacity_of
from components.fleet.fleet import GROUP
from components.monitoring.cost_watch import CostWatch, CostWatchArgs
from components.monitoring.dashboards import Dashboards, DashboardsArgs, Watched
from components.monitoring.observability import NAME_LIMIT, Observability, ObservabilityArgs
from components.monitoring.rows_support import ACKNOWLEDGEMENT, TRIPWIRE_TOUCHED
from components.monitoring.support import Support, SupportArgs
from components.notifications.notifications import Channel
from components.servers.servers import BusinessServers
from components.settings import InstanceClass, Scenario, Settings, clock
from components.shared.naming import Account, Place
from components.site.site import Site
from components.stack.dns import Names

InRegion = Callable[[str], pulumi.ResourceOptions]

_GIB = 1024**3
# What RDS for PostgreSQL takes for max_connections unless told otherwise:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
_BYTES_A_CONNECTION, _MOST_CONNECTIONS = 9_531_392, 5000
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Service-Quota-Integration.html
_QUOTAS = {
    "processors": {"Service": "EC2", "Type": "Resource", "Resource": "vCPU", "Class": "Standard/OnDemand"},
    "load-balancers": {
        "Service": "Elastic Load Balancing",
        "Type": "Resource",
        "Resource": "ApplicationLoadBalancersPerRegion",
        "Class": "None",
    },
}


def watch(
    settings: Settings,
    names: Names,
    sites: Mapping[str, Site],
    database: Database,
    traffic: Traffic,
    servers: BusinessServers,
    boundary_arn: pulumi.Input[str],
    in_region: InRegion,
) -> None:
    """Make the alarms of each site over what stands there, and the dashboards over both."""
    watched: list[Watched] = []
    for region, site in sorted(sites.items(), key=lambda one: one[0] != settings.serving):
        inventory: dict[Subject, list[Standing]] = {
            Subject.CERTIFICATE: [Standing(dimensions={"CertificateArn": names.certificates[region].arn})],
            Subject.SUPPORT: [Standing(dimensions={})],
            Subject.TRIPWIRE: _tripwires(site.place),
            **_network(site),
            **_fleet(settings, site),
            **(_database(settings, site.place, database) if region == settings.serving else {}),
            **(_servers(servers) if region == settings.serving else {}),
            **(_efficiency(site, database) if region == settings.serving else {}),
            **(_vault(site) if region == settings.serving else {}),
            **(_entrance(traffic, site.place) if region == settings.home else {}),
        }
        _merge(inventory, _load_balancer(site, serves=region == settings.serving))
        made = _observe(settings, site, inventory, in_region(region))
        _support(settings, site, made, boundary_arn, in_region(region))
        watched.append(Watched(place=site.place, inventory=inventory, pages=made.page_names))
    account = Account(environment=settings.environment, account=settings.account)
    Dashboards(
        account.logical("dashboards"),
        args=DashboardsArgs(account=account, sites=watched, runbooks=settings.notifications.runbooks),
        opts=in_region(settings.home),
    )
    CostWatch(
        account.logical("cost-watch"),
        args=CostWatchArgs(account=account, topic_arn=sites[settings.home].baseline.operations_topic_arn),
        opts=in_region(settings.home),
    )


def _observe(settings: Settings, site: Site, inventory: Inventory, opts: pulumi.ResourceOptions) -> Observability:
    return Observability(
        site.place.logical("observability"),
        args=ObservabilityArgs(
            place=site.place,
            inventory=inventory,
            notifications=site.baseline.notifications,
            runbooks=settings.notifications.runbooks,
            maintenance=settings.database.maintenance_window,
        ),
        opts=opts,
    )


def _support(
    settings: Settings,
    site: Site,
    made: Observability,
    boundary_arn: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> None:
    tripwires = [one.name(TRIPWIRE_TOUCHED) for one in _tripwires(site.place)]
    Support(
        site.place.logical("support"),
        args=SupportArgs(
            place=site.place,
            notifications=site.baseline.notifications,
            settings=settings.notifications,
            escalated=[*made.page_names, *(site.place.name(what, limit=NAME_LIMIT) for what in tripwires)],
            acknowledged=site.place.name(ACKNOWLEDGEMENT.what, limit=NAME_LIMIT),
            boundary_arn=boundary_arn,
            after=made,
        ),
        opts=opts,
    )


def _tripwires(place: Place) -> list[Standing]:
    """Return the rules that wake somebody."""
    return [
        Standing(label=row.what, dimensions={"RuleName": rule_name(place, row)})
        for row in TRIPWIRES
        if row.channel is Channel.ON_CALL
    ]


def _merge(inventory: dict[Subject, list[Standing]], more: Inventory) -> None:
    for subject, standing in more.items():
        inventory.setdefault(subject, []).extend(standing)


def _network(site: Site) -> dict[Subject, list[Standing]]:
    gateways = [
        Standing(label=zone[-1], dimensions={"NatGatewayId": gateway})
        for zone, gateway in site.baseline.network.nat_gateway_ids.items()
    ]
    quotas = [Standing(label=label, dimensions=dict(dimensions)) for label, dimensions in _QUOTAS.items()]
    return {Subject.NAT_GATEWAY: gateways, Subject.QUOTA: quotas if site.baseline.runs_servers else []}


def _fleet(settings: Settings, site: Site) -> dict[Subject, list[Standing]]:
    if site.fleet is None:
        return {}
    fleet = settings.fleet
    least = capacity_of(fleet, site.baseline.level, clock.now()).least
    sizes = {"least": least, "most": fleet.highest_regular}
    return {Subject.FLEET: [Standing(dimensions={"AutoScalingGroupName": site.place.name(GROUP)}, sizes=sizes)]}


def _servers(servers: BusinessServers) -> dict[Subject, list[Standing]]:
    groups = servers.group_names.items()
    return {
        Subject.SERVER: [Standing(label=kind, dimensions={"AutoScalingGroupName": group}) for kind, group in groups]
    }


def _vault(site: Site) -> dict[Subject, list[Standing]]:
    """Return the vault that the plan fills, from which copies are made; jobs are counted where they run."""
    return {Subject.VAULT: [Standing(dimensions={"BackupVaultName": site.vault.name})]}


def _load_balancer(site: Site, *, serves: bool) -> dict[Subject, list[Standing]]:
    if site.load_balancer is None:
        return {}
    load_balancer = Standing(
        dimensions={
            "LoadBalancer": site.load_balancer.target.load_balancer_suffix,
            "TargetGroup": site.load_balancer.target.group_suffix,
        }
    )
    found = {Subject.LOAD_BALANCER: [load_balancer], Subject.APPLICATION: [Standing(dimensions={})]}
    if serves:
        found[Subject.SERVING_LOAD_BALANCER] = [load_balancer]
        found[Subject.BILL] = [Standing(dimensions={"Currency": "USD"})]
    if site.origin_secret is None:
        found[Subject.FIREWALL] = [_firewall(site.place, {"Region": site.place.region})]
    return found


def _efficiency(site: Site, database: Database) -> dict[Subject, list[Standing]]:
    """Return what is set against the visitors where the site serves, and the feed that counts them."""
    if site.load_balancer is None or site.fleet is None:
        return {}
    dimensions: dict[str, pulumi.Input[str]] = {
        "LoadBalancer": site.load_balancer.target.load_balancer_suffix,
        "AutoScalingGroupName": site.place.name(GROUP),
        "DBInstanceIdentifier": database.primary.identifier,
    }
    return {Subject.EFFICIENCY: [Standing(dimensions=dimensions)], Subject.FEED: [Standing(dimensions={})]}


def _firewall(place: Place, where: Mapping[str, str]) -> Standing:
    return Standing(dimensions={"WebACL": place.name(FIREWALL), "Rule": "ALL", **where})


def _entrance(traffic: Traffic, home: Place) -> dict[Subject, list[Standing]]:
    """Return what stands for both sites, whose metrics AWS keeps in one region."""
    found = {
        Subject.HEALTH_CHECK: [
            Standing(label=region, dimensions={"HealthCheckId": check}) for region, check in traffic.checks.items()
        ]
    }
    if (distribution := traffic.distribution) is not None:
        found[Subject.DISTRIBUTION] = [
            Standing(dimensions={"DistributionId": distribution.id_, "Region": "Global"})
        ]
        # CloudFront's web ACLs have no region: https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
        found[Subject.FIREWALL] = [_firewall(home, {})]
    return found


def _database(settings: Settings, place: Place, database: Database) -> dict[Subject, list[Standing]]:
    resources = (database.primary.resource_id, database.replica.resource_id)
    classes = (settings.database.instance_class, settings.database.replica.instance_class)
    names = instances(settings.sites[place.region].database)
    rpo = settings.guidelines[Scenario.MULTI_ZONE_OUTAGE].rpo.total_seconds()
    both = [
        Standing(
            label=instance.rpartition("-")[2],
            # By name: the alarms need not wait for the hour in which RDS makes an instance.
            dimensions={"DBInstanceIdentifier": place.name(instance)},
            sizes={**_sizes(instance_class, settings), "rpo": rpo},
            resource=resource,
        )
        for instance, instance_class, resource in zip(names, classes, resources, strict=True)
    ]
    beat = Standing(dimensions={"Environment": settings.environment})
    return {
        Subject.PRIMARY: both[:1],
        Subject.REPLICA: both[1:],
        Subject.INSTANCE: both,
        Subject.HEARTBEAT: [beat],
    }


def _sizes(instance_class: InstanceClass, settings: Settings) -> dict[str, float]:
    memory = instance_class.memory_gib * _GIB
    return {
        "processors": instance_class.processors,
        "memory": memory,
        "connections": min(memory // _BYTES_A_CONNECTION, _MOST_CONNECTIONS),
        "storage": settings.database.storage.allocated_gib * _GIB,
    }
