"""The ratios per thousand visitors: their arithmetic as CloudWatch does it, with no visitors, too few, and no feed.

What their alarms are made of is shown in `tests/components/health`, how the visitors are counted in
`tests/functions/visitors`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from components.health.alarm import Comparison, Missing, Subject
from components.visitors.efficiency import FEWEST, RATIOS, ROWS, Ratio
from functions.visitors import metrics
from tests.components.stacks import SERVING, STACKS, STANDBY, by_name, record

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
AMOUNTS = {"requests": 12_000.0, "load": 4.0, "busy": 50.0, "servers": 6.0, "bytes": 3e9, "charges": 2_000.0}
# With a thousand visitors: a minute's share of five, or of a day.
EXPECTED = {"requests": 2400.0, "database-load": 4.0, "fleet-cpu": 180.0, "bytes": 6e8, "cost": 120.0}
YESTERDAY = 1_880.0

every_ratio = pytest.mark.parametrize("ratio", RATIOS, ids=lambda ratio: ratio.what)


@dataclass(frozen=True)
class Point:
    """A datapoint of metric math; None is a missing one, which makes missing whatever it is part of."""

    value: float | None

    def _with(self, other: Point | float, do: Callable[[float, float], float]) -> Point:
        right = other.value if isinstance(other, Point) else other
        return Point(None if self.value is None or right is None else do(self.value, right))

    def __mul__(self, other: Point | float) -> Point:
        return self._with(other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __truediv__(self, other: Point | float) -> Point:
        return self._with(other, lambda a, b: a / b)

    def __ge__(self, other: Point | float) -> Point:
        return self._with(other, lambda a, b: float(a >= b))


def calculated(ratio: Ratio, amounts: dict[str, float | None], visitors: float | None) -> float | None:
    """The ratio as CloudWatch calculates it; a division by zero is an error here."""
    points = {name: Point(amounts[name]) for name in ratio.metrics} | {"visitors": Point(visitors)}

    def choose(condition: Point, value: Point) -> Point:
        return value if condition.value else Point(None)

    def fill(point: Point, value: float) -> Point:
        return Point(value if point.value is None else point.value)

    def period(_: Point) -> int:
        return ratio.period

    def difference(point: Point) -> Point:
        return Point(None if point.value is None else point.value - YESTERDAY)

    functions: dict[str, Any] = {"IF": choose, "FILL": fill, "PERIOD": period, "DIFF": difference}
    found: Point = eval(ratio.expression, {"__builtins__": {}}, {**functions, **points})
    return found.value


@every_ratio
def test_it_is_per_thousand_visitors(ratio: Ratio) -> None:
    assert calculated(ratio, dict(AMOUNTS), 1000) == pytest.approx(EXPECTED[ratio.what])
    assert calculated(ratio, dict(AMOUNTS), 4000) == pytest.approx(EXPECTED[ratio.what] / 4)


@every_ratio
@pytest.mark.parametrize("visitors", [0, 1, FEWEST - 1, None])
def test_without_enough_visitors_or_without_the_feed_there_is_no_datapoint(
    ratio: Ratio, visitors: float | None
) -> None:
    assert calculated(ratio, dict(AMOUNTS), visitors) is None
    assert calculated(ratio, dict.fromkeys(AMOUNTS, 0.0), visitors) is None


def test_what_is_published_only_when_there_is_some_counts_as_none() -> None:
    silent = dict.fromkeys(AMOUNTS)
    found = {ratio.what: calculated(ratio, silent, 1000) for ratio in RATIOS}
    assert found == {"requests": 0, "bytes": 0, "database-load": None, "fleet-cpu": None, "cost": None}


def test_a_new_months_bill_is_no_gain() -> None:
    cost = next(ratio for ratio in RATIOS if ratio.what == "cost")
    assert calculated(cost, {"charges": 3.0}, 1000) is None


def test_it_reads_what_the_function_publishes() -> None:
    read = {(metric.namespace, metric.name) for row in ROWS for metric in row.metrics.values()}
    ours = {name for namespace, name in read if namespace == metrics.NAMESPACE}
    assert ours == {metrics.ACTIVE, metrics.INTERVAL}


def test_a_missing_feed_sets_off_its_own_alarm_alone() -> None:
    missing = {row.what: row.missing for row in ROWS}
    assert missing.pop("visitors-feed-stale") is Missing.BREACHING
    assert set(missing.values()) == {Missing.NOT_BREACHING}
    assert {row.comparison for row in ROWS if row.subject is Subject.EFFICIENCY} == {Comparison.ABOVE_BAND}


@pytest.mark.parametrize("stack", STACKS)
def test_the_alarms_stand_where_the_site_serves(stack: str) -> None:
    names = {row.what for row in ROWS}
    assert names <= by_name(record(stack), ALARM, SERVING).keys()
    assert not names & by_name(record(stack), ALARM, STANDBY).keys()
    drift = by_name(record(stack), ALARM, SERVING)["database-load-per-visitor-drifting"].inputs
    load, visitors, value, band = drift["metricQueries"]
    assert (load["metric"]["metricName"], visitors["metric"]["dimensions"]) == ("DBLoad", {})
    assert value["expression"] == f"1000 * (load) / IF(visitors >= {FEWEST}, visitors)"
    assert band["expression"] == "ANOMALY_DETECTION_BAND(value, 3)"
    assert drift["thresholdMetricId"] == "band"
    assert [one.get("returnData", False) for one in (load, visitors, value, band)] == [False, False, True, True]
