"""IAM policy documents as plain data, rendered in one way."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from functions.shared.metrics import Namespace

Statement = Mapping[str, Any]


def document(statements: Sequence[Statement]) -> str:
    """Render statements as a policy document; keys keep their order, so that a preview shows no false change."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def publish_metrics(sid: str, namespace: Namespace) -> Statement:
    """Let a role publish in one namespace: the action knows no resource that could narrow it."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": "cloudwatch:PutMetricData",
        "Resource": "*",
        "Condition": {"StringEquals": {"cloudwatch:namespace": namespace}},
    }


def trust_service(service: str) -> str:
    """Let an AWS service that can be held to no source assume a role: whom it can be passed to decides."""
    return _assumed(service, {})


def trust(service: str, *, account: str, source: str | None = None) -> str:
    """Let an AWS service assume a role, only on behalf of this account (and of `source`, an ARN pattern).

    The conditions close the confused deputy: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    condition: dict[str, dict[str, str]] = {"StringEquals": {"aws:SourceAccount": account}}
    if source is not None:
        condition["ArnLike"] = {"aws:SourceArn": source}
    return _assumed(service, {"Condition": condition})


def _assumed(service: str, condition: Statement) -> str:
    return document(
        [
            {
                "Sid": "AssumedByService",
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
                **condition,
            }
        ]
    )
