"""One limit that AWS documents, and the checks that several limits share."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Limit:
    """One row: the operations it binds, where, what is allowed, and where AWS says so.

    Without a `parameter` the check sees all parameters together; with one, a JMESPath into them, each value found.
    """

    service: str
    operations: tuple[str, ...]
    parameter: str
    allowed: str
    source: str
    accepts: Callable[[Any], bool]


def matches(pattern: str) -> Callable[[str], bool]:
    """The whole text matches."""
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def one_of(*values: object) -> Callable[[object], bool]:
    """The value is one of these."""
    return lambda value: value in values


def within(minimum: float, maximum: float) -> Callable[[float], bool]:
    """The number lies between the two, both allowed."""
    return lambda number: minimum <= number <= maximum


def is_policy(document: str) -> bool:
    """The text is a JSON object with IAM's version and at least one statement, each with an effect."""
    try:
        policy: Any = json.loads(document)
    except ValueError:
        return False
    if not isinstance(policy, dict):
        return False
    found = cast("dict[str, Any]", policy)
    given = found.get("Statement")
    statements = cast("list[Any]", given) if isinstance(given, list) else [given]
    return found.get("Version") in {"2012-10-17", "2008-10-17"} and all(
        isinstance(one, dict) and cast("dict[str, Any]", one).get("Effect") in {"Allow", "Deny"}
        for one in statements
    )


def without_spaces(document: str) -> int:
    """The size of a policy as IAM counts it."""
    return len(re.sub(r"\s", "", document))
