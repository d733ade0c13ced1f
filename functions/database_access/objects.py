"""The views and functions through which reporting and developers read, with their masks and limits; the heartbeat.

The owner owns them, so that they see the tables which their readers do not. Every view is a security barrier: no
function in a reader's query sees a row that the view holds back. A view of rows ends in a LIMIT of its own, the
newest rows; a reader's conditions apply after it, so that no way of paging reaches further: PostgreSQL has no other
limit of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.database_access.contract import PLATFORM, REPORTING, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_STATEMENT_MS = 300_000
"""Views of reporting answer no session that has lifted its statement timeout beyond this."""

REPORT_ROWS, SAMPLE_ROWS, STATEMENT_ROWS = 50_000, 100, 500
COUNTED_BYTES = 1024**3
"""How much of a table is read to count its rows: all of it, or a random sample of its pages of this size.

A restored volume loads its pages from S3 when they are first read, so that a whole count of a large table would not
end: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html
"""

# By digest, so that the same customer can be told from others and found by nobody. A keyless digest of a small
# number could be looked up, which is why the number goes in with the account's creation time, which no view shows.
_PSEUDONYM = "left(encode(sha256(convert_to(c.id || ':' || extract(epoch FROM c.created_at), 'UTF8')), 'hex'), 16)"


@dataclass(frozen=True)
class Table:
    """A table of the platform's own. Nothing is lost if it is created again: its writer fills it."""

    schema: str
    name: str
    columns: str
    first_row: str

    @property
    def full_name(self) -> str:
        """With its schema."""
        return f"{self.schema}.{self.name}"

    @property
    def source(self) -> str:
        """What stands in CREATE TABLE."""
        return self.columns.strip()


@dataclass(frozen=True)
class View:
    """A view; `{guard}` in its query stands for the condition that reporting makes."""

    schema: str
    name: str
    readers: tuple[str, ...]
    tables: tuple[str, ...]
    query: str

    @property
    def full_name(self) -> str:
        """With its schema."""
        return f"{self.schema}.{self.name}"

    @property
    def source(self) -> str:
        """The query as it is sent."""
        return self.query.format(
            guard="(SELECT reporting.admitted())",
            pseudonym=_PSEUDONYM,
            rows=REPORT_ROWS if self.schema == REPORTING else SAMPLE_ROWS,
        ).strip()


@dataclass(frozen=True)
class Routine:
    """A function, by its signature; `needs` are the relations without which it would be of no use."""

    schema: str
    signature: str
    readers: tuple[str, ...]
    rest: str
    needs: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """With its schema, as the catalogue writes it."""
        return f"{self.schema}.{self.signature}"

    @property
    def source(self) -> str:
        """What follows the signature in CREATE FUNCTION."""
        return self.rest.format(limit=LONGEST_STATEMENT_MS, rows=STATEMENT_ROWS, bytes=COUNTED_BYTES).strip()


_MARKETING, _BOTH = ("marketing",), ("marketing", "management")

TABLES: Sequence[Table] = (
    Table(
        PLATFORM,
        "heartbeat",
        """
one boolean PRIMARY KEY DEFAULT true CHECK (one),
beat_at timestamptz NOT NULL,
schema_digest text NOT NULL
""",
        "VALUES (true, clock_timestamp(), '')",
    ),
)

