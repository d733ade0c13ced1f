"""What notices that the account costs more than it used to: AWS's own anomaly detection on each service.

An account has one monitor of its services. In an account where AWS has made one by itself, it is imported first:
https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.shared.naming import Account

# Smaller ones are in the monthly report: https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html
MIN_IMPACT_USD = 100


@dataclass(frozen=True, kw_only=True)
class CostAnomalyDetectionArgs:
    """The account, and the topic that is told."""

    account: Account
    topic_arn: pulumi.Input[str]


class CostAnomalyDetection(pulumi.ComponentResource):
    """The monitor, and who hears of what it finds, at once."""

    def __init__(
        self, name: str, *, args: CostAnomalyDetectionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:monitoring:CostAnomalyDetection", name, None, opts)
        account, child = args.account, pulumi.ResourceOptions(parent=self)
        monitor = aws.costexplorer.AnomalyMonitor(
            account.logical("costs"),
            name=account.name("costs"),
            monitor_type="DIMENSIONAL",
            monitor_dimension="SERVICE",
            opts=child,
        )
        aws.costexplorer.AnomalySubscription(
            account.logical("costs"),
            name=account.name("costs"),
            frequency="IMMEDIATE",
            monitor_arn_lists=[monitor.arn],
            subscribers=[{"type": "SNS", "address": args.topic_arn}],
            threshold_expression={
                "dimension": {
                    "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                    "match_options": ["GREATER_THAN_OR_EQUAL"],
                    "values": [str(MIN_IMPACT_USD)],
                }
            },
            opts=child,
        )
        self.register_outputs({})
