"""Statements: one for each row of another, sorts that leave memory, and what became slower."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from functions.tuning.detect.evidence import key
from functions.tuning.detect.words import excerpt, milliseconds, number, percent, size
from functions.tuning.recommendation import Gain, Kind, Recommendation
from functions.tuning.snapshot import BLOCK_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.tuning.detect.evidence import Evidence
    from functions.tuning.snapshot import Statement

_MIB = 1024 * 1024
# What a sort takes in memory beside what it takes on disk, where rows are packed: two to three times.
_MEMORY_PER_DISK = 3


def n_plus_one(evidence: Evidence) -> Iterator[Recommendation]:
    """Find statements that are called once for each row that another returns, on a table related to that one's."""
    for child in evidence.now.statements:
        limits = evidence.thresholds
        if (
            child.calls < limits.child_calls
            or child.rows / child.calls > limits.rows_each
            or not _of_one_table(child)
        ):
            continue
        parent = next((one for one in evidence.now.statements if _asks_for_each(evidence, one, child)), None)
        if parent is not None:
            yield _to_join(evidence, parent, child)


def _of_one_table(statement: Statement) -> bool:
    return statement.plan is not None and len(statement.plan.relations) == 1


def _asks_for_each(evidence: Evidence, parent: Statement, child: Statement) -> bool:
    limits = evidence.thresholds
    if parent.id == child.id or parent.role != child.role or parent.plan is None or parent.calls == 0:
        return False
    many = child.calls >= limits.calls_per_parent * parent.calls
    as_often = parent.rows > 0 and abs(child.calls - parent.rows) <= limits.match * parent.rows
    return many and as_often and _related(evidence, parent, child)


def _related(evidence: Evidence, parent: Statement, child: Statement) -> bool:
    theirs = set(parent.plan.relations if parent.plan else ())
    own = child.plan.relations[0] if child.plan else ""
    return any(
        (one.table == own and one.references in theirs) or (one.references == own and one.table in theirs)
        for one in evidence.now.foreign_keys
    )


def _to_join(evidence: Evidence, parent: Statement, child: Statement) -> Recommendation:
    per_parent = child.calls / parent.calls
    saved = evidence.sessions(child.total_ms * (1 - 1 / per_parent))
    return Recommendation(
        kind=Kind.N_PLUS_ONE,
        subject=f"statement {child.id}",
        what=f"Fetch with one statement what statement {child.id} fetches row by row after statement {parent.id}.",
        why=(
            f"{number(child.calls)} calls for {number(parent.rows)} rows of the other, {per_parent:.0f} for each call of it.",
            f"The one: {excerpt(parent.text)}",
            f"The many: {excerpt(child.text)}",
            (
                f"{number(child.calls / evidence.hours)} round trips an hour; {milliseconds(child.mean_ms)} each in the "
                f"database, {percent(child.total_ms / evidence.total_ms)} of all statements' time."
            ),
        ),
        gain=Gain(
            sessions=saved,
            how="at most the many calls' time but for one a batch; the application's waiting for round trips comes on top",
        ),
        apply="-- in the application: a join in the first statement, or `WHERE key = ANY ($1)` once for all its rows",
        risk="A change of the application: a batch of thousands of rows takes memory there.",
        undo="-- take the change of the application back",
        person=True,
        statements=(child.id, parent.id),
    )


def spill(evidence: Evidence) -> Iterator[Recommendation]:
    """Find statements whose sorts and hashes go through temporary files, and the memory that would hold them."""
    limits, settings = evidence.thresholds, evidence.now.server.settings
    maximum = (
        limits.spill_memory_share * float(settings["effective_cache_size"]) / float(settings["max_connections"])
    )
    for one in evidence.now.statements:
        written = one.temp_blocks_written * BLOCK_BYTES / max(one.calls, 1)
        if written < limits.spill_bytes or not evidence.matters(one):
            continue
        wanted = 2 ** math.ceil(math.log2(max(written * _MEMORY_PER_DISK, _MIB)))
        yield _to_hold(evidence, one, written=written, wanted=wanted, maximum=maximum)


def _to_hold(evidence: Evidence, one: Statement, *, written: float, wanted: int, maximum: float) -> Recommendation:
    measured = one.temp_ms > 0
    saved = one.temp_ms if measured else one.total_ms * 0.1
    now = float(evidence.now.server.settings["work_mem"])
    mib = wanted // _MIB
    for_all = wanted <= maximum
    return Recommendation(
        kind=Kind.SPILL,
        subject=f"statement {one.id}",
        what=f"Give statement {one.id} {mib} MiB of work_mem, so that it sorts in memory.",
        why=(
            (
                f"{size(written)} of temporary files a call, {number(one.calls)} calls of {milliseconds(one.mean_ms)}; "
                f"work_mem is {size(now)}."
            ),
            excerpt(one.text),
            f"Every connection may take it several times over: beyond {size(maximum)} it must not be set for all.",
        ),
        gain=Gain(
            sessions=evidence.sessions(saved),
            how="the time spent in temporary files"
            if measured
            else "a tenth of its time (the server does not time files)",
        ),
        apply=f"SET LOCAL work_mem = '{mib}MB';  -- in the transaction of this statement alone",
        risk="Memory is taken for each sort and hash of each such session at once; watch FreeableMemory."
        + ("" if for_all else " An index in the order that it sorts by may be the better way."),
        undo=f"-- take the SET LOCAL out; the setting for all is {size(now)}",
        person=not for_all,
        statements=(one.id,),
    )


def regressed(evidence: Evidence) -> Iterator[Recommendation]:
    """Find statements that take far longer a call than up to the last report."""
    limits = evidence.thresholds
    for one in evidence.now.statements:
        before = evidence.before.get(key(one))
        if before is None or min(one.calls, before.calls) < limits.slower_calls or not evidence.matters(one):
            continue
        factor = one.mean_ms / max(before.mean_ms, 1e-6)
        if factor < limits.slower:
            continue
        yield Recommendation(
            kind=Kind.REGRESSION,
            subject=f"statement {one.id}",
            what=f"See why statement {one.id} takes {factor:.1f} times as long as before.",
            why=(
                (
                    f"{milliseconds(before.mean_ms)} a call up to the last report, {milliseconds(one.mean_ms)} since "
                    f"({number(one.calls)} calls, {percent(one.total_ms / evidence.total_ms)} of all statements' time)."
                ),
                excerpt(one.text),
                *_changed_plan(before, one),
            ),
            gain=Gain(
                sessions=evidence.sessions(one.total_ms * (1 - 1 / factor)),
                how="the time beyond what it took before",
            ),
            apply="-- compare both plans; look for a release, an index that went, statistics that lag, a table that grew",
            risk="None in looking.",
            undo="-- nothing was changed",
            person=True,
            statements=(one.id,),
        )


def _changed_plan(before: Statement, now: Statement) -> tuple[str, ...]:
    if before.plan is None or now.plan is None:
        return ()
    if before.plan.reads == now.plan.reads:
        return (
            f"The plan reads the same tables from end to end; its cost went from {number(before.plan.cost)} to {number(now.plan.cost)}.",
        )
    scans = sorted({read.relation for read in now.plan.reads} - {read.relation for read in before.plan.reads})
    return (f"The plan changed: it now reads {', '.join(scans) or 'fewer tables'} from end to end.",)
