"""What befalls a database in a disaster, done to a server of this machine: its sudden end, a promotion."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from functions.shared.postgresql import session
from rehearsal.database import rds
from rehearsal.database.cluster import ServerError

if TYPE_CHECKING:
    from rehearsal.database.cluster import Server

_PROMOTION_SECONDS, _LOOK_SECONDS = 60.0, 0.02


def kill(server: Server) -> None:
    """End every process of a server at once, with no chance to write anything, as the loss of its host does."""
    postmaster = _postmaster(server)
    # First the one that would restart its children.
    for process in (postmaster, *_children(postmaster)):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    # Until its supervisor has seen it end, its lock on the data holds off whoever starts them again.
    while Path("/proc", str(postmaster)).exists():
        time.sleep(_LOOK_SECONDS)


def promote(server: Server, ca_bundle: str) -> float:
    """Make a replica a writer, as RDS does when it is asked to; return how long it took (seconds) from asking.

    Raises:
        ServerError: it is still a replica after a minute.
    """
    with session(rds.superuser(server), ca_bundle) as admin:
        started = time.monotonic()
        admin.rows("SELECT pg_promote(wait => false)")
        while time.monotonic() - started < _PROMOTION_SECONDS:
            if admin.rows("SELECT 1 WHERE NOT pg_is_in_recovery()"):
                return time.monotonic() - started
            time.sleep(_LOOK_SECONDS)
    raise ServerError(f"the replica on port {server.port} was not promoted within {_PROMOTION_SECONDS:.0f} s")


def _postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])


def _children(parent: int) -> list[int]:
    tasks = Path("/proc", str(parent), "task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
