"""Performance Insights through its API, which remains after the console's end of life; the one place that knows it.

https://docs.aws.amazon.com/performance-insights/latest/APIReference/Welcome.html
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from functions.shared.aws import ServiceError, Services
from functions.tuning.errors import TuningError
from functions.tuning.normalise import without_values
from functions.tuning.snapshot import Load, Point, Series, TopStatement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LOAD = "db.load.avg"
VCPUS = "os.general.numVCPUs.avg"
PERIODS_SECONDS = (1, 60, 300, 3600, 86400)
"""The only periods that the API takes."""

LARGEST_PAGE = 25
"""Maximum of results a page (`MaxResults`), and of keys of a dimension (`Limit`)."""

LONGEST_WINDOW = timedelta(days=7)
"""Every instance keeps seven days at least; more only where its retention says so."""

_MAX_POINTS = 200
_MAY = "give the role pi:GetResourceMetrics and pi:DescribeDimensionKeys on the instance's metrics"
_REMEDIES = {
    "NotAuthorizedException": _MAY,
    "AccessDeniedException": _MAY,
    "InvalidArgumentException": "see that the manifest's resource id is an instance's with Performance Insights on",
}


class Insights:
    """The metrics of one instance, by its resource id (`db-…`)."""

    def __init__(self, services: Services, resource_id: str) -> None:
        self._services = services
        self._resource_id = resource_id

    def load(self, start: datetime, end: datetime) -> Load:
        """Read the load between two times, at the finest period that keeps a chart readable.

        Raises:
            TuningError: the API refused, or the window is not one that every instance keeps.
        """
        if not timedelta(0) < end - start <= LONGEST_WINDOW:
            raise TuningError(
                f"the window {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} is {end - start}; "
                "give one of at most 7 days that ends after it begins"
            )
        period = period_for(end - start)
        window = {"StartTime": start, "EndTime": end, "PeriodInSeconds": period}
        series = list(self._series(window))
        cpus = next((one for metric, _, one in series if metric == VCPUS), None)
        waits = [replace(one, name=name) for metric, name, one in series if metric == LOAD and name is not None]
        return Load(
            start=start,
            end=end,
            period_seconds=period,
            vcpus=round(cpus.mean) if cpus and cpus.points else None,
            waits=tuple(sorted(waits, key=lambda one: -one.mean)),
            statements=tuple(self._statements(window)),
            hosts=self._keys(window, "db.host", "db.host.name"),
            users=self._keys(window, "db.user", "db.user.name"),
        )

    def _series(self, window: Mapping[str, Any]) -> Iterator[tuple[str, str | None, Series]]:
        queries = [
            {"Metric": LOAD, "GroupBy": {"Group": "db.wait_event_type", "Limit": LARGEST_PAGE}},
            {"Metric": VCPUS},
        ]
        merged: dict[tuple[str, str | None], list[Point]] = {}
        for answer in self._pages("GetResourceMetrics", MetricQueries=queries, **window):
            for found in answer.get("MetricList", ()):
                key = found["Key"]
                name = key.get("Dimensions", {}).get("db.wait_event_type.name")
                points = merged.setdefault((key["Metric"], name), [])
                # A period without a value has none yet, which is not zero.
                points += [
                    Point(at=point["Timestamp"], sessions=point["Value"])
                    for point in found["DataPoints"]
                    if point.get("Value") is not None
                ]
        for (metric, name), points in merged.items():
            yield metric, name, Series(name=name or metric, points=tuple(points))

    def _statements(self, window: Mapping[str, Any]) -> Iterator[TopStatement]:
        # Digests only: the group `db.sql` has the texts with their values.
        dimensions = ["db.sql_tokenized.id", "db.sql_tokenized.db_id", "db.sql_tokenized.statement"]
        for key in self._described(window, "db.sql_tokenized", dimensions):
            found: Mapping[str, str] = key["Dimensions"]
            number = found.get("db.sql_tokenized.db_id", "")
            yield TopStatement(
                digest=found["db.sql_tokenized.id"],
                id=int(number) if number.lstrip("-").isdigit() else None,
                text=without_values(found.get("db.sql_tokenized.statement", "")) or "(not a query)",
                sessions=float(key["Total"]),
            )

    def _keys(self, window: Mapping[str, Any], group: str, dimension: str) -> dict[str, float]:
        described = self._described(window, group, [dimension])
        return {str(key["Dimensions"][dimension]): float(key["Total"]) for key in described}

    def _described(
        self, window: Mapping[str, Any], group: str, dimensions: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        by = {"Group": group, "Dimensions": list(dimensions), "Limit": LARGEST_PAGE}
        for answer in self._pages("DescribeDimensionKeys", Metric=LOAD, GroupBy=by, **window):
            yield from answer.get("Keys", ())

    def _pages(self, operation: str, **arguments: Any) -> Iterator[Mapping[str, Any]]:
        token: Mapping[str, str] = {}
        while True:
            answer = self._call(operation, MaxResults=LARGEST_PAGE, **arguments, **token)
            yield answer
            if not answer.get("NextToken"):
                return
            token = {"NextToken": answer["NextToken"]}

    def _call(self, operation: str, **params: Any) -> Mapping[str, Any]:
        try:
            return self._services.call("pi", operation, ServiceType="RDS", Identifier=self._resource_id, **params)
        except ServiceError as error:
            mend = _REMEDIES.get(error.code, "run it again")
            raise TuningError(f"Performance Insights of {self._resource_id}: {error}; {mend}") from None


def period_for(window: timedelta) -> int:
    """Return the finest period (seconds) in which a window has at most 200 points."""
    return next(period for period in PERIODS_SECONDS if window / timedelta(seconds=period) <= _MAX_POINTS)
