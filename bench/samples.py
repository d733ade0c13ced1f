"""What repeated timings say. Noise only ever adds, so that the least of a run's timings is nearest to the truth."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Timings:
    """The seconds that both programs took in one process, at both sizes."""

    resources: int
    tenfold_resources: int
    program: Sequence[float]
    bare: Sequence[float]
    tenfold_program: Sequence[float]
    tenfold_bare: Sequence[float]


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """How many times as long the one takes as the other."""
    return min(above) / min(below)


def growth(large: Sequence[float], small: Sequence[float], times: float) -> float:
    """How much longer something `times` as large takes than `times` as long: 1 is linear growth."""
    return ratio(large, small) / times


def across(values: Sequence[float]) -> float:
    """One value for several processes, each of which lies in memory otherwise."""
    return statistics.median(values)
