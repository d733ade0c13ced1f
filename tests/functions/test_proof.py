"""The proof of a copy: what is wrong with it, told from what was found there.

That the queries find it on a server is shown in `tests/postgres`.
"""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from functions.heartbeat.beat import Heartbeat
from functions.verification.handler import handle
from functions.verification.proof import Proof, Table

BEAT = Heartbeat(beat_at=datetime(2026, 11, 28, 3, 0, tzinfo=UTC), schema_digest="as it was")
ORDERS = Table(relation="orders", expected=1_000_000, counted=1_010_000, percent_read=100)
GOOD = Proof(heartbeat=BEAT, loss_seconds=40, allowed_seconds=60, schema_digest="as it was", tables=(ORDERS,))


def test_a_good_copy_has_no_problem() -> None:
    assert GOOD.problems == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"loss_seconds": 61}, "61 s older than it should be, at most 60 s are allowed"),
        ({"schema_digest": "another"}, "its schema is not the one"),
        ({"tables": ()}, "the schema `store` has no table"),
        ({"tables": (dataclasses.replace(ORDERS, counted=0),)}, "store.orders has 0 rows, its statistics say 1000000"),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_told(change: dict[str, object], words: str) -> None:
    (problem,) = dataclasses.replace(GOOD, **change).problems
    assert words in problem


def test_everything_that_is_wrong_is_told_at_once() -> None:
    bad = dataclasses.replace(GOOD, loss_seconds=3600, schema_digest="another", tables=())
    assert len(bad.problems) == 3
    assert bad.document()["problems"] == list(bad.problems)


@pytest.mark.parametrize(
    ("expected", "counted", "good"),
    [(None, 0, True), (0, 1000, True), (0, 2000, False), (100_000, 80_000, True), (100_000, 70_000, False)],
)
def test_an_estimate_is_held_against_the_count_with_room_for_its_age(
    expected: int | None, counted: int, *, good: bool
) -> None:
    table = Table(relation="orders", expected=expected, counted=counted, percent_read=100)
    assert (table.problem is None) is good


def test_a_loss_is_never_less_than_nothing() -> None:
    assert BEAT.loss_seconds(BEAT.beat_at + timedelta(seconds=90)) == 90
    assert BEAT.loss_seconds(BEAT.beat_at - timedelta(seconds=1)) == 0


def test_an_event_that_says_too_little_is_refused() -> None:
    with pytest.raises(Exception, match="the event lacks port, ca_bundle, moment, allowed_seconds"):
        handle({"host": "h", "dbname": "d"}, None)
