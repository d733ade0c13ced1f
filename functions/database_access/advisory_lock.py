"""One run at a time: an advisory lock on the writer, which ends with the session that holds it.

Two rotations of one role at once could each set its own password for the same login, and publish the one that lost.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from functions.shared.postgresql import session

if TYPE_CHECKING:
    from collections.abc import Generator

    from functions.shared.postgresql import Login, Session

LOCK = 7_205_759_403
"""Any number that nobody else uses."""

# A rotation takes seconds. Secrets Manager tries a step that was turned away again by itself.
_PATIENCE = "20s"
# A function that is cut off leaves its connection behind; the server notices within half a minute.
_KEEPALIVES = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}


@contextmanager
def advisory_lock(master: Login, ca_bundle: str) -> Generator[Session]:
    """Wait for this run's turn, and keep others out until the body has ended.

    Raises:
        AccessError: another run does not end.
    """
    with session(master, ca_bundle) as holder:
        for setting, value in _KEEPALIVES.items():
            holder.rows(f"SET {setting} = {value}")
        holder.rows(f"SET lock_timeout = '{_PATIENCE}'")
        holder.rows(f"SELECT pg_advisory_lock({LOCK})")
        yield holder
