"""How somebody with a login to the database could try to take customers' data out in bulk, and what prevents it.

A row an attempt, with the test that makes it; a row whose test is gone fails its own.
"""

from __future__ import annotations

from dataclasses import dataclass

_SQL = "tests/postgres/test_bulk_data.py::test_a_developer_has_no_way_out"
_REPORTS = "tests/postgres/test_roles.py::test_a_view_of_rows_shows_the_newest_and_no_way_of_asking_reaches_further"


@dataclass(frozen=True)
class SqlPath:
    """One exfiltration path: what somebody would try, what prevents it, and the test that tries it."""

    attempt: str
    prevented: str
    test: str


def _sql(name: str, attempt: str, prevented: str) -> SqlPath:
    return SqlPath(attempt, prevented, f"{_SQL}[{name}]")


SQL_PATHS = (
    _sql("select", "SELECT, cursors and counts on the store's tables",
         "developers have no right on any table of the schema `store`, nor on the schema"),
    _sql("copy", "COPY, to the client, a file or a program",
         "it needs SELECT on the table, and file and program need roles that nobody has"),
    _sql("dump", "pg_dump and its kind", "they lock and read every table, which needs rights on each"),
    _sql("xml", "query_to_xml, table_to_xml, schema_to_xml", "they read with the caller's rights"),
    _sql("statistics", "histograms and most common values in pg_stats and pg_statistic",
         "pg_stats shows columns that one may read, pg_statistic is the superuser's"),
    _sql("statement-texts", "values in other sessions' statements (pg_stat_activity, pg_stat_statements)",
         "developers are not in pg_read_all_stats; `platform.statements()` shows statements without values"),
    _sql("explain", "EXPLAIN ANALYZE, and values guessed from EXPLAIN's row estimates",
         "EXPLAIN needs SELECT; `platform.plan()` takes the number of a statement of the application, no text"),
    _sql("large-objects", "large objects", "each belongs to its maker; their export to files is the superuser's"),
    _sql("dblink", "dblink",
         "it is not installed, and only the master user may install it; `storefront database drift` reports it"),
    _sql("postgres_fdw", "postgres_fdw and foreign servers", "as dblink; drift reports any foreign server"),
    _sql("aws_s3", "the extension aws_s3", "as dblink; besides, no role for S3 is attached to the instance"),
    _sql("logical-replication", "logical replication: slots, publications, subscriptions",
         "they need REPLICATION or CREATE on the database; drift reports any slot and publication"),
    _sql("physical-replication", "physical replication, base backups, the server's own files",
         "they need REPLICATION or the superuser, which RDS gives to nobody"),
    _sql("own-function", "functions that somebody creates to read with other rights",
         "developers may create nothing, not even temporarily; anonymous blocks have the caller's rights"),
    _sql("other-role", "switching to another role, or granting oneself its rights",
         "developers are members of no role that has rights on tables, and administer none"),
    _sql("reports", "the views of management and marketing", "developers have no right on the schema `reporting`"),
    _sql("samples", "collecting the masked samples", "they are the same hundred rows, however often one asks"),
    SqlPath("paging through the reports",
            "a view of rows ends in the newest 50 000; conditions apply after its LIMIT", _REPORTS),
    SqlPath("reading the application's password",
            "Secrets Manager generates it; only the secret has it, and the server gets a SCRAM verifier",
            "tests/postgres/test_rotation.py::test_no_password_is_ever_written_down"),
)  # fmt: skip
