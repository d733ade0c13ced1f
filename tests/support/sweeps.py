"""Whole searches, such as every call of every procedure, of which most runs try a part that a seed draws.

Proofs: without `SWEEP_SEED` in the environment (`make exhaustive`) every point is tried. With it (`make proofs`, which
prints it and takes a new one each time) one point of each six in a row is tried, or of as many as its search says: the
same points for the same seed, whichever process asks, in whatever order. A search that has points has some tried: had
each point a chance of its own, a short search would be empty under one seed in some hundred.

`make test` tries a few points of the searches whose whole is a proof: see `Turns`.
"""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")

SEED = "SWEEP_SEED"
ONE_IN = 6
_MAX_SEED = 2**31


def drawn(search: str, number: int, one_in: int = ONE_IN) -> bool:
    """Whether a point of a search is tried in this run, by its number: the points of a search have numbers in a row.

    `one_in`: a search whose points are dear tries fewer of them.
    """
    seed = os.environ.get(SEED)
    return not seed or (number + _number(f"{search}: {seed}")) % one_in == 0


def sample(search: str, points: Sequence[T], one_in: int = ONE_IN) -> Sequence[T]:
    """Return the points of a search that are tried in this run, in their order: at least one if there is any."""
    step = max(1, min(one_in, len(points)))
    return [point for number, point in enumerate(points) if drawn(search, number, step)]


def one_of(search: str, points: Sequence[T]) -> Sequence[T]:
    """Return the one point of a search that `SWEEP_SEED` draws; without it every point."""
    return sample(search, points, len(points))


class Turns:
    """A search of which a run tries one point in `one_in`; over as many days of runs every point has its turn.

    The points are those of one search, asked for in its order. Which come is told by `SWEEP_SEED`, a number, or else by
    the day: all runs of a day try the same, so that what fails is a change's.
    """

    def __init__(self, search: str, one_in: int) -> None:
        # Searches are out of step with each other, so that no day tries the first point of each.
        self._left = (int(turns_seed()) + _number(search)) % one_in
        self._one_in = one_in
        self.points = 0
        """How many points there were so far."""

    def come(self) -> bool:
        """Whether the next point is tried."""
        self.points += 1
        self._left = (self._left or self._one_in) - 1
        return self._left == 0


def turns_seed() -> str:
    """Return the number that repeats this run's turns: what a failure tells."""
    seed = os.environ.get(SEED) or str(datetime.now(UTC).date().toordinal())
    return seed if seed.isdecimal() else str(_number(seed))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % _MAX_SEED
