"""The statements that cost most, from pg_stat_statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.tuning.errors import TuningError
from functions.tuning.normalise import without_values
from functions.tuning.snapshot import Statement

if TYPE_CHECKING:
    from functions.shared.postgresql import Session

LIMIT = 300
"""Statements that are read, by total time: those beyond are noise even where hundreds share a load."""

_WHERE = (
    "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = :name"
)
# 17 tells local and shared block times apart and keeps those of temporary blocks; 15 brought the latter.
_TEMP_TIMES = "s.temp_blk_read_time + s.temp_blk_write_time"
# Utility statements are left on the server: their texts may hold what nobody should read.
_QUERY = """
SELECT s.queryid, r.rolname::text, s.query, s.calls, s.total_exec_time, s.rows, s.shared_blks_hit,
       s.shared_blks_read, s.temp_blks_written, {times}
FROM {schema}.pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND s.toplevel AND s.queryid IS NOT NULL AND r.rolname NOT IN (current_user, 'rdsadmin', 'rdsrepladmin')
  AND s.query ~* '^(\\s|[(]|/[*].*?[*]/|--[^\\n]*\\n)*(select|insert|update|delete|merge|with|values)\\M'
ORDER BY s.total_exec_time DESC LIMIT {limit}
"""


def schema_of(session: Session, extension: str) -> str | None:
    """Return the schema that an extension is in, quoted where needed; None if it is not there."""
    found = session.rows(_WHERE, name=extension)
    return '"' + str(found[0][0]).replace('"', '""') + '"' if found else None


def statements(session: Session, version: int) -> tuple[Statement, ...]:
    """Read the statements of this database by total time, without the tuner's own and RDS's.

    Raises:
        TuningError: the extension is not there.
    """
    schema = schema_of(session, "pg_stat_statements")
    if schema is None:
        raise TuningError(
            "there is no extension pg_stat_statements; run `storefront database provision`, which creates it"
        )
    times = _TEMP_TIMES if version >= 15 else "0"  # noqa: PLR2004 - the release that brought the columns
    rows = session.rows(_QUERY.format(schema=schema, times=times, limit=LIMIT))
    return tuple(statement for row in rows if (statement := _statement(row)))


def _statement(row: tuple[Any, ...]) -> Statement | None:
    number, role, text, calls, total, returned, hit, read, written, temp_ms = row
    bare = without_values(str(text))
    if bare is None:
        return None
    return Statement(
        id=int(number),
        role=str(role),
        text=bare,
        calls=int(calls),
        total_ms=float(total),
        rows=int(returned),
        blocks_hit=int(hit),
        blocks_read=int(read),
        temp_blocks_written=int(written),
        temp_ms=float(temp_ms),
    )
