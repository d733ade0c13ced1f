"""A web ACL for CloudFront or a load balancer, and its log."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import MonitoredResource
from components.edge.firewall_rules import firewall_rules, visibility
from components.shared.naming import Place

FIREWALL = "firewall"
_REDACTED = ("authorization", "cookie")
_RECORDED = ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")


class Scope(StrEnum):
    """What a web ACL protects."""

    REGIONAL = "REGIONAL"
    CLOUDFRONT = "CLOUDFRONT"


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """Where it stands (for CloudFront: us-east-1), its rate limit (requests in five minutes), and its log."""

    place: Place
    scope: Scope
    rate_limit: int
    log_arn: pulumi.Input[str]


class Firewall(pulumi.ComponentResource):
    """The web ACL; `arn` is what a load balancer or distribution takes."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, *, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:Firewall", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        name_of_acl = args.place.name(FIREWALL)
        acl = aws.wafv2.WebAcl(
            args.place.logical(FIREWALL),
            name=name_of_acl,
            description="What visitors may ask of the store",
            scope=str(args.scope),
            default_action={"allow": {}},
            rules=firewall_rules(args.rate_limit),
            # Pages of AWS find its metrics by the one name or by the other: so they are the same.
            visibility_config=visibility(name_of_acl),
            opts=self._child,
        )
        self._record(acl)
        self.arn = acl.arn
        self.register_outputs({"arn": self.arn})

    def _record(self, acl: aws.wafv2.WebAcl) -> None:
        args = self._args
        aws.wafv2.WebAclLoggingConfiguration(
            args.place.logical("firewall"),
            resource_arn=acl.arn,
            log_destination_configs=[args.log_arn],
            redacted_fields=[{"single_header": {"name": header}} for header in _REDACTED],
            # What was let through is in the access logs.
            logging_filter={
                "default_behavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [{"action_condition": {"action": action}} for action in _RECORDED],
                    }
                ],
            },
            opts=self._child,
        )


def monitored_firewall(place: Place, where: Mapping[str, str]) -> MonitoredResource:
    """Return the dimensions of a firewall's metrics; `where` names its region, which CloudFront's has none of.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
    """
    return MonitoredResource(dimensions={"WebACL": place.name(FIREWALL), "Rule": "ALL", **where})
