"""The watch over costs: one monitor of the account's services, and the topic that hears of what it finds at once.

What AWS finds unusual is left to AWS.
"""

import pytest

from tests.components.stacks import SERVING, STACKS, by_name, record, statements

MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"


@pytest.mark.parametrize("stack", STACKS)
def test_what_costs_more_than_before_is_told_to_operations(stack: str) -> None:
    monitor, subscription = record(stack).one(MONITOR), record(stack).one(SUBSCRIPTION)
    assert (monitor.inputs["monitorType"], monitor.inputs["monitorDimension"]) == ("DIMENSIONAL", "SERVICE")
    topic = by_name(record(stack), "aws:sns/topic:Topic", SERVING)["operations"]
    assert subscription.inputs["monitorArnLists"] == [monitor.outputs["arn"]]
    assert subscription.inputs["subscribers"] == [{"type": "SNS", "address": topic.outputs["arn"]}]
    # Without e-mail in between AWS takes no other frequency than this for a topic.
    assert subscription.inputs["frequency"] == "IMMEDIATE"
    limit = subscription.inputs["thresholdExpression"]["dimension"]
    assert (limit["key"], limit["values"]) == ("ANOMALY_TOTAL_IMPACT_ABSOLUTE", ["100"])


@pytest.mark.parametrize("stack", STACKS)
def test_it_may_publish_there(stack: str) -> None:
    policy = by_name(record(stack), "aws:sns/topicPolicy:TopicPolicy", SERVING)["operations"]
    assert "costalerts.amazonaws.com" in statements(policy)[0]["Principal"]["Service"]
