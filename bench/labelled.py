"""Real series with the times at which something was wrong, as people labelled them."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from rehearsal.mocks.recorder import ROOT

FOLDER = ROOT.parent / "shared/data/alarms"


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A series on a grid of its own period (seconds), and its windows as first and last datapoint."""

    name: str
    period: int
    values: Sequence[float | None]
    windows: Sequence[tuple[int, int]]

    @property
    def weeks(self) -> float:
        """How long it is."""
        return len(self.values) * self.period / (7 * 86_400)

    def over(self, period: int) -> "Labelled":
        """Return the means of periods of so many seconds; the series itself if its own are as long or longer."""
        each = period // self.period
        if each <= 1:
            return self
        parts = [self.values[first : first + each] for first in range(0, len(self.values), each)]
        known = [[value for value in part if value is not None] for part in parts]
        return Labelled(
            name=self.name,
            period=each * self.period,
            values=[fmean(part) if part else None for part in known],
            windows=[(first // each, last // each) for first, last in self.windows],
        )


def read(folder: Path = FOLDER) -> list[Labelled]:
    """Return every series that `windows.json` names.

    Raises:
        OSError, ValueError, KeyError: a file is missing, or is not what the others are.
    """
    windows = json.loads((folder / "windows.json").read_text(encoding="utf-8"))
    return [_series(folder / name, labelled) for name, labelled in windows.items()]


def _series(file: Path, windows: list[list[str]]) -> Labelled:
    with file.open(encoding="utf-8", newline="") as rows:
        points = {_seconds(row["timestamp"]): float(row["value"]) for row in csv.DictReader(rows)}
    times = sorted(points)
    gaps = Counter(late - early for early, late in pairwise(times))
    period, first = gaps.most_common(1)[0][0], times[0]
    slots = {(time - first) // period: value for time, value in points.items()}
    return Labelled(
        name=file.stem,
        period=period,
        values=[slots.get(index) for index in range(max(slots) + 1)],
        windows=[
            ((_seconds(start) - first) // period, (_seconds(end) - first) // period) for start, end in windows
        ],
    )


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
