"""A realistic schema of the store, as its migrations make it, and some customers with orders in it."""

from functions.shared.postgresql import Session

SCHEMA = """
CREATE TABLE store.customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL,
  phone text, country text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), erased_at timestamptz);
CREATE TABLE store.products (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, price numeric(12, 2) NOT NULL,
  stock integer NOT NULL CHECK (stock >= 0));
CREATE TABLE store.orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL REFERENCES store.customers,
  status text NOT NULL DEFAULT 'placed', placed_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE store.order_items (
  order_id bigint NOT NULL REFERENCES store.orders, product_id bigint NOT NULL REFERENCES store.products,
  quantity integer NOT NULL, unit_price numeric(12, 2) NOT NULL, PRIMARY KEY (order_id, product_id));
CREATE TABLE store.payments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL REFERENCES store.orders,
  method text NOT NULL, card_digits text, amount numeric(12, 2) NOT NULL, paid_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE store.carts (id uuid PRIMARY KEY, customer_id bigint REFERENCES store.customers, lines jsonb NOT NULL);
"""

CUSTOMERS = 60_000
"""More than a view of rows shows."""

DATA = f"""
INSERT INTO store.customers (email, name, phone, country, created_at)
  SELECT 'person' || n || '@private.example', 'Persona Privada ' || n, '+52 55 ' || n,
         (ARRAY['MX', 'CO', 'CL', 'PE'])[1 + n % 4], timestamptz '2014-01-01' + n * interval '1 hour'
  FROM generate_series(1, {CUSTOMERS}) n;
INSERT INTO store.products (name, price, stock) SELECT 'Product ' || n, n, 100 FROM generate_series(1, 50) n;
INSERT INTO store.orders (customer_id, placed_at)
  SELECT n, timestamptz '2014-01-01' + n * interval '2 hours' FROM generate_series(1, {CUSTOMERS}) n;
INSERT INTO store.order_items SELECT n, 1 + n % 50, 1, 10 FROM generate_series(1, {CUSTOMERS}) n;
INSERT INTO store.payments (order_id, method, card_digits, amount)
  SELECT n, 'card', '4242-' || n, 10 FROM generate_series(1, {CUSTOMERS}) n;
UPDATE store.customers SET erased_at = now() WHERE id = 7;
"""

PRIVATE = ("private.example", "Persona Privada", "+52 55", "4242-")
"""What in a reader's hands would be personal data."""


def migrate(session: Session) -> None:
    """Run the migrations, statement by statement."""
    for statement in SCHEMA.split(";"):
        if statement.strip():
            session.rows(statement)


def fill(session: Session) -> None:
    """Put customers, orders and payments in."""
    for statement in DATA.split(";"):
        if statement.strip():
            session.rows(statement)
