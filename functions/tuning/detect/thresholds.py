"""When something is called a problem: every number of the detectors, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The numbers; shares are fractions of one.

    Attributes:
        statement_share: of all statements' time; below a hundredth, mending a statement changes nothing that
            anybody notices.
        statement_ms: a call below 5 ms is not slow by itself, whatever its plan.
        statement_sessions: average sessions; a tenth of one is felt, however quick each call (4 ms, 25 a second).
        improvement: the cost must fall to a half at least: the planner's costs are no better than that as a
            measure.
        write_ms: what keeping one more index costs each write; some 10 µs while the index is in memory, twice that
            taken.
        big_table_pages: 8 MiB: below, a scan is as quick as an index.
        scan_rows_kept: a scan that keeps a tenth or more of the rows is the right plan.
        child_calls, rows_each, calls_per_parent, match: an N+1 pattern is a statement called a thousand times or
            more, for a handful of rows, ten
            times or more for each call of another, as often as that one returns rows (within a tenth).
        spill_bytes: 4 MiB a call, PostgreSQL's default `work_mem`; below, the temporary file stays in the page
            cache.
        spill_memory_share: what all connections together may take of the cache in sorts, as a bound of `work_mem`.
        lock_seconds: a wait of 1 s is what the server logs (`deadlock_timeout`'s default).
        lock_sessions: average sessions waiting; a tenth of one is felt.
        idle_seconds: half of the minute after which the platform ends such sessions (`idleInTransactionTimeout`).
        stale_factor: twice the changes at which autovacuum should have analysed.
        dead_factor: twice the dead rows at which autovacuum should have run.
        stale_rows: a table of fewer rows has no plan to get wrong.
        bloat_share, bloat_bytes: a free share of 0.4 beyond what autovacuum leaves (0.2), of 16 MiB or more.
        unused_after: a month sees month-end reports; statistics younger than that prove nothing.
        index_bytes: an index below 1 MiB costs too little to be worth the risk of dropping it.
        sequence_share: three quarters: at the pace so far a third of its life is left to change the column's type
            in.
        age_share: half of the age at which the server would refuse writes, 2^31 transactions less three million.
        slower, slower_calls: twice as slow, measured on fifty calls or more in both periods.
        load_per_vcpu: sessions beyond one a vCPU wait for a processor.
        idle_per_vcpu: a size down halves the vCPUs; at a quarter each, half is still free afterwards.
        load_days: days of load before a size is called too large: a weekly peak must be in them.
        connections_share: four fifths of `max_connections`.
        requested_share, requested_count: checkpoints forced by WAL rather than by time, above a half and ten at
            least.
    """

    statement_share: float = 0.01
    statement_ms: float = 5.0
    statement_sessions: float = 0.1
    improvement: float = 0.5
    write_ms: float = 0.02
    big_table_pages: int = 1000
    scan_rows_kept: float = 0.1
    child_calls: int = 1000
    rows_each: float = 5.0
    calls_per_parent: float = 10.0
    match: float = 0.1
    spill_bytes: int = 4 * MIB
    spill_memory_share: float = 0.25
    lock_seconds: float = 1.0
    lock_sessions: float = 0.1
    idle_seconds: float = 30.0
    stale_factor: float = 2.0
    dead_factor: float = 2.0
    stale_rows: int = 1000
    bloat_share: float = 0.4
    bloat_bytes: int = 16 * MIB
    unused_after: timedelta = timedelta(days=30)
    index_bytes: int = MIB
    sequence_share: float = 0.75
    age_share: float = 0.5
    slower: float = 2.0
    slower_calls: int = 50
    load_per_vcpu: float = 1.0
    idle_per_vcpu: float = 0.25
    load_days: float = 6.0
    connections_share: float = 0.8
    requested_share: float = 0.5
    requested_count: int = 10
