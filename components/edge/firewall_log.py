"""The log of a site's firewall. It outlives the firewall: a site that stops serving keeps it."""

from dataclasses import dataclass

import pulumi

from components.baseline.region import RegionBaseline
from components.encryption.keys import Purpose
from components.shared.log_delivery import delivered_log

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
        self.arn = delivered_log(
            self,
            place,
            "firewall-log",
            log_name=f"{LOG_PREFIX}{place.name('firewall')}",
            sid="FirewallLog",
            key_arn=args.baseline.key_arn(Purpose.LOGS),
            retention_days=args.baseline.log_retention_days,
        )
        self.register_outputs({"arn": self.arn})
