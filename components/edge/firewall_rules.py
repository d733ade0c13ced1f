"""The firewall's rules, in their order: the table from which the web ACL is made.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""

from dataclasses import dataclass

import pulumi_aws as aws

# Beyond these a web ACL is billed by request: https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html
FREE_CAPACITY_UNITS = 1500
RATE_UNITS = 2
_WINDOW_SECONDS = 300
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, kw_only=True)
class ManagedGroup:
    """One of AWS's rule groups: its name, its capacity units, why, and the rules in it that only count."""

    name: str
    units: int
    why: str
    counted: tuple[str, ...] = ()


MANAGED_GROUPS = (
    ManagedGroup(
        name="AWSManagedRulesAmazonIpReputationList", units=25, why="addresses that AWS knows for attacks"
    ),
    ManagedGroup(
        name="AWSManagedRulesCommonRuleSet",
        units=700,
        why="the OWASP classics",
        # Pictures of goods are larger than its 8 KiB.
        counted=("SizeRestrictions_BODY",),
    ),
    ManagedGroup(name="AWSManagedRulesKnownBadInputsRuleSet", units=200, why="probes such as Log4Shell"),
    ManagedGroup(name="AWSManagedRulesSQLiRuleSet", units=200, why="SQL in parameters, headers and bodies"),
    ManagedGroup(name="AWSManagedRulesLinuxRuleSet", units=200, why="paths and commands of the servers' system"),
)


def firewall_rules(rate_limit: int) -> list[aws.wafv2.WebAclRuleArgsDict]:
    """Return the rules: the rate limit, then the managed groups; what none of them refuses may pass."""
    return [_rate_rule(rate_limit), *(_managed_rule(10 * (n + 1), group) for n, group in enumerate(MANAGED_GROUPS))]


def visibility(metric: str) -> aws.wafv2.WebAclVisibilityConfigArgsDict:
    """Return how a rule is seen: by its metric, and by no samples, which would show visitors' requests."""
    return {"cloudwatch_metrics_enabled": True, "metric_name": metric, "sampled_requests_enabled": False}


def _rate_rule(limit: int) -> aws.wafv2.WebAclRuleArgsDict:
    return {
        "name": "rate-limit",
        "priority": 0,
        "action": {"block": {"custom_response": {"response_code": _TOO_MANY_REQUESTS}}},
        "statement": {
            "rate_based_statement": {
                "limit": limit,
                "evaluation_window_sec": _WINDOW_SECONDS,
                "aggregate_key_type": "IP",
            }
        },
        "visibility_config": visibility("rate-limit"),
    }


def _managed_rule(priority: int, group: ManagedGroup) -> aws.wafv2.WebAclRuleArgsDict:
    statement: aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgsDict = {
        "vendor_name": "AWS",
        "name": group.name,
    }
    if group.counted:
        statement["rule_action_overrides"] = [
            {"name": rule, "action_to_use": {"count": {}}} for rule in group.counted
        ]
    return {
        "name": group.name,
        "priority": priority,
        "override_action": {"none": {}},
        "statement": {"managed_rule_group_statement": statement},
        "visibility_config": visibility(group.name),
    }
