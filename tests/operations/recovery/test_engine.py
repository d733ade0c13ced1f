"""Proves to the second how a step is waited for, asked for again, given up or owed, on a kind that follows a script.

What the engine does on a whole stack is shown in `test_kill_anywhere`; the journal and the lock are in memory here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from operations.aws import AwsClient, AwsError, PassingError, RefusedError, UnknownOutcomeError, UnreachableError
from operations.recovery import engine, step_kinds
from operations.recovery.durations import allowed
from operations.recovery.engine import Engine, StepFailedError, WaitingError
from operations.recovery.journal import Debt, Entry, Journal, Run, RunState, StepState
from operations.recovery.kinds.declaration import NothingToUndo, StepKind
from operations.recovery.kinds.look import Look, blocked, failed, ready, settled, working
from operations.recovery.lock import Lock
from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Plan, Step
from tests.operations.recovery.world import FakeClock

WHAT = ("us-west-2", "rds", "DescribeDBInstances")
LOST = UnknownOutcomeError(*WHAT, "Read timeout")
SILENT = UnreachableError(*WHAT, "no route")
TIMEOUT = 600
Seen = Look | AwsError


class Memory(Journal):
    """A journal that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__(AwsClient(), "us-west-2", "journal")
        self.written: list[Entry] = []
        self.owed: list[Debt] = []
        self.states: list[RunState] = []

    def entries(self, run: str) -> dict[int, Entry]:  # noqa: ARG002 - there is one run
        """Every entry; there is one run."""
        return {entry.number: entry for entry in self.written}

    def debts(self) -> list[Debt]:
        """Every debt."""
        return self.owed

    def write_run(self, run: Run, lock: Lock) -> None:  # noqa: ARG002 - it is always held
        """Note where the run stands."""
        self.states.append(run.state)

    def write_entry(self, run: Run, entry: Entry, lock: Lock) -> None:  # noqa: ARG002
        """Keep an entry."""
        self.written.append(entry)

    def write_debt(self, debt: Debt, lock: Lock) -> None:  # noqa: ARG002
        """Keep a debt."""
        self.owed.append(debt)


