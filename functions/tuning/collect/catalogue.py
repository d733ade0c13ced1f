"""Tables, indexes, foreign keys, sequences and the server, from the catalogues and the statistics views.

https://www.postgresql.org/docs/17/monitoring-stats.html and https://www.postgresql.org/docs/17/catalogs.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.shared.errors import AccessError
from functions.tuning.collect.statements import schema_of
from functions.tuning.snapshot import BLOCK_BYTES, ForeignKey, Index, Sequence, Server, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.shared.postgresql import Session

_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_temp'"
_NAME = "n.nspname || '.' || c.relname"

_TABLES = f"""
SELECT {_NAME}, c.reltuples, pg_relation_size(c.oid), s.n_live_tup, s.n_dead_tup, s.seq_scan, s.seq_tup_read,
       coalesce(s.idx_scan, 0), s.n_tup_ins + s.n_tup_upd - s.n_tup_hot_upd, s.n_mod_since_analyze,
       NOT coalesce(c.reloptions::text[] && ARRAY['autovacuum_enabled=off', 'autovacuum_enabled=false'], false)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_stat_all_tables s ON s.relid = c.oid
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND {_OURS}
"""

# An expression index has no columns to name, and is compared by its definition's own words.
_INDEXES = f"""
SELECT {_NAME}, t.nspname || '.' || t.relname, a.columns, a.keys, a.included, m.amname,
       pg_get_expr(i.indpred, i.indrelid),
       i.indisunique, i.indisprimary OR i.indisreplident
         OR EXISTS (SELECT FROM pg_constraint k
                    WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x', 'f')),
       i.indisvalid, pg_relation_size(c.oid), coalesce(s.idx_scan, 0), pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am m ON m.oid = c.relam
JOIN (SELECT x.oid, x.relname, y.nspname FROM pg_class x JOIN pg_namespace y ON y.oid = x.relnamespace) t
  ON t.oid = i.indrelid
LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = c.oid
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(coalesce(b.attname::text, '(expression)') ORDER BY k)
                  FILTER (WHERE k <= i.indnkeyatts), '{{}}') AS columns,
         coalesce(array_agg(concat_ws(' ', pg_get_indexdef(i.indexrelid, k, true), i.indclass[k - 1],
                          i.indoption[k - 1],
                          i.indcollation[k - 1]) ORDER BY k) FILTER (WHERE k <= i.indnkeyatts), '{{}}') AS keys,
         coalesce(array_agg(b.attname::text ORDER BY b.attname)
                  FILTER (WHERE k > i.indnkeyatts), '{{}}') AS included
  FROM generate_series(1, i.indnatts::int) k
  LEFT JOIN pg_attribute b ON b.attrelid = i.indrelid AND b.attnum = i.indkey[k - 1]
) a
WHERE c.relkind = 'i' AND {_OURS}
"""

_FOREIGN_KEYS = """
SELECT f.nspname || '.' || d.relname, (SELECT array_agg(b.attname::text ORDER BY u.place)
         FROM unnest(k.conkey) WITH ORDINALITY u (number, place)
         JOIN pg_attribute b ON b.attrelid = k.conrelid AND b.attnum = u.number),
       g.nspname || '.' || e.relname
FROM pg_constraint k JOIN pg_class d ON d.oid = k.conrelid JOIN pg_namespace f ON f.oid = d.relnamespace
JOIN pg_class e ON e.oid = k.confrelid JOIN pg_namespace g ON g.oid = e.relnamespace
WHERE k.contype = 'f'
"""

# The end is the sequence's own or that of the column that it fills, whichever comes first.
_SEQUENCES = f"""
SELECT {_NAME}, o.nspname || '.' || t.relname || '.' || b.attname, {{last}},
       least(q.seqmax, CASE b.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
                       ELSE 9223372036854775807 END)
FROM pg_sequence q JOIN pg_class c ON c.oid = q.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
  AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
LEFT JOIN pg_class t ON t.oid = d.refobjid LEFT JOIN pg_namespace o ON o.oid = t.relnamespace
LEFT JOIN pg_attribute b ON b.attrelid = d.refobjid AND b.attnum = d.refobjsubid
WHERE q.seqincrement > 0 AND NOT q.seqcycle AND {_OURS}
"""
_LAST_DIRECT = "CASE WHEN has_sequence_privilege(c.oid, 'SELECT, USAGE') THEN pg_sequence_last_value(c.oid) END"
# pg_monitor does not reach into sequences; the platform's own function tells how far each has come, and no more.
_LAST_TOLD = "platform.sequence_position(c.oid)"
_POSITION = (
    "SELECT coalesce(has_function_privilege(to_regprocedure('platform.sequence_position(oid)'), 'EXECUTE'), false)"
)

_SETTINGS = (
    "autovacuum_analyze_scale_factor", "autovacuum_analyze_threshold", "autovacuum_freeze_max_age",
    "autovacuum_vacuum_scale_factor", "autovacuum_vacuum_threshold", "deadlock_timeout", "effective_cache_size",
    "hash_mem_multiplier", "max_connections", "max_wal_size", "random_page_cost", "seq_page_cost", "shared_buffers",
    "work_mem",
)  # fmt: skip
# pg_settings tells numbers in a unit of its own; here they are bytes and seconds, or bare.
_SETTING_VALUES = f"""
SELECT name, CASE unit WHEN 'kB' THEN (setting::numeric * 1024)::text
             WHEN '8kB' THEN (setting::numeric * {BLOCK_BYTES})::text
             WHEN 'MB' THEN (setting::numeric * 1048576)::text
             WHEN 'ms' THEN (setting::numeric / 1000)::text ELSE setting END
