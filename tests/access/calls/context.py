"""What a request says of itself: the condition keys that policies compare, taken from the call's parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from tests.access.calls.call import Call, UnknownCallError

Value = str | list[str]

# https://docs.aws.amazon.com/performance-insights/latest/APIReference/API_DimensionGroup.html: a group that is asked
# for without dimensions stands for all that it has.
_DIMENSIONS: Mapping[str, list[str]] = {
    "db.sql_tokenized": ["db.sql_tokenized.db_id", "db.sql_tokenized.id", "db.sql_tokenized.statement"],
    "db.wait_event": ["db.wait_event.name", "db.wait_event.type"],
    "db.wait_event_type": ["db.wait_event_type.name"],
}

# What IAM calls whoever has taken a role, and Session Manager the sessions that they open.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
SESSION_OF = "AROAEXAMPLE1234567890:somebody"


def _parameter(name: str) -> Callable[[Call], Value | None]:
    return lambda call: str(call.params[name]) if name in call.params else None


def _tag(name: str) -> Callable[[Call], Value | None]:
    return lambda call: next((one["Value"] for one in call.params.get("Tags", ()) if one["Key"] == name), None)


def _dimensions(call: Call) -> list[str]:
    asked = cast("list[dict[str, Any]]", call.params.get("MetricQueries", [call.params]))
    groups = [one["GroupBy"] for one in asked if "GroupBy" in one]
    return [name for group in groups for name in group.get("Dimensions") or _all_of(str(group["Group"]), call)]


def _all_of(group: str, call: Call) -> list[str]:
    if group not in _DIMENSIONS:
        raise UnknownCallError(
            f"{call} asks for the group {group} whole, and nothing says which dimensions it has; "
            "add them to _DIMENSIONS in tests/access/calls/context.py"
        )
    return _DIMENSIONS[group]


# By service and operation: the condition key, and where in the call it is.
CONTEXT: Mapping[tuple[str, str], Mapping[str, Callable[[Call], Value | None]]] = {
    ("cloudwatch", "PutMetricData"): {"cloudwatch:namespace": _parameter("Namespace")},
    ("ec2", "CreateVpcEndpoint"): {"ec2:VpceServiceName": _parameter("ServiceName")},
    ("pi", "DescribeDimensionKeys"): {"pi:Dimensions": _dimensions},
    ("pi", "GetResourceMetrics"): {"pi:Dimensions": _dimensions},
    ("s3", "ListObjectsV2"): {"s3:prefix": _parameter("Prefix")},
    ("ssm", "AddTagsToResource"): {"aws:RequestTag/environment": _tag("environment")},
    ("ssm", "StartSession"): {"aws:userid": lambda _: SESSION_OF},
    ("ssm", "CreateOpsItem"): {"aws:RequestTag/environment": _tag("environment")},
}


def context_of(call: Call) -> dict[str, Value]:
    """Return what the request says of itself; raises UnknownCallError where no table knows."""
    said = {key: read(call) for key, read in CONTEXT.get((call.service, call.operation), {}).items()}
    return {key: value for key, value in said.items() if value is not None}
