"""What people do by the AWS CLI or the console where `storefront` has no command for it, with where AWS says how.

`{...}` are the places of `tests/access/rows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from tests.access.calls.call import Call
from tests.access.matrix import filled, words
from tests.access.principals import Stack
from tests.access.rows.arns import DB
from tests.access.rows.row import SERVING


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """One call, and where it is said how one makes it."""

    service: str
    operation: str
    params: Mapping[str, Any]
    source: str


_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
_INSTANCE = {"DBInstanceIdentifier": "{p}{r}-database-a"}
_SNAPSHOT = {"DBSnapshotIdentifier": "{p}before-the-change", "Tags": [{"Key": "environment", "Value": "{e}"}]}
BY_HAND: Mapping[str, tuple[ByHand, ...]] = {
    "database-administrator": (
        ByHand(
            service="rds",
            operation="CreateDBSnapshot",
            params={**_INSTANCE, **_SNAPSHOT},
            source=_GUIDE + "USER_CreateSnapshot.html",
        ),
        ByHand(
            service="rds",
            operation="RebootDBInstance",
            params=_INSTANCE,
            source=_GUIDE + "USER_RebootInstance.html",
        ),
        ByHand(
            service="rds",
            operation="ApplyPendingMaintenanceAction",
            params={"ResourceIdentifier": DB, "ApplyAction": "system-update", "OptInType": "immediate"},
            source=_GUIDE + "USER_UpgradeDBInstance.Maintenance.html",
        ),
    ),
    "analyst": (
        ByHand(
            service="rds",
            operation="DescribeDBInstances",
            params={"DBInstanceIdentifier": "{p}{r}-database-b"},
            source=_GUIDE + "USER_ConnectToPostgreSQLInstance.html",
        ),
    ),
}


def calls_by_hand(stack: Stack, role: str) -> list[Call]:
    """Return what a role does by hand, in the region that serves."""
    known = words(stack, SERVING)
    return [
        Call(SERVING, one.service, one.operation, cast("dict[str, Any]", _filled(one.params, known)))
        for one in BY_HAND.get(role, ())
    ]


def _filled(value: object, known: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return filled(value, known)
    if isinstance(value, Mapping):
        return {key: _filled(one, known) for key, one in cast("Mapping[str, object]", value).items()}
    return [_filled(one, known) for one in cast("list[object]", value)]
