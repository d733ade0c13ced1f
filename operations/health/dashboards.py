"""Dashboards as CloudWatch holds them: their graphs, each as what GetMetricData is asked for, and its limits."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from operations.aws import AwsClient

DEFAULT_PERIOD = 300


@dataclass(frozen=True, kw_only=True)
class Graph:
    """One graph: its queries in GetMetricData's words, and the limits by their labels."""

    title: str
    region: str
    unit: str
    queries: tuple[Mapping[str, Any], ...]
    limits: Mapping[str, float]

    @property
    def period(self) -> int:
        """The longest of its periods, in seconds."""
        return max(period_of(query) for query in self.queries)

    @property
    def shown(self) -> Mapping[str, str]:
        """The labels of the lines that are drawn, by id."""
        return {query["Id"]: query["Label"] for query in self.queries if query["ReturnData"]}


Declared = Mapping[str, tuple[str, Sequence[Graph]]]
"""Dashboards by what they show: the name of each on CloudWatch, and its graphs."""


def graphs(aws: AwsClient, region: str, dashboard: str) -> list[Graph]:
    """Return a dashboard's graphs.

    Raises:
        AwsError: the region does not answer, or refuses.
    """
    body = aws.call(region, "cloudwatch", "GetDashboard", DashboardName=dashboard)["DashboardBody"]
    return list(read(json.loads(body)))


def read(body: Mapping[str, Any]) -> Iterator[Graph]:
    """Yield the graphs of a dashboard's body, in their order; texts and alarms are left out."""
    for widget in body["widgets"]:
        if widget["type"] == "metric":
            yield _graph(widget["properties"])


def _graph(properties: Mapping[str, Any]) -> Graph:
    limits = properties.get("annotations", {}).get("horizontal", [])
    return Graph(
        title=properties["title"],
        region=properties["region"],
        unit=properties["yAxis"]["left"]["label"],
        queries=tuple(_query(line, number) for number, line in enumerate(properties["metrics"])),
        limits={one["label"]: float(one["value"]) for one in limits},
    )


def _query(line: list[Any], number: int) -> dict[str, Any]:
    options = cast("dict[str, Any]", line[-1])
    query: dict[str, Any] = {
        "Id": options.get("id", f"line{number}"),
        "Label": options.get("label", str(line[1]) if len(line) > 1 else ""),
        "ReturnData": options.get("visible", True),
    }
    period = int(options.get("period", DEFAULT_PERIOD))
    if len(line) == 1:
        return {**query, "Expression": options["expression"], "Period": period}
    namespace, name, *pairs = line[:-1]
    dimensions = [{"Name": key, "Value": value} for key, value in zip(pairs[::2], pairs[1::2], strict=True)]
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": dimensions}
    return {**query, "MetricStat": {"Metric": metric, "Period": period, "Stat": options["stat"]}}


def period_of(query: Mapping[str, Any]) -> int:
    """Return a query's period, in seconds."""
    return int(query["MetricStat"]["Period"] if "MetricStat" in query else query["Period"])
