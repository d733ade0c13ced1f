"""What each recovery calls as the operator: recorded on a small stack, with the names of a rehearsed one put in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.access.calls.call import Call
from tests.access.calls.heard import heard
from tests.access.calls.names import as_on_stack, lacking
from tests.access.principals import Stack
from tests.operations.recovery.test_kill_anywhere import CASES, Case, begin, stood_up
from tests.operations.recovery.test_pointing import denied
from tests.operations.recovery.world import Doomed


def calls_of(case: Case, stack: Stack, manifest: Mapping[str, Any]) -> tuple[list[Call], list[Call]]:
    """Return what a recovery calls on a stack, whose manifest this is; and what it would call on what is not there."""
    small, calls = _recorded(case.name)
    absent, named = lacking(small, manifest), as_on_stack(stack, manifest, small)
    at_home = [absent.at_home(one) for one in calls]
    return (
        [named(one) for one in at_home if not absent.concerns(one)],
        [named(one) for one in at_home if absent.concerns(one)],
    )


@cache
def _recorded(name: str) -> tuple[dict[str, Any], tuple[Call, ...]]:
    """The manifest of the small stack, and what a recovery called there."""
    (case,) = [one for one in CASES if one.name == name]
    with stood_up(case) as standing, case.outage() as dark, heard(Doomed) as calls:
        begin(standing.recovery(denied, dark=dark)[0], case)
        return standing.document, tuple(calls)
