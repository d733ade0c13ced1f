"""Time as a recovery uses it: the wall clock for records, a steady clock for waiting."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Clock:
    """The wall clock may jump and differs between operators: nothing is decided by it."""

    wall: Callable[[], datetime]
    steady: Callable[[], float]
    sleep: Callable[[float], None]

    def stamp(self) -> str:
        """Return now as text: `2026-11-25T15:04:05Z`."""
        return self.wall().strftime("%Y-%m-%dT%H:%M:%SZ")


SYSTEM = Clock(lambda: datetime.now(UTC), time.monotonic, time.sleep)
