"""CloudWatch log groups, and who may write into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Handler, Inputs, Live, MappedTags, Property, Table, dig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


def _keep(aws: AwsRegion, group: str, inputs: Inputs) -> None:
    # The provider takes 0 for: never expires.
    if inputs.get("retentionInDays"):
        aws.call("logs", "PutRetentionPolicy", logGroupName=group, retentionInDays=inputs["retentionInDays"])


def _describe(aws: AwsRegion, group: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    answer = aws.whole("logs", "DescribeLogGroups", logGroupNamePrefix=group)
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
        by=lambda _aws, _id, live: {"resourceArn": live["plainArn"]},
        at="tags",
        parameter="tags",
    ),
)


def _describe_policy(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    answer = aws.whole("logs", "DescribeResourcePolicies")
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


def _delivery_tags(aws: AwsRegion, resource_id: str, live: Live) -> dict[str, Any]:  # noqa: ARG001 - see `MappedTags`
    return {"resourceArn": live["arn"]}


_DELIVERY_TAGS = MappedTags("logs", "ListTagsForResource", by=_delivery_tags, at="tags", parameter="tags")

_SOURCE = Table(
    service="logs",
    create_operation="PutDeliverySource",
    id_at="@name",
    properties={
        "name": Property("name"),
        "logType": Property("logType"),
        "resourceArn": Property("resourceArn", live="resourceArns[0]"),
    },
    describe=lambda aws, name, _inputs: aws.call("logs", "GetDeliverySource", name=name)["deliverySource"],
    computed={"arn": "arn", "service": "service"},
    tagging=_DELIVERY_TAGS,
)
_DESTINATION = Table(
    service="logs",
    create_operation="PutDeliveryDestination",
    id_at="@name",
    properties={
        "name": Property("name"),
        "outputFormat": Property("outputFormat"),
        "deliveryDestinationConfiguration": Property("deliveryDestinationConfiguration"),
    },
    describe=lambda aws, name, _inputs: aws.call("logs", "GetDeliveryDestination", name=name)[
        "deliveryDestination"
    ],
    computed={"arn": "arn", "deliveryDestinationType": "deliveryDestinationType"},
    tagging=_DELIVERY_TAGS,
)
_DELIVERY = Table(
    service="logs",
    create_operation="CreateDelivery",
    id_at="delivery.id",
    properties={
        "deliverySourceName": Property("deliverySourceName"),
        "deliveryDestinationArn": Property("deliveryDestinationArn"),
        "recordFields": Property("recordFields"),
        # A list of one to the provider, one to the service.
        "s3DeliveryConfigurations": Property(
            "s3DeliveryConfiguration", send=lambda configurations: configurations[0], show=lambda one: [one]
        ),
    },
    describe=lambda aws, delivery, _inputs: aws.call("logs", "GetDelivery", id=delivery)["delivery"],
    computed={"arn": "arn"},
    tagging=_DELIVERY_TAGS,
)

HANDLERS: Mapping[str, Handler] = {
    "aws:cloudwatch/logGroup:LogGroup": _GROUP,
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": _POLICY,
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": _SOURCE,
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": _DESTINATION,
    "aws:cloudwatch/logDelivery:LogDelivery": _DELIVERY,
}
