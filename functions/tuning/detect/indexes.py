"""Indexes: those that are missing, those that nobody uses, those that say what another says, and half-built
ones."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from functions.tuning.detect.words import milliseconds, number, percent, size
from functions.tuning.quoting import quoted, quoted_name
from functions.tuning.recommendation import Gain, Kind, Recommendation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.tuning.detect.evidence import Evidence
    from functions.tuning.snapshot import Index, Statement, Trial

_LONGEST_NAME = 63
_BUILDING = "CONCURRENTLY takes no lock that stops writes, and twice a build's time; a failed one leaves an invalid index to drop."


def missing(evidence: Evidence) -> Iterator[Recommendation]:
    """Find the index that would halve the cost of statements which matter; one for each relation and columns."""
    best: dict[tuple[str, tuple[str, ...]], list[tuple[Statement, Trial]]] = defaultdict(list)
    for statement in evidence.now.statements:
        trial = _best(evidence, statement)
        if trial is not None:
            best[trial.relation, trial.columns].append((statement, trial))
    for (relation, columns), served in best.items():
        found = _to_create(evidence, relation, columns, served)
        if found is not None:
            yield found


def _best(evidence: Evidence, statement: Statement) -> Trial | None:
    if not evidence.matters(statement):
        return None
    good = [
        trial
        for trial in statement.trials
        if trial.used and trial.cost_after <= trial.cost_before * evidence.thresholds.improvement
    ]
    # Nearly as good with fewer columns is better: it serves more statements, and costs writes less.
    return min(
        good, key=lambda trial: (round(trial.cost_after / trial.cost_before, 2), len(trial.columns)), default=None
    )


def _to_create(
    evidence: Evidence, relation: str, columns: tuple[str, ...], served: list[tuple[Statement, Trial]]
) -> Recommendation | None:
    saved = sum(statement.total_ms * (1 - trial.cost_after / trial.cost_before) for statement, trial in served)
    table = evidence.now.table(relation)
    writes = (table.index_writes if table else 0) / evidence.now.hours
    cost = evidence.sessions(writes * evidence.hours * evidence.thresholds.write_ms)
    gain = evidence.sessions(saved)
    if gain <= cost:
        return None
    first = served[0][1]
    index = index_name(relation, columns)
    schema = relation.split(".", 1)[0]
    why = [
        f"Statement {statement.id}: {number(statement.calls)} calls of {milliseconds(statement.mean_ms)}, "
        f"{percent(statement.total_ms / evidence.total_ms)} of all statements' time; plan cost "
        f"{number(trial.cost_before)} → {number(trial.cost_after)}"
        for statement, trial in served
    ]
    return Recommendation(
        kind=Kind.MISSING_INDEX,
        subject=f"{relation} ({', '.join(columns)})",
        what=f"Create an index on {relation} ({', '.join(columns)}).",
        why=(
            *why,
            f"About {size(first.size_bytes)} large; {number(writes)} writes an hour would keep it, at {cost:.3f} sessions.",
        ),
        gain=Gain(
            sessions=gain - cost,
            bytes=-first.size_bytes,
            how=f"time of the statements times cost saved: {first.how}",
        ),
        apply=f"CREATE INDEX CONCURRENTLY {quoted_name(index)} ON {quoted(relation)} "
        f"({', '.join(map(quoted_name, columns))});",
        risk=_BUILDING,
        undo=f"DROP INDEX CONCURRENTLY {quoted_name(schema)}.{quoted_name(index)};",
        statements=tuple(statement.id for statement, _ in served),
    )


def index_name(relation: str, columns: tuple[str, ...]) -> str:
    """Return a name in PostgreSQL's own manner, within its 63 bytes."""
    name = f"{relation.split('.', 1)[1]}_{'_'.join(columns)}_idx"
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name.encode()[: _LONGEST_NAME - 13].decode(errors='ignore')}_{mark}_idx"


