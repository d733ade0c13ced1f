"""Where the graphs' data come from: CloudWatch (or the embedded AWS), a record of it, or a sample made up here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from operations.aws import AwsClient
from operations.health.dashboards import Graph
from operations.recovery.errors import RequestError

_PERIODS = 14


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when to when, in UTC."""

    start: datetime
    end: datetime

    @classmethod
    def last(cls, hours: float, now: datetime) -> "Span":
        """Return the hours until now."""
        return cls(start=now - timedelta(hours=hours), end=now)

    def of(self, graph: Graph) -> "Span":
        """Return what a graph shows: never so little that its periods are too long to show anything."""
        return Span(start=min(self.start, self.end - timedelta(seconds=_PERIODS * graph.period)), end=self.end)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One line of a graph; a band is two lines with one id."""

    id: str
    label: str
    times: Sequence[datetime]
    values: Sequence[float]


class Source(Protocol):
    """Gives a graph's lines."""

    def lines(self, graph: Graph) -> list[Drawn]:
        """Return what is to be drawn, oldest first."""
        ...


@dataclass(frozen=True, kw_only=True)
class CloudWatchSource:
    """CloudWatch's own answers."""

    aws: AwsClient
    span: Span

    def lines(self, graph: Graph) -> list[Drawn]:
        """See `Source`.

        Raises:
            AwsError: the region does not answer, or refuses.
        """
        span = self.span.of(graph)
        found: dict[tuple[str, str], Drawn] = {}
        results = self.aws.list_all(
            graph.region,
            "cloudwatch",
            "GetMetricData",
            "MetricDataResults",
            MetricDataQueries=[dict(one) for one in graph.queries],
            StartTime=span.start,
            EndTime=span.end,
            ScanBy="TimestampAscending",
        )
        for result in results:
            _join(found, result)
        return list(found.values())


def _join(found: dict[tuple[str, str], Drawn], result: Mapping[str, Any]) -> None:
    """Add one page of one line to what came before."""
    key = (result["Id"], result["Label"])
    before = found.get(key)
    found[key] = Drawn(
        id=result["Id"],
        label=result["Label"],
        times=[*(before.times if before else ()), *(one.astimezone(UTC) for one in result["Timestamps"])],
        values=[*(before.values if before else ()), *map(float, result["Values"])],
    )


Record = dict[str, dict[str, list[dict[str, Any]]]]


@dataclass(frozen=True, kw_only=True)
class RecordedSource:
    """What was kept of an earlier look, by dashboard and title."""

    dashboard: str
    record: Record

    def lines(self, graph: Graph) -> list[Drawn]:
        """See `Source`."""
        return [
            Drawn(
                id=one["id"],
                label=one["label"],
                times=[datetime.fromisoformat(time) for time in one["times"]],
                values=one["values"],
            )
            for one in self.record.get(self.dashboard, {}).get(f"{graph.title} ({graph.region})", [])
        ]


def kept(graph: Graph, lines: Sequence[Drawn]) -> dict[str, list[dict[str, Any]]]:
    """Return a graph's lines as a record keeps them."""
    return {
        f"{graph.title} ({graph.region})": [
            {
                "id": one.id,
                "label": one.label,
                "times": [time.isoformat() for time in one.times],
                "values": list(one.values),
            }
            for one in lines
        ]
    }


def read_record(file: Path) -> Record:
    """Read a record.

    Raises:
        RequestError: there is no such file, or it is no record.
    """
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise RequestError(
            f"{file}: cannot be read as a record: {why}; give a file written with --record FILE"
        ) from None
    if not isinstance(record, dict):
        raise RequestError(f"{file}: got {type(record).__name__}, expected an object by dashboard; see --record")
    return record  # pyright: ignore[reportUnknownVariableType] - as its writer made it
