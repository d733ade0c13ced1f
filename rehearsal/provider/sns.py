"""SNS topics, their policies and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs, Live, PairedTags, Property, Table, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

# The attributes of the creating call, by the provider's properties.
_ATTRIBUTES = {
    "kmsMasterKeyId": "KmsMasterKeyId",
    "displayName": "DisplayName",
    "policy": "Policy",
    "deliveryPolicy": "DeliveryPolicy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
    "fifoTopic": "FifoTopic",
    "contentBasedDeduplication": "ContentBasedDeduplication",
}


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _describe_topic(aws: AwsRegion, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    attributes = aws.call("sns", "GetTopicAttributes", TopicArn=arn)["Attributes"]
    return {"Attributes": attributes, "Name": str(attributes["TopicArn"]).rsplit(":", 1)[-1]}


_TOPIC = Table(
    service="sns",
    create_operation="CreateTopic",
    id_at="TopicArn",
    properties={
        **same("name"),
        **{name: Property(f"Attributes.{attribute}", send=_as_text) for name, attribute in _ATTRIBUTES.items()},
    },
    describe=_describe_topic,
    computed={"arn": "Attributes.TopicArn", "owner": "Attributes.Owner"},
    tagging=PairedTags("sns", "ListTagsForResource", by=lambda _aws, arn, _live: {"ResourceArn": arn}, at="Tags"),
)


class _TopicPolicies:
    """An attribute of the topic; the provider's id is the topic's ARN."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        arn = str(inputs["arn"])
        aws.call("sns", "SetTopicAttributes", TopicArn=arn, AttributeName="Policy", AttributeValue=inputs["policy"])
        owner = aws.call("sns", "GetTopicAttributes", TopicArn=arn)["Attributes"]["Owner"]
        return Created(arn, {**self.read(aws, arn, inputs), "owner": owner})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.call("sns", "GetTopicAttributes", TopicArn=resource_id)["Attributes"]
        return {"arn": live["TopicArn"], "policy": live["Policy"]}


def _describe_subscription(aws: AwsRegion, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("sns", "GetSubscriptionAttributes", SubscriptionArn=arn)["Attributes"]


_SUBSCRIPTION = Table(
    service="sns",
    create_operation="Subscribe",
    id_at="SubscriptionArn",
    properties={
        **same("protocol", "endpoint"),
        "topic": Property("TopicArn"),
        "filterPolicy": Property("Attributes.FilterPolicy", "FilterPolicy"),
        "rawMessageDelivery": Property(
            "Attributes.RawMessageDelivery", "RawMessageDelivery == 'true'", send=_as_text
        ),
    },
    always={"ReturnSubscriptionArn": True},
    describe=_describe_subscription,
    computed={"arn": "SubscriptionArn", "ownerId": "Owner", "pendingConfirmation": "PendingConfirmation == 'true'"},
)

HANDLERS: Mapping[str, Handler] = {
    "aws:sns/topic:Topic": _TOPIC,
    "aws:sns/topicPolicy:TopicPolicy": _TopicPolicies(),
    "aws:sns/topicSubscription:TopicSubscription": _SUBSCRIPTION,
}