FROM pg_settings WHERE name IN ({", ".join(f"'{name}'" for name in _SETTINGS)})
"""
_CHECKPOINTS = {False: "SELECT checkpoints_timed, checkpoints_req FROM pg_stat_bgwriter",
                True: "SELECT num_timed, num_requested FROM pg_stat_checkpointer"}  # fmt: skip
# Statistics are lost with a crash or a reset, by each server for itself.
_SERVER = """
SELECT coalesce(d.stats_reset, pg_postmaster_start_time()),
       greatest(coalesce(d.stats_reset, pg_postmaster_start_time()), {since}),
       pg_database_size(d.datid), (SELECT sum(numbackends) FROM pg_stat_database), d.deadlocks, d.temp_bytes,
       age(b.datfrozenxid)
FROM pg_stat_database d JOIN pg_database b ON b.oid = d.datid WHERE d.datname = current_database()
"""
_MEASURED_AT_LEAST = 16 * 1024 * 1024


def version(session: Session) -> int:
    """Return the server's major version."""
    ((number,),) = session.rows("SELECT current_setting('server_version_num')::int / 10000")
    return int(number)


def server(session: Session, major: int) -> Server:
    """Read the server's settings and counters."""
    statements = schema_of(session, "pg_stat_statements")
    since = f"(SELECT stats_reset FROM {statements}.pg_stat_statements_info)" if statements else "'-infinity'"
    ((began, statements_began, size, connections, deadlocks, temp, age),) = session.rows(
        _SERVER.format(since=since)
    )
    ((timed, requested),) = session.rows(_CHECKPOINTS[major >= 17])  # noqa: PLR2004 - the release with the view
    return Server(
        version=major,
        counters_since=began,
        statements_since=statements_began,
        settings={str(name): str(value) for name, value in session.rows(_SETTING_VALUES)},
        database_bytes=int(size),
        connections=int(connections),
        deadlocks=int(deadlocks),
        temp_bytes=int(temp),
        transaction_age=int(age),
        checkpoints_timed=int(timed),
        checkpoints_requested=int(requested),
    )


def tables(session: Session, measured: Mapping[str, tuple[float, float]]) -> tuple[Table, ...]:
    """Read every table; `measured` are the fractions of `bloat`."""
    return tuple(_table(row, measured) for row in session.rows(_TABLES))


def bloat(session: Session) -> tuple[dict[str, tuple[float, float]], tuple[str, ...]]:
    """Measure the free and the dead fraction of every table of 16 MiB or more, where pgstattuple is there.

    It skips pages that vacuum knows to be full of live rows. Returns the tables that took too long beside those
    measured.
    """
    schema = schema_of(session, "pgstattuple")
    large = (
        f"SELECT c.oid, {_NAME} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE c.relkind = 'r' AND {_OURS} AND pg_relation_size(c.oid) >= {_MEASURED_AT_LEAST}"
    )
    query = (
        "SELECT approx_free_percent / 100, dead_tuple_percent / 100 "
        f"FROM {schema}.pgstattuple_approx(CAST(:table AS oid))"
    )
    measured: dict[str, tuple[float, float]] = {}
    slow: list[str] = []
    for oid, name in session.rows(large) if schema else ():
        try:
            ((free, dead),) = session.rows(query, table=int(oid))
        except AccessError:
            slow.append(str(name))
        else:
            measured[str(name)] = float(free), float(dead)
    return measured, tuple(slow)


def indexes(session: Session, replica: Session | None) -> tuple[Index, ...]:
    """Read every index, with its uses on both servers: what is idle on the main one may serve the replica's
    reports."""
    on_replica = {str(row[0]): int(row[11]) for row in replica.rows(_INDEXES)} if replica else None
    return tuple(_index(row, on_replica) for row in session.rows(_INDEXES))


def foreign_keys(session: Session) -> tuple[ForeignKey, ...]:
    """Read every foreign key."""
    return tuple(
        ForeignKey(table=str(table), columns=tuple(columns), references=str(other))
        for table, columns, other in session.rows(_FOREIGN_KEYS)
    )


def sequences(session: Session) -> tuple[Sequence, ...]:
    """Read how far every sequence has come."""
    ((told,),) = session.rows(_POSITION)
    rows = session.rows(_SEQUENCES.format(last=_LAST_TOLD if told else _LAST_DIRECT))
    return tuple(
        Sequence(name=str(name), column=column, last=None if last is None else int(last), highest=int(highest))
        for name, column, last, highest in rows
    )


def _table(row: tuple[Any, ...], measured: Mapping[str, tuple[float, float]]) -> Table:
    name, rows, size, live, dead, scans, read, by_index, writes, modified, autovacuum = row
    free_fraction, dead_fraction = measured.get(str(name), (None, None))
    return Table(
        name=str(name),
        rows=float(rows),
        heap_bytes=int(size),
        live=int(live),
        dead=int(dead),
        sequential_scans=int(scans),
        sequential_rows=int(read),
        index_scans=int(by_index),
        index_writes=int(writes),
        modified_since_analyze=int(modified),
        autovacuum=bool(autovacuum),
        free_fraction=free_fraction,
        dead_fraction=dead_fraction,
    )


def _index(row: tuple[Any, ...], on_replica: Mapping[str, int] | None) -> Index:
    name, table, columns, keys, included, method, predicate, unique, constraint, valid, size, scans, definition = (
        row
    )
    return Index(
        name=str(name),
        table=str(table),
        columns=tuple(columns),
        keys=tuple(keys),
        included=tuple(included),
        method=str(method),
        predicate=predicate,
        unique=bool(unique),
        constraint=bool(constraint),
        valid=bool(valid),
        bytes=int(size),
        scans=int(scans),
        replica_scans=None if on_replica is None else on_replica.get(str(name), 0),
        definition=str(definition),
    )
