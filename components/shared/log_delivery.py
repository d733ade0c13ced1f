"""How AWS's delivery of logs may write into a group of ours.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
"""

from components.shared.naming import Place
from components.shared.policy_documents import document


def delivery_policy(place: Place, log_name: str, *, sid: str) -> str:
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
