"""What DynamoDB documents beside its service model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.limit import Limit, matches

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE_DOC = "Amazon DynamoDB API reference, CreateTable"
_CREATE = ("CreateTable",)


def _keys_are_defined(params: Mapping[str, Any]) -> bool:
    """Every key attribute is defined, and without an index nothing else is."""
    if params.get("GlobalSecondaryIndexes") or params.get("LocalSecondaryIndexes"):
        return True
    defined: list[dict[str, str]] = params.get("AttributeDefinitions") or []
    schema: list[dict[str, str]] = params.get("KeySchema") or []
    return {one["AttributeName"] for one in defined} == {one["AttributeName"] for one in schema}


def _throughput_fits_billing(params: Mapping[str, Any]) -> bool:
    on_demand = params.get("BillingMode") == "PAY_PER_REQUEST"
    return on_demand is not bool(params.get("ProvisionedThroughput"))


LIMITS = (
    Limit(
        "dynamodb",
        _CREATE,
        "TableName",
        "3 to 255 of a-z, A-Z, 0-9, _, - and .",
        _TABLE_DOC,
        matches(r"[a-zA-Z0-9_.-]{3,255}"),
    ),
    Limit(
        "dynamodb",
        _CREATE,
        "",
        "AttributeDefinitions of exactly the attributes of the KeySchema",
        _TABLE_DOC,
        _keys_are_defined,
    ),
    Limit(
        "dynamodb",
        _CREATE,
        "",
        "ProvisionedThroughput exactly where BillingMode is not PAY_PER_REQUEST",
        _TABLE_DOC,
        _throughput_fits_billing,
    ),
)
