"""The network ACLs of the public and the application tier: what may come in, by number, and that nothing else may.

That no subnet is left to the emptied default ACL is shown here too; the data tier's is left to `test_data_acl`.
"""

import pytest

from tests.components.stacks import NETWORKS, SITES, SUBNET, by_name, record

ACL, RULE = "aws:ec2/networkAcl:NetworkAcl", "aws:ec2/networkAclRule:NetworkAclRule"
ANYWHERE = "0.0.0.0/0"

pytestmark = pytest.mark.parametrize(("stack", "region"), SITES)


def test_every_subnet_has_an_acl_of_its_tier(stack: str, region: str) -> None:
    subnets = {subnet.id: what for what, subnet in by_name(record(stack), SUBNET, region).items()}
    acls = by_name(record(stack), ACL, region)
    held = [(subnets[i], tier) for tier, acl in acls.items() for i in acl.inputs["subnetIds"]]
    assert sorted(held) == sorted((what, what.rpartition("-")[0]) for what in subnets.values())


def _rules(stack: str, region: str, tier: str) -> list[tuple[str, int, str, str, int, int]]:
    acl = by_name(record(stack), ACL, region)[tier]
    rules = [r.inputs for r in record(stack).of_type(RULE, region=region) if r.inputs["networkAclId"] == acl.id]
    assert {rule["ruleAction"] for rule in rules} == {"allow"}
    return sorted(
        (
            "out" if rule["egress"] else "in",
            rule["ruleNumber"],
            rule["protocol"],
            rule["cidrBlock"],
            rule["fromPort"],
            rule["toPort"],
        )
        for rule in rules
    )


def test_only_these_packets_come_in(stack: str, region: str) -> None:
    """Remote desktops and shells are let in from nowhere outside, whatever a security group says."""
    own = ("in", 100, "-1", f"{NETWORKS[stack, region]}.0.0/16", 0, 0)
    answers = [("in", 130, "tcp", ANYWHERE, 1024, 3388), ("in", 140, "tcp", ANYWHERE, 3390, 65535)]
    out = ("out", 100, "-1", ANYWHERE, 0, 0)
    web = [("in", 110, "tcp", ANYWHERE, 443, 443), ("in", 120, "tcp", ANYWHERE, 80, 80)]
    assert _rules(stack, region, "public") == [own, *web, *answers, out]
    assert _rules(stack, region, "application") == [own, *answers, out]
