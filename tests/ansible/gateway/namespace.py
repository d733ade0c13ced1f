"""A network of this process's own, for programs and sockets; it ends with the last of them, also by a kill."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
# https://man7.org/linux/man-pages/man2/unshare.2.html; Python has it from 3.12 on.
_CLONE_NEWNET = 0x40000000
_WITH_OUR_END = ("setpriv", "--pdeathsig", "KILL")


class NetworkError(Exception):
    """A part of the network could not be made; the message ends in what its tool said."""


def _leave_network() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


class Namespace:
    """One thread in a network namespace of its own: what it starts and opens is there, whoever uses it then."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, initializer=_leave_network)
        self._programs: list[subprocess.Popen[bytes]] = []

    def call(self, what: Callable[[], T]) -> T:
        """Return what a function returns that is called within."""
        return self._thread.submit(what).result()

    def run(self, *argv: str, given: str = "") -> str:
        """Run a program within; raises NetworkError if it fails."""
        return self.call(lambda: run(argv, given))

    def start(self, *argv: str) -> subprocess.Popen[bytes]:
        """Start a program within, which ends with this process at the latest."""
        program = self.call(lambda: subprocess.Popen([*_WITH_OUR_END, *argv], stdin=subprocess.DEVNULL))
        self._programs.append(program)
        return program

    def close(self) -> None:
        """End what was started within."""
        for program in self._programs:
            program.kill()
            program.wait()
        self._thread.shutdown()


def run(argv: Sequence[str], given: str = "") -> str:
    """Run a program and return what it says; raises NetworkError if it fails."""
    done = subprocess.run(argv, input=given, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise NetworkError(f"{' '.join(argv)}: status {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout
