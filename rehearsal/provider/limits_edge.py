"""What Elastic Load Balancing and WAF document beside their service models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.limit import Limit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_QUOTA_DOC = "Elastic Load Balancing, Quotas for your Application Load Balancers: rules"
_RULE_DOC = "Elastic Load Balancing, Condition types for listener rules"
_NAME_DOC = "Elastic Load Balancing API reference, CreateLoadBalancer and CreateTargetGroup"
_GROUP_DOC = "Elastic Load Balancing, Edit target group attributes for your Application Load Balancer"
_ATTRIBUTE_DOC = "Elastic Load Balancing API reference, LoadBalancerAttribute"
_METRIC_DOC = "AWS WAFV2 API reference, VisibilityConfig"

_VALUES_OF_A_RULE, _LONGEST_VALUE = 5, 128
_ONCE = {"host-header", "path-pattern", "http-request-method", "source-ip"}
_NUMBERS = {
    "idle_timeout.timeout_seconds": (1, 4_000),
    "client_keep_alive.seconds": (60, 604_800),
    "deregistration_delay.timeout_seconds": (0, 3_600),
    "stickiness.lb_cookie.duration_seconds": (1, 604_800),
}
_CHOICES = {
    "routing.http.desync_mitigation_mode": {"monitor", "defensive", "strictest"},
    "routing.http.xff_header_processing.mode": {"append", "preserve", "remove"},
    "load_balancing.algorithm.type": {"round_robin", "least_outstanding_requests", "weighted_random"},
    "load_balancing.algorithm.anomaly_mitigation": {"on", "off"},
}
_SLOW_START = range(30, 901)
# Names with wildcards, or regular expressions.
_VALUES = ("Values", "RegexValues")


def values_of(condition: Mapping[str, Any]) -> list[Any]:
    """What a condition compares with."""
    configs = [config for name, config in condition.items() if name.endswith("Config")]
    found = [value for config in configs for kind in _VALUES for value in config.get(kind, ())]
    return found or list(condition.get("Values", ()))


def _few_values(conditions: Sequence[Mapping[str, Any]]) -> bool:
    return sum(len(values_of(one)) for one in conditions) <= _VALUES_OF_A_RULE


def _short_values(condition: Mapping[str, Any]) -> bool:
    return all(not isinstance(one, str) or 0 < len(one) <= _LONGEST_VALUE for one in values_of(condition))


def _each_once(conditions: Sequence[Mapping[str, Any]]) -> bool:
    fields = [one["Field"] for one in conditions if one["Field"] in _ONCE]
    return len(fields) == len(set(fields))


def _named(name: str) -> bool:
    return re.fullmatch(r"(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?", name) is not None


def _answers_in_time(params: Mapping[str, Any]) -> bool:
    timeout, interval = params.get("HealthCheckTimeoutSeconds", 5), params.get("HealthCheckIntervalSeconds", 30)
    return timeout < interval


def _attribute(attribute: Mapping[str, Any]) -> bool:
    key, value = str(attribute["Key"]), str(attribute["Value"])
    if key in _NUMBERS:
        minimum, maximum = _NUMBERS[key]
        return value.isdigit() and minimum <= int(value) <= maximum
    if key == "slow_start.duration_seconds":
        return value == "0" or (value.isdigit() and int(value) in _SLOW_START)
    return value in _CHOICES.get(key, {value})


def _spread(attributes: Sequence[Mapping[str, Any]]) -> bool:
    given = {str(one["Key"]): str(one["Value"]) for one in attributes}
    random = given.get("load_balancing.algorithm.type") == "weighted_random"
    slow = given.get("slow_start.duration_seconds", "0") != "0"
    return not (random and slow) and (random or given.get("load_balancing.algorithm.anomaly_mitigation") != "on")


def _priorities_differ(rules: Sequence[Mapping[str, Any]]) -> bool:
    return len({rule["Priority"] for rule in rules}) == len(rules)


def _overrides_a_group(rule: Mapping[str, Any]) -> bool:
    """A group of rules brings its own actions, which are overridden; another statement has an action."""
    statement = cast("Mapping[str, Any]", rule.get("Statement", {}))
    group = bool({"ManagedRuleGroupStatement", "RuleGroupReferenceStatement"} & set(statement))
    return ("OverrideAction" in rule, "Action" in rule) == (group, not group)


def _logs_under_its_name(arn: str) -> bool:
    return re.search(r"(:log-group:|:s3:::|:deliverystream/)aws-waf-logs-", arn) is not None


_RULES = ("CreateRule", "ModifyRule")

LIMITS = (
    Limit("elbv2", _RULES, "Conditions", "five values in all the conditions of a rule", _QUOTA_DOC, _few_values),
    Limit(
        "elbv2",
        _RULES,
        "Conditions",
        "one condition each of host-header, path-pattern, http-request-method and source-ip",
        _RULE_DOC,
        _each_once,
    ),
    Limit("elbv2", _RULES, "Conditions[]", "values of 1 to 128 characters", _RULE_DOC, _short_values),
    Limit(
        "elbv2",
        ("CreateLoadBalancer", "CreateTargetGroup"),
        "Name",
        "1 to 32 letters, digits and hyphens, not beginning with a hyphen or internal-, nor ending with a hyphen",
        _NAME_DOC,
        _named,
    ),
    Limit(
        "elbv2",
        ("CreateTargetGroup",),
        "",
        "a health check whose timeout is below its interval",
        "Elastic Load Balancing, Health checks for Application Load Balancer target groups",
        _answers_in_time,
    ),
    Limit(
        "elbv2",
        ("ModifyLoadBalancerAttributes", "ModifyTargetGroupAttributes"),
        "Attributes[]",
        "a value that the attribute takes",
        _ATTRIBUTE_DOC,
        _attribute,
    ),
    Limit(
        "elbv2",
        ("ModifyTargetGroupAttributes",),
        "Attributes",
        "anomaly mitigation with weighted_random alone, and no slow start with it",
        _GROUP_DOC,
        _spread,
    ),
    Limit(
        "wafv2",
        ("CreateWebACL", "UpdateWebACL"),
        "Rules",
        "rules of different priorities",
        "AWS WAFV2 API reference, Rule",
        _priorities_differ,
    ),
    Limit(
        "wafv2",
        ("CreateWebACL", "UpdateWebACL"),
        "Rules[]",
        "an OverrideAction for a group of rules, an Action for any other statement",
        "AWS WAFV2 API reference, Rule",
        _overrides_a_group,
    ),
    Limit(
        "wafv2",
        ("CreateWebACL", "UpdateWebACL"),
        "VisibilityConfig.MetricName",
        "another name than All and Default_Action, which are WAF's own",
        _METRIC_DOC,
        lambda name: name not in {"All", "Default_Action"},
    ),
    Limit(
        "wafv2",
        ("PutLoggingConfiguration",),
        "LoggingConfiguration.LogDestinationConfigs[]",
        "a destination whose name begins with aws-waf-logs-",
        "AWS WAFV2 API reference, LoggingConfiguration",
        _logs_under_its_name,
    ),
)
