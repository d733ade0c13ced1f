"""A site's VPC: three tiers per zone from one address plan, egress, and a record of every flow.

Split by idea: this file holds the VPC and its subnets; `routing.py` egress; `data_acl.py` and
`tier_acls.py` the network ACLs; `flow_logs.py` the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind
from components.network.data_acl import DataAcl, DataAclArgs
from components.network.flow_logs import FlowLogs, FlowLogsArgs
from components.network.routing import Routing, RoutingArgs
from components.network.tier_acls import TierAcls, TierAclsArgs
from components.settings import EncryptionControl, NatMode
from components.shared.address_plan import Tier, ipv6_subnet, subnets
from components.shared.naming import Place
from components.shared.outputs import known_after
from components.shared.zones import is_zone_id, zone_suffix


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """The site's address block (a /16) and zones, and how its traffic leaves and is recorded.

    `public`: the public tier faces the internet, `ipv6`: by IPv6 too. `nat` None: no server here needs egress.
    `nat_zone`: where the gateway stands that is the only one. `block_public_access`: whether to block the whole
    region's, of this network and all others.
    """

    place: Place
    cidr: IPv4Network
    zones: tuple[str, ...]
    public: bool
    ipv6: bool
    nat: NatMode | None
    nat_zone: str
    encryption_control: EncryptionControl
    flow_log_retention_days: int
    logs_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    block_public_access: bool = True


class Network(pulumi.ComponentResource):
    """The VPC; what other components take is by tier and zone, or by zone."""

    vpc_id: pulumi.Output[str]
    closed_group_id: pulumi.Output[str]
    subnet_ids: Mapping[Tier, Mapping[str, pulumi.Output[str]]]
    application_route_table_ids: list[pulumi.Output[str]]
    nat_gateway_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, *, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:network:Network", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        vpc = self._vpc()
        self.vpc_id, self._ipv6_block = vpc.id, vpc.ipv6_cidr_block
        self._zone_names: dict[str, pulumi.Output[str]] = {}
        self.subnet_ids = {tier: self._subnets(tier) for tier in Tier}
        self._close_defaults(vpc)
        self._block_public_access()
        self._control_encryption()
        routing = self._routing()
        self.application_route_table_ids = routing.application_route_table_ids
        self.nat_gateway_ids = routing.nat_gateway_ids
        self._internet_gateway_id = routing.internet_gateway_id
        self._record_and_guard()
        self.register_outputs({"vpc_id": self.vpc_id})

    def subnets_of(self, tier: Tier, zones: tuple[str, ...] | None = None) -> list[pulumi.Output[str]]:
        """Return the ids of `tier`'s subnets, in all zones or in those given."""
        by_zone = self.subnet_ids[tier]
        return [by_zone[zone] for zone in zones or self._args.zones]

    def public_subnets(self) -> list[pulumi.Output[str]]:
        """Return the ids of the public tier's subnets, once the internet reaches them."""
        found, gateway = self.subnets_of(Tier.PUBLIC), self._internet_gateway_id
        if gateway is None:
            return found
        return [known_after(subnet, gateway) for subnet in found]

    def zone_name(self, zone: str) -> pulumi.Output[str]:
        """Return a zone's name by letter in this account, which RDS takes and tells alone."""
        return self._zone_names.get(zone, pulumi.Output.from_input(zone))

    def monitored(self) -> Inventory:
        """Return the NAT gateways, by zone."""
        gateways = [
            MonitoredResource(label=zone_suffix(zone), dimensions={"NatGatewayId": gateway})
            for zone, gateway in self.nat_gateway_ids.items()
        ]
        return {ResourceKind.NAT_GATEWAY: gateways}

    def _vpc(self) -> aws.ec2.Vpc:
        place = self._args.place
        return aws.ec2.Vpc(
            place.logical("vpc"),
            cidr_block=str(self._args.cidr),
            assign_generated_ipv6_cidr_block=True if self._args.ipv6 else None,
            enable_dns_support=True,
            enable_dns_hostnames=True,  # private DNS of interface endpoints needs both
            tags={"Name": place.name("vpc")},
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )

    def _subnets(self, tier: Tier) -> dict[str, pulumi.Output[str]]:
        args = self._args
        made: dict[str, pulumi.Output[str]] = {}
        for zone, block in subnets(args.cidr, tier, args.zones).items():
            subnet = aws.ec2.Subnet(
                args.place.logical(f"{tier}-{zone_suffix(zone)}"),
                vpc_id=self.vpc_id,
                availability_zone=None if is_zone_id(zone) else zone,
                availability_zone_id=zone if is_zone_id(zone) else None,
                cidr_block=str(block),
                ipv6_cidr_block=self._ipv6(zone) if tier is Tier.PUBLIC else None,
                map_public_ip_on_launch=False,  # also in the public tier: only load balancers and NAT live there
                tags={"Name": args.place.name(f"{tier}-{zone_suffix(zone)}"), "tier": str(tier)},
                opts=self._child,
            )
            made[zone] = subnet.id
            if is_zone_id(zone):
                self._zone_names[zone] = subnet.availability_zone
        return made

    def _ipv6(self, zone: str) -> pulumi.Output[str] | None:
        return self._ipv6_block.apply(lambda block: ipv6_subnet(block, zone)) if self._args.ipv6 else None

    def _close_defaults(self, vpc: aws.ec2.Vpc) -> None:
        """Empty the VPC's default security group, with which a recovery fences, and its default network ACL."""
        place = self._args.place
        closed = aws.ec2.DefaultSecurityGroup(
            place.logical("default-group"), vpc_id=vpc.id, ingress=[], egress=[], opts=self._child
        )
        aws.ec2.DefaultNetworkAcl(
            place.logical("default-acl"),
            default_network_acl_id=vpc.default_network_acl_id,
            ingress=[],
            egress=[],
            # Subnets without an ACL of their own are listed here by AWS itself.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["subnetIds"]),
        )
        self.closed_group_id = closed.id

    def _block_public_access(self) -> None:
        """Block the internet for the whole region, but for the public tier where it is used."""
        place = self._args.place
        exclusions: list[pulumi.Resource] = []
        if self._args.public:
            exclusions = [
                aws.ec2.VpcBlockPublicAccessExclusion(
                    place.logical(f"public-{zone_suffix(zone)}"),
                    subnet_id=subnet_id,
                    internet_gateway_exclusion_mode="allow-bidirectional",
                    opts=self._child,
                )
                for zone, subnet_id in self.subnet_ids[Tier.PUBLIC].items()
            ]
        if self._args.block_public_access:
            aws.ec2.VpcBlockPublicAccessOptions(
                place.logical("block-public-access"),
                internet_gateway_block_mode="block-bidirectional",
                opts=pulumi.ResourceOptions(parent=self, depends_on=exclusions),
            )

    def _control_encryption(self) -> None:
        args = self._args
        if args.encryption_control is EncryptionControl.OFF:
            return
        enforced = args.encryption_control is EncryptionControl.ENFORCE
        aws.ec2.VpcEncryptionControl(
            args.place.logical("encryption-control"),
            vpc_id=self.vpc_id,
            mode=str(args.encryption_control),
            # What leaves by the gateways is encrypted by TLS, which the control cannot see.
            internet_gateway_exclusion="enable" if enforced else None,
            nat_gateway_exclusion="enable" if enforced else None,
            # The hardware of functions does not encrypt; they verify the database's certificate, as all clients do.
            lambda_exclusion="enable" if enforced else None,
            opts=self._child,
        )

    def _routing(self) -> Routing:
        args = self._args
        return Routing(
            args.place.logical("routing"),
            args=RoutingArgs(
                place=args.place,
                vpc_id=self.vpc_id,
                subnet_ids=self.subnet_ids,
                public=args.public,
                ipv6=args.ipv6,
                nat=args.nat,
                nat_zone=args.nat_zone,
            ),
            opts=self._child,
        )

    def _record_and_guard(self) -> None:
        args = self._args
        DataAcl(
            args.place.logical("data-acl"),
            args=DataAclArgs(
                place=args.place,
                cidr=args.cidr,
                vpc_id=self.vpc_id,
                subnet_ids=list(self.subnet_ids[Tier.DATA].values()),
            ),
            opts=self._child,
        )
        TierAcls(
            args.place.logical("tier-acls"),
            args=TierAclsArgs(
                place=args.place,
                cidr=args.cidr,
                vpc_id=self.vpc_id,
                subnet_ids=self.subnet_ids,
                ipv6=args.ipv6,
            ),
            opts=self._child,
        )
        FlowLogs(
            args.place.logical("flow-logs"),
            args=FlowLogsArgs(
                place=args.place,
                vpc_id=self.vpc_id,
                key_arn=args.logs_key_arn,
                retention_days=args.flow_log_retention_days,
                boundary_arn=args.boundary_arn,
            ),
            opts=self._child,
        )
