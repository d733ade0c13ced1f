"""Tables: statistics that lag, dead rows that pile up, space that is never given back, and scans that no index can
save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.tuning.detect.words import milliseconds, number, percent, size
from functions.tuning.quoting import quoted
from functions.tuning.recommendation import Gain, Kind, Recommendation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.tuning.detect.evidence import Evidence
    from functions.tuning.snapshot import Read, Statement, Table

_UNTOUCHED = "-- nothing to take back: it changes no data and no setting"


def stale(evidence: Evidence) -> Iterator[Recommendation]:
    """Find tables that changed far beyond the point where autovacuum should have analysed them."""
    for table in evidence.now.tables:
        due = _due(evidence, table, "analyze")
        never = table.rows < 0 and table.live >= evidence.thresholds.stale_rows
        late = table.modified_since_analyze >= evidence.thresholds.stale_factor * due
        if never or (late and max(table.live, table.rows) >= evidence.thresholds.stale_rows):
            yield Recommendation(
                kind=Kind.STALE_STATISTICS,
                subject=table.name,
                what=f"Analyse {table.name}" + _and_autovacuum(table),
                why=(
                    f"{number(table.modified_since_analyze)} changed rows since its last ANALYZE, which was due at {number(due)}; "
                    + (
                        "it was never analysed." if never else f"the planner believes in {number(table.rows)} rows."
                    ),
                    *_why_not(table),
                ),
                gain=Gain(how="not to be told beforehand: plans made of wrong numbers are wrong by chance"),
                apply=f"ANALYZE {quoted(table.name)};{_turn_on(table)}",
                risk="It reads 30,000 rows at most for each unit of the statistics target, and takes no lock that stops writes.",
                undo=_turn_off(table),
            )


def vacuum_debt(evidence: Evidence) -> Iterator[Recommendation]:
    """Find tables with far more dead rows than autovacuum should have left."""
    for table in evidence.now.tables:
        due = _due(evidence, table, "vacuum")
        if table.dead >= evidence.thresholds.dead_factor * due and table.dead >= evidence.thresholds.stale_rows:
            wasted = int(table.heap_bytes * table.dead / max(table.dead + table.live, 1))
            yield Recommendation(
                kind=Kind.VACUUM_DEBT,
                subject=table.name,
                what=f"Vacuum {table.name}" + _and_autovacuum(table),
                why=(
                    f"{number(table.dead)} dead rows beside {number(table.live)} live ones; autovacuum was due at {number(due)}.",
                    *_why_not(table),
                ),
                gain=Gain(bytes=wasted, how="dead rows' share of the table, reusable after the vacuum"),
                apply=f"VACUUM (ANALYZE) {quoted(table.name)};{_turn_on(table)}",
                risk="It reads the table and its indexes, and takes no lock that stops writes; do it in a quiet hour.",
                undo=_turn_off(table),
            )


def bloat(evidence: Evidence) -> Iterator[Recommendation]:
    """Find tables that are mostly empty space."""
    limits = evidence.thresholds
    for table in evidence.now.tables:
        share = (table.free_fraction or 0.0) + (table.dead_fraction or 0.0)
        wasted = int(table.heap_bytes * share)
        if share < limits.bloat_share or wasted < limits.bloat_bytes:
            continue
        by_scans = [one for one in evidence.now.statements if _scans(one, table.name)]
        saved = evidence.sessions(sum(one.total_ms for one in by_scans)) * share
        yield Recommendation(
            kind=Kind.BLOAT,
            subject=table.name,
            what=f"Rewrite {table.name}, which is {percent(share)} empty.",
            why=(
                f"{size(table.heap_bytes)}, of which {size(wasted)} hold no row (measured by pgstattuple).",
                f"{len(by_scans)} of the costliest statements read it from end to end.",
            ),
            gain=Gain(sessions=saved, bytes=wasted, how="the empty share of the table, and of the time of statements that scan it"),
            apply=f"pg_repack --no-superuser-check --table={table.name}",
            risk="pg_repack (an extension that RDS has) needs as much free storage as the table has rows, and a short exclusive lock "
            "at its end; VACUUM FULL would hold that lock throughout.",
            undo=_UNTOUCHED,
            person=True,
        )  # fmt: skip


def sequential(evidence: Evidence) -> Iterator[Recommendation]:
    """Find costly statements that read a big table from end to end for few rows, and that no index of columns can
    save."""
    for table in evidence.now.tables:
        if table.pages < evidence.thresholds.big_table_pages:
            continue
        found = [
            one for one in evidence.now.statements if evidence.matters(one) and _wasteful(evidence, one, table)
        ]
        if not found:
            continue
        spent = sum(one.total_ms for one in found)
        yield Recommendation(
            kind=Kind.SEQUENTIAL_SCAN,
            subject=table.name,
            what=f"See why {len(found)} costly statements read all of {table.name}: its condition is on no column as it is.",
            why=tuple(
                f"Statement {one.id}: {number(one.calls)} calls of {milliseconds(one.mean_ms)} for "
                f"{one.rows / one.calls:.1f} rows each, {percent(one.total_ms / evidence.total_ms)} of all statements' time; "
                f"reads {number(table.rows)} rows each time"
                for one in found
            ),
            gain=Gain(sessions=evidence.sessions(spent), how="at most all of the statements' time"),
            apply="-- rewrite the condition so that it is on the bare column, or index the expression that it uses "
            "(for LIKE '%…%': an index of pg_trgm)",
            risk="An index of an expression serves that expression alone; try it in staging.",
            undo="-- drop the index, or take the old statement back",
            person=True,
            statements=tuple(one.id for one in found),
        )


def _wasteful(evidence: Evidence, statement: Statement, table: Table) -> bool:
    if statement.plan is None or any(trial.relation == table.name and trial.used for trial in statement.trials):
        return False
    few = statement.rows / max(statement.calls, 1) <= evidence.thresholds.scan_rows_kept * max(table.rows, 1.0)
    return few and any(_filters(read, table, evidence.thresholds.scan_rows_kept) for read in statement.plan.reads)


def _filters(read: Read, table: Table, max_kept: float) -> bool:
    return read.relation == table.name and read.rows <= max_kept * max(table.rows, 1.0)


def _scans(statement: Statement, table: str) -> bool:
    return statement.plan is not None and any(read.relation == table for read in statement.plan.reads)


def _due(evidence: Evidence, table: Table, what: str) -> float:
    """Return the changed or dead rows at which autovacuum comes: https://www.postgresql.org/docs/17/routine-vacuuming.html"""
    settings = evidence.now.server.settings
    base, factor = settings[f"autovacuum_{what}_threshold"], settings[f"autovacuum_{what}_scale_factor"]
    return float(base) + float(factor) * max(table.rows, 0.0)


def _and_autovacuum(table: Table) -> str:
    return "." if table.autovacuum else ", and turn its autovacuum on again."


def _why_not(table: Table) -> tuple[str, ...]:
    return () if table.autovacuum else ("Its autovacuum was turned off (`autovacuum_enabled`).",)


def _turn_on(table: Table) -> str:
    return "" if table.autovacuum else f"\nALTER TABLE {quoted(table.name)} RESET (autovacuum_enabled);"


def _turn_off(table: Table) -> str:
    return _UNTOUCHED if table.autovacuum else f"ALTER TABLE {quoted(table.name)} SET (autovacuum_enabled = off);"
