"""How AWS's delivery of logs may write into a group of ours.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
"""

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place
from components.shared.outputs import known_after
from components.shared.policy_documents import document


def delivered_log(
    parent: pulumi.Resource,
    place: Place,
    what: str,
    *,
    log_name: str,
    sid: str,
    key_arn: pulumi.Input[str],
    retention_days: int,
) -> pulumi.Output[str]:
    """Make a log group into which AWS delivers; its ARN is known only when the delivery may write there."""
    group = aws.cloudwatch.LogGroup(
        place.logical(what),
        name=log_name,
        kms_key_id=key_arn,
        retention_in_days=retention_days,
        opts=pulumi.ResourceOptions(parent=parent, protect=place.lifecycle.protected),
    )
    allowed = aws.cloudwatch.LogResourcePolicy(
        place.logical(what),
        policy_name=place.name(what),
        policy_document=_delivery_policy(place, log_name, sid),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return known_after(group.arn, allowed.id)


def _delivery_policy(place: Place, log_name: str, sid: str) -> str:
    """Let the delivery of logs write into the one group, for this account's sources only."""
    return document(
        [
            {
                "Sid": sid,
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"{place.arn('logs', f'log-group:{log_name}')}:log-stream:*",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": place.account},
                    "ArnLike": {"aws:SourceArn": place.arn("logs", "*")},
                },
            }
        ]
    )
