"""The log of a site's firewall. It outlives the firewall: a site that stops serving keeps it."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.region import RegionBaseline
from components.encryption.keys import Purpose
from components.shared.log_delivery import delivery_policy
from components.shared.outputs import known_after

# WAF delivers to no group of another name: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
LOG_PREFIX = "aws-waf-logs-"


@dataclass(frozen=True, kw_only=True)
class FirewallLogArgs:
    """Where it stands."""

    baseline: RegionBaseline


class FirewallLog(pulumi.ComponentResource):
    """The log group; `arn` is known only when the delivery of logs may write there."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, *, args: FirewallLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:FirewallLog", name, None, opts)
        place = args.baseline.place
        log_name = f"{LOG_PREFIX}{place.name('firewall')}"
        group = aws.cloudwatch.LogGroup(
            place.logical("firewall-log"),
            name=log_name,
            kms_key_id=args.baseline.key_arn(Purpose.LOGS),
            retention_in_days=args.baseline.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        allowed = aws.cloudwatch.LogResourcePolicy(
            place.logical("firewall-log"),
            policy_name=place.name("firewall-log"),
            policy_document=delivery_policy(place, log_name, sid="FirewallLog"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = known_after(group.arn, allowed.id)
        self.register_outputs({"arn": self.arn})
