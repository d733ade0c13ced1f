"""Proves the lock and the journal: one holder, a lease without a common clock, and a late holder that writes nothing.

What a recovery does under the lock is shown in `test_kill_anywhere`; DynamoDB's own atomicity is left to AWS.
"""

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import timedelta

import pytest

from operations.aws import RefusedError, UnknownOutcomeError
from operations.recovery.journal import Entry, Journal, Run, RunState, StepState
from operations.recovery.lock import LEASE_SECONDS, Lock, LockedError, LostLockError
from operations.recovery.scenarios import Scenario
from rehearsal.drills.small_stack import STANDBY
from tests.operations.recovery.world import Doomed, FakeClock, Moment, World, spare, world


@pytest.fixture(autouse=True)
def standing() -> Generator[World]:
    with world() as made:
        yield made


def lock_of(who: str, clock: FakeClock | None = None) -> Lock:
    own = clock or FakeClock()
    return Lock(Doomed(own, spare), STANDBY, "journal", who=who, clock=own.clock())


def test_one_at_a_time() -> None:
    first = lock_of("anna")
    first.acquire()
    clock = FakeClock()
    second = Lock(Beating(clock, first), STANDBY, "journal", who="ben", clock=clock.clock())
    with pytest.raises(LockedError, match="run by anna"):
        second.acquire()
    assert clock.passed < LEASE_SECONDS


class Beating(Doomed):
    """AWS as the second operator sees it while the first is at work."""

    def __init__(self, clock: FakeClock, holder: Lock) -> None:
        super().__init__(clock, lambda _number, moment, _what: holder.renew() if moment is Moment.BEFORE else None)


def test_a_lock_that_was_given_back_is_free_at_once() -> None:
    first, clock = lock_of("anna"), FakeClock()
    first.acquire()
    first.release()
    second = lock_of("ben", clock)
    second.acquire()
    assert (clock.passed, second.token) == (0, 2)


@pytest.mark.parametrize("skew", [timedelta(days=-1), timedelta(0), timedelta(days=1)])
def test_a_stale_lock_is_taken_after_a_lease_whatever_the_clocks_say(skew: timedelta) -> None:
    lock_of("anna").acquire()
    clock = FakeClock(skew=skew)
    lock_of("ben", clock).acquire()
    assert LEASE_SECONDS <= clock.passed < 2 * LEASE_SECONDS


def test_of_two_who_wait_for_a_stale_lock_one_gets_it() -> None:
    lock_of("anna").acquire()
    clock, third = FakeClock(), lock_of("eva")

    def overtaken(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == "UpdateItem" and moment is Moment.BEFORE and third.token == 0:
            third.acquire()

    with pytest.raises(LockedError, match="run by eva"):
        Lock(Doomed(clock, overtaken), STANDBY, "journal", who="ben", clock=clock.clock()).acquire()


def test_an_answer_that_is_lost_does_not_lose_the_lock() -> None:
    def lose(number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == "UpdateItem" and moment is Moment.AFTER and number <= 2:
            raise UnknownOutcomeError(*what, "Read timeout")

    clock = FakeClock()
    lock = Lock(Doomed(clock, lose), STANDBY, "journal", who="anna", clock=clock.clock())
    lock.acquire()
    lock.renew()
    assert lock.token == 1


def test_whoever_was_overtaken_can_neither_renew_nor_write(standing: World) -> None:
    late, clock = lock_of("anna"), FakeClock()
    late.acquire()
    journal = Journal(Doomed(clock, spare), STANDBY, "journal")
    run = _run(standing)
    journal.write_run(run, late)
    taker = lock_of("ben", clock)
    taker.acquire()
    entry = Entry(number=1, state=StepState.DONE, at="now", words="done")
    with pytest.raises(LostLockError):
        late.renew()
    with pytest.raises(LostLockError):
        journal.write_entry(run, entry, late)
    with pytest.raises(LostLockError):
        journal.write_run(replace(run, state=RunState.DONE), late)
    late.release()
    taker.renew()
    assert journal.entries(run.id) == {}
    assert journal.runs() == [run]


@pytest.mark.parametrize("denied", ["GetItem", "UpdateItem"])
def test_a_refusal_that_is_not_about_the_lock_is_told_as_it_is(denied: str) -> None:
    def deny(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == denied and moment is Moment.BEFORE:
            raise RefusedError(*what, "AccessDeniedException", "not authorized")

    clock = FakeClock()
    with pytest.raises(RefusedError, match="not authorized"):
        Lock(Doomed(clock, deny), STANDBY, "journal", who="anna", clock=clock.clock()).acquire()


@pytest.mark.parametrize("act", [Lock.renew, Lock.release])
def test_one_that_may_no_more_is_told_so(act: Callable[[Lock], None]) -> None:
    denied = False

    def deny(_number: int, _moment: Moment, what: tuple[str, str, str]) -> None:
        if denied:
            raise RefusedError(*what, "AccessDeniedException", "not authorized")

    clock = FakeClock()
    lock = Lock(Doomed(clock, deny), STANDBY, "journal", who="anna", clock=clock.clock())
    lock.acquire()
    denied = True
    with pytest.raises(RefusedError, match="not authorized"):
        act(lock)


def _run(standing: World) -> Run:
    plan = standing.recovery()[0].plan(Scenario.REGION_OUTAGE, frozenset()).plan
    return Run(id="1", state=RunState.RUNNING, started="2026-11-27T03:00:00Z", by="anna", plan=plan)


def test_what_is_written_comes_back_as_it_was(standing: World) -> None:
    lock, clock = lock_of("anna"), FakeClock()
    lock.acquire()
    journal = Journal(Doomed(clock, spare), STANDBY, "journal")
    run = _run(standing)
    journal.write_run(run, lock)
    assert journal.runs() == [run]
