"""Proves that a recovery may end after any call to AWS, or any call may fail, and that a resume brings it to its end.

Every call of every procedure is tried (by `make proofs` a sample of them, by `make test` a few that change with the
day, see tests/support/sweeps.py): the process ends after it; it fails once in each way in which a call can; it fails
for good until somebody mends it. While that goes on, and after every single call, no two writers
within reach are open to clients, unless the fence of one is owed. That botocore's real errors become these failures
is shown in `test_cloud`. The ends are exceptions that no handler may catch, since moto stands in this process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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
from tests.operations.recovery.copies import Fork
from tests.operations.recovery.endings import check_ending
from tests.operations.recovery.world import (
    Fate,
    Killed,
    Moment,
    World,
    darkness,
    moment,
    replica_across,
    spare,
    world,
)
from tests.support.sweeps import SEED, Turns, drawn, turns_seed

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


# Of how many points a day's run tries one: of the calls that change something, and of all calls by all other fates.
CHANGES_ONE_IN, OTHERS_ONE_IN = 17, 700


def striking(fork: Fork, wanted: Callable[[int, str], bool]) -> Fate:
    """Split the process at each call where a fate is wanted, by its name; in the copy, let it strike from there on."""
    dooms: list[Fate] = []

    def strike(number: int, at: Moment, what: What) -> None:
        if not fork.name and at is Moment.BEFORE:
            tried = [fate for fate in FATES if wanted(number, fate)]
            split = next((fate for fate in tried if fork.split(f"{number}-{what[2]}, {fate}")), None)
            dooms.extend([FATES[split](number)] if split else [])
        for doom in dooms:
            doom(number, at, what)

    return strike


class FewPoints:
    """What a day's run tries of a procedure: its process ends after a change, or a call fails in any way."""

    def __init__(self, case: Case, fork: Fork) -> None:
        self._changes = Turns(f"{case.name}, changes", CHANGES_ONE_IN)
        self._others = Turns(f"{case.name}, others", OTHERS_ONE_IN)
        self._fork = fork
        self._doom: Fate = spare

    def all_points(self) -> int:
        """How many there were to choose from."""
        return self._changes.points + self._others.points

    def strike(self, number: int, at: Moment, what: What) -> None:
        """Split the process where a point's turn comes; in the copy, let its fate strike from there on."""
        if not self._fork.name and at is Moment.BEFORE:
            self._split(number, what)
        self._doom(number, at, what)

    def _split(self, number: int, what: What) -> None:
        # Between two changes the world is the same wherever the process ends; the lock's beat is for `test_lock`.
        changes = not what[2].startswith((*READS, "UpdateItem"))
        tried = ["killed after it"] if changes and self._changes.come() else []
        tried += [fate for fate in FATES if fate != "killed after it" and self._others.come()]
        for fate in tried:
            if self._fork.split(f"{number}-{what[2]}, {fate}"):
                self._doom = FATES[fate](number)
                return


@every_case
def test_it_may_end_or_fail_at_any_call(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    """A few points of each procedure, others each day; all of them are the slow test's."""
    fork = Fork()
    with stood_up(case) as standing:
        few = FewPoints(case, fork)
        ends = fork.run(lambda: drive(standing, case, few.strike))
    again = f"the same points again: {SEED}={turns_seed()}"
    _tell(capsys, case, again, ends)
    assert ends.pop("") == "done"
    assert few.all_points() > 100
    assert _failed(ends) == {}, again
    assert {name: end for name, end in ends.items() if "killed" in name and end != "killed"} == {}, again


@pytest.mark.slow
@pytest.mark.parametrize("fate", FATES)
@every_case
def test_every_call(case: Case, fate: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every call, and every way in which it can go wrong."""
    fork = Fork()
    strike = striking(fork, lambda number, name: name == fate and drawn(f"{case.name}, {fate}", number))
    with stood_up(case) as standing:
        ends = fork.run(lambda: drive(standing, case, strike))
    _tell(capsys, case, fate, ends)
    assert ends.pop("") == "done"
    assert _failed(ends) == {}


def _failed(ends: dict[str, str]) -> dict[str, str]:
    """Those that came to no good end, or told what is secret."""
    return {name: end for name, end in ends.items() if end.startswith("FAILED") or PASSWORD in end}


def _tell(capsys: pytest.CaptureFixture[str], case: Case, fate: str, ends: dict[str, str]) -> None:
    """The figures are what the proof is run for."""
    tried = [end for name, end in ends.items() if name]
    kinds = {kind: sum(1 for end in tried if end.startswith(kind)) for kind in ("done", "killed", "told", "FAILED")}
    with capsys.disabled():
        sys.stdout.write(f"\n{case.name}, {fate}: {len(tried)} points tried; first try {kinds}\n")


def test_the_sweep_can_fail() -> None:
    """A procedure that forgets its fence would be found out."""
    with world() as standing:
        case = CASES[1]
        recovery, _ = standing.recovery()
        planned = recovery.plan(case.scenario, case.lost_zones)
        unfenced = tuple(step for step in planned.plan.steps if step.kind not in {"fence-writer", "stop-writer"})
        with pytest.raises(AssertionError, match="two writers at once"):
            recovery.run(replace(planned, plan=replace(planned.plan, steps=unfenced)))
