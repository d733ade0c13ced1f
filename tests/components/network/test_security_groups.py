"""The allowed connections: who can reach what, seen in the registered rules and not in the table alone.

Which rules there are is agreed in the golden lists of `tests/components/golden`, by names that say source, target and
port; here each rule is held to its name. That groups have the right members is shown where the members are
(`test_database`, `test_endpoints`), and that these stand in the group's tier in `test_data_acl`.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.egress_rules import EGRESS_RULES
from components.network.external_sources import HEALTH_CHECKERS
from components.network.security_groups import RULES, Group, SecurityGroupRule
from components.settings.regions import REGIONS
from components.shared.facts.dated_regions import CLOUDFRONT_LISTS
from rehearsal.mocks.recorder import Record, Registered
from tests.components.stacks import SITES, by_name, name, record

GROUP = "aws:ec2/securityGroup:SecurityGroup"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
INLINE = "aws:ec2/securityGroupRule:SecurityGroupRule"

# The ways to what is no group, each on HTTPS.
LEAVING = {
    ("application", "s3"),
    ("analytics", "s3"),
    ("analytics", "internet"),
    ("operations", "s3"),
    ("operations", "internet"),
    ("images", "s3"),
    ("images", "internet"),
}
# From outside: who, to which group, on which port; the one place for addresses and prefix lists.
FROM_OUTSIDE = {
    "prod": {("cloudfront", "load-balancer", 443), ("health-checkers", "health-checks", 443)},
    "staging": {
        ("internet", "load-balancer", 443),
        ("internet", "load-balancer", 80),
        ("health-checkers", "health-checks", 443),
    },
}

OUTSIDE = ("cidrIpv4", "prefixListId")

every_site = pytest.mark.parametrize(("stack", "region"), SITES)


def _inside(record: Record, token: str, region: str) -> list[Registered]:
    """The rules of one direction, without those that let somebody in from outside."""
    return [rule for rule in record.of_type(token, region=region) if rule.inputs.keys().isdisjoint(OUTSIDE)]


def _edges(record: Record, token: str, region: str, *, own: int) -> set[tuple[str, str, int]]:
    """The rules between groups as (source, target, port); `own` is the place of the group that holds the rule."""
    names = {group.id: what for what, group in by_name(record, GROUP, region).items()}
    edges: set[tuple[str, str, int]] = set()
    for rule in _inside(record, token, region):
        # No address, no prefix list and no range of ports: groups alone, on one port.
        assert rule.inputs.keys() == {
            "securityGroupId", "referencedSecurityGroupId", "ipProtocol", "fromPort", "toPort", "description",
        }  # fmt: skip
        assert rule.inputs["ipProtocol"] == "tcp"
        assert rule.inputs["fromPort"] == rule.inputs["toPort"]
        ends = [names[rule.inputs["securityGroupId"]], names[rule.inputs["referencedSecurityGroupId"]]]
        edges.add((ends[own], ends[1 - own], rule.inputs["fromPort"]))
    return edges


@every_site
def test_a_group_for_each_kind_of_member_and_no_rule_inside(stack: str, region: str) -> None:
    vpc = by_name(record(stack), "aws:ec2/vpc:Vpc", region)["vpc"]
    groups = by_name(record(stack), GROUP, region)
    assert groups.keys() == {str(group) for group in Group}
    for what, group in groups.items():
        assert {key: value for key, value in group.inputs.items() if key != "description"} == {
            "name": name(stack, region, what),
            "vpcId": vpc.id,
            "tags": {"Name": name(stack, region, what)},
        }
    assert record(stack).of_type(INLINE) == ()


@every_site
def test_each_row_is_one_rule_at_its_source_and_one_at_its_target(stack: str, region: str) -> None:
    """Each lets through what its name says, by which it is agreed on."""
    leaving, coming = (_inside(record(stack), token, region) for token in (EGRESS, INGRESS))
    named = {rule.name.removeprefix(f"{region}-") for rule in leaving}
    assert named == {rule.name.removeprefix(f"{region}-") for rule in coming} == {row.name for row in RULES}
    assert len(leaving) == len(coming) == len(RULES)
    for rules, token, own in ((leaving, EGRESS, 0), (coming, INGRESS, 1)):
        edges = _edges(record(stack), token, region, own=own)
        assert len(edges) == len(rules)
        assert {f"{source}-to-{target}-{port}" for source, target, port in edges} == named


@every_site
def test_what_leaves_the_groups_leaves_by_https_to_s3_or_the_internet(stack: str, region: str) -> None:
    """The fleet, and whatever reaches the databases, has no way to the internet."""
    groups = {group.id: what for what, group in by_name(record(stack), GROUP, region).items()}
    endpoint = by_name(record(stack), "aws:ec2/vpcEndpoint:VpcEndpoint", region)["s3-endpoint"]
    beside = {r.urn for r in _inside(record(stack), EGRESS, region)}
    found: set[tuple[str, str]] = set()
    for rule in record(stack).of_type(EGRESS, region=region):
        if rule.urn not in beside:
            to_s3 = rule.inputs.get("prefixListId") == endpoint.outputs["prefixListId"]
            assert to_s3 or rule.inputs["cidrIpv4"] == "0.0.0.0/0"
            assert (rule.inputs["ipProtocol"], rule.inputs["fromPort"], rule.inputs["toPort"]) == ("tcp", 443, 443)
            found.add((groups[rule.inputs["securityGroupId"]], "s3" if to_s3 else "internet"))
    assert found == LEAVING == {(str(row.source), str(row.destination)) for row in EGRESS_RULES}


@every_site
def test_rules_say_why_they_are_there(stack: str, region: str) -> None:
    for token in (EGRESS, INGRESS):
        found = {rule.inputs["description"] for rule in _inside(record(stack), token, region)}
        assert found == {flow.why for flow in RULES}
    leaving = {rule.inputs["description"] for rule in record(stack).of_type(EGRESS, region=region)}
    assert leaving == {row.why for row in (*RULES, *EGRESS_RULES)}


def _reaching(target: str, edges: set[tuple[str, str, int]]) -> set[str]:
    """Everything from which `target` can be reached, in any number of hops."""
    found: set[str] = set()
    pending = {target}
    while pending:
        nearer = {source for source, end, _ in edges if end in pending}
        pending = nearer - found
        found |= nearer
    return found


@every_site
def test_who_reaches_the_databases(stack: str, region: str) -> None:
    """Analytics reaches the replica alone, also by a detour; visitors reach both only through the servers."""
    edges = _edges(record(stack), INGRESS, region, own=1)
    functions = {"database-access", "database-reading", "heartbeat", "verification"}
    assert _reaching("database", edges) == {"application", "load-balancer"} | functions
    assert _reaching("replica", edges) == {"application", "analytics", "load-balancer"} | functions
    # A copy that is tried is nobody's database.
    assert _reaching("restored-copy", edges) == {"database-access", "verification"}
    assert _reaching("analytics", edges) == set()
    # The databases themselves open no connection.
    assert {source for source, _, _ in edges} & {"database", "replica", "restored-copy"} == set()


@given(
    st.builds(
        SecurityGroupRule, st.sampled_from(Group), st.sampled_from(Group), st.integers(1, 65535), st.just("why")
    )
)
def test_a_row_is_named_by_its_ends_and_its_port(flow: SecurityGroupRule) -> None:
    assert flow.name == f"{flow.source.value}-to-{flow.target.value}-{flow.port}"


# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html: at most 255 of these
DESCRIPTION = r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}"


@every_site
def test_descriptions_are_such_as_ec2_takes(stack: str, region: str) -> None:
    found = [r for token in (GROUP, EGRESS, INGRESS) for r in record(stack).of_type(token, region=region)]
    assert {resource.type for resource in found} == {GROUP, EGRESS, INGRESS}
    assert [r.name for r in found if not re.fullmatch(DESCRIPTION, r.inputs["description"])] == []


@every_site
def test_who_comes_from_outside(stack: str, region: str) -> None:
    """The internet, or CloudFront alone; and the health checkers of Route 53, through a group of their own."""
    names = {group.id: what for what, group in by_name(record(stack), GROUP, region).items()}
    checkers = by_name(record(stack), "aws:ec2/managedPrefixList:ManagedPrefixList", region)["health-checkers"]
    sources = {"0.0.0.0/0": "internet", CLOUDFRONT_LISTS[region]: "cloudfront", checkers.id: "health-checkers"}
    found = [rule.inputs for rule in record(stack).of_type(INGRESS, region=region) if rule.inputs.keys() & OUTSIDE]
    assert {
        (sources[rule.get("cidrIpv4") or rule["prefixListId"]], names[rule["securityGroupId"]], rule["toPort"])
        for rule in found
    } == FROM_OUTSIDE[stack]
    assert [rule for rule in found if (rule["ipProtocol"], rule["fromPort"]) != ("tcp", rule["toPort"])] == []
    assert len(found) == len(FROM_OUTSIDE[stack])


@every_site
def test_the_list_of_health_checkers_is_full(stack: str, region: str) -> None:
    """A list counts with its greatest size against the 60 rules of a group."""
    made = by_name(record(stack), "aws:ec2/managedPrefixList:ManagedPrefixList", region)["health-checkers"]
    assert made.inputs == {
        "name": name(stack, region, "health-checkers"),
        "addressFamily": "IPv4",
        "maxEntries": len(HEALTH_CHECKERS),
        "entries": [{"cidr": cidr, "description": "Route 53"} for cidr in HEALTH_CHECKERS],
    }


def test_regions_have_each_their_own_list_of_cloudfront() -> None:
    assert CLOUDFRONT_LISTS.keys() <= set(REGIONS)
    assert all(re.fullmatch(r"pl-[0-9a-f]{8}", prefix_list) for prefix_list in CLOUDFRONT_LISTS.values())
    assert len(set(CLOUDFRONT_LISTS.values())) == len(CLOUDFRONT_LISTS)
