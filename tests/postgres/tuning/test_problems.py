"""Planted problems on a real PostgreSQL with a replica: each is found, the costly ones come first, and the remedy works.

A healthy database of the same store and work gets no recommendation at all. Plans come from hypothetical indexes here; how the platform's
own login gets them without a right on any table is in `test_platform`, what is pure judgement in `tests/functions/tuning`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.tuning.compare import Fate, compared
from functions.tuning.detect.table import examine
from functions.tuning.detect.thresholds import Thresholds
from functions.tuning.document import dumps, loads
from functions.tuning.recommendation import Kind, Recommendation
from functions.tuning.report.render import render
from functions.tuning.snapshot import Snapshot
from rehearsal.database.cluster import Server
from tests.postgres.tuning import store
from tests.postgres.tuning.server import Patient, admit

# The servers live for minutes: what has had no use for as long has had none at all. Their tables are small and their load is a
# moment's: a machine that reads one from end to end in less than 5 ms is not to hide what is planted.
AT_ONCE = Thresholds(unused_after=timedelta(0), statement_ms=0.5)
IDLE_SECONDS = AT_ONCE.idle_seconds + 1

PLANTED = {
    (Kind.SEQUENCE_END, "store.events_id_seq"),
    (Kind.LOCK_WAIT, "application_a (idle in transaction)"),
    (Kind.MISSING_INDEX, "store.orders (customer_id)"),
    (Kind.SEQUENTIAL_SCAN, "store.customers"),
    (Kind.SPILL, "the sort of orders"),
    (Kind.N_PLUS_ONE, "the stock of each product"),
    (Kind.BLOAT, "store.carts"),
    (Kind.UNUSED_INDEX, "store.orders_note_idx"),
    (Kind.UNUSED_INDEX, "store.orders_status_placed_at_idx"),
    (Kind.DUPLICATE_INDEX, "store.orders_status_idx"),
    (Kind.DUPLICATE_INDEX, "store.customers_email_again_idx"),
    (Kind.VACUUM_DEBT, "store.visits"),
    (Kind.STALE_STATISTICS, "store.visits"),
    (Kind.STALE_STATISTICS, "store.carts"),
    (Kind.IDLE_TRANSACTION, "application_a"),
    (Kind.INVALID_INDEX, "store.orders_status_once"),
}


@pytest.fixture(scope="module")
def healthy(ward: tuple[Server, Server, str]) -> Snapshot:
    patient = admit(*ward, "healthy")
    store.open_store(patient)
    return _worked(patient)


@pytest.fixture(scope="module")
def patient(ward: tuple[Server, Server, str]) -> Patient:
    made = admit(*ward, "planted")
    store.plant(made)
    made.forget()
    with made.as_application() as session:
        store.daily_work(session)
        store.bad_work(session)
    made.caught_up()
    with made.as_application(made.replica) as report:
        store.report_work(report)
    return made


@pytest.fixture(scope="module")
def planted(patient: Patient) -> Snapshot:
    with store.disturbance(patient, IDLE_SECONDS):
        return patient.examine()


def test_a_healthy_database_gets_no_recommendation(healthy: Snapshot) -> None:
    assert len(healthy.statements) >= 4, "the work was not seen"
    assert len(healthy.tables) == 4
    assert examine(healthy, None, AT_ONCE) == ()


def test_every_planted_problem_is_found_and_nothing_else(planted: Snapshot) -> None:
    found = examine(planted, None, AT_ONCE)
    assert {(one.kind, _subject(one, planted)) for one in found} == PLANTED
    assert len(found) == len(PLANTED)
    assert len({kind for kind, _ in PLANTED}) >= 10


def test_dangers_come_first_and_then_what_costs_most(planted: Snapshot) -> None:
    found = examine(planted, None, AT_ONCE)
    assert [one.kind for one in found[:3]] == [Kind.SEQUENCE_END, Kind.LOCK_WAIT, Kind.MISSING_INDEX]
    gains = [one.gain.sessions for one in found if not one.danger]
    assert gains == sorted(gains, reverse=True)
    costliest = max(planted.statements, key=lambda one: one.total_ms)
    assert _remedy(found).statements == (costliest.id,)


def test_an_index_that_serves_the_replica_alone_is_kept(planted: Snapshot) -> None:
    index = next(one for one in planted.indexes if one.name == "store.orders_placed_at_idx")
    # Workers of a parallel scan count for themselves.
    assert index.scans == 0
    assert (index.replica_scans or 0) >= 3
    blind = replace(planted, indexes=tuple(replace(one, replica_scans=0) for one in planted.indexes))
    dropped = {one.subject for one in examine(blind, None, AT_ONCE) if one.kind is Kind.UNUSED_INDEX}
    assert "store.orders_placed_at_idx" in dropped, "without the replica's word it would have been dropped"


def test_young_statistics_prove_no_index_unused(planted: Snapshot) -> None:
    assert [one for one in examine(planted, None) if one.kind is Kind.UNUSED_INDEX] == []


def test_an_unread_replica_proves_no_index_unused(patient: Patient) -> None:
    cut = replace(patient.examine(replica=False), replica_read=False)
    assert [one for one in examine(cut, None, AT_ONCE) if one.kind is Kind.UNUSED_INDEX] == []


def test_no_value_of_a_row_is_in_the_document_or_the_report(planted: Snapshot) -> None:
    report = compared(planted, examine(planted, None, AT_ONCE), None)
    everything = "".join([dumps(report), *render(report, AT_ONCE).values()])
    assert [
        value for value in ("private.example", "Persona", "'placed'", "2024-04-12") if value in everything
    ] == []
    assert "customer_id" in everything


def test_the_tuner_can_change_nothing(patient: Patient) -> None:
    from functions.shared.errors import AccessError  # noqa: PLC0415
    from functions.tuning.collect.session import reading  # noqa: PLC0415

    with reading(patient.login("application_a"), patient.ca_bundle) as session:
        for statement in (
            "DELETE FROM store.counters",
            "CREATE TABLE store.mine (id int)",
            "DROP INDEX store.orders_note_idx",
        ):
            with pytest.raises(AccessError, match="25006"):
                session.rows(statement)


@pytest.mark.slow
def test_the_top_remedy_makes_the_work_faster_and_the_next_report_says_so(
    patient: Patient, planted: Snapshot, record_property: Callable[[str, object], None]
) -> None:
    found = examine(planted, None, AT_ONCE)
    remedy = _remedy(found)
    before = _worked(patient)
    with patient.as_application() as session:
        session.rows(remedy.apply.rstrip(";"))
    now = _worked(patient)
    factor = _spent(before) / _spent(now)
    record_property("factor", round(factor, 1))
    again = examine(now, planted, AT_ONCE)
    report = compared(now, again, compared(planted, found, None), AT_ONCE)
    outcome = next(one for one in report.outcomes if one.recommendation.key == remedy.key)
    assert factor > 3
    assert remedy.key not in {one.key for one in again}
    assert outcome.fate is Fate.APPLIED
    assert outcome.statements[0].factor is not None
    assert outcome.statements[0].factor > 3
    assert loads(dumps(report), type(report)) == report
    with patient.as_application() as session:
        session.rows(remedy.undo.rstrip(";"))
        assert session.rows("SELECT to_regclass('store.orders_customer_id_idx')") == [(None,)]


@pytest.mark.slow
def test_a_regression_is_found_by_the_last_report(ward: tuple[Server, Server, str]) -> None:
    patient = admit(*ward, "regressed")
    store.open_store(patient)
    before = _worked(patient)
    with patient.as_application() as session:
        session.rows("DROP INDEX orders_customer_id_idx")
        store.daily_work(session)
    store.tidy(patient)
    patient.caught_up()
    found = {one.kind: one for one in examine(patient.examine(), before, AT_ONCE)}
    assert set(found) == {Kind.MISSING_INDEX, Kind.REGRESSION}
    assert min(one.gain.sessions for one in found.values()) > 0
    assert any("it now reads store.orders from end to end" in line for line in found[Kind.REGRESSION].why)


def _remedy(found: tuple[Recommendation, ...]) -> Recommendation:
    """The first that a hand can apply without a person's judgement."""
    return next(one for one in found if not one.person)


def _worked(patient: Patient) -> Snapshot:
    """What the server says of a day's work and nothing else."""
    patient.forget()
    with patient.as_application() as session:
        store.daily_work(session)
    patient.caught_up()
    return patient.examine()


def _spent(snapshot: Snapshot) -> float:
    """The server's own time in milliseconds: a client's waiting for answers would hide what an index saves."""
    return sum(one.total_ms for one in snapshot.statements)


def _subject(one: Recommendation, snapshot: Snapshot) -> str:
    """A statement's number differs from server to server: by what it does, then."""
    if not one.subject.startswith("statement "):
        return one.subject
    text = next(found.text for found in snapshot.statements if found.id == one.statements[0])
    return (
        "the sort of orders" if "ROW_NUMBER" in text else "the stock of each product" if "stock" in text else text
    )
