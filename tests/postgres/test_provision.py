"""Provisioning a real PostgreSQL whose master user is no superuser: the first time, repetition, drift and its repair.

What each role can then do is in `test_roles` and `test_bulk_data`; rotation is in `test_rotation`.
"""

import json
from typing import Any

import pytest

from functions.database_access.roles import LOGINS, MACHINES, MASTER, MASTER_USER
from functions.database_access.roles_on_server import apply, compare
from functions.shared.errors import AccessError
from functions.shared.postgresql import Login
from functions.shared.secrets import CURRENT, PENDING
from rehearsal.database.cluster import HOST, Foundation
from tests.postgres.cuts import cut_at_write
from tests.postgres.world import BOOTSTRAP_PASSWORD, DATABASE, ROTATION_DAYS, World, fresh_database
from tests.support.sweeps import drawn


def test_a_newborn_server_is_provisioned_and_a_second_run_changes_nothing(new_server: World) -> None:
    bootstrap = _of_bootstrap(new_server)
    assert new_server.lets_in(bootstrap)
    first = new_server.provision()
    assert first["rotated"] == first["scheduled"] == [MASTER, *MACHINES]
    assert not new_server.lets_in(bootstrap)
    assert {role: new_server.lets_in(new_server.login(role)) for role in LOGINS} == dict.fromkeys(LOGINS, True)
    assert first["for_people"] == []
    # The substitutes' list is complete: nothing but the missing libraries and the store's own tables is awaited.
    assert [line.partition(":")[0] for line in first["awaited"]] == [
        "store.carts", "store.customers", "store.order_items", "store.orders", "store.payments", "store.products",
        "the extension hypopg on this server", "the extension pgaudit on this server",
    ]  # fmt: skip
    versions = {role: new_server.stages(role) for role in LOGINS}
    second = new_server.provision()
    assert (second["changes"], second["rotated"], second["scheduled"]) == ([], [], [])
    assert {role: new_server.stages(role) for role in LOGINS} == versions
    assert new_server.drift() == {
        **{key: second[key] for key in ("awaited", "for_people")},
        "changes": [],
        "refused": {},
    }


