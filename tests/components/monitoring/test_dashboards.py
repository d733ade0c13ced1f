"""The dashboards: within CloudWatch's limits, made from the same tables as the alarms, symptoms first.

What they look like is left to `storefront dashboards render` and to whoever looks.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from components.monitoring.dashboards import WIDTH, Widget, laid_out
from operations.health.dashboards import read
from operations.health.sample import sample
from tests.components.stacks import SERVING, STACKS, by_name, name, record

DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
MAX_WIDGETS, MAX_METRICS_A_GRAPH, MAX_METRICS = 500, 500, 2500
WHICH = ("business", "on-call", "database")

every = pytest.mark.parametrize(("stack", "which"), [(stack, which) for stack in STACKS for which in WHICH])


def _body(stack: str, which: str) -> dict[str, Any]:
    (found,) = (one for one in record(stack).of_type(DASHBOARD) if one.name == f"account-dashboard-{which}")
    assert found.inputs["dashboardName"] == f"storefront-{stack}-{which}"
    return json.loads(found.inputs["dashboardBody"])


def _metric_widgets(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [widget["properties"] for widget in body["widgets"] if widget["type"] == "metric"]


@every
def test_it_keeps_to_cloudwatchs_limits(stack: str, which: str) -> None:
    body = _body(stack, which)
    numbers = [len(one["metrics"]) for one in _metric_widgets(body)]
    assert 0 < len(body["widgets"]) <= MAX_WIDGETS
    assert max(numbers) <= MAX_METRICS_A_GRAPH
    assert sum(numbers) <= MAX_METRICS
    for widget in body["widgets"]:
        assert 0 <= widget["x"] <= WIDTH - widget["width"]


@every
def test_ids_are_given_once_in_a_graph_and_expressions_use_them(stack: str, which: str) -> None:
    for graph in read(_body(stack, which)):
        ids = [query["Id"] for query in graph.queries]
        assert len(set(ids)) == len(ids)
        assert all(one[0].islower() and one.replace("_", "").isalnum() for one in ids), ids
        labels = [query["Label"] for query in graph.queries if query["ReturnData"]]
        assert len(set(labels)) == len(labels), labels


@every
def test_every_graph_can_be_drawn(stack: str, which: str) -> None:
    """Its expressions are evaluated over made-up metrics."""
    end = datetime(2026, 11, 27, 18, tzinfo=UTC)
    for graph in read(_body(stack, which)):
        drawn = sample(graph.queries, graph.period, end - timedelta(seconds=graph.period * 14), end)
        assert drawn.keys() == graph.shown.keys()
        if "EBS" not in str(graph.queries):
            assert any(values for lines in drawn.values() for _, _, values in lines), graph.title


@pytest.mark.parametrize("stack", STACKS)
def test_on_call_shows_symptoms_first_and_each_alarm_that_stands(stack: str) -> None:
    body = _body(stack, "on-call")
    headings = [one["properties"]["markdown"].split(",")[0] for one in body["widgets"] if one["type"] == "text"]
    assert headings[:2] == ["## Visitors", "## Platform"]
    assert headings.index("## Database") < headings.index("## Network")
    drawn = {label for graph in read(body) if graph.region == SERVING for label in graph.shown.values()}
    alarms = set(by_name(record(stack), "aws:cloudwatch/metricAlarm:MetricAlarm", SERVING))
    # Of two bands about one level the narrower is drawn.
    wider = {name for name in alarms if name.replace("-sudden", "-lasting") in alarms - {name}}
    assert len(wider) == 4
    assert alarms - wider <= drawn
    assert wider & drawn == set()


@pytest.mark.parametrize("stack", STACKS)
def test_on_call_begins_with_what_wakes_somebody(stack: str) -> None:
    first = _body(stack, "on-call")["widgets"][0]
    assert first["type"] == "alarm"
    assert {arn.rpartition(":")[2] for arn in first["properties"]["alarms"]} == {
        name(stack, SERVING, f"page-{tier}")
        for tier in ("network", "database", "fleet", "edge", "visitors", "platform")
    }


def test_what_is_measured_once_a_day_is_shown_over_weeks() -> None:
    cost = next(one for one in _metric_widgets(_body("prod", "business")) if one["title"].startswith("Cost"))
    assert cost["start"] == f"-PT{14 * 24}H"
    assert {line[-1].get("region") for line in cost["metrics"] if line[0] == "AWS/Billing"} == {"us-east-1"}


def test_widgets_fill_lines_from_the_left() -> None:
    widgets = [
        Widget(kind="text", width=w, height=h, properties={}) for w, h in ((24, 1), (12, 6), (12, 4), (12, 6))
    ]
    assert [(one["x"], one["y"]) for one in laid_out(widgets)] == [(0, 0), (0, 1), (12, 1), (0, 7)]
