"""Puts to IAM what a boundary may take from an administrator; what no denial is about is allowed without asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, cast

from tests.access.calls.call import Request
from tests.access.calls.judged import Judged, judge_requests
from tests.access.principals import Document, Principal, Stack

# Denials of everything or of a whole service are of clear text, and of other regions: asked once for each region.
_WHOLE = ("*", "s3:*")


def judge_bounded(stack: Stack, role: Principal, requests: Iterable[Request]) -> list[Judged]:
    """Return IAM's answers to what some denial is about, and to one request of each region."""
    asked = list(requests)
    first = {one.region: one for one in asked}.values()
    own: dict[str, list[str]] = {}
    for one in asked:
        if one.on not in own:
            own[one.on] = list(_denied(stack.policy_on(one.on) or {}))
    assert role.boundary is not None
    bound = list(_denied(role.boundary))
    touched = [one for one in asked if _matches(one.action, bound) or _matches(one.action, own[one.on])]
    return judge_requests(stack, role, dict.fromkeys([*first, *touched]))


def _matches(action: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(action.lower(), one) for one in patterns)


def _denied(document: Document) -> Iterator[str]:
    """Yield the patterns of actions that a policy denies, and all that a `NotAction` may."""
    for statement in cast("list[Mapping[str, Any]]", document.get("Statement", [])):
        if statement["Effect"] == "Deny":
            given = statement.get("Action", "?*")
            for one in [given] if isinstance(given, str) else given:
                if one not in _WHOLE:
                    yield one.lower()
