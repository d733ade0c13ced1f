"""What `storefront health` shows: what wakes somebody first, then what waits, then the dashboards' indicators."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from operations.health.alarms import ALARM, OK, AlarmState
from operations.health.dashboards import Graph
from operations.health.data import Drawn

SPARK_WIDTH = 24
_BLOCKS = " ▁▂▃▄▅▆▇█"
Shown = tuple[Graph, Sequence[Drawn]]


def screen(alarms: Sequence[AlarmState], now: datetime, indicators: Sequence[Shown] = ()) -> Group:
    """Return the whole of it; `now` decides since how long an alarm is on."""
    burning = sorted((one for one in alarms if one.state == ALARM), key=lambda one: (not one.pages, one.since))
    shown = [_indicators(indicators)] if indicators else []
    return Group(*([_burning(burning, now)] if burning else []), _rest(alarms), *shown)


def _burning(alarms: Sequence[AlarmState], now: datetime) -> Table:
    table = Table(title="Alarms that are on", title_justify="left")
    for heading in ("alarm", "region", "for"):
        table.add_column(heading, no_wrap=True)
    table.add_column("why", overflow="fold")
    for one in alarms:
        style = "bold red" if one.pages else "yellow"
        table.add_row(escape(one.what), one.region, age(now - one.since), escape(one.why), style=style)
    return table


def _rest(alarms: Sequence[AlarmState]) -> Text:
    counts = {region: [one for one in alarms if one.region == region] for region in {one.region for one in alarms}}
    lines = Text()
    for region, here in sorted(counts.items()):
        well = sum(one.state == OK for one in here)
        burning = sum(one.state == ALARM for one in here)
        silent = len(here) - well - burning
        lines.append(f"{region}: {burning} on, {well} well, {silent} without data, of {len(here)} alarms\n")
    lines.rstrip()
    return lines


def _indicators(indicators: Sequence[Shown]) -> Table:
    table = Table(title="Indicators", title_justify="left")
    table.add_column("indicator", overflow="fold")
    table.add_column("region", no_wrap=True)
    for heading in ("now", "unit", "limit"):
        table.add_column(heading, justify="right" if heading != "unit" else "left", no_wrap=heading != "unit")
    table.add_column("before", no_wrap=True)
    for graph, lines in indicators:
        for line in _lines(graph, lines):
            limit = _limit(graph, line.label)
            table.add_row(
                escape(_name(graph, line)),
                graph.region,
                number(line.values[-1]) if line.values else "-",
                graph.unit,
                "" if limit is None else number(limit),
                spark(line.values),
            )
    return table


def _lines(graph: Graph, lines: Sequence[Drawn]) -> list[Drawn]:
    """Return the lines without the edges of bands, which say little in one number."""
    bands = {query["Id"] for query in graph.queries if "ANOMALY_DETECTION_BAND" in query.get("Expression", "")}
    return [line for line in lines if line.id not in bands]


def _name(graph: Graph, line: Drawn) -> str:
    """Return what a line is called: its title, and its label where that says more than the title."""
    label = line.label.replace("-", " ")
    if label.lower().startswith(tuple(graph.title.lower().split(", "))):
        return label
    return f"{graph.title}: {label}" if len(graph.shown) > 1 else graph.title


def _limit(graph: Graph, label: str) -> float | None:
    """Return the limit of a line: its own, or that of its kind."""
    fitting = [name for name in graph.limits if label == name or label.startswith(f"{name}-")]
    return graph.limits[max(fitting, key=len)] if fitting else None


def number(value: float) -> str:
    """Return a number that is short, whatever its size: 12.3k, 0.004."""
    for size, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (size if letter != 'k' else 1e3):.3g}{letter}"
    return f"{value:.4g}"


def spark(values: Sequence[float], width: int = SPARK_WIDTH) -> str:
    """Return a line of blocks, each the largest of its share of the values."""
    if not values:
        return ""
    step = max(len(values) / width, 1)
    tops = [
        max(values[int(n * step) : max(int((n + 1) * step), int(n * step) + 1)])
        for n in range(min(width, len(values)))
    ]
    highest = max(tops)
    return "".join(
        _BLOCKS[round((len(_BLOCKS) - 1) * top / highest)] if highest > 0 else _BLOCKS[0] for top in tops
    )


def age(length: timedelta) -> str:
    """Return a length of time in its two largest units."""
    minutes = max(int(length.total_seconds() // 60), 0)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
