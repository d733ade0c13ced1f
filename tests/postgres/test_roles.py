"""Every role on a real server tries what it must be able to do and what it must not.

The developers' ways to mass export are in `test_bulk_data`; here is what each role's own work needs and what it
leaves. Reports run on the replica: what `marketing` and `management` do is tried there and on the main database.
"""

import dataclasses
import re
import threading
import time

import pytest

from functions.database_access.objects import REPORT_ROWS, VIEWS
from functions.database_access.roles import ROLES
from functions.shared.errors import AccessError
from functions.shared.postgresql import LoginRefusedError, Session, session
from rehearsal.database import rds
from tests.postgres.store import CUSTOMERS, PRIVATE
from tests.postgres.world import World, caught_up

DENIED = "SQLSTATE 42501"

# The statements of each role's own work.
MUST = {
    "application": [
        "SELECT id, email, name FROM customers WHERE id = 1",
        "INSERT INTO customers (email, name, country) VALUES ('new@private.example', 'New', 'MX')",
        "UPDATE customers SET phone = '1' WHERE id = 1",
        "UPDATE customers SET erased_at = now() WHERE email = 'new@private.example'",
        "SELECT * FROM products WHERE id = 1",
        "UPDATE products SET stock = stock - 1 WHERE id = 1",
        "INSERT INTO orders (customer_id) VALUES (1)",
        "UPDATE orders SET status = 'paid' WHERE id = 1",
        "INSERT INTO order_items VALUES (1, 1, 1, 1) ON CONFLICT DO NOTHING",
        "INSERT INTO payments (order_id, method, amount) VALUES (1, 'card', 1)",
        "INSERT INTO carts VALUES (gen_random_uuid(), 1, '[]')",
        "UPDATE carts SET lines = '[1]'",
        "DELETE FROM carts",
    ],
    "migration": [
        "CREATE TABLE trial (id bigint)",
        "ALTER TABLE trial ADD name text",
        "CREATE INDEX ON trial (name)",
        "DROP TABLE trial",
        "SELECT count(*) FROM customers",
    ],
    "developer": [
        "SELECT * FROM information_schema.columns WHERE table_schema = 'samples'",
        "SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relname = 'customers'",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'store'",
        "SELECT n_live_tup, last_autovacuum FROM pg_stat_user_tables WHERE schemaname = 'store'",
        "SELECT * FROM samples.customers",
        "SELECT * FROM samples.orders",
        "SELECT * FROM platform.statements()",
        "EXPLAIN SELECT * FROM samples.customers",
    ],
    "monitoring": [
        "SELECT query FROM pg_stat_activity",
        "SELECT * FROM pg_stat_replication",
        "SELECT pg_database_size(current_database())",
        "SELECT * FROM pg_stat_user_tables",
        "SHOW max_connections",
    ],
}

# What is closed to all but the owner's own (migration): tried by every other role.
NOBODY = [
    "DELETE FROM store.customers",
    "DELETE FROM store.orders",
    "UPDATE store.payments SET amount = 0",
    "DELETE FROM store.payments",
    "UPDATE store.orders SET customer_id = 2 WHERE id = 1",
    "UPDATE store.products SET price = 0",
    "TRUNCATE store.orders CASCADE",
    "DROP TABLE store.orders",
    "ALTER TABLE store.customers DISABLE ROW LEVEL SECURITY",
    "CREATE TABLE store.mine (id int)",
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION dblink",
    "CREATE ROLE mine",
    "ALTER ROLE developer BYPASSRLS",
    "ALTER ROLE migration_b PASSWORD 'mine'",
    "GRANT owner TO developer",
    "SET ROLE owner",
    "SET ROLE storefront_master",
    "SET SESSION AUTHORIZATION owner",
    "SET SESSION AUTHORIZATION rdsadmin",
    "ALTER SYSTEM SET log_statement = 'none'",
    "SET log_statement = 'none'",
    "SET session_replication_role = 'replica'",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_reload_conf()",
    "COPY store.customers TO PROGRAM 'cat'",
    "COPY (SELECT 1) TO '/tmp/mine'",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "SELECT pg_create_physical_replication_slot('mine')",
]

