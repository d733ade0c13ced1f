"""Which tripwires the calls of a deployment set off: those that make a stack's resources, by the rules' own patterns."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, cast

from tests.access.calls.requests import PREFIXES
from tests.access.principals import Stack
from tests.access.provider.table import Phase, row_of

RULE = "aws:cloudwatch/eventRule:EventRule"
_NAMED = "-tripwire-"
# By operation: when the provider calls it while it makes something, which is never so here.
ONLY_WHERE: Mapping[str, str] = {
    "DisableEbsEncryptionByDefault": "the default is declared to be off",
    "DisableImageBlockPublicAccess": "the block is declared to be off",
    "DisableKey": "a key is declared disabled",
    "ModifyDBInstance": "an instance is restored, or a replica that has settings of its own; a password comes with neither",
    "StopLogging": "a trail is declared to be off",
}


def set_off(stack: Stack) -> dict[str, set[str]]:
    """Return the tripwires that making the stack sets off, each with the operations that do."""
    made = set(_made(stack))
    found: dict[str, set[str]] = defaultdict(set)
    for rule in stack.of_type(RULE):
        name = str(rule["name"]).partition(_NAMED)[2]
        pattern = cast("dict[str, Any]", json.loads(rule["inputs"]["eventPattern"]) if name else {})
        detail = cast("dict[str, Any]", pattern.get("detail", {}))
        for part in _parts(detail):
            tests = list(_names(part))
            found[name] |= {
                operation
                for source, operation in made
                if source in part["eventSource"] and any(_fits(test, operation) for test in tests)
            }
    return {name: operations for name, operations in found.items() if operations}


def _made(stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield what CloudTrail records of it: the service as it names it, and the operation."""
    for token in {str(one["type"]) for one in stack.resources if str(one["type"]).startswith("aws:")}:
        for service, operation in row_of(token).operations(Phase.CREATE):
            if operation not in ONLY_WHERE:
                yield f"{PREFIXES.get(service, service)}.amazonaws.com", operation


def _parts(detail: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the parts of a pattern that each name services: itself, or its alternatives."""
    if "eventSource" in detail:
        yield detail
    else:
        yield from (one for part in detail.get("$or", ()) for one in _parts(part))


def _names(pattern: object) -> Iterator[str | Mapping[str, str]]:
    """Yield what a part asks of the operation's name: the name, or how it begins or ends."""
    if isinstance(pattern, dict):
        for key, value in cast("dict[str, Any]", pattern).items():
            yield from value if key == "eventName" else _names(value)
    elif isinstance(pattern, list):
        for one in cast("list[object]", pattern):
            yield from _names(one)


def _fits(test: str | Mapping[str, str], operation: str) -> bool:
    if isinstance(test, str):
        return operation == test
    ((operator, text),) = test.items()
    return {"prefix": operation.startswith, "suffix": operation.endswith}[operator](text)
