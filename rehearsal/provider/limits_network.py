"""What EC2 documents beside its service model, which holds next to nothing."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from rehearsal.provider.limit import Limit, is_policy, matches, one_of, within

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_VPC_DOC = "Amazon VPC user guide, VPC CIDR blocks and Subnet CIDR blocks"
_GROUP_DOC = "Amazon EC2 API reference, CreateSecurityGroup and IpRange"
_ACL_DOC = "Amazon EC2 API reference, CreateNetworkAclEntry"
_FLOW_DOC = "Amazon EC2 API reference, CreateFlowLogs"
_ENDPOINT_DOC = "Amazon EC2 API reference, CreateVpcEndpoint"
_TAG_DOC = "Amazon EC2 user guide, Tag your resources: tag restrictions"

_AUTHORIZE = ("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
_DESCRIPTION = r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}"
_DESCRIBED = "at most 255 of a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*"
_TAGGED = (
    *_AUTHORIZE, "AllocateAddress", "CreateFlowLogs", "CreateInternetGateway", "CreateNatGateway",
    "CreateNetworkAcl", "CreateRouteTable", "CreateSecurityGroup", "CreateSubnet", "CreateVpc",
    "CreateVpcBlockPublicAccessExclusion", "CreateVpcEncryptionControl", "CreateVpcEndpoint",
)  # fmt: skip
_ROUTE_TARGETS = {
    "CarrierGatewayId", "CoreNetworkArn", "EgressOnlyInternetGatewayId", "GatewayId", "InstanceId",
    "LocalGatewayId", "NatGatewayId", "NetworkInterfaceId", "OdbNetworkArn", "TransitGatewayId", "VpcEndpointId",
    "VpcPeeringConnectionId",
}  # fmt: skip
_PEERS = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")
_ANY_PROTOCOL, _PORT_PROTOCOLS = "-1", {"6", "17", "tcp", "udp"}
_LAST_PORT = 65_535
_ENDPOINT_POLICY_CHARACTERS = 20_480


def block(shortest: int, longest: int) -> Callable[[str], bool]:
    """An IPv4 block in its canonical form, with a prefix length between the two."""

    def accepts(text: str) -> bool:
        try:
            network = ipaddress.IPv4Network(text)
        except ValueError:
            return False
        return "/" in text and shortest <= network.prefixlen <= longest

    return accepts


def _group_name(text: str) -> bool:
    return bool(text) and not text.startswith("sg-") and matches(_DESCRIPTION)(text)


def _rule_ports(permission: Mapping[str, Any]) -> bool:
    """TCP and UDP need a range of ports; all protocols take none."""
    protocol, first, last = permission.get("IpProtocol"), permission.get("FromPort"), permission.get("ToPort")
    if protocol in _PORT_PROTOCOLS:
        return first is not None and last is not None and 0 <= first <= last <= _LAST_PORT
    return protocol != _ANY_PROTOCOL or {first, last} <= {None, -1}


def _rule_peers(permission: Mapping[str, Any]) -> bool:
    return any(permission.get(name) for name in _PEERS)


def _acl_ports(params: Mapping[str, Any]) -> bool:
    ports = params.get("PortRange")
    if str(params.get("Protocol")) not in {"6", "17"}:
        return True
    return ports is not None and 0 <= ports["From"] <= ports["To"] <= _LAST_PORT


def _one_block(params: Mapping[str, Any]) -> bool:
    return ("CidrBlock" in params) != ("Ipv6CidrBlock" in params)


def _endpoint(params: Mapping[str, Any]) -> bool:
    """Gateways hang on route tables, interfaces stand in subnets."""
    given = {name for name, value in params.items() if value}
    if params.get("VpcEndpointType", "Gateway") == "Gateway":
        return not given & {"SubnetIds", "SecurityGroupIds", "PrivateDnsEnabled"}
    return "RouteTableIds" not in given


def _delivered(params: Mapping[str, Any]) -> bool:
    to_logs = params.get("LogDestinationType", "cloud-watch-logs") == "cloud-watch-logs"
    return not to_logs or "DeliverLogsPermissionArn" in params


def _tags(tags: list[Mapping[str, str]]) -> bool:
    keys = [one.get("Key", "") for one in tags]
    fits = all(1 <= len(one.get("Key", "")) <= 128 and len(one.get("Value", "")) <= 256 for one in tags)  # noqa: PLR2004
    return (
        fits
        and len(set(keys)) == len(keys) <= 50  # noqa: PLR2004
        and not any(key.lower().startswith("aws:") for key in keys)
    )


def _public_nat(params: Mapping[str, Any]) -> bool:
    return params.get("ConnectivityType", "public") == "private" or "AllocationId" in params


LIMITS = (
    Limit(
        "ec2",
        ("CreateVpc",),
        "CidrBlock",
        "an IPv4 block from /16 to /28 with no host bits set",
        _VPC_DOC,
        block(16, 28),
    ),
    Limit(
        "ec2",
        ("CreateSubnet",),
        "CidrBlock",
        "an IPv4 block from /16 to /28 with no host bits set",
        _VPC_DOC,
        block(16, 28),
    ),
    Limit(
        "ec2",
        ("CreateRoute",),
        "DestinationCidrBlock",
        "an IPv4 block with no host bits set",
        "Amazon EC2 API reference, CreateRoute",
        block(0, 32),
    ),
    Limit(
        "ec2",
        ("CreateRoute",),
        "",
        "exactly one target",
        "Amazon EC2 API reference, CreateRoute",
        lambda params: len(_ROUTE_TARGETS & set(params)) == 1,
    ),
    Limit(
        "ec2",
        ("CreateSecurityGroup",),
        "GroupName",
        f"{_DESCRIBED}, not beginning with sg-",
        _GROUP_DOC,
        _group_name,
    ),
    Limit(
        "ec2",
        ("CreateSecurityGroup",),
        "Description",
        _DESCRIBED,
        _GROUP_DOC,
        matches(_DESCRIPTION),
    ),
    *(
        Limit(
            "ec2",
            _AUTHORIZE,
            f"IpPermissions[].{peer}[].Description",
            _DESCRIBED,
            _GROUP_DOC,
            matches(_DESCRIPTION),
        )
        for peer in _PEERS
    ),
    Limit(
        "ec2",
        _AUTHORIZE,
        "IpPermissions[].IpRanges[].CidrIp",
        "an IPv4 block with no host bits set",
        _GROUP_DOC,
        block(0, 32),
    ),
    Limit(
        "ec2",
        _AUTHORIZE,
        "IpPermissions[]",
        ("ports from 0 to 65535, the first not above the last, for tcp and udp, and none for all protocols"),
        _GROUP_DOC,
        _rule_ports,
    ),
    Limit(
        "ec2",
        _AUTHORIZE,
        "IpPermissions[]",
        "a block, a prefix list or a group at the other end",
        _GROUP_DOC,
        _rule_peers,
    ),
    Limit(
        "ec2",
        ("CreateNetworkAclEntry",),
        "RuleNumber",
        "1 to 32766",
        _ACL_DOC,
        within(1, 32_766),
    ),
    Limit(
        "ec2",
        ("CreateNetworkAclEntry",),
        "",
        "either CidrBlock or Ipv6CidrBlock",
        _ACL_DOC,
        _one_block,
    ),
    Limit(
        "ec2",
        ("CreateNetworkAclEntry",),
        "CidrBlock",
        "an IPv4 block with no host bits set",
        _ACL_DOC,
        block(0, 32),
    ),
    Limit(
        "ec2",
        ("CreateNetworkAclEntry",),
        "",
        "a PortRange from 0 to 65535 for protocols 6 and 17",
        _ACL_DOC,
        _acl_ports,
    ),
    Limit(
        "ec2",
        ("CreateNetworkAclEntry",),
        "Protocol",
        "the number of a protocol, or -1",
        _ACL_DOC,
        matches(r"-1|\d{1,3}"),
    ),
    Limit(
        "ec2",
        ("CreateFlowLogs",),
        "MaxAggregationInterval",
        "60 or 600 seconds",
        _FLOW_DOC,
        one_of(60, 600),
    ),
    Limit(
        "ec2",
        ("CreateFlowLogs",),
        "",
        "a DeliverLogsPermissionArn where the destination is CloudWatch Logs",
        _FLOW_DOC,
        _delivered,
    ),
    Limit(
        "ec2",
        ("CreateVpcEndpoint",),
        "",
        "route tables for a gateway endpoint alone; subnets, groups and private DNS for the other types",
        _ENDPOINT_DOC,
        _endpoint,
    ),
    Limit(
        "ec2",
        ("CreateVpcEndpoint",),
        "PolicyDocument",
        "an IAM policy of at most 20480 characters",
        _ENDPOINT_DOC,
        lambda text: is_policy(text) and len(text) <= _ENDPOINT_POLICY_CHARACTERS,
    ),
    Limit(
        "ec2",
        ("CreateNatGateway",),
        "",
        "an AllocationId for a public gateway",
        "Amazon EC2 API reference, CreateNatGateway",
        _public_nat,
    ),
    Limit(
        "ec2",
        _TAGGED,
        "TagSpecifications[].Tags",
        "at most 50 tags, keys of 1 to 128 characters not beginning with aws:, values of at most 256",
        _TAG_DOC,
        _tags,
    ),
)
