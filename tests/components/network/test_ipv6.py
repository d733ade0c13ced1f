"""Visitors who come by IPv6: all that a stack has for them, and that nothing else of it differs.

What the guardrails say to such a stack is left to its rehearsal (`tests/rehearsal/shapes`).
"""

from collections.abc import Mapping
from ipaddress import IPv6Network
from typing import Any

import pytest

from components.shared.address_plan import block_of, ipv6_subnet
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING, STANDBY, SUBNET, by_name, zones
from tests.support.programs import recorded

Inputs = Mapping[str, Any]
VPC, BALANCER = "aws:ec2/vpc:Vpc", "aws:lb/loadBalancer:LoadBalancer"
ROUTE, RULE = "aws:ec2/route:Route", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ROW, RECORD = "aws:ec2/networkAclRule:NetworkAclRule", "aws:route53/record:Record"
BY_IPV6 = {"edge": {"ipv6": True}}
# A standby that is a pilot light could let visitors in, one that holds backups alone could not.
LEVELS = {"backups": (SERVING,), "pilot-light": (SERVING, STANDBY)}


def _inputs(record: Record) -> dict[str, Inputs]:
    """The inputs by type and name; of a function's code, which is no value, its hash stands beside it."""
    return {
        f"{one.type} {one.name}": {prop: value for prop, value in one.inputs.items() if prop != "code"}
        for one in record.resources
    }


def _differences(stack: str, level: str) -> tuple[Record, Mapping[str, Inputs], Mapping[str, Inputs]]:
    """The stack with IPv6, the resources that it adds, and the inputs that it gives others."""
    with_it, without = (recorded(stack, {"standbyLevel": level, **more}) for more in (BY_IPV6, {}))
    after, before = _inputs(with_it), _inputs(without)
    assert not before.keys() - after.keys()
    changed = {
        key: {prop: value for prop, value in after[key].items() if before[key].get(prop) != value}
        for key in before
        if after[key] != before[key]
    }
    return with_it, {key: after[key] for key in after.keys() - before.keys()}, changed


@pytest.mark.parametrize("level", LEVELS)
def test_where_visitors_can_come_in_they_can_by_ipv6_and_nothing_else_can(level: str) -> None:
    record, added, changed = _differences("staging", level)
    assert {key: one for key, one in changed.items() if "manifest" not in key} == {
        key: one
        for region in LEVELS[level]
        for key, one in {
            f"{VPC} {region}-vpc": {"assignGeneratedIpv6CidrBlock": True},
            f"{BALANCER} {region}-load-balancer": {"ipAddressType": "dualstack"},
            **{
                f"{SUBNET} {region}-public-{zone[-1]}": {"ipv6CidrBlock": _block(record, region, zone)}
                for zone in zones("staging", region)
            },
        }.items()
    }
    names = {f"{ROUTE} {region}-public-internet-ipv6" for region in LEVELS[level]}
    names |= {
        f"{RULE} {region}-internet-ipv6-to-load-balancer-{what}"
        for region in LEVELS[level]
        for what in ("443", "80", "packet-too-big")
    }
    names |= {
        f"{ROW} {region}-public-{what}"
        for region in LEVELS[level]
        for what in ("ingress-443-ipv6", "ingress-80-ipv6", "ingress-packet-too-big", "egress-answers-ipv6")
    }
    names |= {f"{RECORD} {SERVING}-origin-{region}-aaaa" for region in (SERVING, STANDBY)}
    names |= {f"{RECORD} {SERVING}-visitors-www.staging.example.com-aaaa"}
    assert added.keys() == names


def _block(record: Record, region: str, zone: str) -> str:
    given = str(by_name(record, VPC, region)["vpc"].outputs["ipv6CidrBlock"])
    return ipv6_subnet(given, zone)


@pytest.mark.parametrize("level", LEVELS)
def test_the_rules_name_everybody_and_these_ports(level: str) -> None:
    record, added, _ = _differences("staging", level)
    rules = {key: one for key, one in added.items() if key.startswith(RULE)}
    opened = {
        (one["cidrIpv6"], one["ipProtocol"], one["fromPort"], one["toPort"], "cidrIpv4" in one)
        for one in rules.values()
    }
    assert opened == {
        ("::/0", "tcp", 443, 443, False),
        ("::/0", "tcp", 80, 80, False),
        ("::/0", "icmpv6", 2, 0, False),
    }
    groups = {
        by_name(record, "aws:ec2/securityGroup:SecurityGroup", region)["load-balancer"].id
        for region in LEVELS[level]
    }
    assert {one["securityGroupId"] for one in rules.values()} == groups
    rows = [one for key, one in added.items() if key.startswith(ROW)]
    assert {
        (
            one["egress"],
            one["ruleNumber"],
            one["protocol"],
            one.get("fromPort"),
            one.get("toPort"),
            one.get("icmpType"),
        )
        for one in rows
    } == {
        (False, 115, "tcp", 443, 443, None),
        (False, 125, "tcp", 80, 80, None),
        (False, 150, "58", None, None, 2),
        (True, 110, "tcp", 1024, 65535, None),
    }
    assert {one["ipv6CidrBlock"] for one in rows} == {"::/0"}
    assert not [one for one in rows if "cidrBlock" in one]


def test_records_of_ipv6_follow_the_same_switch() -> None:
    record, added, _ = _differences("staging", "pilot-light")
    every = _inputs(record)
    for key, one in added.items():
        if key.startswith(RECORD):
            twin = every[key.removesuffix("-aaaa") if "-origin-" in key else f"{key.removesuffix('aaaa')}a"]
            assert one == {**twin, "type": "AAAA"}


@pytest.mark.parametrize("level", LEVELS)
def test_behind_cloudfront_nothing_differs(level: str) -> None:
    _, added, changed = _differences("prod", level)
    assert (added, changed) == ({}, {})


def test_each_zone_has_a_64_of_its_own_within_the_site() -> None:
    site = "2600:1f18:abcd:ef00::/56"
    blocks = [ipv6_subnet(site, f"us-east-1{letter}") for letter in "abcd"]
    assert blocks[:2] == ["2600:1f18:abcd:ef00::/64", "2600:1f18:abcd:ef01::/64"]
    assert len(set(blocks)) == 4
    assert all(IPv6Network(block).subnet_of(IPv6Network(site)) for block in blocks)
    assert [block_of(f"us-east-1{letter}") for letter in "abcd"] == [0, 1, 2, 3]
