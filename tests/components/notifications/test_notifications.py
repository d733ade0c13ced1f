"""Alerts: three encrypted topics in each site, closed to strangers and to clear text, and who receives what.

The key's own policy is shown in `test_keys`; that mail arrives is left to AWS.
"""

from hashlib import sha256

import pytest

from components.encryption.keys import Purpose
from tests.components.notifications.alone import notifications, publishers
from tests.components.stacks import ACCOUNTS, SERVING, SITES, STACKS, by_name, name, settings, statements
from tests.support.alone import key_arn

TOPIC, POLICY = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
# By topic: its key in the settings, the services that publish to it, and whether event rules do.
CHANNELS: dict[str, tuple[str, list[str], bool]] = {
    "operations": (
        "operations",
        [
            "backup.amazonaws.com",
            "cloudwatch.amazonaws.com",
            "costalerts.amazonaws.com",
            "events.rds.amazonaws.com",
        ],
        True,
    ),
    "on-call": ("onCall", ["cloudwatch.amazonaws.com"], True),
    "escalation": ("escalation", [], False),
}

every_site = pytest.mark.parametrize(("stack", "region"), SITES)
every_channel = pytest.mark.parametrize("channel", CHANNELS)


@every_site
def test_the_topics_are_encrypted(stack: str, region: str) -> None:
    topics = by_name(notifications(stack, region), TOPIC, region)
    assert {channel: topic.inputs for channel, topic in topics.items()} == {
        channel: {
            "name": name(stack, region, channel),
            "kmsMasterKeyId": key_arn(stack, region, Purpose.NOTIFICATIONS),
        }
        for channel in CHANNELS
    }


@every_site
@every_channel
def test_only_what_belongs_there_is_published_and_only_over_tls(stack: str, region: str, channel: str) -> None:
    topic = f"arn:aws:sns:{region}:{ACCOUNTS[stack]}:{name(stack, region, channel)}"
    policies = by_name(notifications(stack, region), POLICY, region)
    assert policies.keys() == CHANNELS.keys()
    assert policies[channel].inputs["arn"] == topic
    _, services, by_rules = CHANNELS[channel]
    for_services = {
        "Sid": "PublishedByServices",
        "Effect": "Allow",
        "Principal": {"Service": services},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNTS[stack]}},
    }
    for_rules = {
        "Sid": "PublishedByEventRules",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    without_tls = {
        "Sid": "NothingWithoutTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    expected = [*([for_services] if services else []), *([for_rules] if by_rules else []), without_tls]
    assert statements(policies[channel]) == expected


@every_site
def test_everyone_in_the_settings_hears_of_it_and_nobody_else(stack: str, region: str) -> None:
    topics = by_name(notifications(stack, region), TOPIC, region)
    told = settings(stack)["notifications"]
    found = by_name(notifications(stack, region), SUBSCRIPTION, region)
    assert {what: subscription.inputs for what, subscription in found.items()} == {
        f"{channel}-{sha256(recipient.encode()).hexdigest()[:6]}": {
            "topic": topics[channel].outputs["arn"],
            "protocol": "email",
            "endpoint": recipient,
        }
        for channel, (key, _, _) in CHANNELS.items()
        for recipient in told[key]
    }


@pytest.mark.parametrize("stack", STACKS)
def test_publishers_wait_for_the_policy(stack: str) -> None:
    """AWS Backup and RDS are refused where they subscribe before they may publish."""
    policy = by_name(publishers(stack, SERVING), POLICY, SERVING)["operations"]
    topic = by_name(publishers(stack, SERVING), TOPIC, SERVING)["operations"]
    vault = by_name(publishers(stack, SERVING), "aws:backup/vaultNotifications:VaultNotifications", SERVING)[
        "backup-vault"
    ]
    events = publishers(stack, SERVING).one("aws:rds/eventSubscription:EventSubscription")
    assert vault.property_dependencies["snsTopicArn"] == {topic.urn, policy.urn}
    assert events.property_dependencies["snsTopic"] == {topic.urn, policy.urn}
