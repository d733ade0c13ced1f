"""A report as CloudWatch metrics: all visitors, and one series for each country that the store sells in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from functions.visitors.report import Report

ACTIVE, INTERVAL = "ActiveVisitors", "ReportInterval"
OTHER = "other"


def data(report: Report, countries: Sequence[str], interval: int, at: datetime) -> list[dict[str, Any]]:
    """Return the data: a country without visitors is zero, since a report came; every other one is in `other`.

    Args:
        report: what Google said.
        countries: those with a series of their own.
        interval: minutes until the next report.
        at: when the report was asked for.
    """
    others = sum(count for country, count in report.by_country.items() if country not in countries)
    series = {**{country: report.by_country.get(country, 0) for country in countries}, OTHER: others}
    return [
        _datum(ACTIVE, report.total, at),
        *(_datum(ACTIVE, count, at, Country=country) for country, count in series.items()),
        _datum(INTERVAL, interval, at, unit="None"),
    ]


def _datum(name: str, value: int, at: datetime, unit: str = "Count", **dimensions: str) -> dict[str, Any]:
    return {
        "MetricName": name,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        "Timestamp": at,
        "Value": value,
        "Unit": unit,
    }
