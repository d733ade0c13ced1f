"""One site: everything that stands in a region, whichever part it plays there."""

from dataclasses import dataclass

import pulumi

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind, merged
from components.audit.audit import Audit, AuditArgs
from components.backups.vault import BackupVault, BackupVaultArgs
from components.baseline.baseline import Baseline, BaselineArgs
from components.database.foundation import DatabaseFoundation, DatabaseFoundationArgs, instances, instances_left_out
from components.edge.certificate import Certificate
from components.edge.domain import Domain
from components.edge.firewall_log import FirewallLog, FirewallLogArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.origin_secret import OriginSecret, OriginSecretArgs
from components.encryption.keys import Purpose
from components.fleet.fleet import AppFleet, AppFleetArgs
from components.network.endpoints import required_endpoints
from components.recovery.journal import Journal, JournalArgs
from components.recovery.verification import Verification, VerificationArgs
from components.servers.foundation import ServersFoundation, ServersFoundationArgs
from components.servers.kinds import groups_left_out
from components.servers.packing import Bundle
from components.settings import Settings, clock
from components.shared.filling import Filled, fill
from components.shared.naming import Place
from components.storage.bucket import Bucket, BucketArgs
from components.tuning.tuning import REPORTS
from components.visitors.visitors import Visitors, VisitorsArgs
from manifest import site as model

# Long enough to compare a peak with those of the two years before.
_REPORTS_DAYS = 1096
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


@dataclass(frozen=True, kw_only=True)
class SiteArgs:
    """Where the site stands, the settings, and what it is given.

    `boundary_arn` bounds the roles of machines here; `bundle` is for its servers, the certificate and the domain
    for its load balancer.
    """

    place: Place
    settings: Settings
    boundary_arn: pulumi.Input[str]
    bundle: Bundle
    certificate: Certificate
    domain: Domain


class Site(pulumi.ComponentResource):
    """All that stands in one region: baseline, foundations of database and servers, vault, records, fleet."""

    def __init__(self, name: str, *, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Site", name, None, opts)
        place = self.place = args.place
        self.certificate, self._args, self._settings = args.certificate, args, args.settings
        child = self._child = pulumi.ResourceOptions(parent=self)
        base = self.baseline = Baseline(
            place.logical("baseline"),
            args=BaselineArgs(
                place=place,
                settings=args.settings,
                boundary_arn=args.boundary_arn,
                groups_left_out=groups_left_out(args.settings.servers) | instances_left_out(args.settings.database),
            ),
            opts=child,
        )
        self.foundation = DatabaseFoundation(
            place.logical("database-foundation"), args=DatabaseFoundationArgs(baseline=base), opts=child
        )
        self.vault = BackupVault(place.logical("backup-vault"), args=BackupVaultArgs(baseline=base), opts=child)
        self.journal = Journal(place.logical("recovery"), args=JournalArgs(baseline=base), opts=child)
        self.verification = Verification(
            place.logical("verification"), args=VerificationArgs(baseline=base), opts=child
        )
        self._keep_reports()
        Audit(place.logical("audit"), args=AuditArgs(baseline=base, settings=args.settings), opts=child)
        self.firewall_log = FirewallLog(
            place.logical("firewall-log"), args=FirewallLogArgs(baseline=base), opts=child
        )
        self.origin_secret = self._origin_secret()
        self.servers_foundation = ServersFoundation(
            place.logical("servers-foundation"),
            args=ServersFoundationArgs(baseline=base, bundle=args.bundle),
            opts=child,
        )
        self.load_balancer = self._load_balancer() if base.can_serve else None
        self.fleet = self._fleet(self.load_balancer) if self.load_balancer else None
        if args.settings.visitors:
            Visitors(
                place.logical("visitor-metrics"),
                args=VisitorsArgs(baseline=base, visitors=args.settings.visitors),
                opts=child,
            )
        self.register_outputs({})

    def _keep_reports(self) -> None:
        """Keep the examinations' reports, in both sites: after a failover they go on where the database is."""
        Bucket(
            self.place.logical(REPORTS),
            args=BucketArgs(
                place=self.place,
                what=REPORTS,
                key_arn=self.baseline.key_arn(Purpose.STORAGE),
                expires_after_days=_REPORTS_DAYS,
                access_log_bucket=self.baseline.access_logs.name,
            ),
            opts=self._child,
        )

    def _origin_secret(self) -> OriginSecret | None:
        value = self._args.domain.origin_secret
        if value is None:
            return None
        return OriginSecret(
            self.place.logical("origin-secret"),
            args=OriginSecretArgs(baseline=self.baseline, value=value),
            opts=self._child,
        )

    def _load_balancer(self) -> LoadBalancer:
        return LoadBalancer(
            self.place.logical("load-balancer"),
            args=LoadBalancerArgs(
                baseline=self.baseline,
                edge=self._settings.edge,
                certificate=self.certificate,
                domain=self._args.domain,
                firewall_log=self.firewall_log,
            ),
            opts=self._child,
        )

    def _fleet(self, load_balancer: LoadBalancer) -> AppFleet:
        return AppFleet(
            self.place.logical("app-fleet"),
            args=AppFleetArgs(
                foundation=self.servers_foundation,
                fleet=self._settings.fleet,
                target=load_balancer.target,
                now=clock.now(),
                off_hours=self._settings.off_hours,
            ),
            opts=self._child,
        )

    def monitored(self) -> Inventory:
        """Return what stands here at every level, and what serves customers where it does."""
        quotas = [
            MonitoredResource(label=label, dimensions=dict(dimensions)) for label, dimensions in _QUOTAS.items()
        ]
        return merged(
            self.certificate.monitored(),
            self.baseline.network.monitored(),
            {ResourceKind.QUOTA: quotas if self.baseline.runs_servers else []},
            self.fleet.monitored() if self.fleet else {},
            self.load_balancer.monitored() if self.load_balancer else {},
        )

    def manifest(self) -> Filled[model.Site]:
        """Return what a procedure must know of this site."""
        zones = self._settings.sites[self.place.region].database
        base, foundation = self.baseline, self.foundation
        return fill(
            model.Site,
            region=self.place.region,
            level=str(base.level or "serving"),
            vpc=base.network.vpc_id,
            subnets=base.network.subnet_ids,
            security_groups=base.security_groups.group_ids,
            closed_group=base.network.closed_group_id,
            keys=base.keys.arns(),
            subnet_groups=fill(
                model.SubnetGroups, primary=foundation.primary_subnet_group, replica=foundation.replica_subnet_group
            ),
            database_names=[self.place.name(instance) for instance in instances(zones)],
            database_zones=fill(
                model.DatabaseZones,
                primary=[base.network.zone_name(zone) for zone in zones.zones_of_primary],
                replica=base.network.zone_name(zones.zone_of_replica) if zones.zone_of_replica else None,
            ),
            parameter_group=foundation.parameter_group,
            monitoring_role=foundation.monitoring_role_arn,
            vault=self.vault.name,
            topic=base.operations_topic_arn,
            journal=self.journal.table,
            verification=self.verification.function,
            running_zone=zones.zones_of_primary[0] if self._settings.network.single_zone else None,
            origin_secret=self.origin_secret.name if self.origin_secret else None,
            endpoints=required_endpoints(self.place) if base.can_serve else None,
        )
