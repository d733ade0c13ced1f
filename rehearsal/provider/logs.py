"""CloudWatch log groups, and who may write into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Handler, Inputs, Live, MappedTags, Property, Table, dig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.provider.cloud import Cloud


def _keep(cloud: Cloud, group: str, inputs: Inputs) -> None:
    # The provider takes 0 for: never expires.
    if inputs.get("retentionInDays"):
        cloud.call("logs", "PutRetentionPolicy", logGroupName=group, retentionInDays=inputs["retentionInDays"])


def _describe(cloud: Cloud, group: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    answer = cloud.call("logs", "DescribeLogGroups", logGroupNamePrefix=group)
    found = dig(f"logGroups[?logGroupName=='{group}'] | [0]", answer)
    if found is None:
        raise NotStandingError("logs", "DescribeLogGroups", group)
    return {**found, "plainArn": str(found["arn"]).removesuffix(":*")}


_GROUP = Table(
    service="logs",
    create_operation="CreateLogGroup",
    id_at="@name",
    properties={
        "name": Property("logGroupName"),
        "kmsKeyId": Property("kmsKeyId"),
        "logGroupClass": Property("logGroupClass"),
        "deletionProtectionEnabled": Property("deletionProtectionEnabled"),
        "retentionInDays": Property(live="retentionInDays"),
    },
    steps=(_keep,),
    describe=_describe,
    computed={"arn": "plainArn"},
    tagging=MappedTags(
        "logs",
        "ListTagsForResource",
        by=lambda _cloud, _id, live: {"resourceArn": live["plainArn"]},
        at="tags",
        parameter="tags",
    ),
)


def _describe_policy(cloud: Cloud, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    answer = cloud.call("logs", "DescribeResourcePolicies")
    found = dig(f"resourcePolicies[?policyName=='{name}'] | [0]", answer)
    if found is None:
        raise NotStandingError("logs", "DescribeResourcePolicies", name)
    return found


_POLICY = Table(
    service="logs",
    create_operation="PutResourcePolicy",
    id_at="@policyName",
    properties={name: Property(name) for name in ("policyName", "policyDocument")},
    describe=_describe_policy,
)

HANDLERS: Mapping[str, Handler] = {
    "aws:cloudwatch/logGroup:LogGroup": _GROUP,
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": _POLICY,
}
