"""Made-up metrics of a day of the store, for a look at dashboards before anything is deployed.

Each metric has a level, a daily rhythm and noise of its own, the same in each run. For an hour there is trouble:
the database is overloaded, answers get slow and errors come, so that one sees where the limits are crossed.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from operations.health.metric_math.expression import Series
from operations.health.metric_math.queries import answered

DAYS_BEFORE = 4
_PEAK_HOUR = 20  # 15:00 to 17:00 in the store's countries
_TROUBLE = (timedelta(hours=2), timedelta(hours=1))  # before now, from and until


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A metric's level in a minute, how much of it the day moves, its noise, and what trouble multiplies it by."""

    level: float
    daily: float = 0.6
    noise: float = 0.08
    trouble: float = 1.0
    like: str = ""
    """The metric whose noise it has, where the one is a part of the other."""


_GIB = 1024**3
_SHAPES: Mapping[str, Shape] = {
    "ActiveVisitors": Shape(level=4000, trouble=0.8),
    "BlockedRequests": Shape(level=40, noise=0.4),
    "CheckoutsAttempted": Shape(level=30, noise=0.2, trouble=0.6),
    "CheckoutsCompleted": Shape(level=29, noise=0.2, trouble=0.4, like="CheckoutsAttempted"),
    "CPUUtilization": Shape(level=35, trouble=2.4),
    "ClientTLSNegotiationErrorCount": Shape(level=20, noise=0.3),
    "DBLoad": Shape(level=3, trouble=6),
    "DBLoadCPU": Shape(level=2, trouble=3),
    "DBLoadNonCPU": Shape(level=1, trouble=12),
    "DatabaseConnections": Shape(level=600, daily=0.3, trouble=2),
    "DaysToExpiry": Shape(level=210, daily=0, noise=0),
    "EBSIOBalance%": Shape(level=99, daily=0, noise=0.005),
    "ErrorPortAllocation": Shape(level=0),
    "FreeStorageSpace": Shape(level=620 * _GIB, daily=0.005, noise=0.001),
    "FreeableMemory": Shape(level=11 * _GIB, daily=0.1, noise=0.03),
    "HTTPCode_ELB_5XX_Count": Shape(level=1, noise=0.8, trouble=60),
    "HTTPCode_Target_5XX_Count": Shape(level=2, noise=0.8, trouble=90),
    "5xxErrorRate": Shape(level=0.05, noise=0.5, trouble=60),
    "HealthCheckStatus": Shape(level=1, daily=0, noise=0),
    "MaximumUsedTransactionIDs": Shape(level=120e6, daily=0.02, noise=0),
    "NewConnectionCount": Shape(level=3000),
    "PacketsDropCount": Shape(level=0),
    "PacketsOutToDestination": Shape(level=250_000),
    "ProcessedBytes": Shape(level=600e6),
    "ReadIOPS": Shape(level=900, trouble=2),
    "ReadLatency": Shape(level=0.0011, daily=0.1, trouble=4),
    "ReadThroughput": Shape(level=40e6, trouble=2),
    "RejectedConnectionCount": Shape(level=0),
    "ReplicaLag": Shape(level=0.6, noise=0.5, trouble=130),
    "RequestCount": Shape(level=12_000),
    "ResourceCount": Shape(level=48, daily=0.3, noise=0),
    "TargetConnectionErrorCount": Shape(level=2, noise=0.8, trouble=30),
    "TransactionLogsDiskUsage": Shape(level=12 * _GIB, daily=0.1),
    "WriteIOPS": Shape(level=1400, trouble=1.3),
    "WriteLatency": Shape(level=0.0019, daily=0.1, trouble=14),
    "WriteThroughput": Shape(level=30e6),
}
_UNKNOWN = Shape(level=10)
_PERCENTILES: Mapping[str, Shape] = {
    "p50": Shape(level=0.11, daily=0.2, trouble=5),
    "p95": Shape(level=0.48, daily=0.2, trouble=5),
    "p99": Shape(level=1.1, daily=0.2, trouble=4),
}
_QUOTA, _FETCHED, _A_DAY_COSTS = 128.0, 0.001, 140.0


def sample(
    queries: tuple[Mapping[str, Any], ...], period: int, start: datetime, end: datetime
) -> dict[str, list[tuple[str, list[datetime], list[float]]]]:
    """Return lines by query id, each as label, times and values; a band is two of them."""
    first = start - timedelta(days=DAYS_BEFORE)
    first = first.replace(second=0, microsecond=0)
    times = [first + timedelta(seconds=period * n) for n in range(int((end - first).total_seconds() // period))]
    known: dict[str, Series] = {}
    for query in queries:
        if "MetricStat" in query:
            known[query["Id"]] = _metric(query["MetricStat"], times, period, end)
    lines: dict[str, list[tuple[str, list[datetime], list[float]]]] = {}
    for query in queries:
        if query["ReturnData"]:
            drawn = answered(query, known, period, len(times), fetched=_FETCHED, quota=_QUOTA)
            # A band may be about an expression.
            known.setdefault(query["Id"], drawn[0])
            lines[query["Id"]] = [(query["Label"], *_since(start, times, series)) for series in drawn]
    return lines


def _metric(stat: Mapping[str, Any], times: list[datetime], period: int, end: datetime) -> Series:
    name = str(stat["Metric"]["MetricName"])
    shape = _PERCENTILES.get(stat["Stat"], _SHAPES.get(name, _UNKNOWN))
    named = {**stat["Metric"], "MetricName": shape.like or name}
    seed = hashlib.sha256(_key(named).encode()).hexdigest()
    random = Random(seed)  # noqa: S311 - nothing secret is made of it
    if name == "EstimatedCharges":
        return [_A_DAY_COSTS * time.timestamp() / 86_400 for time in times]
    scale = period / 60 if stat["Stat"] == "Sum" else 1.0
    return [scale * _value(shape, time, end, random) for time in times]


def _key(metric: Mapping[str, Any]) -> str:
    return f"{metric['Namespace']}/{metric['MetricName']}/{metric.get('Dimensions')}"


def _value(shape: Shape, time: datetime, end: datetime, random: Random) -> float:
    hour = time.astimezone(UTC).hour + time.minute / 60
    rhythm = 1 + shape.daily * math.cos((hour - _PEAK_HOUR) / 12 * math.pi)
    noise = 1 + shape.noise * random.gauss(0, 1)
    trouble = shape.trouble if end - _TROUBLE[0] <= time < end - _TROUBLE[1] else 1.0
    return max(shape.level * rhythm * noise * trouble, 0.0)


def _since(start: datetime, times: list[datetime], series: Series) -> tuple[list[datetime], list[float]]:
    kept = [(time, value) for time, value in zip(times, series, strict=True) if time >= start and value is not None]
    return [time for time, _ in kept], [value for _, value in kept]
