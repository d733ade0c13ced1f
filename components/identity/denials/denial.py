"""One row of what no role may do, whatever its policies say; permission boundaries are made of such rows.

A boundary grants nothing; it allows everything, and each row takes something away. A row is data: what is refused,
on what, when, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from components.shared.policy_documents import Statement

Condition = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Denial:
    """One row: actions that are refused on `resources` (all of them if none are named), under `condition`.

    `except_on`: they are refused on everything but this; `resources` are then left out.
    """

    sid: str
    why: str
    actions: Sequence[str]
    resources: Sequence[str] = ("*",)
    except_on: Sequence[str] = ()
    condition: Condition = field(default_factory=dict[str, Mapping[str, Any]])

    def statement(self) -> Statement:
        """Return the row as a policy's statement; single values stand alone, as a policy's size is limited."""
        shown: dict[str, Any] = {"Sid": self.sid, "Effect": "Deny"}
        on = {"NotResource": _short(self.except_on)} if self.except_on else {"Resource": _short(self.resources)}
        shown |= {"Action": _short(self.actions), **on}
        return {**shown, "Condition": self.condition} if self.condition else shown


def _short(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def excusing(row: Denial, principals: Sequence[str]) -> Denial:
    """Return a row that does not hold these principals: ARNs, with `*` in them or not."""
    if not principals:
        return row
    held = dict(row.condition.get("ArnNotLike", {}))
    held["aws:PrincipalArn"] = [*held.get("aws:PrincipalArn", ()), *principals]
    return replace(row, condition={**row.condition, "ArnNotLike": held})
