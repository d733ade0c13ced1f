"""Sessions, sampled: who waits for what, who holds a transaction open. Their texts are not read: they hold
values."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from functions.tuning.snapshot import Activity

if TYPE_CHECKING:
    from functions.shared.postgresql import Session

# Whom a session waits for is asked of those alone that wait: the question stops the lock manager for a moment.
_SAMPLE = """
SELECT a.pid, a.usename::text, coalesce(a.state, ''), a.wait_event_type, a.wait_event, a.query_id,
       extract(epoch FROM clock_timestamp() - a.xact_start), extract(epoch FROM clock_timestamp() - a.state_change),
       (SELECT extract(epoch FROM clock_timestamp() - min(l.waitstart))
        FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted),
       CASE WHEN a.wait_event_type = 'Lock' THEN pg_blocking_pids(a.pid) ELSE '{}' END
FROM pg_stat_activity a
WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
  AND a.state IS DISTINCT FROM 'idle'
"""


def sample(session: Session, times: int, seconds: float) -> tuple[Activity, ...]:
    """Look at the sessions so many times, so many seconds apart."""
    seen: list[Activity] = []
    for number in range(times):
        if number:
            time.sleep(seconds)
        seen += [_activity(number, row) for row in session.rows(_SAMPLE)]
    return tuple(seen)


def _activity(number: int, row: tuple[Any, ...]) -> Activity:
    process, role, state, wait_type, wait_event, statement, transaction, since, lock, blockers = row
    return Activity(
        sample=number,
        process=int(process),
        role=str(role),
        state=str(state),
        wait_type=wait_type,
        wait_event=wait_event,
        statement=None if statement is None else int(statement),
        transaction_seconds=float(transaction or 0),
        state_seconds=float(since or 0),
        lock_seconds=float(lock or 0),
        blocked_by=tuple(int(one) for one in blockers or ()),
    )
