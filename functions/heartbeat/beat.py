"""The heartbeat row: how it is written, and what it tells of a copy of the database.

Whatever was committed before `beat_at` comes before the beat in the write-ahead log, and so is wherever the beat
is: a replica, a restored copy, a promoted writer. What is lost is therefore at most the time from the newest beat
to the failure, too much by at most the time between two beats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.shared.errors import AccessError

if TYPE_CHECKING:
    from datetime import datetime

    from functions.shared.postgresql import Session

# Taken before the commit, never after it: nothing that is younger than the beat may count as safe by it.
_WRITE = """
UPDATE platform.heartbeat SET beat_at = clock_timestamp(), schema_digest = platform.schema_digest()
RETURNING beat_at, schema_digest
"""
_READ = "SELECT beat_at, schema_digest FROM platform.heartbeat"


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """A sign of life of the main database, as it was written or as a copy of it holds it."""

    beat_at: datetime
    schema_digest: str

    def loss_seconds(self, failed_at: datetime) -> float:
        """Return how much of the last data is lost at most, where the writer failed at that moment."""
        return max((failed_at - self.beat_at).total_seconds(), 0.0)


def write(session: Session) -> Heartbeat:
    """Write a beat to the main database; raises AccessError."""
    return _one(session, _WRITE)


def newest(session: Session) -> Heartbeat:
    """Return the newest beat that a server holds; raises AccessError where it holds none."""
    return _one(session, _READ)


def _one(session: Session, statement: str) -> Heartbeat:
    rows = session.rows(statement)
    if not rows:
        raise AccessError("platform.heartbeat holds no row", "run `storefront database provision`, which makes it")
    ((beat_at, schema_digest),) = rows
    return Heartbeat(beat_at=beat_at, schema_digest=str(schema_digest))
