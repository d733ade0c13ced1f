"""What each recovery calls as the operator: recorded on a small stack, with the names of a rehearsed one put in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from rehearsal.drills.small_stack import ACCOUNT
from tests.access.calls.call import Call
from tests.access.calls.heard import heard
from tests.access.calls.judged import renamed
from tests.operations.recovery.test_kill_anywhere import CASES, Case, begin, stood_up
from tests.operations.recovery.test_pointing import denied
from tests.operations.recovery.world import Doomed


def calls_of(case: Case, manifest: Mapping[str, Any], account: str) -> list[Call]:
    """Return what a recovery calls on the stack of this manifest."""
    document, calls = _recorded(case.name)
    return list(renamed(calls, _names(document, manifest), {ACCOUNT: account}))


@cache
def _recorded(name: str) -> tuple[dict[str, Any], tuple[Call, ...]]:
    """The manifest of the small stack, and what a recovery called there."""
    (case,) = [one for one in CASES if one.name == name]
    with stood_up(case) as standing, case.outage() as dark, heard(Doomed) as calls:
        begin(standing.recovery(denied, dark=dark)[0], case)
        return standing.document, tuple(calls)


def _names(small: Mapping[str, Any], real: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What stands for what, by region: the two manifests have the same places."""
    found: dict[str, dict[str, str]] = {}
    for region in ("us-east-1", "us-west-2"):
        for section in (one for one in small if "-us-" not in one or one.endswith(region)):
            _pair(small[section], real.get(section, {}), found.setdefault(region, {}))
        # Both regions' functions have one name there.
        function = small["access"]["functions"][region]
        found[region][function] = real["access"]["functions"][region]
    return found


def _pair(small: object, real: object, found: dict[str, str]) -> None:
    if isinstance(small, str) and isinstance(real, str):
        found[small] = real
    elif isinstance(small, dict) and isinstance(real, dict):
        known = cast("dict[str, object]", real)
        for key, one in cast("dict[str, object]", small).items():
            _pair(one, known.get(key), found)
    elif isinstance(small, list) and isinstance(real, list):
        for one, other in zip(cast("list[object]", small), cast("list[object]", real), strict=False):
            _pair(one, other, found)
