"""Shows every word that an operator is given of a plan, of a run, of a debt, and while a run goes on, as it is given."""

from dataclasses import replace
from datetime import timedelta

import pytest

from operations.recovery.journal import Debt, Entry, Run, RunState, StepState
from operations.recovery.progress import Progress
from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Plan, Step
from operations.recovery.texts import debt_text, plan_text, run_text
from tests.operations.recovery.world import FakeClock

STEPS = tuple(
    Step(kind="a-kind", title=title, region=region, params={}, seconds=seconds, restores_service=restores)
    for title, region, seconds, restores in (
        ("close the old one", "us-east-1", 60, True),
        ("restore a new one", "us-west-2", 3600, True),
        ("add a standby", "us-west-2", 7200, False),
        ("add a replica", "us-west-2", 900, False),
    )
)
PLAN = Plan(
    scenario=Scenario.REGION_OUTAGE, environment="prod", strategy="restore elsewhere", serving="us-east-1",
    home="us-west-2", table="journal", rto_seconds=5400, rpo_seconds=300, decide_seconds=600, loss_seconds=301,
    steps=STEPS, manual_tasks=("delete the old one", "tell customers"),
)  # fmt: skip
RUN = Run(id="a-run", state=RunState.RUNNING, started="2026-11-27T03:00:00Z", by="anna", plan=PLAN)
WAITING = replace(PLAN, to_serve=("give clients the address",), goes_back_to="2026-11-27T01:00:00Z")


def test_a_plan() -> None:
    assert plan_text(PLAN).splitlines() == [
        "region-outage of prod",
        "  restore elsewhere",
        "  takes about 1h 11m, 10m of it to decide",
        "    RTO 1h 30m: kept",
        "  the last 5m 1s of data may be lost",
        "    RPO 5m: NOT KEPT",
        "   1. close the old one (us-east-1, about 1m)",
        "   2. restore a new one (us-west-2, about 1h)",
        "  the store serves again; these protect it again:",
        "   3. add a standby (us-west-2, about 2h)",
        "   4. add a replica (us-west-2, about 15m)",
        "  left to you:",
        "    - delete the old one",
        "    - tell customers",
    ]


def test_a_plan_that_a_person_must_help() -> None:
    said = plan_text(replace(WAITING, loss_seconds=300, rto_seconds=4259)).splitlines()
    assert said[2:6] == [
        "  takes about 1h 11m and your part, 10m of it to decide",
        "    RTO 1h 10m 59s: NOT KEPT",
        "  the last 5m of data before 2026-11-27T01:00:00Z, and everything after may be",
        "    lost",
    ]
    assert said[6] == "    RPO 5m: kept"
    assert said[9] == "  the store does not serve before your part is done; these protect it again:"
    assert said[12:14] == ["  do this yourself before the store can serve:", "    - give clients the address"]


def test_a_run() -> None:
    states = (StepState.DONE, StepState.DEBT, StepState.STARTED)
    entries = {n: Entry(number=n, state=state, at="", words=f"it is {state}") for n, state in enumerate(states, 1)}
    assert run_text(RUN, entries).splitlines() == [
        "a-run: region-outage: running; started 2026-11-27T03:00:00Z by anna",
        "  restore elsewhere",
        "  not serving again yet",
        "   1. done    close the old one: it is done",
        "   2. DEBT    restore a new one: it is debt",
        "   3. begun   add a standby: it is started",
        "   4. to do   add a replica",
        "  left to you:",
        "    - delete the old one",
        "    - tell customers",
    ]
    undone = {1: Entry(number=1, state=StepState.UNDONE, at="", words="open again")}
    assert "   1. undone  close the old one: open again" in run_text(RUN, undone)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (replace(RUN, serving_again="2026-11-27T04:00:00Z"), "  serving again at 2026-11-27T04:00:00Z"),
        (replace(RUN, plan=WAITING), "  not serving again; you must:"),
        (replace(RUN, plan=WAITING, state=RunState.ABORTED), "  not serving again yet"),
    ],
)
def test_whether_a_run_let_the_store_serve(run: Run, words: str) -> None:
    assert run_text(run, {}).splitlines()[2] == words


def test_a_debt() -> None:
    debt = Debt(run="a-run", number=1, since="", why="no route", step=STEPS[0])
    assert debt_text(debt) == "debt of a-run, close the old one (us-east-1): OPEN; no route"
    settled = debt_text(replace(debt, settled="2026-11-28T03:00:00Z"))
    assert "settled 2026-11-28T03:00:00Z; no route" in " ".join(settled.split())


def _told(plan: Plan, passed: float = 0, skew: timedelta = timedelta(0)) -> list[str]:
    """All that is told of a run of a plan, so many seconds after it began."""
    said: list[str] = []
    progress = Progress(replace(RUN, plan=plan), FakeClock(passed, skew).clock(), said.append)
    progress.step(2, STEPS[1])
    for words in ("creating", "creating", "backing-up"):
        progress.waiting(2, STEPS[1], words)
    progress.ended(2, STEPS[1], "it is available", is_debt=False)
    progress.ended(3, STEPS[2], "no route", is_debt=True)
    progress.ready_to_serve()
    return said


def test_what_is_told_while_a_run_goes_on() -> None:
    assert _told(PLAN, 90) == [
        "[1m 30s of 1h 30m] 2/4 restore a new one (about 1h)",
        "    1m 30s    creating",
        "    1m 30s    backing-up",
        "    1m 30s    done: it is available",
        "[1m 30s of 1h 30m] 3/4 add a standby (about 2h)",
        "    1m 30s    DEBT: no route",
        "[1m 30s of 1h 30m] the store serves again, within the RTO of 1h 30m",
    ]


@pytest.mark.parametrize(("passed", "kept"), [(5400, "within"), (5401, "LATER THAN")])
def test_whether_the_promise_was_kept(passed: float, kept: str) -> None:
    assert f"the store serves again, {kept} the RTO of 1h 30m" in _told(PLAN, passed)[-1]


def test_a_clock_that_is_behind_counts_nothing() -> None:
    told = _told(PLAN, 0, timedelta(minutes=-5))
    assert all(line.startswith(("[0s of 1h 30m] ", "    0s  ")) for line in told)


def test_every_line_of_a_step_with_long_words_fits_and_its_title_stands_once() -> None:
    title = "close storefront-prod-us-east-1-database-a to new connections, and wait until its last client is gone"
    said: list[str] = []
    progress = Progress(RUN, FakeClock(90, timedelta(0)).clock(), said.append)
    step = replace(STEPS[0], title=title)
    progress.step(1, step)
    progress.waiting(1, step, f"rds.DescribeDBInstances in us-east-1: {'no answer, ' * 20}")
    progress.ended(1, step, f"{'no answer, ' * 20}until then: no secret names it", is_debt=True)
    lines = "\n".join(said).splitlines()
    assert max(map(len, lines)) <= 80
    assert " ".join(" ".join(lines).split()).count(title) == 1
    assert [line for line in lines[2:] if not line.startswith("    ")] == []


def test_what_a_person_must_do_is_told_with_the_command_after_it() -> None:
    assert _told(WAITING)[-1].splitlines() == [
        "[0s of 1h 30m] the store does NOT serve yet; you must:",
        "    - give clients the address",
        "  then: storefront failover confirm prod",
    ]
