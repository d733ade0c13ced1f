"""The firewall: one where visitors arrive, its rules by settings, and a record that repeats no visitor's secrets.

What AWS's rule groups refuse is left to AWS.
"""

import pytest

from components.edge.firewall_rules import FREE_CAPACITY_UNITS, MANAGED_GROUPS, RATE_UNITS
from tests.components.edge.alone import edge
from tests.components.stacks import ACCOUNTS, SERVING, SITES, STACKS, by_name, settings, statements

ACL, LOGGING = "aws:wafv2/webAcl:WebAcl", "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"

GROUPS = ("AmazonIpReputationList", "CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet", "LinuxRuleSet")

every_stack = pytest.mark.parametrize("stack", STACKS)


@every_stack
def test_there_is_one_and_it_stands_where_visitors_arrive(stack: str) -> None:
    acl = edge(stack).one(ACL)
    assert acl.inputs["scope"] == {"prod": "CLOUDFRONT", "staging": "REGIONAL"}[stack]
    attached = edge(stack).of_type("aws:wafv2/webAclAssociation:WebAclAssociation")
    balancers = [one.outputs["arn"] for one in edge(stack).of_type("aws:lb/loadBalancer:LoadBalancer")]
    assert [one.inputs["resourceArn"] for one in attached] == (balancers if stack == "staging" else [])


@every_stack
def test_its_rules_are_the_table_in_order_and_no_requests_are_sampled(stack: str) -> None:
    rules = edge(stack).one(ACL).inputs["rules"]
    assert [rule["name"] for rule in rules] == ["rate-limit", *(f"AWSManagedRules{name}" for name in GROUPS)]
    priorities = [rule["priority"] for rule in rules]
    assert priorities == sorted(set(priorities))
    assert rules[0]["statement"]["rateBasedStatement"] == {
        "limit": settings(stack)["edge"]["rateLimit"],
        "evaluationWindowSec": 300,
        "aggregateKeyType": "IP",
    }
    assert rules[0]["action"] == {"block": {"customResponse": {"responseCode": 429}}}
    assert {rule["visibilityConfig"]["sampledRequestsEnabled"] for rule in rules} == {False}
    assert all(rule["overrideAction"] == {"none": {}} for rule in rules[1:])


@every_stack
def test_nothing_but_a_long_body_is_only_counted(stack: str) -> None:
    """Pictures of goods are uploaded; whatever else a group refuses is refused."""
    groups = [rule["statement"]["managedRuleGroupStatement"] for rule in edge(stack).one(ACL).inputs["rules"][1:]]
    assert {group["name"]: group["ruleActionOverrides"] for group in groups if "ruleActionOverrides" in group} == {
        "AWSManagedRulesCommonRuleSet": [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}]
    }
    assert all(group.keys() <= {"vendorName", "name", "ruleActionOverrides"} for group in groups)
    assert {group["vendorName"] for group in groups} == {"AWS"}


def test_the_groups_stay_below_the_units_that_cost_by_request() -> None:
    assert RATE_UNITS + sum(group.units for group in MANAGED_GROUPS) <= FREE_CAPACITY_UNITS


@every_stack
def test_its_record_holds_what_was_refused_without_cookies_and_passwords(stack: str) -> None:
    logging = edge(stack).one(LOGGING).inputs
    group = by_name(edge(stack), "aws:cloudwatch/logGroup:LogGroup", SERVING)["firewall-log"]
    assert logging["logDestinationConfigs"] == [group.outputs["arn"]]
    assert [field["singleHeader"]["name"] for field in logging["redactedFields"]] == ["authorization", "cookie"]
    assert logging["loggingFilter"]["defaultBehavior"] == "DROP"
    (kept,) = logging["loggingFilter"]["filters"]
    assert [one["actionCondition"]["action"] for one in kept["conditions"]] == [
        "BLOCK",
        "COUNT",
        "EXCLUDED_AS_COUNT",
    ]


@pytest.mark.parametrize(("stack", "region"), SITES)
def test_the_log_has_the_name_that_waf_wants_and_one_writer(stack: str, region: str) -> None:
    log = f"aws-waf-logs-storefront-{stack}-{region}-firewall"
    assert by_name(edge(stack), "aws:cloudwatch/logGroup:LogGroup", region)["firewall-log"].inputs["name"] == log
    policy = by_name(edge(stack), "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", region)["firewall-log"]
    (allowed,) = statements(policy, "policyDocument")
    logs = f"arn:aws:logs:{region}:{ACCOUNTS[stack]}:"
    assert (allowed["Principal"], allowed["Resource"]) == (
        {"Service": "delivery.logs.amazonaws.com"},
        f"{logs}log-group:{log}:log-stream:*",
    )
    assert allowed["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNTS[stack]},
        "ArnLike": {"aws:SourceArn": f"{logs}*"},
    }
