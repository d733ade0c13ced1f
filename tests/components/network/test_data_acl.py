"""The data tier's network ACL, judged by the registered security-group rules: what these allow passes, and no more.

The rows themselves follow from the table of rules; here they are seen as packets. That each group's members stand in
its tier is shown here too.
"""

from collections.abc import Iterator

import pytest

from components.network.security_groups import Group
from rehearsal.mocks.recorder import Registered
from tests.components.stacks import NETWORKS, SITES, STACKS, SUBNET, by_name, name, record

ACL, RULE = "aws:ec2/networkAcl:NetworkAcl", "aws:ec2/networkAclRule:NetworkAclRule"
GROUP, INGRESS = "aws:ec2/securityGroup:SecurityGroup", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ANSWERS = (1024, 65535)
# Through these a member is told its groups or its subnets, where it is not told them itself.
BETWEEN = (":LaunchTemplate", ":SubnetGroup")
# These speak of groups and subnets, and are no members.
NO_MEMBERS = ("aws:vpc/", "aws:ssm/", "aws:ec2/networkAcl")

every_site = pytest.mark.parametrize(("stack", "region"), SITES)


@every_site
def test_it_guards_the_data_subnets_and_no_others(stack: str, region: str) -> None:
    acl = by_name(record(stack), ACL, region)["data"]
    subnets = by_name(record(stack), SUBNET, region)
    assert acl.inputs == {
        "vpcId": by_name(record(stack), "aws:ec2/vpc:Vpc", region)["vpc"].id,
        "subnetIds": [subnet.id for what, subnet in sorted(subnets.items()) if what.startswith("data-")],
        "tags": {"Name": name(stack, region, "data")},
    }


def _passing(stack: str, region: str) -> set[tuple[bool, str, int, int]]:
    """What passes: whether it goes out, the tier at the other end, from which port to which."""
    start = NETWORKS[stack, region]
    tiers = {f"{start}.0.0/20": "public", f"{start}.64.0/18": "application", f"{start}.128.0/20": "data"}
    acl = by_name(record(stack), ACL, region)["data"]
    rules = [r.inputs for r in record(stack).of_type(RULE, region=region) if r.inputs["networkAclId"] == acl.id]
    assert {(rule["ruleAction"], rule["protocol"]) for rule in rules} == {("allow", "tcp")}
    passing = [(rule["egress"], tiers[rule["cidrBlock"]], rule["fromPort"], rule["toPort"]) for rule in rules]
    assert len(set(passing)) == len(rules) == len({(rule["egress"], rule["ruleNumber"]) for rule in rules})
    return set(passing)


@every_site
def test_what_groups_allow_passes_with_its_answers_and_nothing_else(stack: str, region: str) -> None:
    """Also from zone to zone within the tier, where a store's nodes replicate."""
    groups = {group.id: Group(what) for what, group in by_name(record(stack), GROUP, region).items()}
    allowed = [r.inputs for r in record(stack).of_type(INGRESS, region=region)]
    ends = {
        (str(groups[rule["referencedSecurityGroupId"]].tier), rule["fromPort"], rule["toPort"])
        for rule in allowed
        if groups[rule["securityGroupId"]].tier == "data"
    }
    assert ends
    asked = {(False, *end) for end in ends}
    within = {(out, "data", low, high) for _, low, high in ends for out in (True, False)}
    answered = {(True, tier, *ANSWERS) for tier, *_ in ends} | {(out, "data", *ANSWERS) for out in (True, False)}
    assert _passing(stack, region) == asked | within | answered


def _members(stack: str) -> Iterator[tuple[str, set[str]]]:
    """Each group that something in subnets has, with these subnets' tiers."""
    for resource in record(stack).resources:
        if resource.custom and not resource.type.startswith(NO_MEMBERS):
            told = _named(stack, resource)
            told += [further for one in told if one.type.endswith(BETWEEN) for further in _named(stack, one)]
            tiers = {one.inputs["tags"]["tier"] for one in told if one.type == SUBNET}
            for group in (one for one in told if one.type == GROUP and tiers):
                yield group.name.removeprefix(f"{group.region}-"), tiers


def _named(stack: str, resource: Registered) -> list[Registered]:
    return [record(stack).by_urn(urn) for urns in resource.property_dependencies.values() for urn in urns]


@pytest.mark.parametrize("stack", STACKS)
def test_every_group_has_members_and_they_stand_in_its_tier(stack: str) -> None:
    found = list(_members(stack))
    assert {what for what, _ in found} == {str(group) for group in Group}
    assert [(what, tiers) for what, tiers in found if tiers != {str(Group(what).tier)}] == []
