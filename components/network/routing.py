"""Egress of a site: an internet gateway for the public tier, NAT for the application tier, none for data."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.network.external_sources import ANYWHERE, ANYWHERE_IPV6
from components.settings import NatMode
from components.shared.address_plan import Tier
from components.shared.naming import Place
from components.shared.zones import zone_suffix


@dataclass(frozen=True, kw_only=True)
class RoutingArgs:
    """The VPC, its subnets by tier and zone, whether the public tier faces the internet, and the NAT gateways.

    `ipv6`: the public tier faces it by IPv6 too.
    """

    place: Place
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[Tier, Mapping[str, pulumi.Output[str]]]
    public: bool
    ipv6: bool
    nat: NatMode | None
    nat_zone: str


class Routing(pulumi.ComponentResource):
    """A route table per tier, and per zone where the zones' egress differs; the NAT gateways by zone."""

    application_route_table_ids: list[pulumi.Output[str]]
    nat_gateway_ids: Mapping[str, pulumi.Output[str]]
    internet_gateway_id: pulumi.Output[str] | None

    def __init__(self, name: str, *, args: RoutingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:network:Routing", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        public = self._table("public", Tier.PUBLIC, self._zones())
        # The data tier's table has the VPC's own route alone: nothing there can reach the internet.
        self._table("data", Tier.DATA, self._zones())
        application = {
            zone: self._table(f"application-{zone_suffix(zone)}", Tier.APPLICATION, [zone])
            for zone in self._zones()
        }
        self.nat_gateway_ids, self.internet_gateway_id = {}, None
        if args.public:
            gateway = self._internet(public)
            self.internet_gateway_id = gateway.id
            if args.nat is not None:
                self.nat_gateway_ids = self._nat_routes(gateway, application, args.nat)
        self.application_route_table_ids = [table.id for table in application.values()]
        self.register_outputs({})

    def _zones(self) -> list[str]:
        return list(self._args.subnet_ids[Tier.PUBLIC])

    def _table(self, what: str, tier: Tier, zones: list[str]) -> aws.ec2.RouteTable:
        place = self._args.place
        table = aws.ec2.RouteTable(
            place.logical(what),
            vpc_id=self._args.vpc_id,
            tags={"Name": place.name(what), "tier": str(tier)},
            opts=self._child,
        )
        for zone in zones:
            aws.ec2.RouteTableAssociation(
                place.logical(f"{tier}-{zone_suffix(zone)}"),
                route_table_id=table.id,
                subnet_id=self._args.subnet_ids[tier][zone],
                opts=self._child,
            )
        return table

    def _internet(self, public: aws.ec2.RouteTable) -> aws.ec2.InternetGateway:
        place = self._args.place
        gateway = aws.ec2.InternetGateway(
            place.logical("internet"),
            vpc_id=self._args.vpc_id,
            tags={"Name": place.name("internet")},
            opts=self._child,
        )
        aws.ec2.Route(
            place.logical("public-internet"),
            route_table_id=public.id,
            destination_cidr_block=ANYWHERE,
            gateway_id=gateway.id,
            opts=self._child,
        )
        if self._args.ipv6:
            aws.ec2.Route(
                place.logical("public-internet-ipv6"),
                route_table_id=public.id,
                destination_ipv6_cidr_block=ANYWHERE_IPV6,
                gateway_id=gateway.id,
                opts=self._child,
            )
        return gateway

    def _nat_routes(
        self,
        gateway: aws.ec2.InternetGateway,
        application: Mapping[str, aws.ec2.RouteTable],
        nat: NatMode,
    ) -> dict[str, pulumi.Output[str]]:
        place, zones = self._args.place, self._zones()
        served = zones if nat is NatMode.PER_ZONE else [self._args.nat_zone]
        gateways = {zone: self._nat_gateway(zone, gateway) for zone in served}
        for zone, table in application.items():
            aws.ec2.Route(
                place.logical(f"application-{zone_suffix(zone)}-internet"),
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                nat_gateway_id=gateways.get(zone, gateways[served[0]]).id,
                opts=self._child,
            )
        return {zone: gateway.id for zone, gateway in gateways.items()}

    def _nat_gateway(self, zone: str, internet: aws.ec2.InternetGateway) -> aws.ec2.NatGateway:
        place = self._args.place
        what = f"nat-{zone_suffix(zone)}"
        address = aws.ec2.Eip(place.logical(what), domain="vpc", tags={"Name": place.name(what)}, opts=self._child)
        return aws.ec2.NatGateway(
            place.logical(what),
            allocation_id=address.allocation_id,
            subnet_id=self._args.subnet_ids[Tier.PUBLIC][zone],
            connectivity_type="public",
            tags={"Name": place.name(what)},
            # The gateway must be attached before an address can be reached through it.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[internet]),
        )