# What is closed to some, with whom it is open to.
NOT_THEIRS = {
    "SELECT * FROM store.customers": {"application", "migration"},
    "SELECT * FROM store.payments": {"application", "migration"},
    "SELECT * FROM reporting.revenue_by_day": {"marketing", "management", "migration"},
    "SELECT * FROM reporting.payments_by_day": {"management", "migration"},
    "SELECT * FROM reporting.customers": {"marketing", "migration"},
    "SELECT * FROM samples.customers": {"developer", "migration"},
    "SELECT * FROM platform.statements()": {"developer", "migration"},
    "SELECT pg_ls_waldir()": {"monitoring", "migration"},
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rdsadmin'": set[str](),
}

ALL = [role.name for role in ROLES if role.name != "owner"]


def _refusal(world: World, role: str, statement: str) -> str | None:
    """What the main database says to a role's statement; None if it does it. Nothing stays done."""
    login = dataclasses.replace(world.login(role), port=world.main.port)
    with session(login, world.authority.certificate) as opened:
        # A report's default of reading only would hide what is really closed.
        opened.rows("SET default_transaction_read_only = off")
        if not statement.startswith("ALTER SYSTEM"):
            opened.rows("BEGIN")
        try:
            opened.rows(statement)
        except AccessError as error:
            return str(error)
        return None


def _told(opened: Session, statement: str) -> str | None:
    try:
        opened.rows(statement)
    except AccessError as error:
        return str(error)
    return None


def _views(role: str) -> list[str]:
    """What a role may read by its own right or by that of a role it belongs to."""
    readers = {role, *next(known.member_of for known in ROLES if known.name == role)}
    return [view.full_name for view in VIEWS if readers & set(view.readers)]


@pytest.mark.parametrize("role", MUST)
def test_a_role_can_do_its_work(furnished: World, role: str) -> None:
    with furnished.as_role(role) as opened:
        assert {statement: _told(opened, statement) for statement in MUST[role]} == dict.fromkeys(MUST[role])


@pytest.mark.parametrize("role", [name for name in ALL if name != "migration"])
def test_what_is_nobodys_is_refused_to_every_role(furnished: World, role: str) -> None:
    refused = {statement: _refusal(furnished, role, statement) or "done" for statement in NOBODY}
    assert {s: told for s, told in refused.items() if DENIED not in told} == {}


def test_migration_owns_the_schema_and_nothing_of_the_server(furnished: World) -> None:
    server = [s for s in NOBODY if re.search(r"ROLE (mine|developer|storefront)|SYSTEM|AUTHORIZATION rds|pg_|PROGRAM|/tmp|EXTENSION|SCHEMA mine|public|log_statement|session_repl|PUBLICATION|GRANT owner", s)]  # fmt: skip
    refused = {statement: _refusal(furnished, "migration", statement) or "done" for statement in server}
    assert len(server) > 15
    assert {s: told for s, told in refused.items() if DENIED not in told} == {}


@pytest.mark.parametrize("statement", NOT_THEIRS)
def test_what_is_some_roles_is_refused_to_the_others(furnished: World, statement: str) -> None:
    others = [role for role in ALL if role not in NOT_THEIRS[statement]]
    told = {role: _refusal(furnished, role, statement) or "done" for role in others}
    assert {role: answer for role, answer in told.items() if DENIED not in answer} == {}


def test_no_login_may_be_used_without_tls_or_by_group(furnished: World) -> None:
    with furnished.as_superuser() as admin:
        unencrypted = admin.rows("SELECT 1 FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) "
                                 "WHERE a.client_addr IS NOT NULL AND NOT s.ssl")  # fmt: skip
        logins = {name for (name,) in admin.rows("SELECT rolname FROM pg_roles WHERE rolcanlogin AND oid <> 10")}
    assert unencrypted == []
    assert logins == {"storefront_master", *(login for role in ROLES for login in role.logins)}


@pytest.mark.parametrize("role", ["marketing", "management", "analyst"])
def test_reports_run_on_the_replica_and_on_nothing_else(furnished: World, role: str) -> None:
    caught_up(furnished)
    views = _views(role)
    with furnished.as_role(role) as replica:
        assert replica.rows("SELECT pg_is_in_recovery()") == [(True,)]
        counts = {view: replica.rows(f"SELECT count(*) FROM {view}")[0][0] for view in views}
        assert min(counts.values()) > 0
        assert max(counts.values()) <= REPORT_ROWS
    for view in views:
        assert DENIED in (_refusal(furnished, role, f"SELECT * FROM {view}") or "done")


