"""Runs a command that the kernel ends with its parent, even one that is killed.

`python dies_with_parent.py PARENT COMMAND...`: PARENT is the parent's process id. The command takes this process
over, so that it has its id and its group. The bond is Linux's (prctl(2), PR_SET_PDEATHSIG) and to the thread that
started the process; elsewhere there is none.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Bind this process to its parent, and leave at once if that one is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(128 + signal.SIGKILL)


if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - our own parent's command
