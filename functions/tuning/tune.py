"""One run of tuning: read, evaluate, compare, report, and tell people what needs them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from functions.tuning.compare import Report, compared
from functions.tuning.detect.table import examine
from functions.tuning.errors import TuningError
from functions.tuning.history import History, store_at
from functions.tuning.insights import Insights
from functions.tuning.ops_items import tell
from functions.tuning.report.render import PAGE, render

if TYPE_CHECKING:
    from functions.tuning.detect.thresholds import Thresholds
    from functions.tuning.snapshot import Load
    from functions.tuning.target import Target

LONGEST_DAYS = 7
"""Every instance keeps as many of Performance Insights."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of it: the report, where its files are, and how many OpsItems are new or were open."""

    report: Report
    files: tuple[str, ...]
    opened: int
    known: int


def tune(target: Target, place: str, days: int, thresholds: Thresholds, *, ops_items: bool) -> Done:
    """Examine a database and keep the report.

    Args:
        target: which.
        place: `s3://bucket/prefix` or a folder; the last report found there is compared with.
        days: of Performance Insights, at most 7.
        thresholds: when something is called a problem.
        ops_items: open one for each recommendation that needs a person.

    Raises:
        TuningError: it could not be read, or the report could not be kept.
    """
    history = History(store_at(place, target.services), target.environment)
    # Before the work: a place that cannot be read cannot be compared with, nor probably written to.
    last = history.last()
    load, notes = _load(target, days)
    read = target.read()
    snapshot = replace(read, load=load, notes=(*notes, *read.notes))
    found = examine(snapshot, last.snapshot if last else None, thresholds)
    report = compared(snapshot, found, last, thresholds)
    files = history.keep(report, render(report, thresholds))
    page = next(name for name in files if name.endswith(PAGE))
    opened, known = tell(target.services, found, snapshot.environment, page) if ops_items else (0, 0)
    return Done(report=report, files=tuple(files), opened=opened, known=known)


def _load(target: Target, days: int) -> tuple[Load | None, tuple[str, ...]]:
    """Ask Performance Insights; a report without it is still of use, and says so."""
    end = datetime.now(UTC)
    try:
        return Insights(target.services, target.resource_id).load(end - timedelta(days=days), end), ()
    except TuningError as error:
        return None, (f"Without Performance Insights: {error}.",)
