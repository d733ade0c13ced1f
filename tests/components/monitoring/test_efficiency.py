"""The ratios per thousand visitors: their arithmetic as CloudWatch does it, with no visitors, too few, and no feed.

What their alarms are made of is shown in `tests/components/monitoring`, how the visitors are counted in
`tests/functions/visitors`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from components.alarms.alarm import Comparison, Missing, ResourceKind
from components.monitoring.efficiency import MIN_VISITORS, RATIOS, ROWS, Ratio
from functions.shared.metrics import Namespace
from functions.visitors import metrics
from operations.health.metric_math.expression import Series, evaluate
from tests.components.stacks import SERVING, STACKS, STANDBY, by_name, record

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
AMOUNTS = {"requests": 12_000.0, "load": 4.0, "busy": 50.0, "servers": 6.0, "bytes": 3e9}
# With a thousand visitors, a minute.
EXPECTED = {"requests": 2400.0, "database-load": 4.0, "fleet-cpu": 180.0, "bytes": 6e8}
PERIOD = 300

every_ratio = pytest.mark.parametrize("ratio", RATIOS, ids=lambda ratio: ratio.what)


def calculated(ratio: Ratio, amounts: Mapping[str, float | None], visitors: float | None) -> float | None:
    """The ratio as CloudWatch calculates it."""
    series: dict[str, Series] = {name: [amounts[name]] for name in ratio.metrics}
    return evaluate(ratio.expression, {**series, "visitors": [visitors]}, PERIOD, 1)[0]


@every_ratio
def test_it_is_per_thousand_visitors(ratio: Ratio) -> None:
    assert calculated(ratio, dict(AMOUNTS), 1000) == pytest.approx(EXPECTED[ratio.what])
    assert calculated(ratio, dict(AMOUNTS), 4000) == pytest.approx(EXPECTED[ratio.what] / 4)


@every_ratio
@pytest.mark.parametrize("visitors", [0, 1, MIN_VISITORS - 1, None])
def test_without_enough_visitors_or_without_the_feed_there_is_no_datapoint(
    ratio: Ratio, visitors: float | None
) -> None:
    assert calculated(ratio, dict(AMOUNTS), visitors) is None
    assert calculated(ratio, dict.fromkeys(AMOUNTS, 0.0), visitors) is None


def test_what_is_published_only_when_there_is_some_counts_as_none() -> None:
    silent: dict[str, float | None] = dict.fromkeys(AMOUNTS)
    found = {ratio.what: calculated(ratio, silent, 1000) for ratio in RATIOS}
    assert found == {"requests": 0, "bytes": 0, "database-load": None, "fleet-cpu": None}


def test_it_reads_what_the_function_publishes() -> None:
    read = {(metric.namespace, metric.name) for row in ROWS for metric in row.metrics.values()}
    ours = {name for namespace, name in read if namespace == Namespace.VISITORS}
    assert ours == {metrics.ACTIVE, metrics.INTERVAL}


def test_a_missing_feed_sets_off_its_own_alarm_alone() -> None:
    missing = {row.what: row.missing for row in ROWS}
    assert missing.pop("visitors-feed-stale") is Missing.BREACHING
    assert set(missing.values()) == {Missing.NOT_BREACHING}
    assert {row.comparison for row in ROWS if row.monitors is ResourceKind.EFFICIENCY} == {Comparison.ABOVE_BAND}


@pytest.mark.parametrize("stack", STACKS)
def test_the_alarms_stand_where_the_site_serves(stack: str) -> None:
    names = {row.what for row in ROWS}
    assert names <= by_name(record(stack), ALARM, SERVING).keys()
    assert not names & by_name(record(stack), ALARM, STANDBY).keys()
    drift = by_name(record(stack), ALARM, SERVING)["database-load-per-visitor-drifting"].inputs
    load, visitors, value, band = drift["metricQueries"]
    assert (load["metric"]["metricName"], visitors["metric"]["dimensions"]) == ("DBLoad", {})
    assert value["expression"] == f"1000 * (load) / IF(visitors >= {MIN_VISITORS}, visitors)"
    assert band["expression"] == "ANOMALY_DETECTION_BAND(value, 3)"
    assert drift["thresholdMetricId"] == "band"
    assert [one.get("returnData", False) for one in (load, visitors, value, band)] == [False, False, True, True]