class Held(Lock):
    """A lock that nobody else wants."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(AwsClient(), "us-west-2", "journal", who="the test", clock=clock.clock())
        self.renewed: list[float] = []
        self._now = clock

    def renew(self) -> None:
        """Note when."""
        self.renewed.append(self._now.passed)


@dataclass
class Stage:
    """A kind that sees what its script says, the last of it for ever, and notes when it looked and acted."""

    script: Sequence[Seen]
    acts: Callable[[], None] = lambda: None
    clock: FakeClock = field(default_factory=FakeClock)
    journal: Memory = field(default_factory=Memory)
    looked: list[float] = field(default_factory=list[float])
    acted: list[float] = field(default_factory=list[float])
    said: list[str] = field(default_factory=list[str])

    def look(self, _aws: AwsClient, _step: Step) -> Look:
        """See what the script says next."""
        seen = self.script[min(len(self.looked), len(self.script) - 1)]
        self.looked.append(self.clock.passed)
        if isinstance(seen, AwsError):
            raise seen
        return seen

    def act(self, _aws: AwsClient, _step: Step) -> None:
        """Note when, and do what the test wants."""
        self.acted.append(self.clock.passed)
        self.acts()

    def kind(self) -> StepKind:
        """The declaration."""
        return StepKind(
            name="scripted-kind",
            summary="follow the script",
            title="follow {what}",
            duration=allowed(60, "nothing", "nowhere"),
            params=lambda _context: {"what": "the script"},
            look=self.look,
            act=self.act,
            timeout_seconds=TIMEOUT,
            runbook="the-restore-fails",
            undo=NothingToUndo("it is a script"),
            protection="the audience is patient",
        )

    def play(self, monkeypatch: pytest.MonkeyPatch, *, required: bool = True, **changes: object) -> Run:
        """Carry out a run of one such step."""
        kind = replace(self.kind(), **changes)  # pyright: ignore[reportArgumentType] - fields of the declaration
        monkeypatch.setitem(step_kinds.KINDS, kind.name, kind)
        step = kind.step("us-west-2", {"what": "the script"})
        plan = Plan(
            scenario=Scenario.REGION_OUTAGE, environment="prod", strategy="by the script", serving="us-east-1",
            home="us-west-2", table="journal", rto_seconds=60, rpo_seconds=60, decide_seconds=0, loss_seconds=0,
            steps=(replace(step, protection="") if required else step,),
        )  # fmt: skip
        run = Run(id="a-run", state=RunState.RUNNING, started="2026-11-27T03:00:00Z", by="somebody", plan=plan)
        lock = Held(self.clock)
        done = Engine(AwsClient(), self.journal, lock, self.clock.clock(), self.said.append).carry_out(run)
        assert self.journal.states[-1] is done.state is RunState.DONE
        return done

    def states(self) -> list[StepState]:
        """What the journal was told of the step."""
        return [entry.state for entry in self.journal.written]


def test_two_lost_answers_are_borne_and_the_third_ends_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    Stage([LOST, LOST, settled("there")]).play(monkeypatch)
    stage = Stage([LOST, LOST, LOST, settled("there")])
    with pytest.raises(StepFailedError, match=r"(?s)Read timeout.*then: storefront failover resume prod"):
        stage.play(monkeypatch)
    assert len(stage.looked) == engine.SETBACKS == 3


def test_a_silent_region_is_a_setback_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Stage([SILENT, SILENT, settled("there")]).play(monkeypatch)
    with pytest.raises(StepFailedError, match="no route"):
        Stage([SILENT]).play(monkeypatch)


def test_what_may_be_owed_is_owed_at_once_where_the_region_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([SILENT, settled("there")])
    stage.play(monkeypatch, required=False)
    assert stage.looked == [0.0]
    assert stage.states() == [StepState.DEBT]
    (debt,) = stage.journal.owed
    assert debt.why.endswith("until then: the audience is patient")


def test_what_may_be_owed_bears_lost_answers_before_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([LOST])
    stage.play(monkeypatch, required=False)
    assert len(stage.looked) == 3
    assert stage.states() == [StepState.DEBT]


def test_what_aws_refuses_is_never_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([RefusedError(*WHAT, "AccessDenied", "not authorized"), settled("there")])
    with pytest.raises(StepFailedError, match="AccessDenied"):
        stage.play(monkeypatch, required=False)
    assert stage.journal.owed == []


def test_what_is_not_ready_yet_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    passing = PassingError(*WHAT, "ResourceNotReadyException", "inactive")
    stage = Stage([passing] * 10 + [settled("there")])
    stage.play(monkeypatch)
    assert len(stage.looked) == 11


def test_what_was_asked_for_is_asked_again_after_a_minute_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([ready("not yet")])
    with pytest.raises(StepFailedError, match="not done after 10 minutes: not yet"):
        stage.play(monkeypatch)
    assert stage.acted[0] == 0.0
    waits = [later - earlier for earlier, later in pairwise(stage.acted)]
    assert waits
    assert all(60.0 <= wait <= 60.0 + engine.LAST_POLL_SECONDS for wait in waits)
    # The journal is told once that it was begun.
    assert stage.states() == [StepState.STARTED]


def test_looks_come_soon_at_first_then_ever_later_and_soon_again_after_an_act(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage([*[working("under way")] * 8, ready("now"), settled("there")])
    stage.play(monkeypatch)
    assert list(_gaps(stage.looked)) == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0, 0.5]
    assert len(stage.acted) == 1


def test_a_step_is_given_up_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([working("under way")])
    with pytest.raises(StepFailedError, match="not done after 10 minutes: under way"):
        stage.play(monkeypatch)
    assert TIMEOUT <= stage.looked[-1] < TIMEOUT + engine.LAST_POLL_SECONDS


def test_the_lock_is_renewed_more_often_than_its_lease_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[Held] = []
    monkeypatch.setattr(Held, "__init__", _noting(held, Held.__init__))
    with pytest.raises(StepFailedError):
        Stage([working("under way")]).play(monkeypatch)
    assert max(_gaps(held[0].renewed)) <= engine.LAST_POLL_SECONDS


def _noting(held: list[Held], made: Callable[[Held, FakeClock], None]) -> Callable[[Held, FakeClock], None]:
    def init(self: Held, clock: FakeClock) -> None:
        made(self, clock)
        held.append(self)

    return init


def test_what_had_failed_before_is_asked_for_once_more_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([failed("a job failed"), failed("another job failed")])
    with pytest.raises(StepFailedError, match="another job failed"):
        stage.play(monkeypatch)
    assert len(stage.acted) == 1


def test_what_is_blocked_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([blocked("somebody must look")])
    with pytest.raises(StepFailedError, match=r"failing-steps\.md#the-restore-fails, then: .* resume prod"):
        stage.play(monkeypatch)
    assert stage.acted == []
    waiting = Stage([blocked("somebody must look")])
    with pytest.raises(WaitingError, match="then: storefront failover confirm prod"):
        waiting.play(monkeypatch, waits_for_person=True)


def test_an_answer_that_is_lost_in_the_act_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise LOST

    stage = Stage([ready("not yet"), settled("done all the same")], acts=lost)
    stage.play(monkeypatch)
    assert stage.states() == [StepState.STARTED, StepState.DONE]


def _gaps(moments: Sequence[float]) -> Iterator[float]:
    return (later - earlier for earlier, later in pairwise(moments))
