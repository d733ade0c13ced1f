"""One site: everything that stands in a region, whichever part it plays there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.audit.audit import Audit, AuditArgs
from components.backups.vault import BackupVault, BackupVaultArgs
from components.database.foundation import DatabaseFoundation, DatabaseFoundationArgs, instances
from components.edge.firewall_log import FirewallLog, FirewallLogArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.origin_secret import OriginSecret, OriginSecretArgs
from components.encryption.keys import Keys, KeysArgs, Purpose
from components.fleet.fleet import AppFleet, AppFleetArgs
from components.fleet.target import Target
from components.functions.function import FunctionDefaults, VpcConfig
from components.identity.defaults import RegionDefaults, RegionDefaultsArgs
from components.network.egress_rules import EgressRules, EgressRulesArgs
from components.network.endpoints import Endpoints, EndpointsArgs, required_endpoints
from components.network.external_sources import ExternalSource
from components.network.network import Network, NetworkArgs
from components.network.security_groups import Group, SecurityGroups, SecurityGroupsArgs
from components.notifications.notifications import Channel, Notifications, NotificationsArgs
from components.recovery.journal import Journal, JournalArgs
from components.recovery.verification import Verification, VerificationArgs
from components.servers.bundle import Bundle
from components.servers.foundation import ServersFoundation, ServersFoundationArgs
from components.servers.rights import Protecting
from components.servers.scaling_role import ScalingRole, ScalingRoleArgs
from components.settings import Settings, StandbyLevel, clock
from components.shared.address_plan import Tier
from components.shared.naming import Place
from components.storage.access_logs import ACCESS_LOGS, access_log_statements
from components.storage.bucket import Bucket, BucketArgs
from components.tuning.tuning import REPORTS
from components.visitors.visitors import Visitors, VisitorsArgs

# Long enough to compare a peak with those of the two years before.
_REPORTS_DAYS = 1096


@dataclass(frozen=True, kw_only=True)
class SiteArgs:
    """Where the site stands, the settings, what it is ready for (`level` None: it serves), and what it is given.

    `boundary_arn` bounds the roles of machines here; `bundle` and `tags` are for its servers, the certificate and
    the secret of the origin for its load balancer.
    """

    place: Place
    settings: Settings
    level: StandbyLevel | None
    boundary_arn: pulumi.Input[str]
    bundle: Bundle
    certificate_arn: pulumi.Input[str]
    origin_secret: pulumi.Input[str] | None
    tags: Mapping[str, str]

    @property
    def stands_ready(self) -> bool:
        """Whether customers could be let in here: the public tier is open, and the fleet's template is made."""
        return self.level is not StandbyLevel.BACKUPS

    @property
    def runs_servers(self) -> bool:
        """Whether servers run here, which need ways out and endpoints."""
        return self.level in {None, StandbyLevel.WARM}


