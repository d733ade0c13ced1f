"""Proves that a recovery may end after any call to AWS, or any call may fail, and that a resume brings it to its end.

Every call of every procedure is tried (by `make proofs` a sample of them, see tests/support/sweeps.py): the process ends after it; it fails once in each way in which a
call can; it fails for good until somebody mends it. While that goes on, and after every single call, no two writers
within reach are open to clients, unless the fence of one is owed. That botocore's real errors become these failures
is shown in `test_cloud`. The ends are exceptions that no handler may catch, since moto stands in this process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from operations.aws import (
    READS,
    AwsError,
    RefusedError,
    ThrottledError,
    UnknownOutcomeError,
    UnreachableError,
)
from operations.recovery.engine import WaitingError
from operations.recovery.errors import RecoveryError, RequestError
from operations.recovery.journal import RunState
from operations.recovery.recovery import Recovery
from operations.recovery.scenarios import Scenario
from rehearsal.drills.small_stack import PASSWORD, SERVING
from tests.operations.recovery.copies import Fork, in_copy
from tests.operations.recovery.endings import check_ending
from tests.operations.recovery.world import Fate, Killed, Moment, World, darkness, moment, replica_across, world
from tests.support.sweeps import drawn

What = tuple[str, str, str]


@dataclass(frozen=True)
class Case:
    """A procedure, by what is lost."""

    name: str
    scenario: Scenario
    lost_zones: frozenset[str] = frozenset()
    dark: bool = False
    at: datetime | None = None
    prepare: Callable[[], None] | None = None
    multi_az: bool = True

    def outage(self) -> AbstractContextManager[frozenset[str]]:
        """The region goes dark, or stays."""
        return darkness(SERVING) if self.dark else nullcontext(frozenset[str]())


PAIR = frozenset({"us-east-1a", "us-east-1b"})
CASES = (
    Case("failover", Scenario.ZONE_OUTAGE),
    Case("promotion", Scenario.ZONE_OUTAGE, PAIR),
    Case("restore-in-a-zone", Scenario.MULTI_ZONE_OUTAGE, frozenset({"us-east-1a", "us-east-1c"}), multi_az=False),
    Case("restore", Scenario.REGION_OUTAGE),
    Case("restore-in-the-dark", Scenario.REGION_OUTAGE, dark=True),
    Case("promotion-across", Scenario.REGION_OUTAGE, dark=True, prepare=replica_across),
    Case("corruption", Scenario.DATA_CORRUPTION, at=moment() - timedelta(hours=2)),
    Case("compromise", Scenario.ACCOUNT_COMPROMISE),
    Case("compromise-in-the-dark", Scenario.ACCOUNT_COMPROMISE, dark=True),
    Case("failback", Scenario.FAILBACK),
)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
# Of kinds of steps that the other cases have too: `make proofs` ends the process after their calls.
ALIKE = {"restore-in-a-zone", "compromise-in-the-dark"}
every_kind_of_step = pytest.mark.parametrize(
    "case", [pytest.param(one, marks=[pytest.mark.slow] if one.name in ALIKE else [], id=one.name) for one in CASES]
)


def killed_after(number: int) -> Fate:
    def strike(at: int, moment: Moment, _what: What) -> None:
        if at == number and moment is Moment.AFTER:
            raise Killed

    return strike


def once(number: int, *, moment: Moment, error: Callable[[What], AwsError]) -> Fate:
    def strike(at: int, at_moment: Moment, what: What) -> None:
        if at == number and at_moment is moment:
            raise error(what)

    return strike


def for_good(number: int, error: Callable[[What], AwsError]) -> Fate:
    doomed: list[What] = []

    def strike(at: int, moment: Moment, what: What) -> None:
        if at == number:
            doomed.append(what)
        if what in doomed and moment is Moment.BEFORE:
            raise error(what)

    return strike


def throttled(what: What) -> AwsError:
    return ThrottledError(*what, "ThrottlingException", "Rate exceeded")


def fault(what: What) -> AwsError:
    return UnknownOutcomeError(*what, "503 ServiceUnavailable")


def lost(what: What) -> AwsError:
    return UnknownOutcomeError(*what, "Read timeout on endpoint")


def unreachable(what: What) -> AwsError:
    return UnreachableError(*what, "Could not connect to the endpoint URL")


def denied(what: What) -> AwsError:
    return RefusedError(*what, "AccessDenied", "not authorized")


FATES: dict[str, Callable[[int], Fate]] = {
    "killed after it": killed_after,
    "throttled once": lambda n: once(n, moment=Moment.BEFORE, error=throttled),
    "a fault of the server once, not done": lambda n: once(n, moment=Moment.BEFORE, error=fault),
    "no connection once": lambda n: once(n, moment=Moment.BEFORE, error=unreachable),
    "timed out once, but done": lambda n: once(n, moment=Moment.AFTER, error=lost),
    "denied for good": lambda n: for_good(n, denied),
    "a fault of the server for good": lambda n: for_good(n, fault),
}


def drive(standing: World, case: Case, fate: Fate) -> str:
    """One trial: the recovery under the fate, then as often as needed without it; returns how the first try ended."""
    with case.outage() as dark:
        told = _first(standing, case, fate, dark)
        for _again in range(4):
            recovery, _ = standing.recovery(dark=dark)
            runs = recovery.journal.runs()
            if runs and runs[-1].state is RunState.DONE:
                break
            with suppress(WaitingError):
                recovery.resume() if runs else recovery.run(recovery.plan(case.scenario, case.lost_zones, case.at))
            with suppress(RequestError):
                recovery.confirm()
        check_ending(standing, killed=told == "killed")
    return told


def _first(standing: World, case: Case, fate: Fate, dark: frozenset[str]) -> str:
    recovery, _ = standing.recovery(fate, dark=dark)
    try:
        begin(recovery, case)
    except Killed:
        return "killed"
    except (RecoveryError, AwsError) as error:
        return f"told: {error}"
    return "done"


def begin(recovery: Recovery, case: Case) -> None:
    """Plan and carry out, with a person who confirms where one is waited for."""
    planned = recovery.plan(case.scenario, case.lost_zones, case.at)
    try:
        recovery.run(planned)
    except WaitingError:
        recovery.confirm()


@contextmanager
def stood_up(case: Case) -> Generator[World]:
    """The world that a case begins in."""
    with world(multi_az=case.multi_az) as standing:
        if case.prepare is not None:
            case.prepare()
        yield standing


def calls(case: Case) -> int:
    """How many calls the procedure makes when nothing goes wrong, planning included."""
    with stood_up(case) as standing, case.outage() as dark:
        recovery, aws = standing.recovery(dark=dark)
        begin(recovery, case)
        check_ending(standing)
        return len(aws.calls)


@every_kind_of_step
def test_the_process_may_end_after_any_call(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    """Between two calls that change something the world is the same wherever the process ends: there it ends once.

    The lock's beat is left to `test_lock` and to the slow test, which takes every call.
    """
    fork = Fork()

    def strike(number: int, at: Moment, what: What) -> None:
        if (
            at is Moment.AFTER
            and not what[2].startswith((*READS, "UpdateItem"))
            and fork.split(f"{number}-{what[2]}")
        ):
            raise Killed

    with stood_up(case) as standing:
        ends = fork.run(lambda: drive(standing, case, strike))
    _tell(capsys, case, "the process ended", ends)
    assert ends.pop("") == "done"
    assert len(ends) > 5
    assert {name: end for name, end in ends.items() if end != "killed"} == {}


@pytest.mark.slow
@pytest.mark.parametrize("fate", FATES)
@every_case
def test_every_call(case: Case, fate: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every call, and every way in which it can go wrong."""
    fork, strikes = Fork(), dict[int, Fate]()

    def strike(number: int, at: Moment, what: What) -> None:
        if at is Moment.BEFORE and drawn(case.name, fate, number) and fork.split(f"{number}-{what[2]}"):
            strikes[0] = FATES[fate](number)
        for doom in strikes.values():
            doom(number, at, what)

    with stood_up(case) as standing:
        ends = fork.run(lambda: drive(standing, case, strike))
    _tell(capsys, case, fate, ends)
    assert ends.pop("") == "done"
    assert {name: end for name, end in ends.items() if end.startswith("FAILED")} == {}
    assert not any(PASSWORD in end for end in ends.values())


