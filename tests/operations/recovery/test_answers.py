"""Shows that no command of recoveries changes anything that was not agreed to: `--dry-run`, or the answer no.

Each is run as typed, over a stack that waits for it; at its first write to AWS it is cut off. What it does then is
shown in `test_kill_anywhere`.
"""

import inspect
from collections.abc import Generator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import app
from operations.aws import READS
from operations.recovery import commands
from operations.recovery.commands import failover
from operations.recovery.journal import Debt, Run, RunState
from operations.recovery.lock import Lock
from operations.recovery.recovery import Recovery
from operations.recovery.rehoming.steps import Rehoming
from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Plan
from tests.operations.recovery.world import Killed, Moment, World, world

ASKING = {
    str(one.name): inspect.signature(one.callback).parameters
    for one in failover.registered_commands
    if one.callback and "yes" in inspect.signature(one.callback).parameters
}
# How the last run must stand for a command to have something to do; what else is typed.
STANDS = {
    "run": (None, ("zone-outage",)),
    "resume": (RunState.RUNNING, ()),
    "abort": (RunState.RUNNING, ()),
    "confirm": (RunState.DONE, ()),
    "undo": (RunState.DONE, ()),
    "reconcile": (RunState.DONE, ()),
    "rehome": (RunState.DONE, ()),
}


@pytest.fixture(scope="module")
def standing() -> Generator[World]:
    with world() as made:
        yield made


def _cut(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
    if moment is Moment.BEFORE and not what[2].startswith(READS):
        raise Killed


@pytest.fixture(params=STANDS)
def typed(
    request: pytest.FixtureRequest, standing: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> list[str]:
    """A command that has something to do, and that is cut off at its first write."""
    command = str(request.param)
    state, words = STANDS[command]
    recovery, aws = standing.recovery()
    plan = recovery.plan(Scenario.ZONE_OUTAGE, frozenset()).plan
    journal = recovery.journal
    lock = Lock(aws, journal.region, journal.table, who="somebody", clock=standing.clock.clock())
    lock.acquire()
    monkeypatch.setattr(Recovery, "rehoming", _rehoming)
    monkeypatch.chdir(tmp_path)
    run = _run(plan, state or RunState.ABORTED, waits=command == "confirm")
    journal.write_run(run, lock)
    settled = "" if command == "reconcile" else "2026-11-27T03:00:00Z"
    debt = Debt(run=run.id, number=1, since=run.started, why="lost", step=plan.steps[0], settled=settled)
    journal.write_debt(debt, lock)
    lock.release()
    cut_off, _ = standing.recovery(_cut)
    monkeypatch.setattr(commands, "_recovery", partial(_given, cut_off))
    return ["failover", command, "prod", *words]


def _run(plan: Plan, state: RunState, *, waits: bool) -> Run:
    waiting = replace(plan, steps=(), to_serve=("tell clients",)) if waits else plan
    return Run(id="a-run", state=state, started="2026-11-27T03:00:00Z", by="somebody", plan=waiting)


def _given(recovery: Recovery, *_: object) -> Recovery:
    return recovery


def _rehoming(*_: object) -> Rehoming:
    return Rehoming(stack="prod", provider="p", settings=(), imported=(), existing=frozenset(), removed=("a-urn",))


def test_every_command_that_asks_is_here() -> None:
    assert ASKING.keys() == STANDS.keys()


def test_the_answer_no_changes_nothing(typed: list[str], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, typed, input="n\n")
    assert "[y/N]" in done.output
    assert done.exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_changes_nothing_whatever_is_answered(typed: list[str], tmp_path: Path) -> None:
    if "dry_run" not in ASKING[typed[1]]:
        # It has nothing to show beyond its question.
        assert typed[1] == "confirm"
        return
    done = CliRunner().invoke(app, [*typed, "--dry-run", "--yes"])
    assert done.exit_code == 0
    assert done.output.strip()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("option", "answer"), [((), "y\n"), (("--yes",), "")])
def test_what_is_agreed_to_is_begun(typed: list[str], option: tuple[str, ...], answer: str) -> None:
    with pytest.raises(Killed):
        CliRunner().invoke(app, [*typed, *option], input=answer)
