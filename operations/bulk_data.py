"""The ways in which customers' data could leave in bulk, how each is closed, and the test that tries it.

One row a way; those by AWS's own calls are in `bulk_data_aws`. `docs/bulk-data.md` is written from both tables; a
row whose proof is gone fails its test.
"""

from __future__ import annotations

from dataclasses import dataclass

from operations.bulk_data_aws import AWS_WAYS, PROOF

_SQL = "tests/postgres/test_bulk_data.py::test_a_developer_has_no_way_out"
_REPORTS = "tests/postgres/test_roles.py::test_a_view_of_rows_shows_the_newest_and_no_way_of_asking_reaches_further"


@dataclass(frozen=True)
class Way:
    """One way out: what somebody would do, how that is closed, and the test that does it."""

    way: str
    closed: str
    proof: str


def _sql(name: str, way: str, closed: str) -> Way:
    return Way(way, closed, f"{_SQL}[{name}]")


WAYS = (
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
    _sql("dblink", "dblink", "it is not installed, and only the master user may install it; drift tells if it is"),
    _sql("postgres_fdw", "postgres_fdw and foreign servers", "as dblink; drift tells of any foreign server"),
    _sql("aws_s3", "the extension aws_s3", "as dblink; besides, no role for S3 is attached to the instance"),
    _sql("logical-replication", "logical replication: slots, publications, subscriptions",
         "they need REPLICATION or CREATE on the database; drift tells of any slot and publication"),
    _sql("physical-replication", "physical replication, base backups, the server's own files",
         "they need REPLICATION or the superuser, whom RDS gives to nobody"),
    _sql("own-function", "functions of one's own that read for one",
         "developers may create nothing, not even temporarily; anonymous blocks have the caller's rights"),
    _sql("other-role", "becoming another role, or giving oneself its rights",
         "developers are members of no role that has rights on tables, and administer none"),
    _sql("reports", "the views of management and marketing", "developers have no right on the schema `reporting`"),
    _sql("samples", "collecting the masked samples", "they are the same hundred rows, however often one asks"),
    Way("paging through the reports", "a view of rows ends in the newest 50 000; conditions apply after its LIMIT",
        _REPORTS),
    Way("reading the application's password",
        "it is made up by Secrets Manager, reaches the server as a verifier, and is written to the secret alone",
        "tests/postgres/test_rotation.py::test_no_password_is_ever_written_down"),
)  # fmt: skip


def render() -> str:
    """Return the page."""
    rows = "\n".join(f"| {way.way} | {way.closed} | `{way.proof}` |" for way in WAYS)
    calls = "\n".join(
        f"| {way.way} | {', '.join(f'`{call}`' for call in way.calls)} | {way.closed} |" for way in AWS_WAYS
    )
    return (
        "# Bulk data\n\n"
        "<!-- Written from operations/bulk_data.py and bulk_data_aws.py by `storefront docs write`. -->\n\n"
        "No developer can take customers' data out in bulk. Each way that we know, how it is closed, and the test "
        "that tries it.\n\n"
        "## Through the database\n\n"
        "| way | closed | tried by |\n|---|---|---|\n"
        f"{rows}\n\n"
        "## Through AWS\n\n"
        f"Each call is asked of IAM, for a developer and for the other roles, by `{PROOF}`;\n"
        "the answers are in [access](access.md).\n\n"
        "| way | calls | closed |\n|---|---|---|\n"
        f"{calls}\n"
    )
