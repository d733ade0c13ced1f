"""The baseline of a region: what every other component there takes instead of a dozen of its attributes."""

from dataclasses import dataclass

import pulumi

from components.baseline.region import RegionBaseline, RegionBaselineArgs
from components.baseline.region_defaults import RegionDefaults, RegionDefaultsArgs
from components.baseline.scaling_role import ScalingRole, ScalingRoleArgs
from components.encryption.keys import Purpose
from components.network.connections import platform_names
from components.network.dns_firewall import DnsFirewall, DnsFirewallArgs
from components.network.egress_rules import EgressRules, EgressRulesArgs
from components.network.endpoints import Endpoints, EndpointsArgs
from components.network.external_sources import ExternalSource
from components.network.network import Network, NetworkArgs
from components.network.security_groups import Group, SecurityGroups, SecurityGroupsArgs
from components.settings import AccountWide, NatMode, StandbyLevel
from components.shared.address_plan import Tier
from components.storage.access_logs import ACCESS_LOGS, access_log_statements
from components.storage.bucket import Bucket, BucketArgs


@dataclass(frozen=True, kw_only=True)
class BaselineArgs(RegionBaselineArgs):
    """Where it stands, the settings, the boundary of the roles of machines, and groups that nothing is in."""

    groups_left_out: frozenset[Group] = frozenset()


class Baseline(RegionBaseline):
    """A site's keys, topics, network and security groups, bucket of access logs, and the region's defaults.

    `level`: what the site is ready for; None: it serves.
    """

    level: StandbyLevel | None
    network: Network
    security_groups: SecurityGroups
    access_logs: Bucket

    def __init__(self, name: str, *, args: BaselineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:baseline:Baseline", name, args=args, opts=opts)
        self.level = None if args.place.region == args.settings.serving else args.settings.standby_level
        self.scaling_role = ScalingRole(
            self.place.logical("scaling-role"), args=ScalingRoleArgs(place=self.place), opts=self._child
        )
        self._make_keys(tuple(Purpose), self.scaling_role.arn)
        if self.settings.keeps(AccountWide.REGION_DEFAULTS):
            RegionDefaults(
                self.place.logical("region-defaults"),
                args=RegionDefaultsArgs(place=self.place, storage_key_arn=self.key_arn(Purpose.STORAGE)),
                opts=self._child,
            )
        self._make_topics()
        self.network = Network(self.place.logical("network"), args=self._network_args(), opts=self._child)
        self.security_groups = SecurityGroups(
            self.place.logical("security-groups"),
            args=SecurityGroupsArgs(
                place=self.place,
                vpc_id=self.network.vpc_id,
                visitors=self._visitors(),
                cloudfront_lists=self.settings.edge.cloud_front.prefix_lists,
                ipv6=self.answers_by_ipv6,
                left_out=args.groups_left_out,
            ),
            opts=self._child,
        )
        self._egress()
        self._limit_names(args.groups_left_out)
        self.access_logs = self._access_logs()
        self.register_outputs({})

    @property
    def serves(self) -> bool:
        """Whether the store is served from here."""
        return self.level is None

    @property
    def can_serve(self) -> bool:
        """Whether customers could be let in here: the public tier is open, and the fleet's template is made."""
        return self.level is not StandbyLevel.BACKUPS

    @property
    def answers_by_ipv6(self) -> bool:
        """Whether visitors could come in here by IPv6 too."""
        return self.can_serve and self.settings.edge.dual_stack

    @property
    def runs_servers(self) -> bool:
        """Whether servers run here, which need NAT gateways and interface endpoints."""
        return self.level in {None, StandbyLevel.WARM}

    @property
    def application_subnet_ids(self) -> list[pulumi.Output[str]]:
        """The subnets of servers and of functions in the VPC, in the zones in which anything runs."""
        return self.network.subnets_of(Tier.APPLICATION, self._running_zones)

    @property
    def _nat(self) -> NatMode | None:
        """How many NAT gateways stand here.

        A pilot light whose store calls others has one beforehand: a recovery starts servers and makes no gateway.
        """
        if self.runs_servers:
            return self.settings.network.nat
        return NatMode.SINGLE if self.can_serve and self.settings.egress.destinations else None

    @property
    def _running_zones(self) -> tuple[str, ...]:
        return self.settings.running_zones(self.place.region)

    def group_id(self, group: Group) -> pulumi.Output[str]:
        """Return the id of a security group."""
        return self.security_groups.group_ids[group]

    def _network_args(self) -> NetworkArgs:
        settings = self.settings
        site = settings.sites[self.place.region]
        return NetworkArgs(
            place=self.place,
            cidr=site.cidr,
            zones=site.zones,
            public=self.can_serve,
            ipv6=self.answers_by_ipv6,
            nat=self._nat,
            nat_zone=min(self._running_zones),
            encryption_control=settings.network.encryption_control,
            flow_log_retention_days=settings.network.flow_log_retention_days,
            logs_key_arn=self.key_arn(Purpose.LOGS),
            boundary_arn=self.boundary_arn,
            block_public_access=settings.keeps(AccountWide.PUBLIC_VPCS_BLOCK),
        )

    def _visitors(self) -> ExternalSource:
        fronted = self.settings.edge.cloud_front.enabled
        return ExternalSource.CLOUDFRONT if fronted else ExternalSource.INTERNET

    def _egress(self) -> None:
        self.endpoints = Endpoints(
            self.place.logical("endpoints"),
            args=EndpointsArgs(
                place=self.place,
                network=self.network,
                security_groups=self.security_groups,
                interfaces=self.runs_servers,
                zones=self._running_zones,
            ),
            opts=self._child,
        )
        EgressRules(
            self.place.logical("egress-rules"),
            args=EgressRulesArgs(
                place=self.place,
                security_groups=self.security_groups,
                endpoints=self.endpoints,
                openings=self.settings.egress.openings,
            ),
            opts=self._child,
        )

    def _limit_names(self, left_out: frozenset[Group]) -> None:
        settings = self.settings
        DnsFirewall(
            self.place.logical("dns-firewall"),
            args=DnsFirewallArgs(
                place=self.place,
                vpc_id=self.network.vpc_id,
                platform=platform_names(self.place, settings.regions, left_out),
                store=settings.egress.names,
                unlisted=settings.egress.unlisted_names,
                key_arn=self.key_arn(Purpose.LOGS),
                retention_days=self.log_retention_days,
            ),
            opts=self._child,
        )

    def _access_logs(self) -> Bucket:
        settings = self.settings
        fronted = settings.edge.cloud_front.enabled and self.place.region == settings.home_region
        return Bucket(
            self.place.logical(ACCESS_LOGS),
            args=BucketArgs(
                place=self.place,
                what=ACCESS_LOGS,
                key_arn=None,
                expires_after_days=self.log_retention_days,
                access_log_bucket=None,
                statements=access_log_statements(
                    self.place, cloudfront=settings.place(settings.global_region) if fronted else None
                ),
            ),
            opts=self._child,
        )
