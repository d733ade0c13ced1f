"""One run of the collectors: from logins to a snapshot."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.shared.errors import AccessError
from functions.tuning.collect import activity, catalogue, trials
from functions.tuning.collect.plans import explainer, search_paths
from functions.tuning.collect.session import reading
from functions.tuning.collect.statements import schema_of, statements
from functions.tuning.snapshot import Snapshot

if TYPE_CHECKING:
    from functions.shared.postgresql import Login, Session
    from functions.tuning.snapshot import Load

SAMPLES, SAMPLE_SECONDS = 10, 0.5
"""Looks at the sessions; ten in five seconds see any wait that makes a tenth of a session's load."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where to read: the main server, its replica if there is one, and the authorities (PEM) that vouch for
    both."""

    environment: str
    main: Login
    replica: Login | None
    ca_bundle: str


def collect(source: Source, load: Load | None, notes: tuple[str, ...] = ()) -> Snapshot:
    """Read everything.

    Args:
        source: the servers.
        load: what Performance Insights says, None where it could not be asked.
        notes: what is already known to be missing.

    Raises:
        AccessError: the main server cannot be read.
        TuningError: it lacks what tuning stands on.
    """
    with ExitStack() as stack:
        main = stack.enter_context(reading(source.main, source.ca_bundle))
        replica, missing = _replica(stack, source)
        return _snapshot(source, main, replica, load, (*notes, *missing))


def _replica(stack: ExitStack, source: Source) -> tuple[Session | None, tuple[str, ...]]:
    if source.replica is None:
        return None, ("There is no replica: an index is called unused by the main database's statistics alone.",)
    try:
        return stack.enter_context(reading(source.replica, source.ca_bundle)), ()
    except AccessError as error:
        return None, (f"The replica could not be read ({error}): no index is called unused.",)


def _snapshot(
    source: Source, main: Session, replica: Session | None, load: Load | None, notes: tuple[str, ...]
) -> Snapshot:
    major = catalogue.version(main)
    server = catalogue.server(main, major)
    # The long reads go to the replica, where they hold nobody up.
    measured, slow = catalogue.bloat(replica or main)
    tables = catalogue.tables(main, measured)
    indexes = catalogue.indexes(main, replica)
    explain = explainer(main, major, search_paths(main))
    by_name = {table.name: table for table in tables}
    found, failed = trials.planned(statements(main, major), by_name, indexes, explain, server.settings)
    sequences = catalogue.sequences(main)
    return Snapshot(
        environment=source.environment,
        taken_at=datetime.now(UTC),
        server=server,
        samples=SAMPLES,
        sample_seconds=SAMPLE_SECONDS,
        statements=found,
        tables=tables,
        indexes=indexes,
        foreign_keys=catalogue.foreign_keys(main),
        sequences=sequences,
        activity=activity.sample(main, SAMPLES, SAMPLE_SECONDS),
        load=load,
        replica_read=replica is not None or source.replica is None,
        notes=(
            *notes,
            *_unmeasured(slow),
            *_missing(main, explain.hypothetical, failed, sum(one.last is None for one in sequences)),
        ),
    )


def _unmeasured(slow: tuple[str, ...]) -> list[str]:
    return [f"The bloat of {', '.join(slow)} could not be measured within a statement's time."] if slow else []


def _missing(session: Session, hypothetical: bool, failed: int, sequences: int) -> list[str]:  # noqa: FBT001 - private
    notes: list[str] = []
    if not hypothetical:
        notes.append(
            "The extension hypopg is not there: missing indexes are estimated from selectivity, not planned."
        )
    if schema_of(session, "pgstattuple") is None:
        notes.append("The extension pgstattuple is not there: bloat was not measured.")
    if failed:
        notes.append(
            f"{failed} of the costliest statements could not be planned: the login may not explain them, or their "
            "text has a parameter where PostgreSQL wants a constant."
        )
    if sequences:
        notes.append(f"{sequences} sequences have not been used, or could not be read.")
    return notes
