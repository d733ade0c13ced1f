"""Proves that calls are held against AWS's own schemas of what they make, and that the tables of limits, which are
kept by hand, say nothing that a schema says already.

Which calls each row refuses is left to `test_limits`.
"""

import re
from typing import Any, cast

import pytest

from rehearsal.facts.source import schema
from rehearsal.provider.limits import LIMITS
from rehearsal.provider.schemas import TYPES, WIDER, broken_schemas

BOUNDS = ("enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


@pytest.mark.parametrize(
    ("call", "params", "told"),
    [
        ("logs.PutRetentionPolicy", {"retentionInDays": 8}, ("retentionInDays", 8)),
        ("kms.ScheduleKeyDeletion", {"PendingWindowInDays": 31}, ("PendingWindowInDays", 31)),
        ("iam.CreateRole", {"MaxSessionDuration": 43201}, ("MaxSessionDuration", 43201)),
        ("cloudwatch.PutMetricAlarm", {"Metrics": [{"Id": "m"}, {"Id": "M"}]}, ("Metrics[1].Id", "M")),
        ("wafv2.UpdateWebACL", {"Rules": [{"Statement": {"RateBasedStatement": {"EvaluationWindowSec": 61}}}]}, ("Rules[0].Statement.RateBasedStatement.EvaluationWindowSec", 61)),
        ("ssm.PutParameter", {"Type": "SecureString", "Tier": "Large"}, ("Tier", "Large")),
        ("dynamodb.CreateTable", {"KeySchema": [{"AttributeName": "a", "KeyType": "RANG"}]}, None),
    ],
)  # fmt: skip
def test_what_a_schema_refuses_is_told_with_its_place(
    call: str, params: dict[str, Any], told: tuple[str, Any] | None
) -> None:
    service, operation = call.split(".")
    found = [(path, given) for path, given, _ in broken_schemas(service, operation, params)]
    assert found == ([] if told is None else [told])


def test_a_call_of_no_type_is_held_against_none() -> None:
    assert list(broken_schemas("ec2", "DescribeVpcs", {"MaxResults": -1})) == []


def test_every_type_is_one_of_aws_and_bounds_something() -> None:
    for name in TYPES.values():
        assert count(schema(f"AWS::{name}")) > 0, name
    assert sum(count(schema(f"AWS::{name}")) for name in set(TYPES.values())) > 1000


def test_the_api_is_wider_only_where_the_schema_is_narrower() -> None:
    assert set(WIDER) == {("SSM::Parameter", "Type")}
    assert "SecureString" not in schema("AWS::SSM::Parameter")["properties"]["Type"]["enum"]


def test_no_limit_kept_by_hand_repeats_a_schema() -> None:
    repeated = [
        (limit.service, operation, limit.parameter)
        for limit in LIMITS
        for operation in limit.operations
        if (part := at(limit.service, operation, limit.parameter)) and repeats(limit.accepts, part)
    ]
    assert repeated == []


def at(service: str, operation: str, parameter: str) -> dict[str, Any]:
    """What a schema says of a parameter, none if it says nothing."""
    name = TYPES.get((service, operation))
    if name is None or not parameter or "(" in parameter:
        return {}
    document: Any = schema(f"AWS::{name}")
    part: Any = document
    for step in re.findall(r"\w+|\[\]", parameter):
        properties = {key.lower(): value for key, value in part.get("properties", {}).items()}
        part = part.get("items", {}) if step == "[]" else properties.get(step.lower(), {})
        while "$ref" in part:
            part = document["definitions"][part["$ref"].rpartition("/")[2]]
    return cast("dict[str, Any]", part)


def repeats(accepts: Any, part: dict[str, Any]) -> bool:
    """Whether a check takes what the schema takes at its bounds, and refuses what lies beside them."""
    if "enum" in part:
        other = "what no schema knows" if isinstance(part["enum"][0], str) else max(part["enum"]) + 1
        return all(map(accepts, part["enum"])) and not accepts(other)
    if {"minimum", "maximum"} <= set(part):
        within, beside = (part["minimum"], part["maximum"]), (part["minimum"] - 1, part["maximum"] + 1)
        return all(map(accepts, within)) and not any(map(accepts, beside))
    return False


def count(part: Any) -> int:
    """How many bounds a schema has."""
    if isinstance(part, dict):
        content = cast("dict[str, Any]", part)
        return sum(name in content for name in BOUNDS) + sum(map(count, content.values()))
    return sum(map(count, cast("list[Any]", part))) if isinstance(part, list) else 0
