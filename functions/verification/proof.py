"""What is asked of a copy, and what is wrong with it: its heartbeat, its schema, its rows.

A copy is held against what came with it: the heartbeat that the main database wrote last, with the digest of the
schema it had then, and the planner's estimates of rows. So a proof needs nothing of the main database, which may be
out of reach.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from functions.heartbeat.beat import newest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from functions.heartbeat.beat import Heartbeat
    from functions.shared.postgresql import Session

# An estimate is from the last ANALYZE, which comes after a tenth of the rows has changed by default; a sample has
# its own error. https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-ANALYZE-SCALE-FACTOR
TOLERATED_SHARE, TOLERATED_ROWS = 0.25, 1000


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table's rows: as the copy's own statistics have it (None: never analysed), and as they were counted."""

    relation: str
    expected: int | None
    counted: int
    percent_read: float

    @property
    def problem(self) -> str | None:
        """What is wrong with it."""
        if self.expected is None:
            return None
        allowed = max(self.expected, self.counted) * TOLERATED_SHARE + TOLERATED_ROWS
        if abs(self.expected - self.counted) <= allowed:
            return None
        return f"store.{self.relation} has {self.counted} rows, its statistics say {self.expected}"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a copy holds, against the moment for which it was made."""

    heartbeat: Heartbeat
    loss_seconds: float
    allowed_seconds: float
    schema_digest: str
    tables: tuple[Table, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is wrong with the copy."""
        return tuple(self._problems())

    def _problems(self) -> Iterator[str]:
        if self.loss_seconds > self.allowed_seconds:
            yield (
                f"its newest heartbeat is {self.loss_seconds:.0f} s older than it should be, at most "
                f"{self.allowed_seconds:.0f} s are allowed"
            )
        if self.schema_digest != self.heartbeat.schema_digest:
            yield "its schema is not the one that the main database had at the last heartbeat"
        if not self.tables:
            yield "the schema `store` has no table"
        yield from (table.problem for table in self.tables if table.problem)

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "beat_at": self.heartbeat.beat_at.isoformat(),
            "loss_seconds": round(self.loss_seconds, 3),
            "schema_digest": self.schema_digest,
            "tables": [asdict(table) for table in self.tables],
            "problems": list(self.problems),
        }


def prove(session: Session, moment: datetime, allowed_seconds: float) -> Proof:
    """Look at a copy, in one transaction that can change nothing.

    Args:
        session: on the copy.
        moment: until when it should have everything.
        allowed_seconds: how much older its newest heartbeat may be.

    Raises:
        AccessError: it lacks what a proof reads.
    """
    with session.transaction("READ ONLY"):
        heartbeat = newest(session)
        ((schema_digest,),) = session.rows("SELECT platform.schema_digest()")
        counted = session.rows("SELECT relation, expected, counted, percent_read FROM platform.row_counts()")
    return Proof(
        heartbeat=heartbeat,
        loss_seconds=heartbeat.loss_seconds(moment),
        allowed_seconds=allowed_seconds,
        schema_digest=str(schema_digest),
        tables=tuple(_table(row) for row in counted),
    )


def _table(row: tuple[Any, ...]) -> Table:
    relation, expected, counted, percent = row
    return Table(relation=relation, expected=expected, counted=counted, percent_read=float(percent))
