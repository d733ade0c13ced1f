"""Performance Insights, which moto lacks: the two operations that tuning reads, over samples that a test has put
in.

It answers as documented: only for instances that have it on, for the API's own periods, in pages, with texts cut at
500 bytes.
https://docs.aws.amazon.com/performance-insights/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

import base64
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response, request
from moto.rds.models import rds_backends

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SERVICE = "pi"
HOST = re.compile(r"^pi\.[^.]+\.amazonaws\.com")
SAMPLES_PATH = "/storefront-emulator/performance-insights/"
"""Where samples are put, by `POST …/RESOURCE_ID`; AWS has no such thing: there the instance makes them."""

_PERIODS = (1, 60, 300, 3600, 86400)
_GROUPS = {
    "db.wait_event_type": ("db.wait_event_type.name",),
    "db.sql_tokenized": ("db.sql_tokenized.id", "db.sql_tokenized.db_id", "db.sql_tokenized.statement"),
    "db.host": ("db.host.name", "db.host.id"),
    "db.user": ("db.user.name", "db.user.id"),
}
_LOAD, _VCPUS = "db.load.avg", "os.general.numVCPUs.avg"
_MAX_RESULTS, _MAX_QUERIES, _LONGEST = 25, 15, 500
_DEFAULT_RESULTS = 10


class RefusedError(Exception):
    """What the API answers instead of doing it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Samples:
    """Average active sessions of a minute each, by their dimensions; and the instance's vCPUs."""

    vcpus: float = 2.0
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


_samples: dict[str, Samples] = defaultdict(Samples)


def create_app() -> Flask:
    """Return the application that answers for the service."""
    app = Flask(SERVICE)
    app.add_url_rule("/", view_func=_answer, methods=["POST"])
    app.add_url_rule(f"{SAMPLES_PATH}<resource>", view_func=_put, methods=["POST"])
    return app


def _put(resource: str) -> Response:
    sent: dict[str, Any] = json.loads(request.get_data())
    _samples[resource] = Samples(float(sent["vcpus"]), list(sent["rows"]))
    return Response("{}", content_type="application/json")


def _answer() -> Response:
    operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
    try:
        body: dict[str, Any] = json.loads(request.get_data())
        found = _OPERATIONS[operation](body, _instance(body["Identifier"]))
    except KeyError as error:
        return _error("InvalidArgumentException", f"{operation}: {error} is missing or unknown")
    except RefusedError as error:
        return _error(error.code, str(error))
    return Response(json.dumps(found), content_type="application/x-amz-json-1.1")


def _error(code: str, message: str) -> Response:
    said = json.dumps({"__type": code, "Message": message})
    return Response(said, status=400, content_type="application/x-amz-json-1.1")


def _instance(resource: str) -> Samples:
    # Resource ids are of one instance alone, whatever account it is in.
    accounts = cast("Mapping[str, Mapping[str, Any]]", rds_backends)
    backends = (backend for regions in accounts.values() for backend in regions.values())
    databases = (one for backend in backends for one in backend.databases.values())
    for database in cast("Iterable[Any]", databases):
        if database.dbi_resource_id == resource:
            if getattr(database, "performance_insights_enabled", False) is True:
                return _samples[resource]
            break
    raise RefusedError("NotAuthorizedException", f"Performance Insights is not there for {resource}")


def _describe(body: dict[str, Any], samples: Samples) -> dict[str, Any]:
    _check(body)
    if body["Metric"] != _LOAD:
        raise RefusedError("InvalidArgumentException", f"Metric: {body['Metric']}")
    by = body["GroupBy"]
    rows, ticks = _window(body, samples)
    totals: dict[tuple[str, ...], float] = defaultdict(float)
    dimensions = _dimensions(by)
    for row in rows:
        totals[tuple(str(row["dimensions"].get(name, ""))[:_LONGEST] for name in dimensions)] += row["sessions"]
    ordered = sorted(totals.items(), key=lambda item: -item[1])[: by.get("Limit", 10)]
    keys = [
        {"Dimensions": dict(zip(dimensions, values, strict=True)), "Total": total / max(ticks, 1)}
        for values, total in ordered
    ]
    page, token = _page(body, keys)
    return {**_aligned(body), "Keys": page, **token}


