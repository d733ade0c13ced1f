"""Where the time goes: wall-clock seconds during which at least one piece of a kind of work was under way."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


class Stopwatch:
    """Seconds by kind of work. Pieces of one kind that run at once count once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._since: dict[str, float] = {}
        self.seconds: dict[str, float] = {}

    @contextmanager
    def measure(self, kind: str) -> Generator[None]:
        """Count the body's time for that kind."""
        with self._lock:
            self._running[kind] += 1
            if self._running[kind] == 1:
                self._since[kind] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._running[kind] -= 1
                if not self._running[kind]:
                    spent = time.monotonic() - self._since[kind]
                    self.seconds[kind] = self.seconds.get(kind, 0.0) + spent
