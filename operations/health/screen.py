"""What `storefront health` shows: the alarms that are on, then those that cannot tell, then counts of the rest.

All of it, the alarms that are off and the dashboards' indicators too, is shown where it is asked for.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from operations.health.alarms import ALARM, OK, AlarmState
from operations.health.dashboards import Graph
from operations.health.data import Drawn

SPARK_WIDTH = 24
NARROW, NARROW_SPARK_WIDTH = 100, 10
"""Below so many columns the names of indicators need the room that their history has else."""
SHOWN = 8
"""How many alarms of a region, and indicators, without data are named: after a deployment a hundred have none."""
_BLOCKS = " ▁▂▃▄▅▆▇█"
Shown = tuple[Graph, Sequence[Drawn]]


def screen(
    alarms: Sequence[AlarmState],
    now: datetime,
    indicators: Sequence[Shown] = (),
    *,
    whole: bool = False,
    width: int = NARROW,
    how_to_see_all: str = "--all",
) -> Group:
    """Return what to print.

    Args:
        alarms: each with its state.
        now: decides since how long an alarm is on.
        indicators: the dashboards' graphs, with their lines.
        whole: name the alarms that are well, and list the indicators, instead of counting them.
        width: of the terminal, in columns.
        how_to_see_all: the command or option that shows the whole.
    """
    burning = sorted((one for one in alarms if one.state == ALARM), key=lambda one: (not one.pages, one.since))
    parts = [*_burning(burning, now), *_silent(alarms, whole=whole)]
    if whole:
        parts += [*_named("Well", _in_state(alarms, OK)), *_tables(indicators, width)]
    parts.append(_counts(alarms))
    if not whole:
        parts += [*_indicator_counts(indicators), Text(f"Everything: {how_to_see_all}")]
    return Group(*parts)


def _burning(alarms: Sequence[AlarmState], now: datetime) -> Iterator[RenderableType]:
    if alarms:
        yield Text("Alarms that are on", style="bold")
    for one in alarms:
        pages = ", pages on-call" if one.pages else ""
        style = "bold red" if one.pages else "yellow"
        yield Padding(
            Text(f"{one.what}  {one.region}, for {age(now - one.since)}{pages}", style=style), (0, 0, 0, 2)
        )
        yield Padding(Text(one.why), (0, 0, 0, 6))


def _silent(alarms: Sequence[AlarmState], *, whole: bool) -> Iterator[RenderableType]:
    """Yield the alarms that cannot tell how their resource is."""
    silent = [one for one in alarms if one.state not in {ALARM, OK}]
    yield from _named("Without data, so that nothing can be said", silent, None if whole else SHOWN)


def _named(heading: str, alarms: Sequence[AlarmState], most: int | None = None) -> Iterator[RenderableType]:
    """Yield the names of alarms, a paragraph for each region."""
    if alarms:
        yield Text(heading, style="bold")
    for region in _regions(alarms):
        names = sorted(one.what for one in alarms if one.region == region)
        yield Padding(Text(f"{region}: {_some(names, most)}"), (0, 0, 0, 2))


def _in_state(alarms: Sequence[AlarmState], state: str) -> list[AlarmState]:
    return [one for one in alarms if one.state == state]


def _regions(alarms: Sequence[AlarmState]) -> list[str]:
    return sorted({one.region for one in alarms})


def _counts(alarms: Sequence[AlarmState]) -> Text:
    lines: list[str] = []
    for region in _regions(alarms):
        here = [one for one in alarms if one.region == region]
        burning, well = len(_in_state(here, ALARM)), len(_in_state(here, OK))
        silent = len(here) - well - burning
        lines.append(f"{region}: {burning} on, {well} well, {silent} without data, of {len(here)} alarms")
    return Text("\n".join(lines))


def _indicator_counts(indicators: Sequence[Shown]) -> Iterator[RenderableType]:
    lines = [(graph, line) for graph, drawn in indicators for line in _lines(graph, drawn)]
    silent = [_name(graph, line) for graph, line in lines if not line.values]
    yield Text(f"{len(lines)} indicators, {len(silent)} of them without data{':' if silent else ''}")
    if silent:
        yield Padding(Text(_some(silent, SHOWN)), (0, 0, 0, 2))


def _some(names: Sequence[str], most: int | None) -> str:
    more = f" and {len(names) - most} more" if most is not None and len(names) > most else ""
    return ", ".join(names[:most]) + more


def _tables(indicators: Sequence[Shown], width: int) -> Iterator[RenderableType]:
    """Yield a table of the indicators of each region."""
    for region in dict.fromkeys(graph.region for graph, _ in indicators):
        here = [(graph, lines) for graph, lines in indicators if graph.region == region]
        yield _table(f"Indicators of {region}", here, NARROW_SPARK_WIDTH if width < NARROW else SPARK_WIDTH)


def _table(title: str, indicators: Sequence[Shown], spark_width: int) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    table.add_column("indicator")
    for heading in ("now", "unit", "limit"):
        table.add_column(heading, justify="right" if heading != "unit" else "left", no_wrap=heading != "unit")
    table.add_column("before", no_wrap=True)
    for graph, lines in indicators:
        for line in _lines(graph, lines):
            limit = _limit(graph, line.label)
            table.add_row(
                escape(_name(graph, line)),
                number(line.values[-1]) if line.values else "-",
                graph.unit,
                "" if limit is None else number(limit),
                spark(line.values, spark_width),
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
