"""What a detector evaluates: the snapshot, the period's own counters, and the time before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from functions.tuning.snapshot import Snapshot, Statement, hours_between

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.tuning.detect.thresholds import Thresholds


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The snapshot to evaluate, and the last one's statements by their key; empty where there is none.

    `now` has counters of the time since the last snapshot, where that can be told from the totals.
    """

    now: Snapshot
    before: Mapping[tuple[int, str], Statement]
    thresholds: Thresholds
    hours: float

    @property
    def total_ms(self) -> float:
        """Time of all statements in the period."""
        return sum(one.total_ms for one in self.now.statements)

    def sessions(self, milliseconds: float) -> float:
        """Time in statements as average active sessions of the period."""
        return milliseconds / (self.hours * 3_600_000)

    def matters(self, statement: Statement) -> bool:
        """Whether a statement makes a noticeable share of the load, and is slow by itself or felt by its number."""
        limits = self.thresholds
        share = statement.total_ms / max(self.total_ms, 1e-9)
        slow = statement.mean_ms >= limits.statement_ms
        felt = self.sessions(statement.total_ms) >= limits.statement_sessions
        return share >= limits.statement_share and (slow or felt)


def key(statement: Statement) -> tuple[int, str]:
    """What tells a statement from others."""
    return statement.id, statement.role


def evidence(now: Snapshot, before: Snapshot | None, thresholds: Thresholds) -> Evidence:
    """Return what there is to evaluate; totals that did not start anew since the last snapshot are reduced by its
    own."""
    began = now.server.statements_since
    if before is None:
        return Evidence(now=now, before={}, thresholds=thresholds, hours=hours_between(began, now.taken_at))
    earlier = {key(one): one for one in before.statements}
    # A reset starts every counter anew: its own totals are then the period's.
    continued = began <= before.taken_at
    since = before.taken_at if continued else began
    statements = [_less(one, earlier.get(key(one))) if continued else one for one in now.statements]
    return Evidence(
        now=replace(now, statements=tuple(one for one in statements if one.calls > 0)),
        before=earlier,
        thresholds=thresholds,
        hours=hours_between(since, now.taken_at),
    )


def _less(statement: Statement, earlier: Statement | None) -> Statement:
    if earlier is None or earlier.calls > statement.calls:
        return statement
    counters = ("calls", "total_ms", "rows", "blocks_hit", "blocks_read", "temp_blocks_written", "temp_ms")
    since = {name: max(getattr(statement, name) - getattr(earlier, name), 0) for name in counters}
    return replace(statement, **since)