@pytest.mark.slow
def test_a_cut_at_any_write_since_the_bootstrap_is_made_good_by_the_next_run(
    place: Foundation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new_server server for each: it is cut once, and then provisioned."""
    writes = 0
    while True:
        if not drawn("cuts of provisioning", writes):
            writes += 1
            continue
        with fresh_database(place) as world:
            cut = cut_at_write(world, {"action": "provision"}, writes, after=True, monkeypatch=monkeypatch)
            # Nobody is locked out: what a secret says is current, works, or the run after knows what does.
            known = [role for role in MACHINES if "password" in _document(world, role)]
            assert {role: world.lets_in(world.login(role)) for role in known} == dict.fromkeys(known, True)
            world.provision()
            assert {role: world.lets_in(world.login(role)) for role in LOGINS} == dict.fromkeys(LOGINS, True)
            assert not world.lets_in(_of_bootstrap(world))
            assert [role for role in LOGINS if PENDING in world.stages(role)] == []
            again = world.provision()
            assert (again["changes"], again["rotated"], again["scheduled"]) == ([], [], [])
        if not cut:
            break
        writes += 1
    # For each secret: its first version, the next one, the password on the server, the label, the schedule.
    assert writes >= 5 * len(LOGINS)


def _document(world: World, role: str) -> dict[str, Any]:
    return world.document(role) if CURRENT in world.stages(role) else {}


def _of_bootstrap(world: World) -> Login:
    return Login(
        host=HOST, port=world.main.port, dbname=DATABASE, username=MASTER_USER, password=BOOTSTRAP_PASSWORD
    )


def test_the_secret_keeps_what_it_does_not_know_and_where_the_database_is(new_server: World) -> None:
    new_server.provision()
    document = new_server.document("application")
    moved = {**document, "host": "127.0.0.1", "note": "kept"}
    new_server.client.put_secret_value(SecretId=new_server.arns["application"], SecretString=json.dumps(moved))
    with pytest.raises(AccessError, match="not to be trusted"):
        new_server.handle({"action": "rotate", "role": "application"})
    # The certificate names localhost, not its address: the new login is stored but not proven, nor current.
    assert new_server.document("application")["username"] == document["username"]


def test_the_server_holds_verifiers_only(furnished: World) -> None:
    with furnished.as_superuser() as admin:
        stored = dict(admin.rows("SELECT rolname, rolpassword FROM pg_authid WHERE rolname !~ '^(pg_|rds)'"))
    assert {name for name, password in stored.items() if password} == {
        MASTER_USER, *(f"{role}_a" for role in MACHINES),
    }  # fmt: skip
    assert [p for p in stored.values() if p and not p.startswith("SCRAM-SHA-256$4096:")] == []


def test_every_secret_rotates_from_now_on(furnished: World) -> None:
    for arn in furnished.arns.values():
        told = furnished.client.describe_secret(SecretId=arn)
        assert told["RotationEnabled"]
        assert told["RotationLambdaARN"] == furnished.function
        assert told["RotationRules"] == {"AutomaticallyAfterDays": ROTATION_DAYS}
    assert furnished.provision()["scheduled"] == []
    # Somebody stops one, or changes its days: the next run puts it right.
    furnished.client.cancel_rotate_secret(SecretId=furnished.arns["marketing"])
    assert furnished.provision()["scheduled"] == ["marketing"]


# What somebody might do by hand who has the master password: what drift says of it, in words of the table.
SABOTAGE = {
    "ALTER ROLE application_a CREATEDB": "missing: attribute of application_a for CREATEDB = NOCREATEDB",
    "ALTER ROLE developer CONNECTION LIMIT 500":
        "missing: attribute of developer for CONNECTION LIMIT = CONNECTION LIMIT 5",
    "ALTER ROLE application LOGIN": "missing: attribute of application for LOGIN = NOLOGIN",
    "GRANT owner TO developer": "unwanted: membership in owner for developer = INHERIT TRUE, SET TRUE, ADMIN FALSE",
    "GRANT pg_read_all_data TO marketing":
        "unwanted: membership in pg_read_all_data for marketing = INHERIT TRUE, SET TRUE, ADMIN FALSE",
    "REVOKE application FROM application_b":
        "missing: membership in application for application_b = INHERIT TRUE, SET FALSE, ADMIN FALSE",
    "ALTER ROLE marketing_a SET statement_timeout TO 0": "missing: setting of marketing_a for statement_timeout = 2min",
    "ALTER ROLE developer RESET search_path": "missing: setting of developer for search_path = pg_catalog",
    "ALTER ROLE developer SET work_mem TO '64MB'": "unwanted: setting of developer for work_mem = 64MB",
    f"GRANT TEMPORARY ON DATABASE {DATABASE} TO PUBLIC":
        f"unwanted: right on database {DATABASE} for PUBLIC = TEMPORARY",
    f"REVOKE CONNECT ON DATABASE {DATABASE} FROM monitoring_a":
        f"missing: right on database {DATABASE} for monitoring_a = CONNECT",
    "GRANT USAGE ON SCHEMA public TO PUBLIC": "unwanted: right on schema public for PUBLIC = USAGE",
    "GRANT CREATE ON SCHEMA store TO application": "unwanted: right on schema store for application = CREATE",
    "ALTER SCHEMA reporting OWNER TO storefront_master": "missing: owner of schema reporting = owner",
    "GRANT SELECT ON store.payments TO developer": "unwanted: right on store.payments for developer = SELECT",
    "GRANT SELECT (email) ON store.customers TO marketing":
        "unwanted: right on store.customers for marketing = SELECT (email)",
    "GRANT DELETE ON store.orders TO application": "unwanted: right on store.orders for application = DELETE",
    "REVOKE UPDATE (stock) ON store.products FROM application":
        "missing: right on store.products for application = UPDATE (stock)",
    "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA store GRANT SELECT ON TABLES TO developer":
        "unwanted: default right on objects of owner for store.TABLES = developer SELECT",
    "ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC":
        "unwanted: default right on objects of owner for FUNCTIONS = PUBLIC EXECUTE",
    "GRANT EXECUTE ON FUNCTION platform.statements() TO PUBLIC":
        "unwanted: right on function platform.statements() for PUBLIC = EXECUTE",
    "ALTER TABLE store.customers DISABLE ROW LEVEL SECURITY": "missing: row-level security of store.customers",
    "DROP VIEW reporting.payments_by_day": "missing: right on reporting.payments_by_day for management = SELECT",
    "SET ROLE owner; CREATE VIEW reporting.more AS SELECT email FROM store.customers": "unwanted: view reporting.more = changed by hand",
    "ALTER VIEW reporting.customers SET (security_barrier = false)": "missing: view reporting.customers = ",
    f"REVOKE CONNECT ON DATABASE {DATABASE} FROM management_b; DROP ROLE management_b": "missing: role management_b",
}  # fmt: skip


@pytest.mark.parametrize("statement", SABOTAGE)
def test_what_is_changed_by_hand_is_told_and_put_right(furnished: World, statement: str) -> None:
    with furnished.as_role(MASTER) as admin:
        for one in statement.split("; "):
            admin.rows(one)
        admin.rows("RESET ROLE")
        told = compare(admin)
        assert [line for line in told.changes if line.startswith(SABOTAGE[statement])] != []
        assert apply(admin).changes
        assert compare(admin).changes == ()


# What is told and left to a person, since taking it away may break somebody's work.
LEFT_TO_PEOPLE = {
    "role somebody": ("CREATE ROLE somebody LOGIN", "DROP ROLE somebody"),
    "extension dblink": ("CREATE EXTENSION dblink", "DROP EXTENSION dblink"),
    "exfiltration path publication for everything": (
        "CREATE PUBLICATION everything FOR ALL TABLES", "DROP PUBLICATION everything",
    ),
    "exfiltration path logical replication slot for tap": (
        "SELECT pg_create_logical_replication_slot('tap', 'pgoutput')", "SELECT pg_drop_replication_slot('tap')",
    ),
    "exfiltration path large objects for rdsadmin = 1": ("SELECT lo_create(4711)", "SELECT lo_unlink(4711)"),
    "exfiltration path foreign server for away": (
        "CREATE EXTENSION postgres_fdw; CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw",
        "DROP EXTENSION postgres_fdw CASCADE",
    ),
}  # fmt: skip


@pytest.mark.parametrize("told", LEFT_TO_PEOPLE)
def test_ways_out_that_somebody_made_are_told_and_left_to_people(furnished: World, told: str) -> None:
    make, undo = LEFT_TO_PEOPLE[told]
    with furnished.as_superuser() as admin:
        for statement in make.split(";"):
            admin.rows(statement)
        try:
            assert told in furnished.drift()["for_people"]
        finally:
            admin.rows(undo)
    assert furnished.drift()["for_people"] == []


def test_a_table_that_a_migration_adds_is_closed_until_the_contract_names_it(furnished: World) -> None:
    with furnished.as_role("migration") as pipeline:
        pipeline.rows("CREATE TABLE store.novelty (id bigint)")
        pipeline.rows("CREATE FUNCTION store.surprise() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        ((owner,),) = pipeline.rows("SELECT tableowner FROM pg_tables WHERE tablename = 'novelty'")
    assert owner == "owner"
    assert furnished.drift()["changes"] == []
    with furnished.as_role("application") as application:
        for statement in ("SELECT * FROM store.novelty", "SELECT store.surprise()"):
            with pytest.raises(AccessError, match="42501"):
                application.rows(statement)
    with furnished.as_role("migration") as pipeline:
        pipeline.rows("DROP TABLE store.novelty")
        pipeline.rows("DROP FUNCTION store.surprise()")
