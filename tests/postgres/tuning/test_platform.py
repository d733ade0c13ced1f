"""Tuning with the platform's own login on a server as the platform provisions it (PostgreSQL 16 or later, the real version's plans).

`monitoring` has no right on any table of the store, and yet gets plans and positions, through two functions and by number. These binaries
have no hypopg: what hypothetical indexes give is in `test_problems`.
"""

from __future__ import annotations

import pytest

from functions.shared.errors import AccessError
from functions.tuning.collect.plans import Told
from functions.tuning.collect.run import Source, collect
from functions.tuning.detect.table import examine
from functions.tuning.detect.thresholds import Thresholds
from functions.tuning.recommendation import Kind
from functions.tuning.snapshot import How, Snapshot
from tests.postgres.store import CUSTOMERS
from tests.postgres.world import World, caught_up

MORE = 60_000
# A machine that reads them all in less than 5 ms is not to hide what is looked for.
QUICK = Thresholds(statement_ms=0.5)


@pytest.fixture(scope="module")
def snapshot(furnished: World) -> Snapshot:
    with furnished.as_superuser() as admin:
        # Large enough for a scan to be worth an index.
        admin.rows(
            "INSERT INTO store.customers (email, name, phone, country) SELECT 'more' || n, 'More', '+57 1 ' || n, 'CO' "
            f"FROM generate_series(1, {MORE}) n"
        )
        # As if years ago: so many writes in a server's first minutes would outweigh what the index saves.
        admin.rows("SELECT pg_stat_force_next_flush()")
        admin.rows("SELECT pg_stat_reset()")
        admin.rows("ANALYZE")
        admin.rows("SELECT platform.pg_stat_statements_reset()")
    with furnished.as_role("application") as store:
        for number in range(60):
            store.rows("SELECT id FROM customers WHERE phone = :phone", phone=f"+52 55 {number}")
            store.rows("UPDATE products SET stock = stock - 1 WHERE id = :product", product=1 + number % 50)
    caught_up(furnished)
    main = furnished.login("monitoring")
    replica = main.__class__(
        host=main.host,
        port=furnished.replica.port,
        dbname=main.dbname,
        username=main.username,
        password=main.password,
    )
    source = Source(environment="test", main=main, replica=replica, ca_bundle=furnished.authority.certificate)
    return collect(source, None)


def test_plans_come_without_a_right_on_any_table(furnished: World, snapshot: Snapshot) -> None:
    by_text = {one.text: one for one in snapshot.statements if one.role.startswith("application")}
    search = next(one for text, one in by_text.items() if "phone" in text)
    update = next(one for text, one in by_text.items() if text.startswith("UPDATE products"))
    assert search.plan is not None
    assert [(read.relation, read.equal) for read in search.plan.reads] == [("store.customers", ("phone",))]
    assert update.plan is not None
    assert update.plan.relations == ("store.products",)
    with furnished.as_role("monitoring") as monitoring, pytest.raises(AccessError, match="may not do this"):
        monitoring.rows("SELECT count(*) FROM store.customers")


def test_a_missing_index_is_estimated_and_the_report_says_how(snapshot: Snapshot) -> None:
    trial = next(
        trial for one in snapshot.statements for trial in one.trials if trial.relation == "store.customers"
    )
    assert (trial.columns, trial.how, trial.used) == (("phone",), How.SELECTIVITY, True)
    assert any("hypopg is not there" in note for note in snapshot.notes)
    found = [one for one in examine(snapshot, None, QUICK) if one.kind is Kind.MISSING_INDEX]
    assert [one.subject for one in found] == ["store.customers (phone)"]


def test_sequences_are_read_by_position_alone(furnished: World, snapshot: Snapshot) -> None:
    positions = {one.name: one.last for one in snapshot.sequences}
    assert positions["store.customers_id_seq"] == CUSTOMERS + MORE
    with furnished.as_role("monitoring") as monitoring, pytest.raises(AccessError, match="may not do this"):
        monitoring.rows("SELECT last_value FROM store.customers_id_seq")


def test_a_statement_is_explained_by_number_and_no_text_is_taken(furnished: World, snapshot: Snapshot) -> None:
    search = next(one for one in snapshot.statements if "phone" in one.text)
    with furnished.as_role("monitoring") as monitoring:
        told = Told(monitoring, hypothetical=False)
        assert told.plan(search.id)[0]["Plan"]["Relation Name"] == "customers"
        assert told.plan(1) is None
    with furnished.as_role("marketing") as marketing, pytest.raises(AccessError, match="may not do this"):
        marketing.rows("SELECT platform.tuning_plan(1, NULL, NULL)")
