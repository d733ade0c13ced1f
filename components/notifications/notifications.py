"""The site's encrypted topics: one for what must be known, one that wakes somebody, one for when nobody answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pulumi
import pulumi_aws as aws

from components.encryption.keys import PUBLISHERS, RULES_PUBLISHER, Keys, Purpose
from components.settings import NotificationSettings
from components.shared.naming import Place, digest
from components.shared.outputs import known_after
from components.shared.policy_documents import Statement, document


class Channel(StrEnum):
    """The topics, by how urgent they are."""

    OPERATIONS = "operations"
    ON_CALL = "on-call"
    ESCALATION = "escalation"


# Who may publish beside the account's own roles: what wakes somebody comes from alarms and tripwires alone.
_SERVICES: Mapping[Channel, tuple[str, ...]] = {
    Channel.OPERATIONS: PUBLISHERS,
    Channel.ON_CALL: ("cloudwatch.amazonaws.com",),
    Channel.ESCALATION: (),
}
_BY_RULES = (Channel.OPERATIONS, Channel.ON_CALL)


@dataclass(frozen=True, kw_only=True)
class NotificationsArgs:
    """Where the topics stand, the site's keys, and who receives what."""

    place: Place
    keys: Keys
    notifications: NotificationSettings


class Notifications(pulumi.ComponentResource):
    """The topics; `topics[channel]` is the ARN that publishers take."""

    topics: Mapping[Channel, pulumi.Output[str]]

    def __init__(self, name: str, *, args: NotificationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:notifications:Notifications", name, None, opts)
        self._args, self._child = args, pulumi.ResourceOptions(parent=self)
        self.topics = {channel: self._topic(channel) for channel in Channel}
        self.register_outputs({str(channel): arn for channel, arn in self.topics.items()})

    def _topic(self, channel: Channel) -> pulumi.Output[str]:
        place = self._args.place
        topic = aws.sns.Topic(
            place.logical(channel),
            name=place.name(channel),
            kms_master_key_id=self._args.keys.arn(Purpose.NOTIFICATIONS),
            opts=self._child,
        )
        policy = aws.sns.TopicPolicy(
            place.logical(channel),
            arn=topic.arn,
            policy=topic.arn.apply(lambda arn: topic_policy(arn, place, channel)),
            opts=self._child,
        )
        for recipient in recipients(self._args.notifications, channel):
            self._subscribe(channel, topic.arn, recipient)
        # Whoever publishes must find the policy in place: AWS Backup and RDS check it when they subscribe.
        return known_after(topic.arn, policy.id)

    def _subscribe(self, channel: Channel, topic_arn: pulumi.Input[str], recipient: str) -> None:
        """Subscribe somebody, by a name of their own (decision 64) that tells no address."""
        aws.sns.TopicSubscription(
            self._args.place.logical(f"{channel}-{digest(recipient)}"),
            topic=topic_arn,
            protocol="sms" if recipient.startswith("+") else "email",
            endpoint=recipient,
            opts=self._child,
        )


def recipients(notifications: NotificationSettings, channel: Channel) -> tuple[str, ...]:
    """Return who receives what is sent to a channel."""
    return {
        Channel.OPERATIONS: notifications.operations,
        Channel.ON_CALL: notifications.on_call,
        Channel.ESCALATION: notifications.escalation,
    }[channel]


def topic_policy(arn: str, place: Place, channel: Channel) -> str:
    """Let only the channel's known services of this account publish, and refuse everything without TLS."""
    return document([*_publishers(arn, place, channel), *_rules(arn, channel), _tls(arn)])


def _publishers(arn: str, place: Place, channel: Channel) -> list[Statement]:
    if not _SERVICES[channel]:
        return []
    return [
        {
            "Sid": "PublishedByServices",
            "Effect": "Allow",
            "Principal": {"Service": list(_SERVICES[channel])},
            "Action": "sns:Publish",
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": place.account}},
        }
    ]


def _rules(arn: str, channel: Channel) -> list[Statement]:
    if channel not in _BY_RULES:
        return []
    return [
        {
            # A rule of another account would publish by a role of its own, which this does not let in.
            "Sid": "PublishedByEventRules",
            "Effect": "Allow",
            "Principal": {"Service": RULES_PUBLISHER},
            "Action": "sns:Publish",
            "Resource": arn,
        }
    ]


def _tls(arn: str) -> Statement:
    return {
        "Sid": "NothingWithoutTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
