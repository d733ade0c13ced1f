"""The network of each site: its subnets, its ways out, what its defaults were emptied of, and its flow log.

Security groups are left to `test_security_groups`, the data tier's network ACL to `test_data_acl`, endpoints to
`test_endpoints`, and the arithmetic of addresses to `test_address_plan`.
"""

from collections import Counter
from ipaddress import IPv4Network
from typing import Any

import pytest

from components.network.data_acl import acl_rules
from components.network.network import Network, NetworkArgs
from components.settings import EncryptionControl
from components.shared.naming import Place
from rehearsal.mocks.recorder import Registered, run_component
from tests.components.stacks import (
    ACCOUNTS,
    NETWORKS,
    SERVING,
    SITES,
    STACKS,
    STANDBY,
    SUBNET,
    TABLE,
    by_name,
    name,
    record,
    settings,
    statements,
    zones,
)

EC2 = "aws:ec2/"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ROUTE = "aws:ec2/route:Route"
GATEWAY = "aws:ec2/natGateway:NatGateway"
INTERNET = "aws:ec2/internetGateway:InternetGateway"
EXCLUSION = "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion"
OPTIONS = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions"
CONTROL = "aws:ec2/vpcEncryptionControl:VpcEncryptionControl"
TIERS = ("public", "application", "data")

every_site = pytest.mark.parametrize(("stack", "region"), SITES)

IN_EVERY_SITE = {"vpc": 1, "defaultSecurityGroup": 1, "defaultNetworkAcl": 1, "networkAcl": 3, "networkAclRule": 10 + len(list(acl_rules())),
                 "flowLog": 1, "vpcBlockPublicAccessOptions": 1, "vpcEncryptionControl": 1}  # fmt: skip
# One route table for public, one for data, and one for each zone's application subnet.
THREE_ZONES = {"subnet": 9, "routeTableAssociation": 9, "routeTable": 5}
TWO_ZONES = {"subnet": 6, "routeTableAssociation": 6, "routeTable": 4}
WAYS_OUT_PER_ZONE = {
    "internetGateway": 1,
    "eip": 3,
    "natGateway": 3,
    "route": 4,
    "vpcBlockPublicAccessExclusion": 3,
}
# A pilot light: a load balancer faces the internet, and nothing asks anything outside.
PUBLIC_TIER_ALONE = {"internetGateway": 1, "route": 1, "vpcBlockPublicAccessExclusion": 3}
WAYS_OUT_SINGLE = {"internetGateway": 1, "eip": 1, "natGateway": 1, "route": 3, "vpcBlockPublicAccessExclusion": 2}
COUNTS = {
    ("prod", SERVING): IN_EVERY_SITE | THREE_ZONES | WAYS_OUT_PER_ZONE,
    ("prod", STANDBY): IN_EVERY_SITE | THREE_ZONES | PUBLIC_TIER_ALONE,
    ("staging", SERVING): IN_EVERY_SITE | TWO_ZONES | WAYS_OUT_SINGLE,
    ("staging", STANDBY): IN_EVERY_SITE | TWO_ZONES,
}


def _subnets(stack: str, region: str) -> dict[str, Registered]:
    return by_name(record(stack), SUBNET, region)


@every_site
def test_what_a_site_is_made_of(stack: str, region: str) -> None:
    """A standby that only holds backups has no way out: no gateway, no route, no address, no exclusion."""
    network = record(stack).one("storefront:network:Network", f"{region}-network")
    found = Counter(r.type.removeprefix(EC2).split(":")[0] for r in record(stack).under(network))
    components = {"storefront": 4}  # routing, the data tier's ACL and the others', flow logs
    of_flow_logs = {"aws": 3}  # log group, role, its policy
    assert found == COUNTS[stack, region] | components | of_flow_logs


@every_site
def test_the_vpc(stack: str, region: str) -> None:
    vpc = by_name(record(stack), "aws:ec2/vpc:Vpc", region)["vpc"]
    assert vpc.inputs == {
        "cidrBlock": f"{NETWORKS[stack, region]}.0.0/16",
        "enableDnsSupport": True,
        "enableDnsHostnames": True,
        "tags": {"Name": name(stack, region, "vpc")},
    }


@every_site
def test_a_subnet_per_tier_and_zone_and_none_gives_out_public_addresses(stack: str, region: str) -> None:
    start = NETWORKS[stack, region]
    blocks = {"public": "{}.{}.0/24", "application": "{}.{}.0/20", "data": "{}.{}.0/24"}
    octets = {"public": (0, 1, 2), "application": (64, 80, 96), "data": (128, 129, 130)}
    vpc = by_name(record(stack), "aws:ec2/vpc:Vpc", region)["vpc"]
    expected = {
        f"{tier}-{zone[-1]}": {
            "vpcId": vpc.id,
            "availabilityZone": zone,
            "cidrBlock": blocks[tier].format(start, octets[tier][index]),
            "mapPublicIpOnLaunch": False,
            "tags": {"Name": name(stack, region, f"{tier}-{zone[-1]}"), "tier": tier},
        }
        for tier in TIERS
        for index, zone in enumerate(zones(stack, region))
    }
    assert {what: subnet.inputs for what, subnet in _subnets(stack, region).items()} == expected


