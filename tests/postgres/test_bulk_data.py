"""Every SQL row of the table of exfiltration paths (`operations/bulk_data/sql.py`) is tried by a developer on a real server.

What the other rows prove is named in the table itself; that each proof exists is shown in
`tests/operations/test_bulk_data`.
"""

import pytest

from functions.database_access.objects import SAMPLE_ROWS
from functions.shared.errors import AccessError
from operations.bulk_data.sql import SQL_PATHS, SqlPath
from tests.postgres.store import PRIVATE
from tests.postgres.world import World

THIS = "tests/postgres/test_bulk_data.py::test_a_developer_has_no_way_out"

# SQLSTATE 42501 is PostgreSQL's "insufficient privilege", 0A000 what it does not support.
DENIED = "SQLSTATE 42501"

ATTEMPTS = {
    "select": ["SELECT * FROM store.customers", "TABLE store.payments", "SELECT count(*) FROM store.orders",
               "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM store.customers"],
    "copy": ["COPY store.customers TO STDOUT", "COPY (SELECT * FROM store.customers) TO STDOUT",
             "COPY (SELECT 1) TO PROGRAM 'cat'", "COPY (SELECT 1) TO '/tmp/out'"],
    "dump": ["LOCK TABLE store.customers IN ACCESS SHARE MODE", "SELECT pg_export_snapshot(), * FROM store.orders"],
    "xml": ["SELECT query_to_xml('SELECT * FROM store.customers', true, true, '')",
            "SELECT table_to_xml('store.customers', true, true, '')",
            "SELECT schema_to_xml('store', true, true, '')"],
    "statistics": [],
    "statement-texts": [],
    "explain": ["EXPLAIN ANALYZE SELECT * FROM store.customers",
                "EXPLAIN SELECT 1 FROM store.customers WHERE email > 'p'"],
    "large-objects": ["SELECT lo_get(4711)", "SELECT lo_export(4711, '/tmp/out')", "SELECT loread(lo_open(4711, 262144), 10)"],
    "dblink": ["CREATE EXTENSION dblink", "SELECT dblink_connect('host=localhost')"],
    "postgres_fdw": ["CREATE EXTENSION postgres_fdw", "CREATE SERVER out FOREIGN DATA WRAPPER postgres_fdw"],
    "aws_s3": ["CREATE EXTENSION aws_s3 CASCADE", "SELECT aws_s3.query_export_to_s3('SELECT 1', 'b', 'k', 'r')"],
    "logical-replication": ["SELECT pg_create_logical_replication_slot('out', 'pgoutput')",
                            "CREATE PUBLICATION out FOR TABLE store.customers",
                            "CREATE SUBSCRIPTION out CONNECTION 'host=x' PUBLICATION p WITH (connect = false)"],
    "physical-replication": ["SELECT pg_create_physical_replication_slot('out')", "SELECT pg_backup_start('out')",
                             "SELECT pg_read_binary_file('base/1/1259')"],
    "own-function": ["CREATE FUNCTION samples.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                     "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                     "DO $$ BEGIN PERFORM * FROM store.customers; END $$"],
    "other-role": ["SET ROLE owner", "SET ROLE application", "SET SESSION AUTHORIZATION application_a",
                   "GRANT application TO developer", "ALTER ROLE developer BYPASSRLS",
                   "ALTER ROLE application_a PASSWORD 'known'"],
    "reports": ["SELECT * FROM reporting.order_lines", "SELECT reporting.admitted()"],
    "samples": [],
}  # fmt: skip

# What PostgreSQL says where the thing does not exist here at all: the function, schema, type or file.
ABSENT = ("SQLSTATE 42883", "SQLSTATE 3F000", "SQLSTATE 0A000", "SQLSTATE 42704")


def _by_sql() -> list[SqlPath]:
    return [path for path in SQL_PATHS if path.test.startswith(THIS)]


def test_every_sql_row_has_its_attempts_and_each_attempt_its_row() -> None:
    assert {way.test.partition("[")[2].rstrip("]") for way in _by_sql()} == ATTEMPTS.keys()


@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_developer_has_no_way_out(furnished: World, name: str) -> None:
    _PREPARED.get(name, _nothing)(furnished)
    for statement in ATTEMPTS[name]:
        with furnished.as_role("developer") as developer:
            developer.rows("SET default_transaction_read_only = off")
            developer.rows("BEGIN")
            with pytest.raises(AccessError) as refused:
                developer.rows(statement)
        told = str(refused.value)
        assert DENIED in told or any(code in told for code in ABSENT), (statement, told)
    _CLOSED.get(name, _nothing)(furnished)


def _nothing(_world: World) -> None:
    """Most ways need no preparation and leave nothing to look at."""


def _large_object(world: World) -> None:
    with world.as_role("application") as application:
        application.rows("SELECT lo_from_bytea(4711, 'exported')")


def _no_large_object(world: World) -> None:
    with world.as_role("application") as application:
        application.rows("SELECT lo_unlink(4711)")


def _no_histograms(world: World) -> None:
    """Bounds of histograms and most common values are customers' data."""
    with world.as_superuser() as admin:
        admin.rows("ANALYZE store.customers")
        assert "private.example" in str(admin.rows("SELECT histogram_bounds FROM pg_stats WHERE attname = 'email'"))
    with world.as_role("developer") as developer:
        assert developer.rows("SELECT * FROM pg_stats WHERE schemaname = 'store'") == []
        with pytest.raises(AccessError, match=DENIED):
            developer.rows("SELECT * FROM pg_statistic")


def _no_texts(world: World) -> None:
    """Other sessions' statements hold values; the developer sees that they run, not what."""
    with world.as_role("application") as application, world.as_role("developer") as developer:
        application.rows("SELECT name FROM customers WHERE email = 'person2@private.example'")
        assert "private.example" in str(application.rows("SELECT query, 'private.example' FROM pg_stat_activity"))
        shown = developer.rows("SELECT query FROM pg_stat_activity WHERE usename LIKE 'application%'")
        assert set(shown) == {("<insufficient privilege>",)}
        statistics = str(developer.rows("SELECT query FROM platform.pg_stat_statements"))
        assert [private for private in PRIVATE if private in statistics] == []


def _few_samples(world: World) -> None:
    """The same hundred masked rows, however often and in whatever order they are asked for."""
    with world.as_role("developer") as developer:
        first = developer.rows("SELECT * FROM samples.customers ORDER BY customer")
        assert len(first) == SAMPLE_ROWS
        assert developer.rows("SELECT * FROM samples.customers ORDER BY customer") == first
        assert developer.rows("SELECT count(*) FROM samples.orders WHERE id > 1000") == [(0,)]
        assert [private for private in PRIVATE if private in str(first)] == []


_PREPARED = {"large-objects": _large_object}
_CLOSED = {
    "large-objects": _no_large_object,
    "statistics": _no_histograms,
    "statement-texts": _no_texts,
    "samples": _few_samples,
}
