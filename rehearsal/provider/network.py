"""VPCs, subnets and what leads out of them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import Ec2Tags, NotStandingError, arn_of, described
from rehearsal.provider.handler import Created, Handler, Inputs, Live, Property, Table, dig, put, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


def crc(text: str) -> int:
    """The checksum that the provider makes ids with where the service gives none."""
    return zlib.crc32(text.encode())


def _set_vpc(aws: AwsRegion, vpc: str, inputs: Inputs) -> None:
    # One attribute a call, as the operation demands.
    for name, parameter in _VPC_SWITCHES.items():
        if inputs.get(name) is not None:
            aws.call("ec2", "ModifyVpcAttribute", VpcId=vpc, **{parameter: {"Value": inputs[name]}})


_VPC_SWITCHES = {
    "enableDnsSupport": "EnableDnsSupport",
    "enableDnsHostnames": "EnableDnsHostnames",
    "enableNetworkAddressUsageMetrics": "EnableNetworkAddressUsageMetrics",
}


def _about_vpc(aws: AwsRegion, vpc: str) -> Mapping[str, Any]:
    """The VPC's switches, and what it was born with."""
    about: dict[str, Any] = {**arn_of("vpc")(aws, vpc)}
    for name, parameter in _VPC_SWITCHES.items():
        attribute = parameter[0].lower() + parameter[1:]
        answer = aws.call("ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute=attribute)
        about[name] = dig(f"{parameter}.Value", answer)
    mine: dict[str, Any] = {"Name": "vpc-id", "Values": [vpc]}
    acls = aws.whole("ec2", "DescribeNetworkAcls", Filters=[mine, {"Name": "default", "Values": ["true"]}])
    tables = aws.whole(
        "ec2", "DescribeRouteTables", Filters=[mine, {"Name": "association.main", "Values": ["true"]}]
    )
    groups = aws.whole(
        "ec2", "DescribeSecurityGroups", Filters=[mine, {"Name": "group-name", "Values": ["default"]}]
    )
    about["DefaultNetworkAclId"] = dig("NetworkAcls[0].NetworkAclId", acls)
    about["MainRouteTableId"] = dig("RouteTables[0].RouteTableId", tables)
    about["DefaultSecurityGroupId"] = dig("SecurityGroups[0].GroupId", groups)
    return about


_IPV6 = "Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock"
_VPC = Table(
    service="ec2",
    create_operation="CreateVpc",
    id_at="Vpc.VpcId",
    properties={
        **same("cidrBlock", "instanceTenancy"),
        # Shown by the block that AWS gave.
        "assignGeneratedIpv6CidrBlock": Property(
            "AmazonProvidedIpv6CidrBlock", f"{_IPV6} && `true`", show=lambda given: bool(given) or None
        ),
        **{name: Property(live=name) for name in _VPC_SWITCHES},
    },
    steps=(_set_vpc,),
    describe=described("DescribeVpcs", "VpcIds", "Vpcs", _about_vpc),
    computed={
        "arn": "Arn",
        "defaultNetworkAclId": "DefaultNetworkAclId",
        "defaultRouteTableId": "MainRouteTableId",
        "mainRouteTableId": "MainRouteTableId",
        "defaultSecurityGroupId": "DefaultSecurityGroupId",
        "dhcpOptionsId": "DhcpOptionsId",
        "ownerId": "OwnerId",
        "ipv6CidrBlock": _IPV6,
    },
    tagging=Ec2Tags("vpc"),
)


def _set_subnet(aws: AwsRegion, subnet: str, inputs: Inputs) -> None:
    if inputs.get("mapPublicIpOnLaunch") is not None:
        value = {"Value": inputs["mapPublicIpOnLaunch"]}
        aws.call("ec2", "ModifySubnetAttribute", SubnetId=subnet, MapPublicIpOnLaunch=value)


_SUBNET = Table(
    service="ec2",
    create_operation="CreateSubnet",
    id_at="Subnet.SubnetId",
    properties={
        **same("vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId"),
        "ipv6CidrBlock": Property("Ipv6CidrBlock", _IPV6),
        "mapPublicIpOnLaunch": Property(live="MapPublicIpOnLaunch"),
    },
    steps=(_set_subnet,),
    describe=described("DescribeSubnets", "SubnetIds", "Subnets"),
    computed={"arn": "SubnetArn", "ownerId": "OwnerId"},
    tagging=Ec2Tags("subnet"),
)


def _attach(aws: AwsRegion, gateway: str, inputs: Inputs) -> None:
    if inputs.get("vpcId"):
        aws.call("ec2", "AttachInternetGateway", InternetGatewayId=gateway, VpcId=inputs["vpcId"])


_INTERNET_GATEWAY = Table(
    service="ec2",
    create_operation="CreateInternetGateway",
    id_at="InternetGateway.InternetGatewayId",
    properties={"vpcId": Property(live="Attachments[0].VpcId")},
    steps=(_attach,),
    describe=described(
        "DescribeInternetGateways", "InternetGatewayIds", "InternetGateways", arn_of("internet-gateway")
    ),
    computed={"arn": "Arn", "ownerId": "OwnerId"},
    tagging=Ec2Tags("internet-gateway"),
)

_EIP = Table(
    service="ec2",
    create_operation="AllocateAddress",
    id_at="AllocationId",
    properties=same("domain"),
    describe=described("DescribeAddresses", "AllocationIds", "Addresses", arn_of("elastic-ip")),
    computed={
        "arn": "Arn",
        "allocationId": "AllocationId",
        "publicIp": "PublicIp",
        "associationId": "AssociationId",
    },
    tagging=Ec2Tags("elastic-ip"),
)

_NAT_GATEWAY = Table(
    service="ec2",
    create_operation="CreateNatGateway",
    id_at="NatGateway.NatGatewayId",
    properties={
        **same("subnetId", "connectivityType"),
        "allocationId": Property("AllocationId", "NatGatewayAddresses[0].AllocationId"),
    },
    describe=described("DescribeNatGateways", "NatGatewayIds", "NatGateways"),
    computed={
        "vpcId": "VpcId",
        "publicIp": "NatGatewayAddresses[0].PublicIp",
        "privateIp": "NatGatewayAddresses[0].PrivateIp",
        "networkInterfaceId": "NatGatewayAddresses[0].NetworkInterfaceId",
    },
    tagging=Ec2Tags("natgateway"),
)

_ROUTE_TABLE = Table(
    service="ec2",
    create_operation="CreateRouteTable",
    id_at="RouteTable.RouteTableId",
    properties=same("vpcId"),
    describe=described("DescribeRouteTables", "RouteTableIds", "RouteTables", arn_of("route-table")),
    computed={"arn": "Arn", "ownerId": "OwnerId"},
    tagging=Ec2Tags("route-table"),
)

_ROUTE = {
    **same("routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"),
    **same("gatewayId", "natGatewayId", "networkInterfaceId", "transitGatewayId", "vpcPeeringConnectionId"),
    "egressOnlyGatewayId": Property("EgressOnlyInternetGatewayId"),
}
_DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")


class _Routes:
    """A route has no id of its own: the provider makes one of its table and destination."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        params: dict[str, Any] = {}
        for name, one in _ROUTE.items():
            if inputs.get(name) is not None:
                put(params, one.api, inputs[name])
        aws.call("ec2", "CreateRoute", **params)
        destination = next(str(inputs[name]) for name in _DESTINATIONS if inputs.get(name))
        resource_id = f"r-{inputs['routeTableId']}{crc(destination)}"
        live = self._find(aws, resource_id, inputs)
        return Created(
            resource_id,
            {**self.read(aws, resource_id, inputs), "origin": live.get("Origin"), "state": live.get("State")},
        )

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        live = self._find(aws, resource_id, inputs)
        return {name: live[one.api] for name, one in _ROUTE.items() if live.get(one.api) is not None}

    def _find(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> Live:
        tables = aws.whole("ec2", "DescribeRouteTables", RouteTableIds=[inputs["routeTableId"]])["RouteTables"]
        for table in tables:
            for route in table["Routes"]:
                if any(inputs.get(name) and route.get(_ROUTE[name].api) == inputs[name] for name in _DESTINATIONS):
                    return {**route, "RouteTableId": table["RouteTableId"]}
        raise NotStandingError("ec2", "DescribeRouteTables", resource_id)


class _RouteTableAssociations:
    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        params: dict[str, Any] = {}
        for name, one in same("routeTableId", "subnetId", "gatewayId").items():
            if inputs.get(name) is not None:
                put(params, one.api, inputs[name])
        made = aws.call("ec2", "AssociateRouteTable", **params)
        resource_id = str(made["AssociationId"])
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        mine = {"Name": "association.route-table-association-id", "Values": [resource_id]}
        answer = aws.whole("ec2", "DescribeRouteTables", Filters=[mine])
        found = dig(f"RouteTables[].Associations[?RouteTableAssociationId=='{resource_id}'][]", answer)
        if not found:
            raise NotStandingError("ec2", "DescribeRouteTables", resource_id)
        shown = same("routeTableId", "subnetId", "gatewayId")
        return {name: found[0][one.api] for name, one in shown.items() if found[0].get(one.api)}


HANDLERS: Mapping[str, Handler] = {
    "aws:ec2/vpc:Vpc": _VPC,
    "aws:ec2/subnet:Subnet": _SUBNET,
    "aws:ec2/internetGateway:InternetGateway": _INTERNET_GATEWAY,
    "aws:ec2/eip:Eip": _EIP,
    "aws:ec2/natGateway:NatGateway": _NAT_GATEWAY,
    "aws:ec2/routeTable:RouteTable": _ROUTE_TABLE,
    "aws:ec2/route:Route": _Routes(),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _RouteTableAssociations(),
}
