"""What is said where there is nothing to go on with: for each wish and each end of the last recovery, a whole command.

That the procedures ask for these texts is shown in `test_debts`, `test_swap` and `test_confirm`.
"""

import re
import shlex

import pytest

from operations.recovery.journal import Run, RunState
from operations.recovery.nothing import Wanted, nothing_to
from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Plan
from tests.support.command_line import parse

PLAN = Plan(
    scenario=Scenario.REGION_OUTAGE, environment="prod", strategy="", serving="us-east-1", home="us-west-2", table="journal",
    rto_seconds=0, rpo_seconds=0, decide_seconds=0, loss_seconds=0, steps=(), to_serve=("let visitors in",),
)  # fmt: skip
STATES = (None, *RunState)


def _said(wanted: Wanted, state: RunState | None) -> str:
    runs = [Run(id="run-1", state=state, started="", by="", plan=PLAN)] if state else []
    return nothing_to(wanted, "prod", "us-west-2", runs)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("wanted", Wanted)
def test_whoever_wants_it_is_told_a_command_that_leads_on(wanted: Wanted, state: RunState | None) -> None:
    said = _said(wanted, state)
    commands = re.findall(r"`(storefront .*?)`", said)
    for command in commands:
        parse(shlex.split(command))
        # Nobody who wanted to end a recovery is told to begin one, nor what was just refused.
        assert " run " not in command
        assert f" {wanted} " not in f" {command} " or state in {RunState.RUNNING, RunState.ROLLING_BACK}
    assert len(commands) == 1
    assert ("run-1" in said) is (state is not None)


@pytest.mark.parametrize(
    ("wanted", "state", "command"),
    [
        (Wanted.ABORT, RunState.DONE, "undo"),
        (Wanted.ABORT, None, "status"),
        (Wanted.RESUME, RunState.DONE, "confirm"),
        (Wanted.RESUME, RunState.ABORTED, "status"),
        (Wanted.CONFIRM, RunState.RUNNING, "resume"),
        (Wanted.CONFIRM, RunState.ROLLING_BACK, "abort"),
        (Wanted.UNDO, RunState.ABORTED, "status"),
    ],
)
def test_the_command_is_for_what_was_wanted(wanted: Wanted, state: RunState | None, command: str) -> None:
    assert f"storefront failover {command} prod" in _said(wanted, state)