class Site(pulumi.ComponentResource):
    """All that stands in one region: keys and region defaults, network, a database's foundation, vault, records."""

    def __init__(self, name: str, *, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Site", name, None, opts)
        self.args, self.place = args, args.place
        self._child = pulumi.ResourceOptions(parent=self)
        self.scaling_role = ScalingRole(
            self.place.logical("scaling-role"), args=ScalingRoleArgs(place=self.place), opts=self._child
        )
        self.keys = self._make_keys()
        self._close_region_defaults()
        self.notifications = self._make_notifications()
        self.network = self._make_network()
        self.security_groups = SecurityGroups(
            self.place.logical("security-groups"),
            args=SecurityGroupsArgs(place=self.place, vpc_id=self.network.vpc_id, visitors=self._visitors()),
            opts=self._child,
        )
        self._make_egress()
        self.foundation = self._make_foundation()
        self.vault = self._make_vault()
        self.journal = Journal(
            self.place.logical("recovery"),
            args=JournalArgs(place=self.place, key_arn=self.keys.arn(Purpose.RECOVERY)),
            opts=self._child,
        )
        self.verification = self._make_verification()
        self.access_logs = self._make_access_logs()
        self._make_tuning_reports()
        self._make_audit()
        self.firewall_log = self._make_firewall_log()
        self.origin_secret = self._make_origin_secret()
        self.servers_foundation = self._make_servers_foundation()
        self.load_balancer = self._make_load_balancer() if args.stands_ready else None
        self.fleet = self._make_fleet(self.load_balancer) if self.load_balancer else None
        self._make_counting()
        self.register_outputs({})

    @property
    def server_keys(self) -> Protecting:
        """The keys with which servers meet encrypted data."""
        return Protecting(
            storage=self.keys.arn(Purpose.STORAGE),
            sessions=self.keys.arn(Purpose.SESSIONS),
            secrets=self.keys.arn(Purpose.SECRETS),
        )

    def manifest(self) -> dict[str, Any]:
        """Return what a procedure must know of this site."""
        groups = {str(group): group_id for group, group_id in self.security_groups.group_ids.items()}
        zones = self.args.settings.sites[self.place.region].database
        return {
            "region": self.place.region,
            "level": str(self.args.level or "serving"),
            "vpc": self.network.vpc_id,
            "subnets": {str(tier): dict(zones) for tier, zones in self.network.subnet_ids.items()},
            "security_groups": groups,
            "closed_group": self.network.closed_group_id,
            "keys": self.keys.arns(),
            "subnet_groups": {
                "primary": self.foundation.primary_subnet_group,
                "replica": self.foundation.replica_subnet_group,
            },
            "database_names": [self.place.name(instance) for instance in instances(zones)],
            "database_zones": {"primary": list(zones.zones_of_primary), "replica": zones.zone_of_replica},
            "parameter_group": self.foundation.parameter_group,
            "monitoring_role": self.foundation.monitoring_role_arn,
            "vault": self.vault.name,
            "topic": self.notifications.topics[Channel.OPERATIONS],
            "journal": self.journal.table,
            "verification": self.verification.function,
            **({"origin_secret": self.origin_secret.name} if self.origin_secret else {}),
            **({"endpoints": required_endpoints(self.place)} if self.args.stands_ready else {}),
        }

    @property
    def function_defaults(self) -> FunctionDefaults:
        """What the functions of this site share."""
        return FunctionDefaults(
            boundary_arn=self.args.boundary_arn,
            secrets_key_arn=self.keys.arn(Purpose.SECRETS),
            logs_key_arn=self.keys.arn(Purpose.LOGS),
            log_retention_days=self.args.settings.logs.retention_days,
        )

    def vpc_config(self, group: Group) -> VpcConfig:
        """Return where a function of this site runs in the network."""
        return VpcConfig(
            subnet_ids=self.network.subnets_of(Tier.APPLICATION), group_id=self.security_groups.group_ids[group]
        )

    def _make_keys(self) -> Keys:
        keys = self.args.settings.keys
        return Keys(
            self.place.logical("keys"),
            args=KeysArgs(
                place=self.place,
                scaling_role_arn=self.scaling_role.arn,
                rotation_period_days=keys.rotation_period_days,
                deletion_window_days=keys.deletion_window_days,
            ),
            opts=self._child,
        )

    def _close_region_defaults(self) -> None:
        RegionDefaults(
            self.place.logical("region-defaults"),
            args=RegionDefaultsArgs(place=self.place, storage_key_arn=self.keys.arn(Purpose.STORAGE)),
            opts=self._child,
        )

    def _make_notifications(self) -> Notifications:
        return Notifications(
            self.place.logical("notifications"),
            args=NotificationsArgs(
                place=self.place,
                key_arn=self.keys.arn(Purpose.NOTIFICATIONS),
                notifications=self.args.settings.notifications,
            ),
            opts=self._child,
        )

    def _make_network(self) -> Network:
        settings = self.args.settings
        site = settings.sites[self.place.region]
        return Network(
            self.place.logical("network"),
            args=NetworkArgs(
                place=self.place,
                cidr=site.cidr,
                zones=site.zones,
                public=self.args.stands_ready,
                nat=settings.network.nat if self.args.runs_servers else None,
                encryption_control=settings.network.encryption_control,
                flow_log_retention_days=settings.network.flow_log_retention_days,
                logs_key_arn=self.keys.arn(Purpose.LOGS),
                boundary_arn=self.args.boundary_arn,
            ),
            opts=self._child,
        )

    def _make_egress(self) -> None:
        endpoints = Endpoints(
            self.place.logical("endpoints"),
            args=EndpointsArgs(
                place=self.place,
                vpc_id=self.network.vpc_id,
                route_table_ids=self.network.application_route_table_ids,
                subnet_ids=self.network.subnets_of(Tier.APPLICATION) if self.args.runs_servers else [],
                group_id=self.security_groups.group_ids[Group.ENDPOINTS],
            ),
            opts=self._child,
        )
        EgressRules(
            self.place.logical("egress-rules"),
            args=EgressRulesArgs(
                place=self.place,
                group_ids=self.security_groups.group_ids,
                s3_prefix_list_id=endpoints.s3_prefix_list_id,
            ),
            opts=self._child,
        )

    def _make_servers_foundation(self) -> ServersFoundation:
        settings = self.args.settings
        return ServersFoundation(
            self.place.logical("servers-foundation"),
            args=ServersFoundationArgs(
                place=self.place,
                boundary_arn=self.args.boundary_arn,
                servers=settings.servers,
                logs=settings.logs,
                bundle=self.args.bundle,
                keys=self.server_keys,
                logs_key_arn=self.keys.arn(Purpose.LOGS),
                access_log_bucket=self.access_logs.name,
            ),
            opts=self._child,
        )

    def _make_fleet(self, load_balancer: LoadBalancer) -> AppFleet:
        settings, foundation = self.args.settings, self.servers_foundation
        return AppFleet(
            self.place.logical("app-fleet"),
            args=AppFleetArgs(
                place=self.place,
                fleet=settings.fleet,
                servers=settings.servers,
                level=self.args.level,
                foundation=foundation,
                bundle=self.args.bundle,
                subnet_ids=self.network.subnets_of(Tier.APPLICATION),
                group_id=self.security_groups.group_ids[Group.APPLICATION],
                key_arn=self.keys.arn(Purpose.STORAGE),
                scaling_role_arn=self.scaling_role.arn,
                target=Target(
                    group_arn=load_balancer.target_group_arn,
                    group_suffix=load_balancer.target_group_arn_suffix,
                    load_balancer_suffix=load_balancer.load_balancer_arn_suffix,
                ),
                tags=self.args.tags,
                now=clock.now(),
            ),
            opts=self._child,
        )

    def _make_foundation(self) -> DatabaseFoundation:
        settings = self.args.settings
        return DatabaseFoundation(
            self.place.logical("database-foundation"),
            args=DatabaseFoundationArgs(
                place=self.place,
                instances=instances(settings.sites[self.place.region].database),
                database=settings.database,
                primary_subnet_ids=self.network.subnets_of(Tier.DATA, self._primary_zones()),
                all_subnet_ids=self.network.subnets_of(Tier.DATA),
                logs_key_arn=self.keys.arn(Purpose.LOGS),
                boundary_arn=self.args.boundary_arn,
            ),
            opts=self._child,
        )

    def _primary_zones(self) -> tuple[str, ...]:
        """Return the zones of the primary's subnet group, of which RDS wants two even where one is chosen."""
        site = self.args.settings.sites[self.place.region]
        return site.database.primary_zones if self.args.settings.database.multi_az else site.zones

    def _make_vault(self) -> BackupVault:
        return BackupVault(
            self.place.logical("vault"),
            args=BackupVaultArgs(
                place=self.place,
                key_arn=self.keys.arn(Purpose.BACKUPS),
                lock=self.args.settings.backups.lock,
                topic_arn=self.notifications.topics[Channel.OPERATIONS],
            ),
            opts=self._child,
        )

    def _make_verification(self) -> Verification:
        return Verification(
            self.place.logical("verification"),
            args=VerificationArgs(
                place=self.place,
                vpc_config=self.vpc_config(Group.VERIFICATION),
                function_defaults=self.function_defaults,
            ),
            opts=self._child,
        )

    @property
    def _fronted(self) -> bool:
        """Whether CloudFront's own parts stand here."""
        settings = self.args.settings
        return settings.edge.cloud_front.enabled and self.place.region == settings.home

    def _make_access_logs(self) -> Bucket:
        return Bucket(
            self.place.logical(ACCESS_LOGS),
            args=BucketArgs(
                place=self.place,
                what=ACCESS_LOGS,
                key_arn=None,
                expires_after_days=self.args.settings.logs.retention_days,
                access_log_bucket=None,
                statements=access_log_statements(self.place, of_cloudfront=self._fronted),
            ),
            opts=self._child,
        )

    def _make_tuning_reports(self) -> None:
        """In both sites: after a failover the examinations go on where the database is."""
        Bucket(
            self.place.logical(REPORTS),
            args=BucketArgs(
                place=self.place,
                what=REPORTS,
                key_arn=self.keys.arn(Purpose.STORAGE),
                expires_after_days=_REPORTS_DAYS,
                access_log_bucket=self.access_logs.name,
            ),
            opts=self._child,
        )

    def _make_audit(self) -> None:
        Audit(
            self.place.logical("audit"),
            args=AuditArgs(
                place=self.place,
                settings=self.args.settings,
                keys=self.keys,
                notifications=self.notifications,
                access_log_bucket=self.access_logs.name,
                boundary_arn=self.args.boundary_arn,
            ),
            opts=self._child,
        )

    def _visitors(self) -> ExternalSource:
        return ExternalSource.CLOUDFRONT if self.args.settings.edge.cloud_front.enabled else ExternalSource.INTERNET

    def _make_load_balancer(self) -> LoadBalancer:
        return LoadBalancer(
            self.place.logical("load-balancer"),
            args=LoadBalancerArgs(
                place=self.place,
                edge=self.args.settings.edge,
                serves=self.args.level is None,
                vpc_id=self.network.vpc_id,
                subnet_ids=self.network.subnets_of(Tier.PUBLIC),
                group_ids=[
                    self.security_groups.group_ids[group] for group in (Group.LOAD_BALANCER, Group.HEALTH_CHECKS)
                ],
                certificate_arn=self.args.certificate_arn,
                origin_secret=self.args.origin_secret,
                access_log_bucket=self.access_logs.name,
                firewall_log_arn=self.firewall_log.arn,
            ),
            opts=self._child,
        )

    def _make_counting(self) -> None:
        Visitors(
            self.place.logical("visitors-feed"),
            args=VisitorsArgs(
                place=self.place,
                serves=self.args.level is None,
                visitors=self.args.settings.visitors,
                function_defaults=self.function_defaults,
            ),
            opts=self._child,
        )

    def _make_firewall_log(self) -> FirewallLog:
        return FirewallLog(
            self.place.logical("firewall-log"),
            args=FirewallLogArgs(
                place=self.place,
                key_arn=self.keys.arn(Purpose.LOGS),
                retention_days=self.args.settings.logs.retention_days,
            ),
            opts=self._child,
        )

    def _make_origin_secret(self) -> OriginSecret | None:
        value = self.args.origin_secret
        if value is None:
            return None
        return OriginSecret(
            self.place.logical("origin-secret"),
            args=OriginSecretArgs(place=self.place, value=value, key_arn=self.keys.arn(Purpose.SECRETS)),
            opts=self._child,
        )
