"""Tells what the rehearsal is doing while it does it: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from rich.console import Console
    from rich.status import Status

    from rehearsal.record import Resource, State

# Plain output gets a line each time so many resources more are done: often enough to see that it goes on.
LINE_EVERY = 50


class Progress:
    """What is under way, and how many resources are done. Told from several threads."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._states: Counter[State] = Counter()
        self._status: Status | None = None

    @contextmanager
    def live(self) -> Generator[None]:
        """Show the live line while the body runs, if the console is a terminal."""
        if not self._console.is_terminal:
            yield
            return
        with self._console.status("starting") as self._status:
            yield
        self._status = None

    def phase(self, what: str) -> None:
        """Say what comes next."""
        if self._status:
            self._status.update(what)
        else:
            self._console.print(what, highlight=False)

    def resource(self, resource: Resource) -> None:
        """Count a resource that is done."""
        with self._lock:
            self._states[resource.state] += 1
            done = self._states.total()
            counts = ", ".join(f"{count} {state}" for state, count in sorted(self._states.items()))
        if self._status:
            self._status.update(f"standing up: {counts}")
        elif done % LINE_EVERY == 0:
            self._console.print(f"  {done} resources: {counts}", highlight=False)
