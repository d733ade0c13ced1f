"""The site's encrypted topic, to which AWS services and alarms report."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.documents import document
from components.keys import PUBLISHERS, RULES_PUBLISHER
from components.naming import Place


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """Where the topic stands, the key that encrypts it, and the e-mail addresses that receive it."""

    place: Place
    key_arn: pulumi.Input[str]
    recipients: tuple[str, ...]


class Alerts(pulumi.ComponentResource):
    """The topic `operations`; `topic_arn` is what publishers take."""

    topic_arn: pulumi.Output[str]

    def __init__(self, name: str, *, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Alerts", name, None, opts)
        place = args.place
        child = pulumi.ResourceOptions(parent=self)
        topic = aws.sns.Topic(
            place.logical("operations"),
            name=place.name("operations"),
            kms_master_key_id=args.key_arn,
            opts=child,
        )
        policy = aws.sns.TopicPolicy(
            place.logical("operations"),
            arn=topic.arn,
            policy=topic.arn.apply(lambda arn: topic_policy(arn, place)),
            opts=child,
        )
        for index, recipient in enumerate(args.recipients):
            aws.sns.TopicSubscription(
                place.logical(f"operations-{index}"),
                topic=topic.arn,
                protocol="email",
                endpoint=recipient,
                opts=child,
            )
        # Whoever publishes must find the policy in place: AWS Backup and RDS check it when they subscribe.
        self.topic_arn = pulumi.Output.all(topic.arn, policy.id).apply(lambda both: str(both[0]))
        self.register_outputs({"topic_arn": self.topic_arn})


def topic_policy(arn: str, place: Place) -> str:
    """Let only the known services of this account publish, and refuse everything that comes without TLS."""
    return document(
        [
            {
                "Sid": "PublishedByServices",
                "Effect": "Allow",
                "Principal": {"Service": list(PUBLISHERS)},
                "Action": "sns:Publish",
                "Resource": arn,
                "Condition": {"StringEquals": {"aws:SourceAccount": place.account}},
            },
            {
                # A rule of another account would publish by a role of its own, which this does not let in.
                "Sid": "PublishedByEventRules",
                "Effect": "Allow",
                "Principal": {"Service": RULES_PUBLISHER},
                "Action": "sns:Publish",
                "Resource": arn,
            },
            {
                "Sid": "NothingWithoutTls",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ]
    )