ROUTINES: Sequence[Routine] = (
    Routine(
        REPORTING,
        "admitted()",
        _BOTH,
        """
RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $body$
DECLARE
  timeout bigint := (SELECT setting FROM pg_settings WHERE name = 'statement_timeout')::bigint;
BEGIN
  IF NOT pg_is_in_recovery() THEN
    RAISE EXCEPTION 'reporting runs on the replica, and this is the main database'
      USING ERRCODE = 'insufficient_privilege', HINT = 'Use the host in the connection secret.';
  END IF;
  IF timeout NOT BETWEEN 1 AND {limit} THEN
    RAISE EXCEPTION 'reporting answers statements that end within {limit} ms'
      USING ERRCODE = 'insufficient_privilege', HINT = 'RESET statement_timeout;';
  END IF;
  RETURN true;
END $body$
""",
    ),
    Routine(
        PLATFORM,
        "statements()",
        ("developer",),
        """
RETURNS TABLE (statement bigint, calls bigint, total_ms double precision, mean_ms double precision,
               rows_returned bigint, text text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, platform AS $body$
  SELECT s.queryid, s.calls, s.total_exec_time, s.mean_exec_time, s.rows, s.query
  FROM platform.pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
  WHERE r.rolname IN ('application_a', 'application_b') AND s.toplevel
  ORDER BY s.total_exec_time DESC LIMIT {rows}
$body$
""",
        needs=("platform.pg_stat_statements",),
    ),
    Routine(
        # A plan by number, not by text: whoever could hand a text to EXPLAIN under the owner's rights could have
        # the planner evaluate what it likes. Only statements of the application are explained, and without values.
        PLATFORM,
        "plan(statement bigint)",
        ("developer",),
        """
RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER SET search_path = store, pg_catalog AS $body$
DECLARE
  wanted text := (SELECT s.text FROM platform.statements() s WHERE s.statement = plan.statement LIMIT 1);
BEGIN
  IF wanted IS NULL THEN
    RAISE EXCEPTION 'no statement of the application has the number %', statement
      USING HINT = 'SELECT * FROM platform.statements() lists them.';
  END IF;
  RETURN QUERY EXECUTE 'EXPLAIN (GENERIC_PLAN, COSTS) ' || wanted;
END $body$
""",
        needs=("platform.pg_stat_statements",),
    ),
    Routine(
        # Every beat carries it, so that a copy can be held against what the main database said of itself.
        PLATFORM,
        "schema_digest()",
        ("heartbeat", "verification"),
        """
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS $body$
  SELECT md5(coalesce(string_agg(
    concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull), chr(10)
    ORDER BY c.relname COLLATE "C", a.attname COLLATE "C"), ''))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE n.nspname = 'store' AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
$body$
""",
    ),
    Routine(
        # Numbers alone leave it. `expected` is the planner's own estimate, which comes with the copy; NULL where
        # the table was never analysed.
        PLATFORM,
        "row_counts()",
        ("verification",),
        """
RETURNS TABLE (relation text, expected bigint, counted bigint, percent_read double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $body$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT c.relname, c.reltuples, least(100, 100.0 * {bytes} / greatest(pg_relation_size(c.oid), 1)) AS percent
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'store' AND c.relkind = 'r' ORDER BY c.relname
  LOOP
    relation := one.relname;
    expected := CASE WHEN one.reltuples >= 0 THEN one.reltuples::bigint END;
    percent_read := one.percent;
    IF one.percent >= 100 THEN
      EXECUTE format('SELECT count(*) FROM store.%I', one.relname) INTO counted;
    ELSE
      EXECUTE format('SELECT (count(*) * 100 / $1)::bigint FROM store.%I TABLESAMPLE SYSTEM ($1)', one.relname)
        INTO counted USING one.percent::real;
    END IF;
    RETURN NEXT;
  END LOOP;
END $body$
""",
    ),
    Routine(
        # As `plan`, for tuning: with the tables' names, and with an index that does not exist. Its columns come as
        # names and are quoted here, so that no expression of a caller's is ever evaluated with the owner's rights.
        PLATFORM,
        "tuning_plan(statement bigint, relation text, columns text[])",
        ("monitoring",),
        """
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = store, pg_catalog AS $body$
DECLARE
  wanted text := (SELECT s.text FROM platform.statements() s WHERE s.statement = tuning_plan.statement LIMIT 1);
  imagined oid;
  size bigint := 0;
  found json;
BEGIN
  IF wanted IS NULL THEN
    RETURN NULL;
  END IF;
  IF relation IS NOT NULL THEN
    PERFORM platform.hypopg_reset();
    SELECT h.indexrelid INTO imagined FROM platform.hypopg_create_index(format('CREATE INDEX ON %s (%s)',
      relation::regclass, (SELECT string_agg(quote_ident(c.name), ', ' ORDER BY c.place)
                           FROM unnest(columns) WITH ORDINALITY c (name, place)))) h;
    size := platform.hypopg_relation_size(imagined);
  END IF;
  EXECUTE 'EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ' || wanted INTO found;
  IF relation IS NOT NULL THEN
    PERFORM platform.hypopg_reset();
  END IF;
  RETURN jsonb_build_object('plan', found, 'bytes', size);
END $body$
""",
        needs=("platform.pg_stat_statements",),
    ),
    Routine(
        # How far a sequence has come takes a right on the sequence, which pg_monitor does not include.
        PLATFORM,
        "sequence_position(wanted oid)",
        ("monitoring",),
        """
RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $body$
  SELECT CASE WHEN has_sequence_privilege(wanted, 'SELECT, USAGE') THEN pg_sequence_last_value(wanted) END
$body$
""",
    ),
)

