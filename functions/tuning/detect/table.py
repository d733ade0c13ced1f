"""All detectors in one table: what each looks for, when it speaks, and the source of its reasoning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.tuning.detect import capacity, indexes, limits, sessions, statements, tables
from functions.tuning.detect.evidence import Evidence, evidence
from functions.tuning.detect.thresholds import Thresholds
from functions.tuning.recommendation import Kind, Recommendation, ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from functions.tuning.snapshot import Snapshot

_DOCS = "https://www.postgresql.org/docs/17"
_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"


@dataclass(frozen=True)
class Detector:
    """One row: the kind it finds, what it looks at, the source, and the function."""

    kind: Kind
    looks_at: str
    source: str
    find: Callable[[Evidence], Iterable[Recommendation]]


DETECTORS = (
    Detector(Kind.SEQUENCE_END, "each sequence against its own end and its column's", f"{_DOCS}/sql-createsequence.html", limits.sequences),
    Detector(Kind.TRANSACTION_AGE, "age of the oldest transaction number", f"{_DOCS}/routine-vacuuming.html", limits.transaction_age),
    Detector(Kind.IDLE_TRANSACTION, "sampled sessions", f"{_DOCS}/runtime-config-client.html", sessions.idle_transactions),
    Detector(Kind.LOCK_WAIT, "sampled sessions and whom they wait for", f"{_DOCS}/view-pg-locks.html", sessions.lock_waits),
    Detector(Kind.MISSING_INDEX, "plans of costly statements, and again with a hypothetical index", "https://hypopg.readthedocs.io/", indexes.missing),
    Detector(Kind.SEQUENTIAL_SCAN, "costly plans that scan a big table for few rows, where no index helped", f"{_DOCS}/using-explain.html", tables.sequential),
    Detector(Kind.N_PLUS_ONE, "calls of a statement against the rows of one on a related table", f"{_DOCS}/pgstatstatements.html", statements.n_plus_one),
    Detector(Kind.SPILL, "temporary blocks a call", f"{_DOCS}/runtime-config-resource.html", statements.spill),
    Detector(Kind.REGRESSION, "time a call against the last report", f"{_DOCS}/pgstatstatements.html", statements.regressed),
    Detector(Kind.STALE_STATISTICS, "changes since the last ANALYZE", f"{_DOCS}/routine-vacuuming.html", tables.stale),
    Detector(Kind.VACUUM_DEBT, "dead rows against autovacuum's own threshold", f"{_DOCS}/routine-vacuuming.html", tables.vacuum_debt),
    Detector(Kind.BLOAT, "free and dead space, measured", f"{_DOCS}/pgstattuple.html", tables.bloat),
    Detector(Kind.DUPLICATE_INDEX, "keys that equal or begin another's", f"{_DOCS}/indexes-multicolumn.html", indexes.duplicate),
    Detector(Kind.UNUSED_INDEX, "scans on main database and replica", f"{_DOCS}/monitoring-stats.html", indexes.unused),
    Detector(Kind.INVALID_INDEX, "indexes marked invalid", f"{_DOCS}/sql-createindex.html", indexes.invalid),
    Detector(Kind.PARAMETER, "checkpoints before their time", f"{_DOCS}/wal-configuration.html", capacity.checkpoints),
    Detector(Kind.PARAMETER, "open connections against their maximum", f"{_RDS}/CHAP_Limits.html", capacity.connections),
    Detector(Kind.INSTANCE_SIZE, "load against vCPUs", f"{_RDS}/USER_PerfInsights.Overview.ActiveSessions.html", capacity.instance_size),
)  # fmt: skip


def examine(
    now: Snapshot, before: Snapshot | None, thresholds: Thresholds | None = None
) -> tuple[Recommendation, ...]:
    """Return what every detector finds, ranked; an index to drop is named once: that another does its work is the
    surer reason."""
    evaluated = evidence(now, before, thresholds or Thresholds())
    found: dict[str, Recommendation] = {}
    for detector in DETECTORS:
        for one in detector.find(evaluated):
            found.setdefault(one.apply if one.apply.startswith("DROP") else one.key, one)
    return ranked(list(found.values()))
