"""The detectors' judgement where a real server cannot be brought there at will, and where a mistake would do harm.

Each kind on a real server is in `tests/postgres/tuning/test_problems`; here: which of two indexes goes, what writes cost, ages, load, sizes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.tuning.compare import Fate, compared
from functions.tuning.detect.indexes import index_name
from functions.tuning.detect.table import DETECTORS, examine
from functions.tuning.recommendation import Kind
from functions.tuning.snapshot import How, Load, Point, Read, Series, Trial
from tests.functions.tuning.samples import NOW, index, plan, server, snapshot, statement, table


def _kinds(now: Any, before: Any = None) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {}
    for one in examine(now, before):
        found.setdefault(one.kind, []).append(one.subject)
    return found


def test_every_kind_has_a_detector_and_a_source() -> None:
    assert {row.kind for row in DETECTORS} == set(Kind)
    assert [row.kind for row in DETECTORS if not row.source.startswith("https://")] == []


@pytest.mark.parametrize(
    ("indexes", "gone"),
    [
        ((index("a", "x"), index("b", "x")), ["store.a"]),
        ((index("a", "x", scans=1), index("b", "x", scans=9)), ["store.a"]),
        ((index("key", "x", unique=True, constraint=True), index("b", "x")), ["store.b"]),
        ((index("wide", "x", "y"), index("narrow", "x")), ["store.narrow"]),
        ((index("wide", "y", "x"), index("narrow", "x")), []),
        ((index("part", "x", predicate="(y > 0)"), index("whole", "x")), []),
        ((index("rule", "x", unique=True), index("wide", "x", "y")), []),
        ((index("rule", "x", unique=True), index("plain", "x")), ["store.plain"]),
        ((index("hash", "x", method="hash"), index("tree", "x")), []),
        ((index("with", "x", included=("z",)), index("wide", "x", "y")), []),
        ((index("a", "x"), index("b", "x"), index("c", "x")), ["store.a", "store.b"]),
        ((index("broken", "x", valid=False), index("b", "x")), []),
    ],
)
def test_of_two_indexes_the_right_one_goes(indexes: Any, gone: list[str]) -> None:
    assert sorted(_kinds(snapshot(indexes=indexes)).get(Kind.DUPLICATE_INDEX, [])) == gone


def test_an_index_that_inherits_anothers_work_is_not_dropped_as_unused() -> None:
    wide, narrow = index("wide", "x", "y", scans=0), index("narrow", "x", scans=100)
    assert _kinds(snapshot(indexes=(wide, narrow))) == {Kind.DUPLICATE_INDEX: ["store.narrow"]}
    assert _kinds(snapshot(indexes=(wide,))) == {Kind.UNUSED_INDEX: ["store.wide"]}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans(), st.integers(0, 3)), max_size=6))
def test_dropping_what_is_recommended_loses_no_key_and_no_rule(made: list[tuple[str, bool, bool, int]]) -> None:
    indexes = tuple(
        index(f"i{place}", *dict.fromkeys((key, "z") if wide else (key,)), unique=unique, scans=scans)
        for place, (key, wide, unique, scans) in enumerate(made)
    )
    gone = {one.subject for one in examine(snapshot(indexes=indexes), None)}
    kept = [one for one in indexes if one.name not in gone]
    for one in indexes:
        if one.unique:
            assert any(other.unique and other.keys == one.keys for other in kept), one
        if one.scans:
            assert any(other.keys[: len(one.keys)] == one.keys for other in kept), one


def _scan(cost_after: float, writes: int) -> Any:
    trial = Trial(relation="store.orders", columns=("x",), cost_before=1000, cost_after=cost_after, used=True, size_bytes=10**7, how=How.HYPOTHETICAL)  # fmt: skip
    read = Read(relation="store.orders", rows=1, equal=("x",))
    one = statement(1, total_ms=10**7, plan=plan(1000, "store.orders", reads=(read,)), trials=(trial,))
    return snapshot(statements=(one,), tables=(table("store.orders", index_writes=writes),))


@pytest.mark.parametrize(
    ("calls", "total_ms", "proposed"),
    [
        # 10^7 ms in 60 days are 0.002 sessions: seldom and slow is worth it, seldom and quick is not.
        (10**6, 10**7, ["store.orders (x)"]),
        (10**7, 10**7, []),
        # A tenth of a session is worth it, however quick each call.
        (10**10, 0.101 * 60 * 86_400_000, ["store.orders (x)"]),
        (10**10, 0.099 * 60 * 86_400_000, []),
    ],
)
def test_a_statement_matters_by_its_time_a_call_or_by_its_load(
    calls: int, total_ms: float, proposed: list[str]
) -> None:
    plain = _scan(10, writes=0)
    (one,) = plain.statements
    felt = replace(plain, statements=(replace(one, calls=calls, total_ms=total_ms),))
    assert _kinds(felt).get(Kind.MISSING_INDEX, []) == proposed


def test_an_index_is_proposed_where_it_saves_more_than_its_writes_cost() -> None:
    assert _kinds(_scan(10, writes=0))[Kind.MISSING_INDEX] == ["store.orders (x)"]
    assert Kind.MISSING_INDEX not in _kinds(_scan(10, writes=10**9))
    assert Kind.MISSING_INDEX not in _kinds(_scan(900, writes=0))
    (one,) = examine(_scan(10, writes=0), None)
    # 10^7 ms in 60 days, of which 99% are saved.
    assert one.gain.sessions == pytest.approx(10**7 * 0.99 / (60 * 86_400_000))
    assert one.gain.bytes == -(10**7)


def test_a_database_near_the_end_of_its_numbers_is_in_danger() -> None:
    assert _kinds(snapshot(server=server(transaction_age=1_200_000_000))) == {Kind.TRANSACTION_AGE: ["database"]}
    assert _kinds(snapshot(server=server(transaction_age=1_000_000_000))) == {}
    # Numbers are compared over a half circle of 2**31, and the server stops writing three million before its end.
    half = (2_147_483_648 - 3_000_000) // 2
    assert _kinds(snapshot(server=server(transaction_age=half))).keys() == {Kind.TRANSACTION_AGE}
    assert _kinds(snapshot(server=server(transaction_age=half - 1))) == {}


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"checkpoints_requested": 1001}, "max_wal_size"),
        ({"connections": 160}, "max_connections"),
    ],
)
def test_parameters_that_are_too_small(changes: dict[str, int], subject: str) -> None:
    assert _kinds(snapshot(server=server(**changes))) == {Kind.PARAMETER: [subject]}
    assert _kinds(snapshot(server=server(**{name: value // 2 - 1 for name, value in changes.items()}))) == {}


def _load(sessions: float, wait: str, days: float = 7) -> Load:
    points = tuple(Point(at=NOW - timedelta(hours=hour), sessions=sessions) for hour in range(int(days * 24)))
    return Load(start=NOW - timedelta(days=days), end=NOW, period_seconds=3600, vcpus=8, waits=(Series(name=wait, points=points),), statements=(), hosts={}, users={})  # fmt: skip


@pytest.mark.parametrize(
    ("load", "said"),
    [
        (_load(10, "CPU"), "double"),
        (_load(10, "Lock"), None),
        (_load(1, "CPU"), "half"),
        (_load(1, "CPU", days=2), None),
        (_load(4, "CPU"), None),
    ],
)
def test_the_instance_is_measured_by_its_load(load: Load, said: str | None) -> None:
    found = [one.what for one in examine(snapshot(load=load), None)]
    assert (said is None and not found) or (len(found) == 1 and str(said) in found[0])


def test_totals_of_the_time_before_are_taken_out() -> None:
    before = snapshot(taken_at=NOW - timedelta(days=30), statements=(statement(1, calls=1000, total_ms=10_000.0),))
    now = snapshot(statements=(statement(1, calls=1100, total_ms=20_000.0),))
    (one,) = examine(now, before)
    assert (one.kind, one.subject) == (Kind.REGRESSION, "statement 1")
    assert "10.0 ms a call up to the last report, 100.0 ms since" in one.why[0]
    # After a reset the totals are the period's own: 20 ms a call is no more than twice as slow.
    anew = replace(now, server=server(days=1), statements=(statement(1, calls=1000, total_ms=19_000.0),))
    assert examine(anew, before) == ()


def test_what_became_of_the_last_recommendations() -> None:
    last = compared(_scan(10, writes=0), examine(_scan(10, writes=0), None), None)
    same = compared(_scan(10, writes=0), examine(_scan(10, writes=0), None), last)
    assert [one.fate for one in same.outcomes] == [Fate.OPEN]
    made = snapshot(
        statements=(statement(1, total_ms=20.0, calls=10),), indexes=(index("made", "x"),), server=server(days=0.5)
    )
    done = compared(made, examine(made, last.snapshot), last)
    assert [(one.fate, one.statements[0].factor) for one in done.outcomes] == [(Fate.APPLIED, pytest.approx(5000))]
    gone = compared(snapshot(), (), last)
    assert [one.fate for one in gone.outcomes] == [Fate.GONE]


@given(st.text("abcé_", min_size=1, max_size=80), st.lists(st.text("abcé_", min_size=1, max_size=40), min_size=1, max_size=3, unique=True))  # fmt: skip
def test_index_names_fit(relation: str, columns: list[str]) -> None:
    assert len(index_name(f"store.{relation}", tuple(columns)).encode()) <= 63