def unused(evidence: Evidence) -> Iterator[Recommendation]:
    """Find indexes that served neither server in a month, and that hold up no constraint."""
    now, limits = evidence.now, evidence.thresholds
    if now.hours < limits.unused_after.total_seconds() / 3600 or not now.replica_read:
        return
    # What is to do a dropped one's work must stay, though it has done none so far.
    heirs = {other.name for index, other in _duplicates(evidence) if index.scans or index.replica_scans}
    for index in now.indexes:
        if index.name in heirs:
            continue
        idle = index.scans == 0 and not index.replica_scans
        if idle and _droppable(index) and not index.unique and index.bytes >= limits.index_bytes:
            places = "the main database or the replica" if index.replica_scans is not None else "the main database"
            yield _to_drop(
                Kind.UNUSED_INDEX,
                index,
                (f"No scan on {places} in {now.hours / 24:.0f} days.", f"{size(index.bytes)}; every write to {index.table} keeps it."),
            )  # fmt: skip


def duplicate(evidence: Evidence) -> Iterator[Recommendation]:
    """Find indexes whose keys are another's, or the beginning of another's."""
    for index, other in _duplicates(evidence):
        whole = "the same keys as" if other.keys == index.keys else "the first keys of"
        yield _to_drop(
            Kind.DUPLICATE_INDEX,
            index,
            (f"It has {whole} {other.name}, which can serve what it serves.", f"{size(index.bytes)}; every write keeps both."),
        )  # fmt: skip


def _duplicates(evidence: Evidence) -> Iterator[tuple[Index, Index]]:
    """Yield each index that can go, and the one that does its work then."""
    gone: set[str] = set()
    for index in sorted(evidence.now.indexes, key=_worth):
        if not _droppable(index) or index.bytes < evidence.thresholds.index_bytes:
            continue
        other = next((one for one in evidence.now.indexes if one.name not in gone and _serves(one, index)), None)
        if other is not None:
            gone.add(index.name)
            yield index, other


def invalid(evidence: Evidence) -> Iterator[Recommendation]:
    """Find indexes whose build has failed: they serve nothing, and every write keeps them."""
    for index in evidence.now.indexes:
        if not index.valid and not index.constraint:
            yield _to_drop(
                Kind.INVALID_INDEX,
                index,
                ("It is marked invalid: its CREATE INDEX CONCURRENTLY failed, or is still running.",),
                risk="See in pg_stat_progress_create_index first that nobody is building it.",
            )


def _droppable(index: Index) -> bool:
    return index.valid and not index.constraint


def _worth(index: Index) -> tuple[bool, int, int, str]:
    """What is dropped first: the plain before the unique, the less used, the later in the alphabet of their
    length."""
    return index.unique, index.scans + (index.replica_scans or 0), -len(index.name), index.name


def _serves(other: Index, index: Index) -> bool:
    comparable = (other.table, other.method, other.predicate) == (index.table, index.method, index.predicate)
    if other.name == index.name or not comparable or not other.valid:
        return False
    # A unique index is a rule too: only one with the same keys that is itself unique keeps it.
    if index.unique and not (other.unique and other.keys == index.keys):
        return False
    if not set(index.included) <= {*other.included, *other.columns}:
        return False
    if other.keys == index.keys:
        return True
    # Only a B-tree finds rows by its first keys alone as well as by all.
    return (
        index.method == "btree"
        and len(other.keys) > len(index.keys)
        and other.keys[: len(index.keys)] == index.keys
    )


def _to_drop(kind: Kind, index: Index, why: tuple[str, ...], risk: str | None = None) -> Recommendation:
    return Recommendation(
        kind=kind,
        subject=index.name,
        what=f"Drop the index {index.name}.",
        why=why,
        gain=Gain(bytes=index.bytes, how="its size; what it costs writes is not measured"),
        apply=f"DROP INDEX CONCURRENTLY {quoted(index.name)};",
        risk=risk or "A rare report may be slower without it; try it in staging, and keep the statement below.",
        undo=f"{index.definition.replace('INDEX ', 'INDEX CONCURRENTLY ', 1)};",
    )
