"""Proves what the bench makes of timings: the figures, their bounds and their verdicts. The timings are made up."""

from datetime import UTC, datetime, timedelta

import pytest

from bench import loss, program, rehearsal
from bench.figure import Figure
from bench.policies import Speed
from bench.samples import Timings
from rehearsal.database.crash import Acknowledged, Outcome

TIMINGS = Timings(
    resources=263,
    tenfold_resources=2630,
    program=[1.2, 1.1],
    bare=[1.0, 1.3],
    tenfold_program=[13.2, 14.0],
    tenfold_bare=[10.0],
)


@pytest.mark.parametrize(
    ("ratio", "bound", "kept"),
    [(1.25, 1.25, True), (1.26, 1.25, False), (None, None, True), (7.0, None, True)],
)
def test_a_bound_is_kept_up_to_itself(ratio: float | None, bound: float | None, *, kept: bool) -> None:
    assert Figure("x", "", ratio, bound).kept is kept


def test_the_program_is_held_against_the_bare_one_at_both_sizes() -> None:
    single, tenfold, growth = program.figures([TIMINGS])
    assert single.ratio == pytest.approx(1.1)
    assert tenfold.ratio == pytest.approx(1.32)
    assert growth.ratio == pytest.approx(1.2)
    assert [single.kept, tenfold.kept, growth.bound] == [True, False, 1.2]
    assert growth.measured == "bare 1.00"


def test_a_rehearsal_is_held_against_a_minute_and_its_parts_are_shown() -> None:
    seconds = {
        "program": 20.0, "policies": 3.0, "creation": 12.0, "stack policies": 0.5, "read-back": 2.5, "total": 23.0,
    }  # fmt: skip
    whole, *parts = rehearsal.figures(30.0, seconds)
    assert (whole.ratio, whole.bound, whole.kept) == (0.5, 1.0, True)
    assert [part.measured for part in parts] == ["7.0 s", "20.0 s", "3.0 s", "12.0 s", "0.5 s", "2.5 s"]
    assert not rehearsal.figures(61.0, seconds)[0].kept


def test_policies_show_their_rate_and_are_held_to_linear_growth() -> None:
    small, large, growth = Speed("Analyze", 0.25, 5.0).figures()
    assert (small.measured, large.measured) == ("1,000/s", "500/s")
    assert growth.ratio == pytest.approx(2.0)
    assert not growth.kept


FAILED_AT = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


def _crashed(*, promoted: float, beat: float, lost: float) -> Outcome:
    """A crash whose newest beat and first lost write were so many seconds before it."""
    write = Acknowledged(client=1, number=1, at=FAILED_AT - timedelta(seconds=lost))
    return Outcome(
        failed_at=FAILED_AT,
        beat_at=FAILED_AT - timedelta(seconds=beat),
        acknowledged=100,
        lost=(write,),
        promotion_seconds=promoted,
    )


def test_a_promotion_is_held_against_pg_ctl_and_a_loss_against_what_clients_know() -> None:
    drilled = [_crashed(promoted=0.3, beat=1.05, lost=1.0), _crashed(promoted=0.2, beat=1.3, lost=1.0)]
    promotion, alone, told, clients = loss.figures(drilled, [_crashed(promoted=0.1, beat=0, lost=0)])
    assert (promotion.ratio, promotion.bound, promotion.kept) == (pytest.approx(2.0), 1.5, False)
    assert alone.measured == "0.10 s"
    # The worst of the crashes counts: 0.3 s too much, of 0.1 s between beats and 0.5 s of a busy machine.
    assert (told.ratio, told.kept) == (pytest.approx(0.5), True)
    assert clients.measured == "1 of 100"
