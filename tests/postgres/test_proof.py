"""The heartbeat and the verification on a real server, by their own handlers: what they write, see and may not do.

The loss that a heartbeat tells after a crash is in `test_loss`.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import boto3
import pytest

from functions.heartbeat import handler as heartbeat
from functions.heartbeat.beat import newest
from functions.shared.errors import AccessError
from functions.shared.metrics import Namespace
from functions.shared.postgresql import Login, session
from functions.verification import handler as verification
from rehearsal.database.cluster import HOST, Server
from tests.postgres.store import CUSTOMERS
from tests.postgres.world import DATABASE, World, caught_up


def _beat(world: World) -> dict[str, Any]:
    os.environ.update(
        SECRET=world.arns["heartbeat"],
        REPLICA_HOST=HOST,
        CA_BUNDLE_PARAMETER=world.ca_bundle_parameter,
        ENVIRONMENT="test",
    )
    return heartbeat.handle({}, None)


def _prove(world: World, server: Server, **changes: object) -> dict[str, Any]:
    asked = {
        "host": HOST, "port": server.port, "dbname": DATABASE, "ca_bundle": world.authority.certificate,
        "moment": datetime.now(UTC).isoformat(), "allowed_seconds": 60,
    }  # fmt: skip
    return verification.handle({**asked, **changes}, None)


def test_a_beat_is_written_measured_and_published(furnished: World) -> None:
    before = datetime.now(UTC)
    said = _beat(furnished)
    assert before <= datetime.fromisoformat(said["beat_at"]) <= datetime.now(UTC)
    assert 0 <= said["replica_age_seconds"] < 30
    listed: list[dict[str, Any]] = (
        cast("Any", boto3).client("cloudwatch").list_metrics(Namespace=Namespace.DATABASE)["Metrics"]
    )
    assert {one["MetricName"] for one in listed} == {"HeartbeatsWritten", "ReplicaAge"}
    with furnished.as_superuser() as main:
        assert newest(main).beat_at == datetime.fromisoformat(said["beat_at"])


def test_a_fresh_copy_is_proven_by_its_rows_its_schema_and_its_heartbeat(furnished: World) -> None:
    with furnished.as_superuser() as main:
        main.rows("ANALYZE")
    _beat(furnished)
    caught_up(furnished)
    proof = _prove(furnished, furnished.replica)
    assert proof["problems"] == []
    found = {table["relation"]: table for table in proof["tables"]}
    assert found["customers"] == {
        "relation": "customers", "expected": CUSTOMERS, "counted": CUSTOMERS, "percent_read": 100,
    }  # fmt: skip
    assert found.keys() == {"carts", "customers", "order_items", "orders", "payments", "products"}


def test_what_is_wrong_with_a_copy_is_seen(furnished: World) -> None:
    with furnished.as_superuser() as main:
        main.rows("ANALYZE")
    _beat(furnished)
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    with furnished.as_role("migration") as pipeline:
        pipeline.rows("ALTER TABLE carts ADD note text")
        pipeline.rows("CREATE TABLE saved AS SELECT * FROM payments")
        pipeline.rows("DELETE FROM payments")
        try:
            problems = _prove(furnished, furnished.main, moment=later)["problems"]
        finally:
            pipeline.rows("INSERT INTO payments OVERRIDING SYSTEM VALUE SELECT * FROM saved")
            pipeline.rows("DROP TABLE saved")
            pipeline.rows("ALTER TABLE carts DROP note")
    assert len(problems) == 3
    assert "older than it should be" in problems[0]
    assert "its schema is not the one" in problems[1]
    assert "store.payments has 0 rows" in problems[2]


HEARTBEAT_MAY_NOT = [
    "INSERT INTO platform.heartbeat VALUES (false, now(), '')",
    "DELETE FROM platform.heartbeat",
    "UPDATE platform.heartbeat SET one = true",
    "TRUNCATE platform.heartbeat",
    "SELECT * FROM store.customers",
    "SELECT * FROM platform.row_counts()",
    "CREATE TABLE platform.mine (id int)",
]
VERIFICATION_MAY_NOT = [
    "SELECT * FROM store.customers",
    "SELECT count(*) FROM store.customers",
    "UPDATE platform.heartbeat SET beat_at = now()",
    "SELECT * FROM platform.statements()",
    "SELECT * FROM reporting.customers",
]


def _refused(login: Login, ca_bundle: str, statement: str) -> str:
    with session(login, ca_bundle) as opened:
        opened.rows("SET default_transaction_read_only = off")
        with pytest.raises(AccessError) as refusal:
            opened.rows(statement)
    return str(refusal.value)


@pytest.mark.parametrize("statement", HEARTBEAT_MAY_NOT)
def test_the_heartbeat_may_only_update_its_row(furnished: World, statement: str) -> None:
    login = furnished.login("heartbeat")
    assert "SQLSTATE 42501" in _refused(login, furnished.authority.certificate, statement)


@pytest.mark.parametrize("statement", VERIFICATION_MAY_NOT)
def test_the_verification_sees_numbers_alone(furnished: World, statement: str) -> None:
    login = Login(host=HOST, port=furnished.main.port, dbname=DATABASE, username="verification", password=None)
    assert "SQLSTATE 42501" in _refused(login, furnished.authority.certificate, statement)


def test_a_heartbeat_table_that_somebody_changed_is_made_anew(furnished: World) -> None:
    with furnished.as_role("migration") as pipeline:
        pipeline.rows("ALTER TABLE platform.heartbeat ADD note text")
    assert any("table platform.heartbeat" in line for line in furnished.drift()["changes"])
    furnished.provision()
    assert furnished.drift()["changes"] == []
    _beat(furnished)
