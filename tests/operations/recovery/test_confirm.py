"""Proves that service is claimed only where clients are led to the new writer, and that a person's part is awaited."""

import re
from collections.abc import Generator
from dataclasses import replace

import pytest

from operations.recovery.errors import RequestError
from operations.recovery.journal import Run, RunState
from operations.recovery.lock import Lock
from operations.recovery.scenarios import Scenario
from operations.recovery.texts import plan_text, run_text
from tests.operations.recovery.world import Killed, Moment, World, world

PAIR = frozenset({"us-east-1a", "us-east-1b"})
CLAIM = "the store serves again"


@pytest.fixture
def secretless() -> Generator[World]:
    with world(secret=False) as made:
        yield made


def promoted(standing: World) -> Run:
    recovery, _ = standing.recovery()
    return recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, PAIR))


def test_without_a_secret_service_is_not_claimed(secretless: World) -> None:
    run = promoted(secretless)
    said = "\n".join(secretless.said)
    assert CLAIM not in said
    assert CLAIM not in plan_text(run.plan)
    assert "does NOT serve yet" in said
    assert "you must:\n    - give clients the address of the new writer: this stack has no connection" in said
    assert "then: storefront failover confirm prod" in said
    assert run.serving_again == ""
    assert "not serving again; you must:\n    - give clients the address" in run_text(run, {})


def test_a_person_confirms_and_then_it_serves(secretless: World) -> None:
    promoted(secretless)
    recovery, _ = secretless.recovery()
    assert recovery.confirm().serving_again
    assert re.search(r": the store serves again, says \S+@\S+, process \d+$", secretless.said[-1])
    assert [bool(run.serving_again) for run in recovery.journal.runs()] == [True]
    with pytest.raises(RequestError, match="no recovery waits for a person's part"):
        recovery.confirm()


def test_the_procedure_does_its_own_part_first(secretless: World) -> None:
    def strike(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == "PromoteReadReplica" and moment is Moment.AFTER:
            raise Killed

    recovery, _ = secretless.recovery(strike)
    with pytest.raises(Killed):
        recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, PAIR))
    with pytest.raises(RequestError, match="has not done its own part yet, 5 steps are left"):
        secretless.recovery()[0].confirm()


def test_with_a_secret_nobody_needs_to_confirm() -> None:
    with world() as standing:
        run = promoted(standing)
        assert run.plan.to_serve == ()
        assert run.serving_again
        assert any(CLAIM in line for line in standing.said)
        with pytest.raises(RequestError, match="no recovery waits"):
            standing.recovery()[0].confirm()


@pytest.mark.parametrize("state", RunState)
def test_what_is_taken_back_waits_for_nobody(state: RunState, secretless: World) -> None:
    recovery, aws = secretless.recovery()
    plan = replace(recovery.plan(Scenario.ZONE_OUTAGE, PAIR).plan, steps=())
    assert plan.to_serve
    run = Run(id="a-run", state=state, started="2026-11-27T03:00:00Z", by="somebody", plan=plan)
    lock = Lock(aws, recovery.journal.region, recovery.journal.table, who="anna", clock=secretless.clock.clock())
    lock.acquire()
    recovery.journal.write_run(run, lock)
    if state in {RunState.RUNNING, RunState.DONE}:
        assert recovery.waiting() == (run, None)
    else:
        with pytest.raises(RequestError, match="no recovery waits for a person's part"):
            recovery.waiting()