VIEWS: Sequence[View] = (
    View(
        REPORTING,
        "customers",
        _MARKETING,
        ("store.customers",),
        """
SELECT {pseudonym} AS customer, c.country, date_trunc('month', c.created_at)::date AS since_month
FROM store.customers c WHERE {guard} AND c.erased_at IS NULL
ORDER BY c.created_at DESC LIMIT {rows}
""",
    ),
    View(
        REPORTING,
        "order_lines",
        _MARKETING,
        ("store.customers", "store.orders", "store.order_items", "store.products"),
        """
SELECT {pseudonym} AS customer, c.country, o.placed_at::date AS placed_on, o.status,
       p.name AS product, i.quantity, i.unit_price
FROM store.orders o
JOIN store.order_items i ON i.order_id = o.id
JOIN store.products p ON p.id = i.product_id
JOIN store.customers c ON c.id = o.customer_id
WHERE {guard} AND c.erased_at IS NULL
ORDER BY o.placed_at DESC LIMIT {rows}
""",
    ),
    View(
        REPORTING,
        "revenue_by_day",
        _BOTH,
        ("store.customers", "store.orders", "store.order_items"),
        """
SELECT o.placed_at::date AS placed_on, c.country, count(DISTINCT o.id) AS orders,
       sum(i.quantity * i.unit_price) AS revenue
FROM store.orders o
JOIN store.order_items i ON i.order_id = o.id
JOIN store.customers c ON c.id = o.customer_id
WHERE {guard}
GROUP BY 1, 2 ORDER BY 1 DESC, 2 LIMIT {rows}
""",
    ),
    View(
        REPORTING,
        "payments_by_day",
        ("management",),
        ("store.payments",),
        """
SELECT p.paid_at::date AS paid_on, p.method, count(*) AS payments, sum(p.amount) AS amount
FROM store.payments p WHERE {guard}
GROUP BY 1, 2 ORDER BY 1 DESC, 2 LIMIT {rows}
""",
    ),
    View(
        SAMPLES,
        "customers",
        ("developer",),
        ("store.customers",),
        """
SELECT {pseudonym} AS customer, 'Name ' || row_number() OVER (ORDER BY c.id) AS name,
       'person@example.com' AS email, c.country, date_trunc('month', c.created_at)::date AS since_month
FROM store.customers c WHERE c.erased_at IS NULL
ORDER BY c.id LIMIT {rows}
""",
    ),
    View(
        SAMPLES,
        "orders",
        ("developer",),
        ("store.orders",),
        """
SELECT o.id, o.status, o.placed_at::date AS placed_on FROM store.orders o
ORDER BY o.id LIMIT {rows}
""",
    ),
)
