"""Proves that a recovery may end after any call to AWS, or any call may fail, and that a resume brings it to its end.

Every call of every procedure is tried, not a sample: the process ends after it; it fails once in each way in which a
call can; it fails for good until somebody mends it. While that goes on, and after every single call, no two writers
within reach are open to clients, unless the fence of one is owed. That botocore's real errors become these failures
is shown in `test_cloud`. The ends are exceptions that no handler may catch, since moto stands in this process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial

import pytest

from operations.recovery.cloud import (
    CloudError,
    RefusedError,
    ThrottledError,
    UnknownOutcomeError,
    UnreachableError,
)
from operations.recovery.errors import RecoveryError
from operations.recovery.journal import RunState
from operations.recovery.ways import Scenario
from tests.operations.recovery.copies import in_copy
from tests.operations.recovery.endings import check_ending
from tests.operations.recovery.world import PASSWORD, SERVING, Fate, Killed, Moment, World, darkness, world

What = tuple[str, str, str]


@dataclass(frozen=True)
class Case:
    """A procedure, by what is lost."""

    name: str
    scenario: Scenario
    lost_zones: frozenset[str] = frozenset()
    dark: bool = False

    def outage(self) -> AbstractContextManager[frozenset[str]]:
        """The region goes dark, or stays."""
        return darkness(SERVING) if self.dark else nullcontext(frozenset[str]())


CASES = (
    Case("failover", Scenario.ZONE_OUTAGE),
    Case("promotion", Scenario.ZONE_OUTAGE, frozenset({"us-east-1a", "us-east-1b"})),
    Case("restore", Scenario.REGION_OUTAGE),
    Case("restore-in-the-dark", Scenario.REGION_OUTAGE, dark=True),
)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def killed_after(number: int) -> Fate:
    def strike(at: int, moment: Moment, _what: What) -> None:
        if at == number and moment is Moment.AFTER:
            raise Killed

    return strike


def once(number: int, *, moment: Moment, error: Callable[[What], CloudError]) -> Fate:
    def strike(at: int, at_moment: Moment, what: What) -> None:
        if at == number and at_moment is moment:
            raise error(what)

    return strike


def for_good(number: int, error: Callable[[What], CloudError]) -> Fate:
    doomed: list[What] = []

    def strike(at: int, moment: Moment, what: What) -> None:
        if at == number:
            doomed.append(what)
        if what in doomed and moment is Moment.BEFORE:
            raise error(what)

    return strike


def throttled(what: What) -> CloudError:
    return ThrottledError(*what, "ThrottlingException", "Rate exceeded")


def fault(what: What) -> CloudError:
    return UnknownOutcomeError(*what, "503 ServiceUnavailable")


def lost(what: What) -> CloudError:
    return UnknownOutcomeError(*what, "Read timeout on endpoint")


def unreachable(what: What) -> CloudError:
    return UnreachableError(*what, "Could not connect to the endpoint URL")


def denied(what: What) -> CloudError:
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
        for _again in range(3):
            recovery, _ = standing.recovery(dark=dark)
            running = [run for run in recovery.journal.runs() if run.state is RunState.RUNNING]
            if running:
                recovery.resume()
            elif not recovery.journal.runs():
                recovery.run(recovery.plan(case.scenario, case.lost_zones))
            else:
                break
        check_ending(standing, killed=told == "killed")
    return told


def _first(standing: World, case: Case, fate: Fate, dark: frozenset[str]) -> str:
    recovery, _ = standing.recovery(fate, dark=dark)
    try:
        recovery.run(recovery.plan(case.scenario, case.lost_zones))
    except Killed:
        return "killed"
    except (RecoveryError, CloudError) as error:
        return f"told: {error}"
    return "done"


def calls(case: Case) -> int:
    """How many calls the procedure makes when nothing goes wrong, planning included."""
    with world() as standing, case.outage() as dark:
        recovery, cloud = standing.recovery(dark=dark)
        recovery.run(recovery.plan(case.scenario, case.lost_zones))
        check_ending(standing)
        return len(cloud.calls)


@every_case
def test_a_recovery_that_nothing_disturbs(case: Case) -> None:
    assert calls(case) > 10


@every_case
def test_a_few_ends_and_failures(case: Case) -> None:
    """A sample for every day; the whole is the slow test below."""
    number = calls(case)
    sample = sorted({1, number // 4, number // 2, 3 * number // 4, number})
    _sweep(case, FATES, sample)


@pytest.mark.slow
@pytest.mark.parametrize("fate", FATES)
@every_case
def test_every_call(case: Case, fate: str, capsys: pytest.CaptureFixture[str]) -> None:
    number = calls(case)
    ends = _sweep(case, {fate: FATES[fate]}, list(range(1, number + 1)))
    with capsys.disabled():  # the figures are what the proof is run for
        kinds = {kind: sum(1 for end in ends if end.startswith(kind)) for kind in ("done", "killed", "told")}
        sys.stdout.write(
            f"\n{case.name}, {fate}: {len(ends)} of {number} calls tried, all ended well; first try {kinds}\n"
        )


def _sweep(case: Case, fates: dict[str, Callable[[int], Fate]], numbers: list[int]) -> list[str]:
    ends: list[str] = []
    with world() as standing:
        for name, fate in fates.items():
            for number in numbers:
                end = in_copy(partial(drive, standing, case, fate(number)))
                assert PASSWORD not in end
                assert not end.startswith("FAILED"), f"{case.name}, call {number} {name}: {end}"
                ends.append(end)
    return ends


def test_the_sweep_can_fail() -> None:
    """A procedure that forgets its fence would be found out."""
    with world() as standing:
        case = CASES[1]
        recovery, _ = standing.recovery()
        planned = recovery.plan(case.scenario, case.lost_zones)
        unfenced = tuple(step for step in planned.plan.steps if step.kind not in {"fence", "stop"})
        with pytest.raises(AssertionError, match="two writers at once"):
            recovery.run(replace(planned, plan=replace(planned.plan, steps=unfenced)))
