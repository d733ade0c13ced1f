"""Alerts: an encrypted topic in each site, closed to strangers and to clear text, and who receives it.

The key's own policy is shown in `test_keys`; that mail arrives is left to AWS.
"""

import pytest

from tests.components.stacks import ACCOUNTS, SERVING, SITES, STACKS, by_name, name, record, settings, statements
from tests.support.recorder import Registered

TOPIC, POLICY = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"

every_site = pytest.mark.parametrize(("stack", "region"), SITES)


def _topic(stack: str, region: str) -> Registered:
    topics = by_name(record(stack), TOPIC, region)
    assert topics.keys() == {"operations"}
    return topics["operations"]


@every_site
def test_the_topic_is_encrypted(stack: str, region: str) -> None:
    key = by_name(record(stack), "aws:kms/key:Key", region)["notifications-key"]
    assert _topic(stack, region).inputs == {
        "name": name(stack, region, "operations"),
        "kmsMasterKeyId": key.outputs["arn"],
    }


@every_site
def test_only_services_of_this_account_publish_and_only_over_tls(stack: str, region: str) -> None:
    topic = f"arn:aws:sns:{region}:{ACCOUNTS[stack]}:{name(stack, region, 'operations')}"
    policies = by_name(record(stack), POLICY, region)
    assert policies.keys() == {"operations"}
    assert policies["operations"].inputs["arn"] == topic
    assert statements(policies["operations"]) == [
        {
            "Sid": "PublishedByServices",
            "Effect": "Allow",
            "Principal": {
                "Service": ["backup.amazonaws.com", "cloudwatch.amazonaws.com", "events.rds.amazonaws.com"]
            },
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNTS[stack]}},
        },
        {
            "Sid": "PublishedByEventRules",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic,
        },
        {
            "Sid": "NothingWithoutTls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


@every_site
def test_everyone_in_the_settings_hears_of_it_and_nobody_else(stack: str, region: str) -> None:
    topic = _topic(stack, region)
    recipients = settings(stack)["notifications"]["operations"]
    found = by_name(record(stack), SUBSCRIPTION, region)
    assert {what: subscription.inputs for what, subscription in found.items()} == {
        f"operations-{index}": {"topic": topic.outputs["arn"], "protocol": "email", "endpoint": recipient}
        for index, recipient in enumerate(recipients)
    }


@pytest.mark.parametrize("stack", STACKS)
def test_publishers_wait_for_the_policy(stack: str) -> None:
    """AWS Backup and RDS are refused where they subscribe before they may publish."""
    policy = by_name(record(stack), POLICY, SERVING)["operations"]
    topic = _topic(stack, SERVING)
    vault = by_name(record(stack), "aws:backup/vaultNotifications:VaultNotifications", SERVING)["vault"]
    events = record(stack).one("aws:rds/eventSubscription:EventSubscription")
    assert vault.property_dependencies["snsTopicArn"] == {topic.urn, policy.urn}
    assert events.property_dependencies["snsTopic"] == {topic.urn, policy.urn}
