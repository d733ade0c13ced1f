"""The main database alone: its foundation in both sites, itself where the store is served, its backups in the other."""

from functools import cache

from components.database.database import Database, DatabaseArgs
from components.database.foundation import DatabaseFoundation, DatabaseFoundationArgs
from components.database.replication import Replication, ReplicationArgs
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING, STANDBY
from tests.support.alone import PlainBaseline, in_both_sites


@cache
def database(stack: str) -> Record:
    """What is registered for the database of a stack."""
    return in_both_sites(_both, stack, SERVING, STANDBY)


def _both(base: PlainBaseline, other: PlainBaseline) -> None:
    foundation_on(other)
    args = ReplicationArgs(baseline=other, database=database_on(base))
    Replication("replication", args=args, opts=other.here)


def foundation_on(baseline: PlainBaseline) -> DatabaseFoundation:
    """Make what a database needs on a baseline."""
    return DatabaseFoundation(
        baseline.place.logical("database-foundation"),
        args=DatabaseFoundationArgs(baseline=baseline),
        opts=baseline.here,
    )


def database_on(baseline: PlainBaseline) -> Database:
    """Make a stack's database on a baseline, with its foundation."""
    return Database(
        baseline.place.logical("database"),
        args=DatabaseArgs(foundation=foundation_on(baseline)),
        opts=baseline.here,
    )