@every_site
def test_every_subnet_has_the_route_table_of_its_tier_exactly_once(stack: str, region: str) -> None:
    tables = {table.id: what for what, table in by_name(record(stack), TABLE, region).items()}
    subnets = {subnet.id: what for what, subnet in _subnets(stack, region).items()}
    associations = record(stack).of_type(ASSOCIATION, region=region)
    pairs = sorted((subnets[a.inputs["subnetId"]], tables[a.inputs["routeTableId"]]) for a in associations)
    letters = [zone[-1] for zone in zones(stack, region)]
    assert pairs == sorted(
        [(f"public-{letter}", "public") for letter in letters]
        + [(f"data-{letter}", "data") for letter in letters]
        + [(f"application-{letter}", f"application-{letter}") for letter in letters]
    )


def _routes(stack: str, region: str) -> dict[str, dict[str, Any]]:
    """The routes by the name of their table; a table has one at most."""
    tables = {table.id: what for what, table in by_name(record(stack), TABLE, region).items()}
    routes = record(stack).of_type(ROUTE, region=region)
    found = {tables[route.inputs["routeTableId"]]: dict(route.inputs) for route in routes}
    assert len(found) == len(routes)
    return found


def _to_anywhere(table: Registered, gateway: dict[str, str]) -> dict[str, str]:
    return {"routeTableId": table.id, "destinationCidrBlock": "0.0.0.0/0", **gateway}


# The letter of the zone whose NAT gateway serves each zone's application subnet.
GATEWAYS = {"prod": {"a": "a", "b": "b", "c": "c"}, "staging": {"a": "a", "b": "a"}}


@pytest.mark.parametrize("stack", STACKS)
def test_the_ways_out_of_a_serving_site_and_none_for_the_data_tier(stack: str) -> None:
    tables = by_name(record(stack), TABLE, SERVING)
    gateways = by_name(record(stack), GATEWAY, SERVING)
    internet = by_name(record(stack), INTERNET, SERVING)["internet"]
    assert tables.keys() - _routes(stack, SERVING).keys() == {"data"}
    assert _routes(stack, SERVING) == {"public": _to_anywhere(tables["public"], {"gatewayId": internet.id})} | {
        f"application-{zone}": _to_anywhere(
            tables[f"application-{zone}"], {"natGatewayId": gateways[f"nat-{by}"].id}
        )
        for zone, by in GATEWAYS[stack].items()
    }


@every_site
def test_route_tables_hold_no_routes_of_their_own(stack: str, region: str) -> None:
    """An inline route would escape the counts above, and fight with the routes beside the table."""
    for table in record(stack).of_type(TABLE, region=region):
        assert table.inputs.keys() == {"vpcId", "tags"}


@pytest.mark.parametrize("stack", STACKS)
def test_each_nat_gateway_stands_in_the_public_subnet_of_its_zone(stack: str) -> None:
    subnets, addresses = _subnets(stack, SERVING), by_name(record(stack), "aws:ec2/eip:Eip", SERVING)
    internet = by_name(record(stack), INTERNET, SERVING)["internet"]
    found = by_name(record(stack), GATEWAY, SERVING)
    assert {what: gateway.inputs for what, gateway in found.items()} == {
        f"nat-{zone}": {
            "allocationId": addresses[f"nat-{zone}"].id,
            "subnetId": subnets[f"public-{zone}"].id,
            "connectivityType": "public",
            "tags": {"Name": name(stack, SERVING, f"nat-{zone}")},
        }
        for zone in set(GATEWAYS[stack].values())
    }
    assert [gateway.name for gateway in found.values() if internet.urn not in gateway.dependencies] == []


@every_site
def test_what_a_vpc_is_born_with_is_emptied(stack: str, region: str) -> None:
    vpc = by_name(record(stack), "aws:ec2/vpc:Vpc", region)["vpc"]
    group = by_name(record(stack), "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", region)["default-group"]
    acl = by_name(record(stack), "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", region)["default-acl"]
    assert group.inputs == {"vpcId": vpc.id, "ingress": [], "egress": []}
    assert acl.inputs == {
        "defaultNetworkAclId": vpc.outputs["defaultNetworkAclId"],
        "ingress": [],
        "egress": [],
    }
    # AWS lists there the subnets without an ACL of their own: the next preview must not show a change.
    assert acl.ignore_changes == ("subnetIds",)


