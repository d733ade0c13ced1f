"""A row of the matrix, and how rows are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

REGIONS = SERVING, STANDBY = "us-east-1", "us-west-2"

Context = Mapping[str, str | list[str]]
Call = tuple[str, str] | tuple[str, str, Context]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One call: who, which action on what, whether it must succeed, and what the request says of itself."""

    role: str
    action: str
    on: str
    may: bool
    context: Context = field(default_factory=dict[str, "str | list[str]"])
    region: str = ""
    """Of a role that stands in both regions, the one that is asked; empty: both."""


def _rows(role: str, calls: Sequence[Call], *, may: bool) -> list[Row]:
    return [
        Row(role=role, action=call[0], on=call[1], may=may, context=call[2] if len(call) == 3 else {})
        for call in calls
    ]


def may(role: str, *calls: Call) -> list[Row]:
    """Calls that must succeed."""
    return _rows(role, calls, may=True)


def in_region(region: str, rows: Sequence[Row]) -> list[Row]:
    """Rows for the role of one region alone."""
    return [replace(row, region=region) for row in rows]


def may_not(role: str, *calls: Call) -> list[Row]:
    """Calls that must be refused."""
    return _rows(role, calls, may=False)
