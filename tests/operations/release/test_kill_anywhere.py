"""Proves that a release may end after any call, or any call may fail, and that running it again ends it rightly.

Of a good release and of a bad one, every call is tried with every fate: a good one ends on the new version everywhere,
a bad one on the old. After every single call the fleet has all the servers that it is to have.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from operations.aws import AwsError
from operations.release.errors import ReleaseError, TakenBackError
from tests.operations.recovery.copies import Fork
from tests.operations.recovery.test_kill_anywhere import FATES, striking
from tests.operations.recovery.world import SERVING, STANDBY, Fate, Killed
from tests.operations.release.fleets import NEW, OLD, Stack, runs, stack
from tests.support.sweeps import SEED, Turns, drawn, turns_seed

# Some hundred calls, each with seven fates.
ONE_IN_TODAY = 100
BAD = ("", "fires", "unhealthy")


def _drive(standing: Stack, fate: Fate, *, bad: bool) -> str:
    """One trial: a release under the fate, then again without it; returns how the first try ended."""
    told = _try(standing, fate)
    for _again in range(2):
        with suppress(TakenBackError):
            _try_again(standing, bad=bad)
    expected = OLD if bad else NEW
    assert runs(SERVING) == (expected, {expected}), told
    assert runs(STANDBY)[0] == expected, told
    return told


def _try(standing: Stack, fate: Fate) -> str:
    try:
        standing.run(fate)
    except Killed:
        return "killed"
    except (ReleaseError, AwsError) as error:
        return f"told: {error}"
    return "done"


def _try_again(standing: Stack, *, bad: bool) -> None:
    try:
        standing.run()
    except ReleaseError as error:
        # What was taken back while nobody looked is told, and not released anew.
        if not bad or ("fires" not in str(error) and "not in service now" not in str(error)):
            raise


def _sweep(bad: str, wanted: Callable[[int, str], bool]) -> dict[str, str]:
    """Let a fate strike at a call wherever it is wanted, in a copy of the process that has come so far."""
    fork = Fork()
    strike = striking(fork, wanted)
    with stack() as standing:
        if bad:
            setattr(standing, bad, True)
        return fork.run(lambda: _drive(standing, strike, bad=bool(bad)))


@pytest.mark.parametrize("bad", BAD)
def test_it_may_end_or_fail_at_any_call(bad: str) -> None:
    """A few points, others each day; all of them are the slow test's."""
    turns = Turns(f"release {bad}", ONE_IN_TODAY)
    ends = _sweep(bad, lambda _number, _fate: turns.come())
    _check(ends, f"the same points again: {SEED}={turns_seed()}")
    assert turns.points > ONE_IN_TODAY


@pytest.mark.slow
@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("fate", FATES)
def test_every_call(bad: str, fate: str) -> None:
    _check(
        _sweep(bad, lambda number, name: name == fate and drawn(f"release {bad}, {fate}", number)),
        f"{SEED}={turns_seed()}",
    )


def _check(ends: dict[str, str], again: str) -> None:
    first = ends.pop("")
    assert first == "done" or "AWS has taken the release back" in first
    assert ends, "no point was tried"
    assert {name: end for name, end in ends.items() if end.startswith("FAILED")} == {}, again
    assert {name: end for name, end in ends.items() if "killed" in name and end != "killed"} == {}, again
