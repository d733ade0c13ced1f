"""The processes a rehearsal starts: none outlives it, even killed, and Ctrl-C ends it at a defined place.

A signal does not raise in the middle of whatever is running: it sets a flag and ends the child processes.
Whoever waits for one of them then gets an answer, looks at the flag, and the rehearsal unwinds in order.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from types import FrameType

# Lines of a child's output kept for the report: one screen is asked for, a few screens allow for looking closer.
KEPT_LINES = 200
# Without the packages of this environment: nothing of them is needed, and starting takes a tenth of the time.
_DIES_WITH_PARENT = (sys.executable, "-I", "-S", str(Path(__file__).with_name("dies_with_parent.py")))
# Seconds a child may take to end by itself before it is ended by force.
PATIENCE = 3.0


class InterruptedRehearsalError(Exception):
    """The rehearsal was asked to stop."""

    def __init__(self, signum: int) -> None:
        super().__init__(f"interrupted by {signal.Signals(signum).name}")
        self.status = 128 + signum


class Child:
    """One process in a group of its own, its output kept."""

    def __init__(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with arguments of our own
            [*_DIES_WITH_PARENT, str(os.getpid()), *command],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.output: deque[str] = deque(maxlen=KEPT_LINES)
        self.errors: deque[str] = deque(maxlen=KEPT_LINES)
        self._spoke = threading.Event()
        self._readers = [
            self._read(self._process.stdout, self.output),
            self._read(self._process.stderr, self.errors),
        ]

    def _read(self, stream: IO[str] | None, into: deque[str]) -> threading.Thread:
        def drain() -> None:
            for line in stream or ():
                into.append(line.rstrip("\n"))
                if into is self.output:
                    self._spoke.set()
            if into is self.output:
                self._spoke.set()

        reader = threading.Thread(target=drain, daemon=True)
        reader.start()
        return reader

    def first_line(self, timeout: float) -> str | None:
        """The first line of its output; none if it ended, or said nothing in that many seconds."""
        self._spoke.wait(timeout)
        return self.output[0] if self.output else None

    def wait(self) -> int:
        """Wait for its end and the end of its output; returns its exit status."""
        status = self._process.wait()
        for reader in self._readers:
            reader.join(PATIENCE)
        return status

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def ends_within(self, seconds: float) -> bool:
        """Whether it has ended, or does so in that many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return not self.running()

    def ask_to_end(self) -> None:
        """Ask its whole group to end, without waiting."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)

    def end(self) -> None:
        """End its whole group and wait until it is gone."""
        self.ask_to_end()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self.wait()


class Children:
    """Every process of this rehearsal, ended together."""

    def __init__(self) -> None:
        # Re-entrant, for a signal may arrive while the main thread holds it.
        self._lock = threading.RLock()
        self._children: list[Child] = []
        self._signum: int | None = None

    def start(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Child:
        """Start a process.

        Raises:
            InterruptedRehearsalError: the rehearsal was asked to stop.
        """
        with self._lock:
            self.check()
            child = Child(command, cwd=cwd, env=env)
            self._children.append(child)
        self.check()
        return child

    def check(self) -> None:
        """Look whether to go on.

        Raises:
            InterruptedRehearsalError: the rehearsal was asked to stop.
        """
        if self._signum is not None:
            raise InterruptedRehearsalError(self._signum)

    def interrupt(self, signum: int) -> None:
        """Ask everything to stop; a second signal changes nothing, for the way out is already taken."""
        with self._lock:
            if self._signum is None:
                self._signum = signum
            for child in self._children:
                child.ask_to_end()

    def end(self) -> None:
        """End every process and wait until all are gone."""
        with self._lock:
            children = list(self._children)
        for child in children:
            child.end()

    @contextmanager
    def heed_signals(self) -> Generator[None]:
        """Take Ctrl-C, SIGTERM and a lost terminal as requests to stop, and leave no process behind.

        Raises:
            InterruptedRehearsalError: in the place of whatever error a request to stop led to: a child that was
                asked to end looks to whoever waits for it as one that failed.
        """

        def heed(signum: int, _frame: FrameType | None) -> None:
            self.interrupt(signum)

        heeded = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        previous = {signum: signal.signal(signum, heed) for signum in heeded}
        try:
            yield
        except Exception as error:
            if self._signum is not None:
                raise InterruptedRehearsalError(self._signum) from error
            raise
        finally:
            self.end()
            for signum, handler in previous.items():
                signal.signal(signum, handler)
