"""The listener rules of a site's load balancer; it refuses every request that none of them takes.

Two rules say whether the site serves. The procedures of a failover change them in the region that takes over, where
neither Pulumi nor the lost region is needed (decision 8).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.settings import HostValues

HEALTH_PATH = "/health"
HEALTH_RULE = "health"
"""The rule that every site has: it alone sends requests to servers of a site that does not serve."""
SERVING_PATH = "/.storefront/serving"
_OK, FORBIDDEN, _UNAVAILABLE = 200, 403, 503


@dataclass(frozen=True, kw_only=True)
class ListenerRule:
    """One rule: its name and priority, what a request must be like, and what is done with it.

    `ignored`: the properties that a procedure changes behind the program's back.
    """

    name: str
    priority: int
    conditions: Sequence[aws.lb.ListenerRuleConditionArgsDict]
    action: aws.lb.ListenerRuleActionArgsDict
    ignored: tuple[str, ...] = ()


def answer(status: int, text: str) -> aws.lb.ListenerRuleActionArgsDict:
    """Return the action that answers in place of the servers."""
    return {
        "type": "fixed-response",
        "fixed_response": {"status_code": str(status), "content_type": "text/plain", "message_body": text},
    }


def serving_rule(*, serves: bool) -> ListenerRule:
    """Say whether the site serves: DNS follows this answer, whose checks carry no secret."""
    return ListenerRule(
        name="serving",
        priority=10,
        conditions=[_path(SERVING_PATH)],
        action=answer(_OK, "serving") if serves else answer(_UNAVAILABLE, "standing by"),
    )


def health_rule(target_group_arn: pulumi.Input[str]) -> ListenerRule:
    """Let health checkers see a server's own answer, and nothing else of it."""
    return ListenerRule(
        name=HEALTH_RULE, priority=20, conditions=[_path(HEALTH_PATH)], action=_forward(target_group_arn)
    )


def store_rule(
    *,
    serves: bool,
    hosts: HostValues,
    target_group_arn: pulumi.Input[str],
    header: str,
    secret: pulumi.Input[str] | None,
) -> ListenerRule:
    """Let visitors in where the site serves; where it stands by, no server may take a request of theirs."""
    conditions: list[aws.lb.ListenerRuleConditionArgsDict] = [{"host_header": _compared(hosts)}]
    if secret is not None:
        conditions.append({"http_header": {"http_header_name": header, "values": [secret]}})
    return ListenerRule(
        name="store",
        priority=100,
        conditions=conditions,
        action=_forward(target_group_arn) if serves else answer(_UNAVAILABLE, "The store will be back shortly."),
        # The secret that it was created with is replaced at once, and then regularly.
        ignored=() if secret is None else ("conditions[1].httpHeader.values",),
    )


def _compared(hosts: HostValues) -> aws.lb.ListenerRuleConditionHostHeaderArgsDict:
    return {"values": list(hosts.names)} if hosts.names else {"regex_values": list(hosts.expressions)}


def _path(path: str) -> aws.lb.ListenerRuleConditionArgsDict:
    return {"path_pattern": {"values": [path]}}


def _forward(target_group_arn: pulumi.Input[str]) -> aws.lb.ListenerRuleActionArgsDict:
    return {"type": "forward", "target_group_arn": target_group_arn}