def _tell(capsys: pytest.CaptureFixture[str], case: Case, fate: str, ends: dict[str, str]) -> None:
    """The figures are what the proof is run for."""
    tried = [end for name, end in ends.items() if name]
    kinds = {kind: sum(1 for end in tried if end.startswith(kind)) for kind in ("done", "killed", "told", "FAILED")}
    with capsys.disabled():
        sys.stdout.write(f"\n{case.name}, {fate}: {len(tried)} points tried; first try {kinds}\n")


@pytest.mark.parametrize("fate", FATES)
def test_a_few_failures(fate: str) -> None:
    """A sample for every day, of one procedure that has almost every kind of step; the whole is the slow test."""
    case = CASES[3]
    number = calls(case)
    with stood_up(case) as standing:
        for at in (number // 3, 2 * number // 3):
            end = in_copy(partial(drive, standing, case, FATES[fate](at)))
            assert PASSWORD not in end
            assert not end.startswith("FAILED"), f"call {at} {fate}: {end}"


def test_the_sweep_can_fail() -> None:
    """A procedure that forgets its fence would be found out."""
    with world() as standing:
        case = CASES[1]
        recovery, _ = standing.recovery()
        planned = recovery.plan(case.scenario, case.lost_zones)
        unfenced = tuple(step for step in planned.plan.steps if step.kind not in {"fence-writer", "stop-writer"})
        with pytest.raises(AssertionError, match="two writers at once"):
            recovery.run(replace(planned, plan=replace(planned.plan, steps=unfenced)))
