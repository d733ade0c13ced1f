"""Proves abort and reconcile: what is taken back, what is owed, and that a region which comes back is fenced.

The recoveries before are those of `test_kill_anywhere`.
"""

from collections.abc import Generator

import pytest

from operations.aws import READS, UnknownOutcomeError
from operations.recovery.engine import StepFailedError
from operations.recovery.errors import RequestError
from operations.recovery.journal import Debt, RunState, StepState
from operations.recovery.scenarios import Scenario
from rehearsal.drills.small_stack import SERVING, STANDBY
from tests.operations.recovery.copies import Fork
from tests.operations.recovery.world import (
    Fate,
    Killed,
    Moment,
    World,
    darkness,
    instances,
    secret_document,
    serving_regions,
    spare,
    world,
    writers,
)

OLD, OLD_REPLICA = f"storefront-prod-{SERVING}-database-a", f"storefront-prod-{SERVING}-database-b"
PAIR = frozenset({"us-east-1a", "us-east-1b"})


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


def recover_in_the_dark(standing: World) -> list[Debt]:
    with darkness(SERVING) as dark:
        recovery, _ = standing.recovery(dark=dark)
        recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
    return recovery.journal.open_debts()


def test_what_a_silent_region_leaves_owed(standing: World) -> None:
    debts = recover_in_the_dark(standing)
    assert [debt.step.kind for debt in debts] == [
        "fence-writer",
        "end-connections",
        "shift-traffic-away",
        "replicate-backups",
    ]
    assert all("no route" in debt.why for debt in debts)
    assert {one.db_instance_identifier for one in writers()} == {OLD, "storefront-prod-us-west-2-database-a"}


def test_a_region_that_comes_back_is_fenced_and_nothing_is_owed(standing: World) -> None:
    recover_in_the_dark(standing)
    recovery, _ = standing.recovery()
    assert len(recovery.reconcile()) == 4
    assert recovery.journal.open_debts() == []
    assert [one.db_instance_identifier for one in writers()] == ["storefront-prod-us-west-2-database-a"]
    assert serving_regions(standing) == {STANDBY}
    assert recovery.reconcile() == []


def test_what_still_cannot_be_done_is_said_and_stays_owed(standing: World) -> None:
    recover_in_the_dark(standing)

    def faulty(_number: int, at: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == "RebootDBInstance" and at is Moment.BEFORE:
            raise UnknownOutcomeError(*what, "503")

    with pytest.raises(StepFailedError, match=r"failing-steps\.md#the-old-writer-cannot-be-fenced"):
        standing.recovery(faulty)[0].reconcile()
    journal = standing.recovery()[0].journal
    (debt,) = journal.open_debts()
    assert debt.step.kind == "end-connections"
    # In vain, so that it is owed as before, in the journal too.
    assert journal.entries(debt.run)[debt.number].state is StepState.DEBT
    assert [one.db_instance_identifier for one in writers()] == ["storefront-prod-us-west-2-database-a"]


def test_while_the_region_is_silent_the_debts_stay(standing: World) -> None:
    recover_in_the_dark(standing)
    with darkness(SERVING) as dark, pytest.raises(StepFailedError):
        standing.recovery(dark=dark)[0].reconcile()
    assert len(standing.recovery()[0].journal.open_debts()) == 4


def test_a_reconcile_may_end_after_any_call(standing: World) -> None:
    recover_in_the_dark(standing)
    fork = Fork()

    def strike(number: int, at: Moment, what: tuple[str, str, str]) -> None:
        if at is Moment.AFTER and not what[2].startswith(READS) and fork.split(f"{number}-{what[2]}"):
            raise Killed

    ends = fork.run(lambda: _reconciled(standing, strike))
    assert ends.pop("") == "done"
    assert len(ends) > 10
    assert {name: end for name, end in ends.items() if end != "killed"} == {}


def _reconciled(standing: World, fate: Fate) -> str:
    """Reconcile under a fate, and once more if it was cut off."""
    told = "done"
    try:
        standing.recovery(fate)[0].reconcile()
    except Killed:
        told = "killed"
        standing.recovery()[0].reconcile()
    assert standing.recovery()[0].journal.open_debts() == []
    assert [one.db_instance_identifier for one in writers()] == ["storefront-prod-us-west-2-database-a"]
    return told


def killed_at(standing: World, operation: str) -> None:
    """A promotion that ends right after the first call of an operation."""

    def strike(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == operation and moment is Moment.AFTER:
            raise Killed

    recovery, _ = standing.recovery(strike)
    with pytest.raises(Killed):
        recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, PAIR))


def test_an_abort_opens_the_writer_again(standing: World) -> None:
    killed_at(standing, "ModifyDBInstance")
    assert writers() == []
    run = standing.recovery()[0].abort()
    assert run.state is RunState.ABORTED
    # The journal says so, and no longer that the writer is being closed.
    entries = standing.recovery()[0].journal.entries(run.id).values()
    assert {entry.state for entry in entries} == {StepState.UNDONE}
    assert [one.db_instance_identifier for one in writers()] == [OLD]
    assert secret_document(SERVING)["host"] == instances(SERVING)[OLD].address
    with pytest.raises(RequestError, match="was rolled back; `storefront failover status prod` shows"):
        standing.recovery()[0].resume()


def test_a_promotion_cannot_be_undone(standing: World) -> None:
    killed_at(standing, "PromoteReadReplica")
    with pytest.raises(
        StepFailedError, match="cannot be undone: a promoted replica does not replicate again; resume it"
    ):
        standing.recovery()[0].abort()
    assert standing.recovery()[0].resume().state is RunState.DONE


def test_a_second_recovery_waits_for_the_first(standing: World) -> None:
    killed_at(standing, "ModifyDBInstance")
    recovery, _ = standing.recovery(spare)
    planned = recovery.plan(Scenario.ZONE_OUTAGE, PAIR)
    with pytest.raises(RequestError, match="storefront failover resume prod` goes on with it"):
        recovery.run(planned)


def test_a_zone_s_recovery_stops_where_it_cannot_fence(standing: World) -> None:
    """Its region answers for everything else: nothing may be promoted beside an open writer."""

    def faulty(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == "ModifyDBInstance" and moment is Moment.BEFORE:
            raise UnknownOutcomeError(*what, "503")

    recovery, _ = standing.recovery(faulty)
    with pytest.raises(StepFailedError, match=r"failing-steps\.md#the-old-writer-cannot-be-fenced"):
        recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, PAIR))
    assert instances(SERVING)[OLD_REPLICA].source_db_instance_identifier == OLD
    assert recovery.journal.debts() == []
