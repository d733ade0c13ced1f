"""The comparison with the last report: what became of each recommendation, and of the statements it was for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from functions.tuning.detect.evidence import evidence
from functions.tuning.detect.thresholds import Thresholds
from functions.tuning.recommendation import Kind, Recommendation
from functions.tuning.snapshot import Snapshot


class Fate(StrEnum):
    """What became of a recommendation."""

    APPLIED = "applied"
    OPEN = "open"
    GONE = "no longer found"


@dataclass(frozen=True, kw_only=True)
class Before:
    """A statement's time a call up to the last report and since; None where it was not called since."""

    statement: int
    text: str
    before_ms: float
    after_ms: float | None

    @property
    def factor(self) -> float | None:
        """How many times as fast it became."""
        return self.before_ms / self.after_ms if self.after_ms else None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A recommendation of the last report and what became of it."""

    recommendation: Recommendation
    fate: Fate
    statements: tuple[Before, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """One run: what was read, what is recommended, and what became of the last report's recommendations."""

    snapshot: Snapshot
    recommendations: tuple[Recommendation, ...]
    outcomes: tuple[Outcome, ...] = ()
    previous: datetime | None = None


def compared(
    now: Snapshot, found: Sequence[Recommendation], last: Report | None, thresholds: Thresholds | None = None
) -> Report:
    """Return the report of this run, beside the last one."""
    if last is None:
        return Report(snapshot=now, recommendations=tuple(found))
    since = evidence(now, last.snapshot, thresholds or Thresholds()).now
    times = {one.id: one.mean_ms for one in since.statements}
    keys = {one.key for one in found}
    outcomes = tuple(
        Outcome(recommendation=one, fate=_fate(one, now, keys), statements=_before(one, last.snapshot, times))
        for one in last.recommendations
    )
    return Report(snapshot=now, recommendations=tuple(found), outcomes=outcomes, previous=last.snapshot.taken_at)


def _fate(one: Recommendation, now: Snapshot, keys: set[str]) -> Fate:
    if one.key in keys:
        return Fate.OPEN
    if one.kind is Kind.MISSING_INDEX:
        made = any(
            f"{index.table} ({', '.join(index.columns)})".startswith(one.subject[:-1]) for index in now.indexes
        )
        return Fate.APPLIED if made else Fate.GONE
    if one.kind in {Kind.UNUSED_INDEX, Kind.DUPLICATE_INDEX, Kind.INVALID_INDEX}:
        return Fate.GONE if any(index.name == one.subject for index in now.indexes) else Fate.APPLIED
    return Fate.GONE


def _before(one: Recommendation, last: Snapshot, times: Mapping[int, float]) -> tuple[Before, ...]:
    return tuple(
        Before(statement=was.id, text=was.text, before_ms=was.mean_ms, after_ms=times.get(was.id))
        for was in last.statements
        if was.id in one.statements
    )