@pytest.mark.parametrize("stack", STACKS)
def test_the_internet_is_blocked_but_for_the_public_subnets_of_a_serving_site(stack: str) -> None:
    subnets = _subnets(stack, SERVING)
    exclusions = record(stack).of_type(EXCLUSION, region=SERVING)
    assert sorted(exclusion.inputs["subnetId"] for exclusion in exclusions) == sorted(
        subnet.id for what, subnet in subnets.items() if what.startswith("public-")
    )
    assert {exclusion.inputs["internetGatewayExclusionMode"] for exclusion in exclusions} == {"allow-bidirectional"}
    options = {region: record(stack).of_type(OPTIONS, region=region)[0] for region in (SERVING, STANDBY)}
    assert [option.inputs for option in options.values()] == [
        {"internetGatewayBlockMode": "block-bidirectional"}
    ] * 2
    # The exclusions come first: otherwise a running site would be cut off until they stand.
    assert options[SERVING].dependencies == {exclusion.urn for exclusion in exclusions}


@every_site
def test_encryption_control_watches_the_vpc(stack: str, region: str) -> None:
    vpc = by_name(record(stack), "aws:ec2/vpc:Vpc", region)["vpc"]
    control = by_name(record(stack), CONTROL, region)["encryption-control"]
    assert control.inputs == {"vpcId": vpc.id, "mode": settings(stack)["network"]["encryptionControl"]}


def test_enforced_encryption_leaves_out_what_tls_encrypts() -> None:
    enforced = run_component(
        lambda: Network(
            "network",
            args=NetworkArgs(
                place=Place(environment="prod", region=SERVING, account="111122223333"),
                cidr=IPv4Network("10.16.0.0/16"),
                zones=("us-east-1a", "us-east-1b"),
                public=False,
                ipv6=False,
                nat=None,
                nat_zone="us-east-1a",
                encryption_control=EncryptionControl.ENFORCE,
                flow_log_retention_days=30,
                logs_key_arn="arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000",
                boundary_arn="arn:aws:iam::111122223333:policy/boundary/storefront-prod-machines",
            ),
        )
    )
    control = enforced.one(CONTROL)
    assert {key: value for key, value in control.inputs.items() if key != "vpcId"} == {
        "mode": "enforce",
        "internetGatewayExclusion": "enable",
        "natGatewayExclusion": "enable",
        "lambdaExclusion": "enable",
    }


@every_site
def test_every_flow_is_recorded_in_an_encrypted_group(stack: str, region: str) -> None:
    log = by_name(record(stack), "aws:ec2/flowLog:FlowLog", region)["flow-logs"]
    group = by_name(record(stack), "aws:cloudwatch/logGroup:LogGroup", region)["flow-logs"]
    role = by_name(record(stack), "aws:iam/role:Role", region)["flow-logs"]
    key = by_name(record(stack), "aws:kms/key:Key", region)["logs-key"]
    assert group.inputs == {
        "name": f"/{name(stack, region, 'flow-logs')}",
        "kmsKeyId": key.outputs["arn"],
        "retentionInDays": settings(stack)["network"]["flowLogRetentionDays"],
    }
    assert {key: value for key, value in log.inputs.items() if key != "logFormat"} == {
        "vpcId": by_name(record(stack), "aws:ec2/vpc:Vpc", region)["vpc"].id,
        "trafficType": "ALL",
        "logDestinationType": "cloud-watch-logs",
        "logDestination": group.outputs["arn"],
        "iamRoleArn": role.outputs["arn"],
        "maxAggregationInterval": 60,
    }
    fields = log.inputs["logFormat"].split()
    needed = {"srcaddr", "dstaddr", "dstport", "action", "flow-direction", "subnet-id"}
    assert {f"${{{field}}}" for field in needed} - {*fields} == set()
    assert len(fields) == len(set(fields))


@every_site
def test_the_flow_logs_role_writes_its_own_group_and_nothing_else(stack: str, region: str) -> None:
    account = ACCOUNTS[stack]
    role = by_name(record(stack), "aws:iam/role:Role", region)["flow-logs"]
    policy = by_name(record(stack), "aws:iam/rolePolicy:RolePolicy", region)["flow-logs"]
    group = f"arn:aws:logs:{region}:{account}:log-group:/{name(stack, region, 'flow-logs')}"
    assert statements(role, "assumeRolePolicy") == [
        {
            "Sid": "AssumedByService",
            "Effect": "Allow",
            "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:{region}:{account}:vpc-flow-log/*"},
            },
        }
    ]
    assert policy.inputs["role"] == role.inputs["name"]
    assert statements(policy) == [
        {
            "Sid": "WriteOwnGroup",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            "Resource": [group, f"{group}:log-stream:*"],
        }
    ]
