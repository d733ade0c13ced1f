"""Proves that the newest heartbeat on a promoted replica tells the loss truthfully: held against what clients know.

The main database is real, under write load, and killed without warning. How long a promotion takes is measured, and
bounded, by `make bench`.
"""

import pytest

from rehearsal.database.cluster import Foundation
from rehearsal.database.crash import BEAT_SECONDS, CLIENTS, Outcome, as_the_drill, crash

LAGS = {"a replica that keeps up": 0.0, "a replica that lags by a second": 1.0}
# Between the last look at the clock and the last signal some writes more are acknowledged; and threads share cores.
SLACK_SECONDS = 0.5


@pytest.fixture(scope="module", params=LAGS.values(), ids=list(LAGS))
def outcome(request: pytest.FixtureRequest, place: Foundation) -> Outcome:
    return crash(place, as_the_drill, lag_seconds=request.param)


def test_it_was_a_crash_under_load(outcome: Outcome) -> None:
    assert outcome.acknowledged > 100 * CLIENTS


def test_nothing_is_lost_that_was_acknowledged_before_the_newest_beat(outcome: Outcome) -> None:
    assert [one for one in outcome.lost if one.at <= outcome.beat_at] == []


def test_the_heartbeats_loss_is_never_less_than_the_clients(outcome: Outcome) -> None:
    assert outcome.heartbeat_loss >= outcome.acknowledged_loss


def test_and_more_by_the_time_between_two_beats_at_most(outcome: Outcome) -> None:
    assert outcome.heartbeat_loss <= outcome.acknowledged_loss + BEAT_SECONDS + SLACK_SECONDS


def test_a_lag_is_seen_by_both(outcome: Outcome, request: pytest.FixtureRequest) -> None:
    lag = LAGS[request.node.callspec.id]
    assert bool(outcome.lost) >= bool(lag)
    assert min(outcome.acknowledged_loss, outcome.heartbeat_loss) >= lag - SLACK_SECONDS
