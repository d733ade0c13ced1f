"""`storefront dashboards render`: from the dashboards that stand, or that the program declares, to pictures."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from operations.aws import AwsClient
from operations.command_line import required_region, tell
from operations.health.dashboards import Declared, Graph, graphs
from operations.health.data import CloudWatchSource, Drawn, Record, RecordedSource, Source, Span, kept, read_record
from operations.health.manifest import health_section
from operations.health.picture import draw, page
from operations.health.sample import sample
from operations.recovery.clock import SYSTEM


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be drawn, from what, and where to; `hours` is how far back.

    `declared` says what dashboards the program declares: made-up data are drawn on those, without AWS.
    """

    stack: str
    region: str | None
    out: Path
    hours: float
    html: bool
    sample: bool
    record: Path | None
    recorded: Path | None
    declared: Callable[[str], Declared]


@dataclass(frozen=True, kw_only=True)
class SampleSource:
    """Made-up data."""

    span: Span

    def lines(self, graph: Graph) -> list[Drawn]:
        """See `Source`."""
        span = self.span.of(graph)
        made = sample(graph.queries, graph.period, span.start, span.end)
        return [
            Drawn(id=identity, label=label, times=times, values=values)
            for identity, lines in made.items()
            for label, times, values in lines
        ]


def render(request: Request, now: datetime) -> list[Path]:
    """Draw every dashboard of a stack; returns the files.

    Raises:
        CommandError: no region was named, it holds no manifest, or the record cannot be read.
        AwsError: the region does not answer, or refuses.
    """
    span = Span.last(request.hours, now)
    old = read_record(request.recorded) if request.recorded else {}
    record: Record = {}
    files: list[Path] = []
    found = request.declared(request.stack) if request.sample else _standing(request)
    tell(f"drawing {len(found)} dashboards of {request.stack}: some ten seconds")
    for dashboard, (name, graphs_of_it) in found.items():
        source = _source(request, dashboard, span, old)
        drawn = [(graph, source.lines(graph)) for graph in graphs_of_it]
        record[dashboard] = {key: lines for graph, seen in drawn for key, lines in kept(graph, seen).items()}
        files.append(_write(request, dashboard, name, drawn, now))
    if request.record:
        request.record.write_text(json.dumps(record), encoding="utf-8")
        files.append(request.record)
    return files


def _standing(request: Request) -> Declared:
    aws = AwsClient(SYSTEM.sleep)
    region = required_region(request.region)
    names = health_section(aws.region(region), request.stack).dashboards
    return {dashboard: (name, graphs(aws, region, name)) for dashboard, name in names.items()}


def _source(request: Request, dashboard: str, span: Span, old: Record) -> Source:
    if request.recorded:
        return RecordedSource(dashboard=dashboard, record=old)
    return SampleSource(span=span) if request.sample else CloudWatchSource(aws=AwsClient(SYSTEM.sleep), span=span)


def _write(
    request: Request, dashboard: str, name: str, drawn: list[tuple[Graph, list[Drawn]]], now: datetime
) -> Path:
    title = f"{name} (made-up data)" if request.sample else name
    if not request.html:
        file = request.out / f"{dashboard}.png"
        draw(title, drawn, file)
        return file
    svg, file = request.out / f"{dashboard}.svg", request.out / f"{dashboard}.html"
    draw(title, drawn, svg)
    file.write_text(page(title, [svg.read_text(encoding="utf-8")], now), encoding="utf-8")
    svg.unlink()
    return file
