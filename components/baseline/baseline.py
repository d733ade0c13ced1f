"""The baseline of a region: what every other component there takes instead of a dozen of its attributes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.baseline.region_defaults import RegionDefaults, RegionDefaultsArgs
from components.baseline.scaling_role import ScalingRole, ScalingRoleArgs
from components.baseline.tags import default_tags
from components.encryption.keys import Keys, KeysArgs, Purpose
from components.network.egress_rules import EgressRules, EgressRulesArgs
from components.network.endpoints import Endpoints, EndpointsArgs
from components.network.external_sources import ExternalSource
from components.network.network import Network, NetworkArgs
from components.network.security_groups import Group, SecurityGroups, SecurityGroupsArgs
from components.notifications.notifications import Channel, Notifications, NotificationsArgs
from components.settings import Settings, StandbyLevel
from components.shared.address_plan import Tier
from components.shared.naming import Place
from components.storage.access_logs import ACCESS_LOGS, access_log_statements
from components.storage.bucket import Bucket, BucketArgs


@dataclass(frozen=True, kw_only=True)
class BaselineArgs:
    """Where it stands, the settings, and the boundary of the roles of machines."""

    place: Place
    settings: Settings
    boundary_arn: pulumi.Input[str]


class Baseline(pulumi.ComponentResource):
    """Keys, topics, network and security groups, the bucket of access logs, and the region's defaults.

    `level`: what the site is ready for; None: it serves. `here` puts another component into this region. `tags`
    are for what the provider's default tags do not reach: the servers that Auto Scaling launches.
    """

    settings: Settings
    level: StandbyLevel | None
    here: pulumi.ResourceOptions
    tags: Mapping[str, str]
    keys: Keys
    notifications: Notifications
    network: Network
    security_groups: SecurityGroups
    access_logs: Bucket

    def __init__(self, name: str, *, args: BaselineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Baseline", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.place, self.settings, self.boundary_arn = args.place, args.settings, args.boundary_arn
        self.level = None if args.place.region == args.settings.serving else args.settings.standby_level
        provider = self.get_provider("aws:index:Provider")
        self.here = pulumi.ResourceOptions(providers=[provider] if provider else [])
        self.tags = default_tags(args.settings)
        self.log_retention_days = args.settings.logs.retention_days
        self.scaling_role = ScalingRole(
            self.place.logical("scaling-role"), args=ScalingRoleArgs(place=self.place), opts=self._child
        )
        self.keys = Keys(
            self.place.logical("keys"),
            args=KeysArgs(place=self.place, scaling_role_arn=self.scaling_role.arn, keys=args.settings.keys),
            opts=self._child,
        )
        RegionDefaults(
            self.place.logical("region-defaults"),
            args=RegionDefaultsArgs(place=self.place, storage_key_arn=self.key_arn(Purpose.STORAGE)),
            opts=self._child,
        )
        self.notifications = Notifications(
            self.place.logical("notifications"),
            args=NotificationsArgs(
                place=self.place,
                keys=self.keys,
                notifications=args.settings.notifications,
            ),
            opts=self._child,
        )
        self.network = Network(self.place.logical("network"), args=self._network_args(), opts=self._child)
        self.security_groups = SecurityGroups(
            self.place.logical("security-groups"),
            args=SecurityGroupsArgs(place=self.place, vpc_id=self.network.vpc_id, visitors=self._visitors()),
            opts=self._child,
        )
        self._egress()
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
    def runs_servers(self) -> bool:
        """Whether servers run here, which need NAT gateways and interface endpoints."""
        return self.level in {None, StandbyLevel.WARM}

    @property
    def application_subnet_ids(self) -> list[pulumi.Output[str]]:
        """The subnets of servers and of functions in the VPC."""
        return self.network.subnets_of(Tier.APPLICATION)

    @property
    def operations_topic_arn(self) -> pulumi.Output[str]:
        """The topic of what must be known but wakes nobody."""
        return self.notifications.topics[Channel.OPERATIONS]

    def group_id(self, group: Group) -> pulumi.Output[str]:
        """Return the id of a security group."""
        return self.security_groups.group_ids[group]

    def key_arn(self, purpose: Purpose) -> pulumi.Output[str]:
        """Return the ARN of the key for `purpose`."""
        return self.keys.arn(purpose)

    def _network_args(self) -> NetworkArgs:
        settings = self.settings
        site = settings.sites[self.place.region]
        return NetworkArgs(
            place=self.place,
            cidr=site.cidr,
            zones=site.zones,
            public=self.can_serve,
            nat=settings.network.nat if self.runs_servers else None,
            encryption_control=settings.network.encryption_control,
            flow_log_retention_days=settings.network.flow_log_retention_days,
            logs_key_arn=self.key_arn(Purpose.LOGS),
            boundary_arn=self.boundary_arn,
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
            ),
            opts=self._child,
        )
        EgressRules(
            self.place.logical("egress-rules"),
            args=EgressRulesArgs(
                place=self.place,
                security_groups=self.security_groups,
                endpoints=self.endpoints,
            ),
            opts=self._child,
        )

    def _access_logs(self) -> Bucket:
        settings = self.settings
        of_cloudfront = settings.edge.cloud_front.enabled and self.place.region == settings.home
        return Bucket(
            self.place.logical(ACCESS_LOGS),
            args=BucketArgs(
                place=self.place,
                what=ACCESS_LOGS,
                key_arn=None,
                expires_after_days=self.log_retention_days,
                access_log_bucket=None,
                statements=access_log_statements(self.place, of_cloudfront=of_cloudfront),
            ),
            opts=self._child,
        )
