"""Proves the way home: after a region was lost and is back, what is owed is settled, and the store moves without loss.

That it may end after any call is shown in `test_kill_anywhere`; that the program follows, in the engine's tests.
"""

from collections.abc import Generator

import pytest

from operations.recovery.engine import StepFailedError
from operations.recovery.errors import RequestError
from operations.recovery.journal import RunState
from operations.recovery.scenarios import Scenario
from rehearsal.drills.small_stack import SERVING, STANDBY
from tests.operations.recovery.world import (
    World,
    darkness,
    instances,
    lag,
    rehomed,
    secret_document,
    serving_regions,
    world,
    writers,
)

HOME, AWAY = SERVING, STANDBY


@pytest.fixture
def away() -> Generator[World]:
    """The store serves from the other region since its own was lost; that is back, and everything is owed."""
    with world() as standing:
        with darkness(HOME) as dark:
            recovery, _ = standing.recovery(dark=dark)
            recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
        yield rehomed(standing)


def test_with_a_debt_open_nothing_moves(away: World) -> None:
    with pytest.raises(RequestError, match="4 debts of the last recovery are open in us-west-2; settle them"):
        away.recovery()[0].plan(Scenario.FAILBACK, frozenset())


def test_debts_are_settled_with_the_manifest_of_the_region_that_serves_now(away: World) -> None:
    assert len(away.recovery()[0].reconcile()) == 4
    assert [journal.region for journal in away.recovery()[0].journals()] == [HOME, AWAY]
    assert serving_regions(away) == {AWAY}


def test_a_move_home_is_said_to_go_there(away: World) -> None:
    assert away.recovery()[0].direction() == f"a planned move of prod from {AWAY}, which serves, to {HOME}"


def test_a_recovery_within_the_region_is_no_move() -> None:
    with world() as standing:
        recovery, _ = standing.recovery()
        pair = frozenset({f"{HOME}a", f"{HOME}b"})
        assert recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, pair)).state is RunState.DONE
        assert "No recovery has ever moved prod" in recovery.direction()


def test_a_store_that_never_moved_is_told_that_nothing_is_to_be_brought_back() -> None:
    with world() as standing:
        words = standing.recovery()[0].direction()
    assert words.startswith(
        f"a planned move of prod from {HOME}, which serves, to {AWAY}. No recovery has ever moved"
    )
    assert f"only if it shall serve from {AWAY} from now on" in words


def test_the_store_moves_home_without_loss(away: World) -> None:
    away.recovery()[0].reconcile()
    recovery, _ = away.recovery()
    planned = recovery.plan(Scenario.FAILBACK, frozenset())
    assert planned.plan.loss_seconds == 0
    assert recovery.run(planned).state is RunState.DONE
    new = f"storefront-prod-{HOME}-database-c"
    assert [one.db_instance_identifier for one in writers()] == [new]
    assert secret_document(HOME)["host"] == instances(HOME)[new].address
    assert serving_regions(away) == {HOME}
    assert instances(HOME)[new].kms_key_id == away.manifest.sites[HOME].keys["database"]
    assert recovery.journal.open_debts() == []


def test_the_replica_is_waited_for_with_the_writer_closed(away: World) -> None:
    """It lags ten minutes: nobody is let in anywhere until it shows that it has everything; then it goes on."""
    away.recovery()[0].reconcile()
    lag.seconds = 3600.0
    recovery, _ = away.recovery()
    with pytest.raises(StepFailedError, match="has everything until"):
        recovery.run(recovery.plan(Scenario.FAILBACK, frozenset()))
    assert writers() == []
    assert serving_regions(away) == set()
    lag.seconds = 1.0
    assert away.recovery()[0].resume().state is RunState.DONE


def test_a_replica_that_does_not_catch_up_is_given_up(away: World) -> None:
    away.recovery()[0].reconcile()
    lag.seconds = None
    recovery, _ = away.recovery()
    with pytest.raises(StepFailedError, match="CloudWatch has no measurement of the lag"):
        recovery.run(recovery.plan(Scenario.FAILBACK, frozenset()))
    away.recovery()[0].abort()
    assert [one.db_instance_identifier for one in writers()] == [f"storefront-prod-{AWAY}-database-a"]
    assert serving_regions(away) == {AWAY}


def test_while_home_is_silent_there_is_nowhere_to_move(away: World) -> None:
    with (
        darkness(HOME) as dark,
        pytest.raises(RequestError, match="us-east-1, from which recoveries run, does not"),
    ):
        away.recovery(dark=dark)[0].plan(Scenario.FAILBACK, frozenset())


def test_there_and_back_and_there_again(away: World) -> None:
    away.recovery()[0].reconcile()
    recovery, _ = away.recovery()
    recovery.run(recovery.plan(Scenario.FAILBACK, frozenset()))
    home = rehomed(away)
    with darkness(HOME) as dark:
        recovery, _ = home.recovery(dark=dark)
        run = recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
    assert run.state is RunState.DONE
    host = secret_document(AWAY)["host"]
    assert [one.db_instance_identifier for one in instances(AWAY).values() if one.address == host] == [
        f"storefront-prod-{AWAY}-database-c"
    ]