def test_a_view_of_rows_shows_the_newest_and_no_way_of_asking_reaches_further(furnished: World) -> None:
    caught_up(furnished)
    with furnished.as_role("marketing") as replica:
        assert replica.rows("SELECT count(*), count(DISTINCT customer) FROM reporting.customers") == [
            (REPORT_ROWS, REPORT_ROWS)
        ]
        # The oldest customers are beyond the limit, whichever way they are asked for.
        earliest = "(SELECT min(since_month) FROM reporting.customers)"
        for condition in ("since_month < '2015-01-01'", f"since_month = {earliest} - interval '1 month'"):
            assert replica.rows(f"SELECT count(*) FROM reporting.customers WHERE {condition}") == [(0,)]
        with pytest.raises(AccessError, match=DENIED):
            replica.rows("SELECT count(*) FROM store.customers")
    assert CUSTOMERS > REPORT_ROWS


@pytest.mark.parametrize("role", ["marketing", "management", "analyst", "developer"])
def test_nothing_that_people_read_holds_personal_data(furnished: World, role: str) -> None:
    caught_up(furnished)
    with furnished.as_role(role) as opened:
        for view in _views(role):
            shown = "\n".join(map(str, opened.rows(f"SELECT * FROM {view}")))
            assert shown
            assert [private for private in PRIVATE if private in shown] == []


def test_an_erased_customer_is_gone_for_the_application_and_for_reports(furnished: World) -> None:
    with furnished.as_role("application") as application:
        assert application.rows("SELECT id FROM customers WHERE id IN (6, 7, 8) ORDER BY id") == [(6,), (8,)]
    with furnished.as_role("migration") as pipeline:
        assert pipeline.rows("SELECT count(*) FROM customers WHERE id = 7") == [(1,)]


def test_a_report_without_a_time_limit_is_not_answered(furnished: World) -> None:
    with furnished.as_role("marketing") as replica:
        for lifted in ("0", "300001ms", "1h"):
            replica.rows(f"SET statement_timeout = '{lifted}'")
            with pytest.raises(AccessError, match=DENIED):
                replica.rows("SELECT count(*) FROM reporting.customers")
        for kept in ("RESET statement_timeout", "SET statement_timeout = '5min'"):
            replica.rows(kept)
            assert replica.rows("SELECT count(*) > 0 FROM reporting.customers") == [(True,)]
        replica.rows("SET statement_timeout = '50ms'")
        with pytest.raises(AccessError, match="57014"):
            replica.rows("SELECT count(*), pg_sleep(1) FROM reporting.customers")


def test_a_role_has_so_many_connections_and_no_more(furnished: World) -> None:
    login = furnished.login("management")
    opened: list[threading.Thread] = []
    release = threading.Event()

    def hold() -> None:
        with session(login, furnished.authority.certificate):
            release.wait(30)

    try:
        for _ in range(5):
            opened.append(threading.Thread(target=hold))
            opened[-1].start()
        with session(rds.superuser(furnished.replica), furnished.authority.certificate) as admin:
            deadline = time.monotonic() + 20
            question = "SELECT count(*) FROM pg_stat_activity WHERE usename = :name"
            while admin.rows(question, name=login.username) != [(5,)]:
                assert time.monotonic() < deadline
        with (
            pytest.raises(LoginRefusedError, match="has no connection left"),
            session(login, furnished.authority.certificate),
        ):
            pass
    finally:
        release.set()
        for thread in opened:
            thread.join()


def test_every_login_starts_with_its_settings(furnished: World) -> None:
    for role in ROLES:
        if not role.logins:
            continue
        with furnished.as_role(role.name) as opened:
            for setting, value in role.settings.items():
                ((shown,),) = opened.rows("SELECT current_setting(:setting)", setting=setting)
                assert (role.name, setting, shown) == (role.name, setting, {"60s": "1min"}.get(value, value))


def test_a_developer_gets_the_plan_of_what_the_application_ran_and_no_value(furnished: World) -> None:
    with furnished.as_role("application") as application:
        application.rows("SELECT name FROM customers WHERE email = 'person1@private.example'")
    with furnished.as_role("developer") as developer:
        found = developer.rows("SELECT statement, text FROM platform.statements() WHERE text LIKE 'SELECT name%'")
        assert [text for _, text in found] == ["SELECT name FROM customers WHERE email = $1"]
        plan = "\n".join(line for (line,) in developer.rows("SELECT platform.plan(:n)", n=found[0][0]))
        assert "customers_email_key" in plan
        with pytest.raises(AccessError, match="P0001"):
            developer.rows("SELECT platform.plan(1)")
