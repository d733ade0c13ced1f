"""A small store's database in good health and its work, and the same with every problem that tuning should find planted."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread
from time import sleep

from functions.shared.errors import AccessError
from functions.shared.postgresql import Session
from tests.postgres.tuning.server import Patient

PRODUCTS, ORDERS, CUSTOMERS = 2_000, 150_000, 30_000

_HEALTHY = f"""
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL,
  country text NOT NULL, about text NOT NULL);
CREATE TABLE products (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, category integer NOT NULL, name text NOT NULL);
CREATE INDEX products_category_idx ON products (category);
CREATE TABLE stock (product_id bigint PRIMARY KEY REFERENCES products, quantity integer NOT NULL);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers,
  status text NOT NULL, placed_at timestamptz NOT NULL, note text NOT NULL);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
INSERT INTO customers (email, name, country, about)
  SELECT 'person' || n || '@private.example', 'Persona ' || n, (ARRAY['MX', 'CO', 'CL', 'PE'])[1 + n % 4], repeat('about ', 80)
  FROM generate_series(1, {CUSTOMERS}) n;
INSERT INTO products (category, name) SELECT n % 20, 'Product ' || n FROM generate_series(1, {PRODUCTS}) n;
INSERT INTO stock SELECT n, 100 FROM generate_series(1, {PRODUCTS}) n;
INSERT INTO orders (customer_id, status, placed_at, note)
  SELECT 1 + (n * 7919) % {CUSTOMERS}, (ARRAY['placed', 'paid', 'sent', 'done'])[1 + n % 4],
         timestamptz '2024-01-01' + n * interval '1 minute', md5(n::text) || repeat(' note', 12)
  FROM generate_series(1, {ORDERS}) n;
"""

_ORDERS_OF = "SELECT id, status FROM orders WHERE customer_id = :customer"


def open_store(patient: Patient) -> None:
    """Make the tables, fill them, and leave them as autovacuum would, years after they were filled.

    The filling must not count: 150,000 writes in the minutes of a server's life would outweigh what any index saves.
    """
    with patient.as_application() as store:
        _run(store, _HEALTHY)
        # A session tells its counters a second later, or when told to.
        store.rows("SELECT pg_stat_force_next_flush()")
    with patient.as_superuser() as admin:
        admin.rows("SELECT pg_stat_reset()")
    tidy(patient)


def daily_work(store: Session) -> None:
    """What the store does all day: every access by a key, every page of products in one statement."""
    for number in range(200):
        store.rows(_ORDERS_OF, customer=1 + number % CUSTOMERS)
        store.rows("SELECT name FROM customers WHERE email = :email", email=f"person{1 + number}@private.example")
        store.rows("UPDATE stock SET quantity = quantity - 1 WHERE product_id = :product", product=1 + number)
    for category in range(20):
        store.rows(
            "SELECT p.id, p.name, s.quantity FROM products p JOIN stock s ON s.product_id = p.id WHERE p.category = :category",
            category=category,
        )


def report_work(report: Session) -> None:
    """What a report on the replica does."""
    report.rows("SET search_path = store, pg_catalog")
    for _ in range(3):
        report.rows("SELECT count(*) FROM orders WHERE placed_at > timestamptz '2024-04-12'")


# One problem a row: what is found, about what, and the statements that plant it.
_PLANTED = """
DROP INDEX orders_customer_id_idx;
CREATE INDEX orders_note_idx ON orders (note);
CREATE INDEX orders_placed_at_idx ON orders (placed_at);
CREATE INDEX orders_status_idx ON orders (status);
CREATE INDEX customers_email_again_idx ON customers (email);
CREATE INDEX orders_status_placed_at_idx ON orders (status, placed_at);
CREATE TABLE events (id serial PRIMARY KEY, what text NOT NULL);
SELECT setval('events_id_seq', 2000000000);
CREATE TABLE carts (id bigint, lines text) WITH (autovacuum_enabled = off);
ALTER TABLE carts ALTER COLUMN lines SET STORAGE PLAIN;
INSERT INTO carts SELECT n, repeat('line ', 200) FROM generate_series(1, 40000) n;
CREATE TABLE visits (id bigint, page text) WITH (autovacuum_enabled = off);
INSERT INTO visits SELECT n, 'front' FROM generate_series(1, 2000) n;
CREATE TABLE counters (id integer PRIMARY KEY, value integer NOT NULL);
INSERT INTO counters VALUES (1, 0);
"""
_AFTER_TIDYING = """
DELETE FROM carts WHERE id % 4 <> 0;
INSERT INTO visits SELECT n, 'back' FROM generate_series(1, 20000) n;
UPDATE visits SET page = 'side' WHERE page = 'back';
"""


def plant(patient: Patient) -> None:
    """Plant what lasts; sessions that wait or idle are `disturbance`'s."""
    open_store(patient)
    with patient.as_application() as store:
        _run(store, _PLANTED)
    tidy(patient)
    with patient.as_application() as store:
        _run(store, _AFTER_TIDYING)
        # Statuses repeat: it fails, and the index stays behind, invalid.
        with suppress(AccessError):
            store.rows("CREATE UNIQUE INDEX CONCURRENTLY orders_status_once ON orders (status)")
    with patient.as_superuser() as admin:
        admin.rows("VACUUM store.carts")


def bad_work(store: Session) -> None:
    """What suffers from it: a scan for each customer's orders, one statement a row, sorts on disk, a condition on no column."""
    for number in range(30):
        store.rows(_ORDERS_OF, customer=1 + number)
    for category in range(20):
        for (product,) in store.rows("SELECT id FROM products WHERE category = :category", category=category):
            store.rows("SELECT quantity FROM stock WHERE product_id = :product", product=product)
    for number in range(16):
        store.rows("SELECT name FROM customers WHERE reverse(email) = :email", email=f"person{number}")
    for _ in range(2):
        store.rows(
            "SELECT max(place) FROM (SELECT row_number() OVER (ORDER BY reverse(note), id) AS place FROM orders) placed"
        )


@contextmanager
def disturbance(patient: Patient, idle_seconds: float) -> Generator[None]:
    """A transaction that idles, and one whose lock another waits for."""
    with ExitStack() as stack:
        idle = stack.enter_context(patient.as_application())
        idle.rows("BEGIN")
        idle.rows("SELECT count(*) FROM products")
        holder = stack.enter_context(patient.as_application())
        holder.rows("BEGIN")
        holder.rows("UPDATE counters SET value = value + 1 WHERE id = 1")
        waiter = stack.enter_context(patient.as_application())
        waiting = Thread(target=_wait_in_vain, args=(waiter,))
        waiting.start()
        try:
            sleep(idle_seconds)
            yield
        finally:
            holder.rows("ROLLBACK")
            waiting.join()
            idle.rows("ROLLBACK")


def _wait_in_vain(waiter: Session) -> None:
    """Wait for a lock longer than the driver waits for an answer; the server's session waits on."""
    try:
        waiter.rows("UPDATE counters SET value = value + 1 WHERE id = 1")
    except AccessError:
        return


def tidy(patient: Patient) -> None:
    """Do what autovacuum does."""
    with patient.as_superuser() as admin:
        admin.rows("VACUUM (ANALYZE)")


def _run(store: Session, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            store.rows(statement)
