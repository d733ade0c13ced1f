"""The data tier's network ACL: exactly the rows of the table, and an answer for every question that it lets in.

That security groups say the same is shown in `test_flows`.
"""

import pytest

from components.network.data_acl import RULES
from tests.components.stacks import NETWORKS, SITES, SUBNET, by_name, name, record

ACL, RULE = "aws:ec2/networkAcl:NetworkAcl", "aws:ec2/networkAclRule:NetworkAclRule"

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


@every_site
def test_only_these_packets_pass(stack: str, region: str) -> None:
    start = NETWORKS[stack, region]
    application, data = f"{start}.64.0/18", f"{start}.128.0/20"
    acl = by_name(record(stack), ACL, region)["data"]
    rules = [r for r in record(stack).of_type(RULE, region=region) if r.name.startswith(f"{region}-data-")]
    assert {(r.inputs["networkAclId"], r.inputs["ruleAction"], r.inputs["protocol"]) for r in rules} == {
        (acl.id, "allow", "tcp")
    }
    found = sorted(
        (
            "out" if r.inputs["egress"] else "in",
            r.inputs["ruleNumber"],
            r.inputs["cidrBlock"],
            r.inputs["fromPort"],
            r.inputs["toPort"],
        )
        for r in rules
    )
    assert found == [
        ("in", 100, application, 5432, 5432),
        ("in", 110, data, 5432, 5432),
        ("in", 120, data, 1024, 65535),
        ("out", 100, application, 1024, 65535),
        ("out", 110, data, 5432, 5432),
        ("out", 120, data, 1024, 65535),
    ]


def test_whatever_is_asked_can_be_answered() -> None:
    """An ACL keeps no state: each way for a question needs a way back to the asker's own ports."""
    passes = {(rule.egress, rule.peer, rule.ports) for rule in RULES}
    answers = (1024, 65535)
    questions = [rule for rule in RULES if rule.ports != answers]
    assert len(questions) == 3
    assert [rule for rule in questions if (not rule.egress, rule.peer, answers) not in passes] == []


def test_every_row_has_a_reason() -> None:
    assert [rule for rule in RULES if not rule.why] == []
