"""Answers one query of GetMetricData over metrics that are known."""

from collections.abc import Mapping
from typing import Any

from operations.health.metric_math.band import band
from operations.health.metric_math.expression import Series, evaluate

_BAND = "ANOMALY_DETECTION_BAND("


def answered(
    query: Mapping[str, Any],
    known: Mapping[str, Series],
    period: int,
    length: int,
    *,
    fetched: float | None,
    quota: float | None,
) -> list[Series]:
    """Return the lines of a query: one, or the two edges of a band.

    Args:
        query: in the words of GetMetricData.
        known: the metrics by the ids of their queries.
        period: of every series, in seconds.
        length: of every series, in datapoints.
        fetched: what Performance Insights would say of anything, if anything.
        quota: what every quota would be, if one is known.
    """
    if "MetricStat" in query:
        return [known[query["Id"]]]
    expression = str(query["Expression"])
    if expression.startswith(_BAND):
        watched, width = expression.removesuffix(")").removeprefix(_BAND).split(", ")
        edges = band(known[watched], period, float(width))
        return [[None if pair is None else pair[side] for pair in edges] for side in (0, 1)]
    if expression.startswith("DB_PERF_INSIGHTS("):
        return [[fetched] * length]
    quotas: dict[str, Series] = {f"SERVICE_QUOTA({name})": [quota] * length for name in known}
    return [evaluate(expression, {**known, **quotas}, period, length)]
