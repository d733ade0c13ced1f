"""Graphs as CloudWatch's dashboards have them, made from rows: of the catalogue, and of the further indicators.

The syntax: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pulumi

from components.alarms.alarm import BANDS, Alarm, Inventory, Metric, MonitoredResource
from components.monitoring.indicators import Indicator

Line = list[Any]
# What is measured once in hours is shown over so many of them, whatever the dashboard shows of the rest.
_HOUR, _PERIODS = 3600, 14
_STEP = 300  # seconds
# What is charged is told in one region: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
# monitor_estimated_charges_with_cloudwatch.html
_ONE_REGION = {"AWS/Billing": "us-east-1"}


@dataclass(frozen=True, kw_only=True)
class Graph:
    """One graph: what it shows, in which region, and the limits at which an alarm goes on."""

    title: str
    region: str
    unit: str
    lines: Sequence[Line]
    limits: Mapping[str, float]
    period: int

    def properties(self) -> dict[str, Any]:
        """Return the properties of its widget."""
        limits = [{"label": label, "value": value} for label, value in self.limits.items()]
        return {
            "title": self.title,
            "region": self.region,
            "view": "timeSeries",
            "stacked": False,
            "metrics": list(self.lines),
            "yAxis": {"left": {"label": self.unit, "showUnits": False, "min": 0}},
            **({"annotations": {"horizontal": limits}} if limits else {}),
            **({"start": f"-PT{_PERIODS * self.period // _HOUR}H", "end": "PT0H"} if self.period >= _HOUR else {}),
        }


def of_alarms(region: str, inventory: Inventory, rows: Sequence[Alarm]) -> Iterator[Graph]:
    """Yield a graph for the rows of one section and unit over the same resources, in their order."""
    groups: dict[tuple[str, tuple[int, ...], str], list[Alarm]] = {}
    for row in rows:
        # The same ones, whatever each row calls their kind: values that are not known yet cannot be compared.
        if resources := tuple(map(id, inventory.get(row.monitors, ()))):
            groups.setdefault((row.section, resources, row.unit), []).append(row)
    for (_, _, unit), group in groups.items():
        resources = inventory[group[0].monitors]
        shown = list(_shown(group))
        numbered = [(row, one) for row in shown for one in resources]
        yield Graph(
            title=_title(group),
            period=max(row.period for row in shown),
            region=region,
            unit=unit,
            lines=[line for n, pair in enumerate(numbered) for line in _alarm_lines(*pair, suffix=str(n))],
            limits={
                _limit_label(row, one, resources): limit
                for row, one in numbered
                if (limit := one.threshold(row)) is not None
            },
        )


def _shown(rows: Sequence[Alarm]) -> Iterator[Alarm]:
    """Yield the rows to draw: of those on one level its narrowest band, in steps that show when trouble began."""
    for row in rows:
        same = [one.band or 0 for one in rows if one.comparison in BANDS and one.metrics == row.metrics]
        if row.comparison not in BANDS:
            yield row
        elif row.band == min(same):
            yield replace(row, period=_STEP)


def _title(rows: Sequence[Alarm]) -> str:
    names = dict.fromkeys(row.what.removesuffix("-sudden").removesuffix("-lasting") for row in rows)
    return ", ".join(name.replace("-", " ") for name in names).capitalize()


def _limit_label(row: Alarm, one: MonitoredResource, others: Sequence[MonitoredResource]) -> str:
    same = len({other.threshold(row) for other in others}) == 1
    return row.what if same else one.name(row)


def _alarm_lines(row: Alarm, resource: MonitoredResource, suffix: str) -> Iterator[Line]:
    label = resource.name(row)
    if row.comparison in BANDS:
        banded = yield from _banded_metric(row, resource, suffix, label)
        band = f"ANOMALY_DETECTION_BAND({banded}, {row.band:g})"
        usual = _labelled(f"usual, {row.band:g} deviations", resource)
        yield [{"expression": band, "label": usual, "id": f"band{suffix}", "period": row.period}]
        return
    if row.expression is None:
        (metric,) = row.metrics.values()
        yield _metric(metric, resource, row.period, label=label)
        return
    for identity, metric in row.metrics.items():
        yield _metric(metric, resource, row.period, id=identity + suffix, visible=False)
    yield _expression(row.expression, row.metrics, resource, row.period, suffix, label)


def _banded_metric(row: Alarm, resource: MonitoredResource, suffix: str, label: str) -> Generator[Line, None, str]:
    """Yield the lines of what a band is about, and return its id."""
    if row.expression is None:
        (identity,) = row.metrics
        yield _metric(row.metrics[identity], resource, row.period, id=identity + suffix, label=label)
        return identity + suffix
    for identity, metric in row.metrics.items():
        yield _metric(metric, resource, row.period, id=identity + suffix, visible=False)
    line = _expression(row.expression, row.metrics, resource, row.period, suffix, label)
    banded = f"value{suffix}"
    yield [{**line[0], "id": banded}]
    return banded


def of_indicators(region: str, inventory: Inventory, rows: Sequence[Indicator]) -> Iterator[Graph]:
    """Yield a graph for each indicator whose kind of resource the site has."""
    for row in rows:
        resources = inventory.get(row.monitors, ())
        lines = [line for n, one in enumerate(resources) for line in _indicator_lines(row, one, str(n))]
        if lines:
            yield Graph(
                title=row.title, region=region, unit=row.unit, lines=lines, limits=row.limits, period=row.period
            )


def _indicator_lines(row: Indicator, resource: MonitoredResource, suffix: str) -> Iterator[Line]:
    shown = {expression: label for label, expression in row.lines.items()}
    for identity, metric in row.metrics.items():
        named = {"label": _labelled(shown[identity], resource)} if identity in shown else {"visible": False}
        yield _metric(metric, resource, row.period, id=identity + suffix, **named)
    for label, expression in row.lines.items():
        if expression not in row.metrics:
            text = _labelled(label, resource)
            yield _expression(expression, row.metrics, resource, row.period, suffix, text)


def _labelled(label: str, resource: MonitoredResource) -> str:
    return f"{label}, {resource.label}" if resource.label else label


def _metric(metric: Metric, resource: MonitoredResource, period: int, **shown: Any) -> Line:
    names = resource.dimensions if metric.dimensions is None else metric.dimensions
    dimensions = [part for name in names for part in (name, resource.dimensions[name])]
    where = {"region": _ONE_REGION[metric.namespace]} if metric.namespace in _ONE_REGION else {}
    return [metric.namespace, metric.name, *dimensions, {"stat": metric.stat, "period": period, **where, **shown}]


def _expression(
    text: str, metrics: Mapping[str, Metric], resource: MonitoredResource, period: int, suffix: str, label: str
) -> Line:
    """Return an expression's line; ids get a suffix, for a graph may show the same row of several things."""
    if metrics:
        text = re.sub(rf"\b({'|'.join(metrics)})\b", rf"\g<1>{suffix}", text)
    shown = pulumi.Output.format(text, resource_id=resource.resource_id) if "{resource_id}" in text else text
    return [{"expression": shown, "label": label, "id": f"value{suffix}_{_slug(label)}", "period": period}]


def _slug(label: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", label)
