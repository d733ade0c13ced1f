"""Proves that the embedded DNS Firewall keeps what it is given, and refuses what the service refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from operations.aws import AwsError, AwsRegion
from rehearsal.emulator import start
from rehearsal.provider.embedded import embedded

SERVICE = "route53resolver"


@pytest.fixture(scope="module")
def aws() -> Iterator[AwsRegion]:
    with start() as running:
        yield embedded(running.endpoint, "us-east-1", "123412341234")


class Group:
    """A group of rules, made through the API."""

    def __init__(self, aws: AwsRegion) -> None:
        self._aws = aws
        self.id = self.call("CreateFirewallRuleGroup", Name="dns", CreatorRequestId="a")["FirewallRuleGroup"]["Id"]

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        """Call an operation of the service."""
        return self._aws.call(SERVICE, operation, **params)

    def listed(self, *domains: str) -> str:
        """Return the id of a list of these domains."""
        made = self.call("CreateFirewallDomainList", Name="names", CreatorRequestId="a")["FirewallDomainList"]["Id"]
        self.call("UpdateFirewallDomains", FirewallDomainListId=made, Operation="ADD", Domains=list(domains))
        return str(made)

    def rule(self, listed: str, priority: int, **params: Any) -> dict[str, Any]:
        """Add a rule over a list, which allows unless told otherwise."""
        given = {"Action": "ALLOW", "Name": "names", "CreatorRequestId": "a", **params}
        return self.call(
            "CreateFirewallRule",
            FirewallRuleGroupId=self.id,
            FirewallDomainListId=listed,
            Priority=priority,
            **given,
        )


@pytest.fixture
def group(aws: AwsRegion) -> Group:
    return Group(aws)


def _vpc(aws: AwsRegion) -> str:
    return str(aws.call("ec2", "CreateVpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


def test_domains_are_added_replaced_and_removed(aws: AwsRegion, group: Group) -> None:
    listed = group.listed("a.example.com", "*.b.example.com")
    for operation, domains, expected in (
        ("ADD", ["c.example.com", "a.example.com"], ["a.example.com", "*.b.example.com", "c.example.com"]),
        ("REMOVE", ["a.example.com"], ["*.b.example.com", "c.example.com"]),
        ("REPLACE", ["*"], ["*"]),
    ):
        group.call("UpdateFirewallDomains", FirewallDomainListId=listed, Operation=operation, Domains=domains)
        assert aws.whole(SERVICE, "ListFirewallDomains", FirewallDomainListId=listed)["Domains"] == expected


@pytest.mark.parametrize(
    "domain", ["*example.com", "a.*.example.com", "https://example.com", "a b", ".example.com", "x" * 64]
)
def test_what_is_no_domain_is_refused(group: Group, domain: str) -> None:
    with pytest.raises(AwsError, match="Invalid domains"):
        group.listed(domain)


def test_a_rule_that_the_service_would_not_take_is_refused(group: Group) -> None:
    one, other = group.listed("a.example.com"), group.listed("b.example.com")
    group.rule(one, 100)
    for refused, words in (
        (lambda: group.rule(other, 100), "Priority 100 is already used"),
        (lambda: group.rule(one, 200), "has a rule for"),
        (lambda: group.rule("rslvr-fdl-none", 200), "no firewall domain list"),
        (lambda: group.rule(other, 200, Action="BLOCK"), "BlockResponse is required"),
        (lambda: group.rule(other, 200, BlockResponse="NXDOMAIN"), "BlockResponse is required"),
    ):
        with pytest.raises(AwsError, match=words):
            refused()
    assert group.rule(other, 200, Action="BLOCK", BlockResponse="NXDOMAIN")


def test_what_something_stands_on_is_not_removed(aws: AwsRegion, group: Group) -> None:
    listed, vpc = group.listed("a.example.com"), _vpc(aws)
    group.rule(listed, 100)
    at = {"FirewallRuleGroupId": group.id, "VpcId": vpc, "Priority": 5000, "Name": "dns", "CreatorRequestId": "a"}
    made = group.call("AssociateFirewallRuleGroup", **at)["FirewallRuleGroupAssociation"]["Id"]
    with pytest.raises(AwsError, match="used by a rule"):
        group.call("DeleteFirewallDomainList", FirewallDomainListId=listed)
    with pytest.raises(AwsError, match="has rules, or VPCs"):
        group.call("DeleteFirewallRuleGroup", FirewallRuleGroupId=group.id)
    group.call("DisassociateFirewallRuleGroup", FirewallRuleGroupAssociationId=made)
    group.call("DeleteFirewallRule", FirewallRuleGroupId=group.id, FirewallDomainListId=listed)
    group.call("DeleteFirewallDomainList", FirewallDomainListId=listed)
    group.call("DeleteFirewallRuleGroup", FirewallRuleGroupId=group.id)
    with pytest.raises(AwsError, match="no firewall rule group"):
        group.call("GetFirewallRuleGroup", FirewallRuleGroupId=group.id)


def test_a_vpc_has_each_group_and_each_priority_once(aws: AwsRegion, group: Group) -> None:
    vpc, other = _vpc(aws), Group(aws)
    at = {"VpcId": vpc, "Priority": 5000, "Name": "dns", "CreatorRequestId": "a"}
    group.call("AssociateFirewallRuleGroup", FirewallRuleGroupId=group.id, **at)
    with pytest.raises(AwsError, match="at this VPC already"):
        group.call("AssociateFirewallRuleGroup", FirewallRuleGroupId=group.id, **at)
    with pytest.raises(AwsError, match="Priority 5000 is already used"):
        group.call("AssociateFirewallRuleGroup", FirewallRuleGroupId=other.id, **at)
    with pytest.raises(AwsError, match="does not exist"):
        group.call("AssociateFirewallRuleGroup", FirewallRuleGroupId=other.id, **at | {"VpcId": "vpc-0"})


def test_a_vpc_fails_closed_until_somebody_opens_it(aws: AwsRegion) -> None:
    vpc = _vpc(aws)

    def shown() -> str:
        return str(aws.call(SERVICE, "GetFirewallConfig", ResourceId=vpc)["FirewallConfig"]["FirewallFailOpen"])

    assert shown() == "DISABLED"
    aws.call(SERVICE, "UpdateFirewallConfig", ResourceId=vpc, FirewallFailOpen="ENABLED")
    assert shown() == "ENABLED"
