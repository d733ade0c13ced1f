"""The converse: rights that no program of ours and no agent uses, as far as their calls are recorded or in a table.

A right is an action that a statement of ours allows to a role. It is used if IAM's answer to some call names the
statement that it stands in. AWS's own policies are AWS's to keep small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, cast

from tests.access.calls.judged import Judged
from tests.access.matrix import short_name
from tests.access.principals import AWS_OWN, Principal, Stack


@dataclass(frozen=True, order=True)
class Right:
    """One action (or pattern of actions) of a statement, by the name that a role has in every region."""

    role: str
    sid: str
    action: str

    def __str__(self) -> str:
        return f"{self.role}: {self.action} by {self.sid}"


def rights(stack: Stack) -> set[Right]:
    """Return what the stack's own statements allow to its roles."""
    return {one for role in stack.principals.values() for one in _rights(stack, role)}


def _rights(stack: Stack, role: Principal) -> Iterator[Right]:
    for name, policy in role.policies.items():
        if not name.startswith(AWS_OWN):
            for statement in cast("list[dict[str, Any]]", policy["Statement"]):
                if statement["Effect"] == "Allow":
                    given = statement["Action"]
                    for action in [given] if isinstance(given, str) else given:
                        yield Right(short_name(stack, role.name)[0], str(statement["Sid"]), action)


def used(stack: Stack, role: Principal, judged: Iterable[Judged]) -> set[Right]:
    """Return which of a role's rights these answers came by."""
    own = list(_rights(stack, role))
    return {
        right
        for one in judged
        if one.verdict.allowed
        for right in own
        if f"identity:{right.sid}" in one.verdict.by and fnmatchcase(one.request.action, right.action)
    }
