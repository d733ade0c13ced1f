"""Runs a server and ends it with whoever started it.

`python -m rehearsal.database.supervisor DESCRIPTOR USER COMMAND...`: USER is the number of the user to run it as,
or nothing to stay who one is. The parent holds the other end of the pipe DESCRIPTOR and never writes to it;
however it ends, the kernel closes that end.
"""

import selectors
import signal
import subprocess
import sys

_LOOK_SECONDS = 0.5


def supervise(lifeline: int, user: int | None, command: list[str]) -> int:
    """Run the command until it ends or the lifeline is cut; return its exit status."""
    # Ctrl-C goes to whoever holds the lifeline.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = subprocess.Popen(  # noqa: S603 - the command is our own parent's
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    # Not select(): it takes no descriptor from 1,024 on, and a parent with many connections has those.
    with selectors.DefaultSelector() as selector:
        selector.register(lifeline, selectors.EVENT_READ)
        while process.poll() is None:
            if selector.select(_LOOK_SECONDS):
                # PostgreSQL's fast shutdown: sessions are ended, data are written.
                process.send_signal(signal.SIGINT)
                return process.wait()
    return process.returncode


if __name__ == "__main__":
    sys.exit(supervise(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2] else None, sys.argv[3:]))