def _metrics(body: dict[str, Any], samples: Samples) -> dict[str, Any]:
    _check(body)
    if not 1 <= len(body["MetricQueries"]) <= _MAX_QUERIES:
        raise RefusedError("InvalidArgumentException", "MetricQueries: 1 to 15")
    series = [one for query in body["MetricQueries"] for one in _query(query, body, samples)]
    page, token = _page(body, series)
    return {**_aligned(body), "Identifier": body["Identifier"], "MetricList": page, **token}


def _query(query: dict[str, Any], body: dict[str, Any], samples: Samples) -> list[dict[str, Any]]:
    period = body["PeriodInSeconds"]
    rows, _ = _window(body, samples)
    at = sorted({row["at"] // period * period for row in rows})
    if query["Metric"] == _VCPUS:
        return [
            {"Key": {"Metric": _VCPUS}, "DataPoints": [{"Timestamp": time, "Value": samples.vcpus} for time in at]}
        ]
    if query["Metric"] != _LOAD:
        raise RefusedError("InvalidArgumentException", f"Metric: {query['Metric']}")
    by = query.get("GroupBy")
    names = _dimensions(by) if by else ()
    ticks: dict[float, set[float]] = defaultdict(set)
    sums: dict[tuple[str, ...], dict[float, float]] = {(): defaultdict(float)}
    for row in rows:
        time = row["at"] // period * period
        ticks[time].add(row["at"])
        values = tuple(str(row["dimensions"].get(name, "")) for name in names)
        for key in {(), values}:
            sums.setdefault(key, defaultdict(float))[time] += row["sessions"]
    return [_series(names, values, found, at, ticks) for values, found in sums.items()]


def _series(
    names: tuple[str, ...],
    values: tuple[str, ...],
    found: Mapping[float, float],
    at: list[float],
    ticks: Mapping[float, set[float]],
) -> dict[str, Any]:
    key: dict[str, Any] = {"Metric": _LOAD}
    if values:
        key["Dimensions"] = dict(zip(names, values, strict=True))
    points = [{"Timestamp": time, "Value": found.get(time, 0.0) / len(ticks[time])} for time in at]
    return {"Key": key, "DataPoints": points}


def _check(body: dict[str, Any]) -> None:
    if body["ServiceType"] != "RDS" or body["PeriodInSeconds"] not in _PERIODS:
        raise RefusedError("InvalidArgumentException", f"PeriodInSeconds: one of {_PERIODS}")
    if not 0 <= body.get("MaxResults", _DEFAULT_RESULTS) <= _MAX_RESULTS:
        raise RefusedError("InvalidArgumentException", "MaxResults: at most 25")
    if body["StartTime"] >= body["EndTime"]:
        raise RefusedError("InvalidArgumentException", "StartTime must be earlier than EndTime")


def _dimensions(by: Mapping[str, Any]) -> tuple[str, ...]:
    known = _GROUPS[by["Group"]]
    wanted = tuple(by.get("Dimensions", known))
    if not set(wanted) <= set(known) or not 1 <= by.get("Limit", 10) <= _MAX_RESULTS:
        raise RefusedError("InvalidArgumentException", f"GroupBy: {by}")
    return wanted


def _window(body: dict[str, Any], samples: Samples) -> tuple[list[dict[str, Any]], int]:
    rows = [row for row in samples.rows if body["StartTime"] <= row["at"] < body["EndTime"]]
    return rows, len({row["at"] for row in rows})


def _aligned(body: dict[str, Any]) -> dict[str, Any]:
    period = body["PeriodInSeconds"]
    return {
        "AlignedStartTime": body["StartTime"] // period * period,
        "AlignedEndTime": -(-body["EndTime"] // period) * period,
    }


def _page(body: dict[str, Any], everything: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    size = body.get("MaxResults", _DEFAULT_RESULTS)
    start = int(base64.urlsafe_b64decode(body["NextToken"])) if "NextToken" in body else 0
    rest = start + size < len(everything)
    token = {"NextToken": base64.urlsafe_b64encode(str(start + size).encode()).decode()} if rest else {}
    return everything[start : start + size], token


_OPERATIONS = {"DescribeDimensionKeys": _describe, "GetResourceMetrics": _metrics}
