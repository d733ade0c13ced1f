"""The snapshot: one JSON document of how a database is doing, the only thing that detectors and reports see.

No value of a customer's row can be in it: statements are normalised twice (by pg_stat_statements and by
`normalise`), plans are
kept as column names, and statistics that quote rows (most common values, histograms) are never read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

VERSION = 1
BLOCK_BYTES = 8192
"""PostgreSQL's block size as RDS builds it."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """A sequential scan in a plan: of what, rows it is expected to keep, and the columns that choose them.

    `equal` and `ranged` come from the scan's own filter; `joined` from the conditions of the joins above it.
    """

    relation: str
    rows: float
    equal: tuple[str, ...] = ()
    ranged: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A statement's generic plan: its total cost (the planner's unit), what it touches, and its sequential
    scans."""

    cost: float
    relations: tuple[str, ...]
    reads: tuple[Read, ...] = ()


class How(StrEnum):
    """How a trial was made."""

    HYPOTHETICAL = "planned again with a hypothetical index (hypopg)"
    SELECTIVITY = "estimated from the planner's selectivity, without hypopg"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What an index that does not exist would do to the cost of a statement's plan."""

    relation: str
    columns: tuple[str, ...]
    cost_before: float
    cost_after: float
    used: bool
    size_bytes: int
    how: How


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A normalised statement's totals since the statistics began; times in ms, blocks of 8 KiB."""

    id: int
    role: str
    text: str
    calls: int
    total_ms: float
    rows: int
    blocks_hit: int
    blocks_read: int
    temp_blocks_written: int
    temp_ms: float
    plan: Plan | None = None
    trials: tuple[Trial, ...] = ()

    @property
    def mean_ms(self) -> float:
        """Milliseconds a call."""
        return self.total_ms / max(self.calls, 1)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table's size and its counters since the statistics began.

    `rows` is the planner's idea (-1: never analysed), `live` and `dead` the collector's; `index_writes` are inserts
    and such updates
    as write to every index; `free_fraction` and `dead_fraction`
    are measured by pgstattuple, None where it was not.
    """

    name: str
    rows: float
    heap_bytes: int
    live: int
    dead: int
    sequential_scans: int
    sequential_rows: int
    index_scans: int
    index_writes: int
    modified_since_analyze: int
    autovacuum: bool = True
    free_fraction: float | None = None
    dead_fraction: float | None = None

    @property
    def pages(self) -> int:
        """Blocks of the table itself."""
        return self.heap_bytes // BLOCK_BYTES


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index. `keys` are its key columns or expressions with their operator classes and order, as the catalogue
    writes them.

    `scans` is of the main database, `replica_scans` of the replica, None where that could not be read.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    included: tuple[str, ...]
    method: str
    predicate: str | None
    unique: bool
    constraint: bool
    valid: bool
    bytes: int
    scans: int
    replica_scans: int | None
    definition: str


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """A foreign key: from which table's columns to which table."""

    table: str
    columns: tuple[str, ...]
    references: str


@dataclass(frozen=True, kw_only=True)
class Sequence:
    """A sequence: its last value and the highest that both it and its column can hold; `last` None where
    unreadable."""

    name: str
    column: str | None
    last: int | None
    highest: int


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One client session in one sample. `blocked_by` are the processes that it waits for."""

    sample: int
    process: int
    role: str
    state: str
    wait_type: str | None
    wait_event: str | None
    statement: int | None
    transaction_seconds: float
    state_seconds: float
    lock_seconds: float
    blocked_by: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Server:
    """One server. Counters are of this database since `counters_since`, statements since `statements_since`; ages
    in transactions."""

    version: int
    counters_since: datetime
    statements_since: datetime
    settings: Mapping[str, str]
    database_bytes: int
    connections: int
    deadlocks: int
    temp_bytes: int
    transaction_age: int
    checkpoints_timed: int
    checkpoints_requested: int


@dataclass(frozen=True, kw_only=True)
class Point:
    """Average active sessions at a time."""

    at: datetime
    sessions: float


@dataclass(frozen=True, kw_only=True)
class Series:
    """A dimension's value, such as the wait class `CPU`, and its load over time."""

    name: str
    points: tuple[Point, ...]

    @property
    def mean(self) -> float:
        """Average active sessions over the whole series."""
        return sum(point.sessions for point in self.points) / max(len(self.points), 1)


@dataclass(frozen=True, kw_only=True)
class TopStatement:
    """A statement's share in the load, by Performance Insights; `id` is the server's own number of it, if known."""

    digest: str
    id: int | None
    text: str
    sessions: float


@dataclass(frozen=True, kw_only=True)
class Load:
    """What Performance Insights says: load by wait class over time, and its top statements, hosts and users."""

    start: datetime
    end: datetime
    period_seconds: int
    vcpus: int | None
    waits: tuple[Series, ...]
    statements: tuple[TopStatement, ...]
    hosts: Mapping[str, float]
    users: Mapping[str, float]


def hours_between(start: datetime, end: datetime) -> float:
    """Hours from one time to another, a second at least: something is divided by them."""
    return max((end - start).total_seconds(), 1.0) / 3600


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Everything that one run read, and `notes` on what it could not."""

    version: int = VERSION
    environment: str
    taken_at: datetime
    server: Server
    samples: int
    sample_seconds: float
    statements: tuple[Statement, ...] = ()
    tables: tuple[Table, ...] = ()
    indexes: tuple[Index, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    activity: tuple[Activity, ...] = ()
    load: Load | None = None
    notes: tuple[str, ...] = ()
    replica_read: bool = False

    @property
    def hours(self) -> float:
        """Hours that the counters of tables and indexes cover, never none."""
        return hours_between(self.server.counters_since, self.taken_at)

    def table(self, name: str) -> Table | None:
        """The table of that name, with its schema."""
        return next((one for one in self.tables if one.name == name), None)
