"""Carries a plan out: look, act, look again; every move is in the journal before and after it.

It may be cut off anywhere: what is done is found by looking, so a resumed run does nothing twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from operations.aws import AwsClient, PassingError, RefusedError, UnknownOutcomeError, UnreachableError
from operations.errors import WAITS
from operations.recovery.clock import Clock
from operations.recovery.errors import RecoveryError
from operations.recovery.journal import Debt, Entry, Journal, Run, RunState, StepState
from operations.recovery.kinds.declaration import StepKind
from operations.recovery.kinds.look import State
from operations.recovery.lock import Lock
from operations.recovery.progress import Progress
from operations.recovery.rollback import CannotUndoError, Rollback, rollback
from operations.recovery.step_kinds import kind_of
from operations.recovery.steps import Step, numbered

# Between two looks: soon at first, since some things are done at once, then ever later.
FIRST_POLL_SECONDS, LAST_POLL_SECONDS = 0.5, 10.0
# What AWS was asked for and does not show after so long is asked for again.
ASK_AGAIN_SECONDS = 60.0
# How often a step may meet an answer that is lost or a region that is silent, before it is given up.
SETBACKS = 3


class StepFailedError(RecoveryError):
    """A step could not be done; the message says what to do next."""


class WaitingError(StepFailedError):
    """A step waits for a person."""

    exit_status = WAITS


class BreakGlassError(StepFailedError):
    """A step that needs the rights of the break-glass role could not be done."""


@dataclass(frozen=True)
class _Outcome:
    state: StepState
    words: str


@dataclass
class _Attempt:
    """How a step is going."""

    deadline: float
    is_debt: bool = False
    """Whether it is a debt's step, which the journal keeps as a debt until it is done."""
    poll: float = FIRST_POLL_SECONDS
    acted: float | None = None
    setbacks: int = 0
    last: str = ""


class Engine:
    """Carries runs and debts out, under one lock."""

    def __init__(
        self, aws: AwsClient, journal: Journal, lock: Lock, clock: Clock, tell: Callable[[str], None]
    ) -> None:
        self._aws, self._journal, self._lock = aws, journal, lock
        self._clock, self._tell = clock, tell

    def carry_out(self, run: Run) -> Run:
        """Do every step of a run that is not done.

        Raises:
            StepFailedError: a step could not be done; the run can be resumed.
            LostLockError: somebody else took over.
            AwsError: the journal could not be read or written.
        """
        entries = self._journal.entries(run.id)
        progress = Progress(run, self._clock, self._tell)
        last_of_service = max(number for number, step in numbered(run.plan) if step.restores_service)
        for number, step in numbered(run.plan):
            entry = entries.get(number)
            if entry is None or not entry.ended:
                self._lock.renew()
                if kind_of(step).points_clients:
                    self._settle_what_answers(run)
                self._step(run, number, step, progress)
            if number == last_of_service and not run.serving_again:
                if not run.plan.to_serve:
                    run = replace(run, serving_again=self._clock.stamp())
                    self._journal.write_run(run, self._lock)
                progress.ready_to_serve()
        run = replace(run, state=RunState.DONE, ended=self._clock.stamp())
        self._journal.write_run(run, self._lock)
        return run

    def roll_back(self, run: Run, *, after_switch: bool) -> Run:
        """Undo what a run did. Once this was begun, the run can only be rolled back further.

        Args:
            run: the run.
            after_switch: whether to go on although clients may have been pointed at the new writer.

        Raises:
            StepFailedError: something that was begun cannot be undone (then nothing was changed), or could not be.
        """
        entries = self._journal.entries(run.id)
        undo = self._rollback(run, entries, after_switch=after_switch or run.state is RunState.ROLLING_BACK)
        run = replace(run, state=RunState.ROLLING_BACK, serving_again="")
        self._journal.write_run(run, self._lock)
        progress = Progress(run, self._clock, self._tell)
        for number, step in undo.steps:
            self._lock.renew()
            outcome = self._attempt(run, number, step, progress)
            self._write(run, number, StepState.UNDONE, outcome.words)
            self._tell(f"undone: {step.title}: {outcome.words}")
        for words in undo.left:
            self._tell(f"left to you: {words}")
        for debt in self._journal.open_debts():
            if debt.run == run.id:
                self._journal.write_debt(replace(debt, settled=self._clock.stamp()), self._lock)
        run = replace(run, state=RunState.ABORTED, ended=self._clock.stamp())
        self._journal.write_run(run, self._lock)
        return run

    def _rollback(self, run: Run, entries: Mapping[int, Entry], *, after_switch: bool) -> Rollback:
        environment = run.plan.environment
        # A debt was not done; debts end with the run.
        begun = frozenset(number for number, entry in entries.items() if entry.state is not StepState.DEBT)
        switched = any(kind_of(step).points_clients for number, step in numbered(run.plan) if number in begun)
        instead = f"resume it instead: storefront failover resume {environment}"
        if switched and not after_switch:
            raise StepFailedError(
                f"clients may have been pointed at the new writer already; {instead}; or return to the old writer "
                f"without what clients wrote since: storefront failover undo {environment}"
            )
        try:
            return rollback(run, begun)
        except CannotUndoError as error:
            raise StepFailedError(f"{error}; {instead}") from None

    def settle(self, run: Run, debt: Debt) -> Debt:
        """Do the step of a debt.

        Raises:
            StepFailedError: it still cannot be done; the debt stays.
        """
        step = replace(debt.step, protection="")
        outcome = self._attempt(run, debt.number, step, Progress(run, self._clock, self._tell), is_debt=True)
        self._tell(f"settled: {step.title}: {outcome.words}")
        # The entry first: cut off between the two, the debt is met again and found done.
        self._write(run, debt.number, StepState.DONE, outcome.words)
        settled = replace(debt, settled=self._clock.stamp())
        self._journal.write_debt(settled, self._lock)
        return settled

    def _settle_what_answers(self, run: Run) -> None:
        """Close the old writer after all, if its region came back meanwhile: before clients are led to another."""
        for debt in self._journal.open_debts():
            if debt.run != run.id:
                continue
            try:
                kind_of(debt.step).look(self._aws, debt.step)
                self.settle(run, debt)
            except (UnreachableError, UnknownOutcomeError, StepFailedError) as error:
                self._tell(f"still a debt: {debt.step.title}: {error}")
                return

    def _step(self, run: Run, number: int, step: Step, progress: Progress) -> None:
        progress.step(number, step)
        outcome = self._attempt(run, number, step, progress)
        if outcome.state is StepState.DEBT:
            # The debt first: cut off between the two, the step is met again and is a debt again.
            debt = Debt(run=run.id, number=number, since=self._clock.stamp(), why=outcome.words, step=step)
            self._journal.write_debt(debt, self._lock)
        self._write(run, number, outcome.state, outcome.words)
        progress.ended(number, step, outcome.words, is_debt=outcome.state is StepState.DEBT)

    def _attempt(self, run: Run, number: int, step: Step, progress: Progress, *, is_debt: bool = False) -> _Outcome:
        timeout = kind_of(step).timeout_seconds
        attempt = _Attempt(deadline=self._clock.steady() + timeout, is_debt=is_debt)
        while True:
            outcome = self._move(run, number, step, attempt)
            if outcome is not None:
                return outcome
            if self._clock.steady() >= attempt.deadline:
                return self._give_up(run, number, step, f"not done after {timeout // 60} minutes: {attempt.last}")
            progress.waiting(number, step, attempt.last)
            self._clock.sleep(attempt.poll)
            attempt.poll = min(attempt.poll * 2, LAST_POLL_SECONDS)
            self._lock.renew()

    def _move(self, run: Run, number: int, step: Step, attempt: _Attempt) -> _Outcome | None:
        """Look, and act if it is time; returns the outcome once there is one."""
        try:
            look = kind_of(step).look(self._aws, step)
            attempt.last = look.words
            if look.state is State.SETTLED:
                return _Outcome(StepState.DONE, look.words)
            if look.state is State.BLOCKED or (look.state is State.FAILED and attempt.acted is not None):
                return self._give_up(run, number, step, look.words)
            if look.state in {State.READY, State.FAILED} and self._due(attempt):
                self._act(run, number, step, attempt)
        except (UnreachableError, UnknownOutcomeError) as error:
            attempt.setbacks += 1
            attempt.last = str(error)
            if attempt.setbacks >= SETBACKS or (step.protection and isinstance(error, UnreachableError)):
                return self._give_up(run, number, step, str(error))
        except RefusedError as error:
            attempt.last = str(error)
            if not isinstance(error, PassingError):
                return self._give_up(run, number, step, str(error), owe=False)
        return None

    def _due(self, attempt: _Attempt) -> bool:
        return attempt.acted is None or self._clock.steady() - attempt.acted >= ASK_AGAIN_SECONDS

    def _act(self, run: Run, number: int, step: Step, attempt: _Attempt) -> None:
        # A debt stays one in the journal until it is done: a try in vain changes nothing.
        if attempt.acted is None and not attempt.is_debt:
            self._write(run, number, StepState.STARTED, attempt.last)
        kind_of(step).act(self._aws, step)
        attempt.acted, attempt.poll = self._clock.steady(), FIRST_POLL_SECONDS

    def _give_up(self, run: Run, number: int, step: Step, why: str, *, owe: bool = True) -> _Outcome:
        if owe and step.protection:
            return _Outcome(StepState.DEBT, f"{why}; until then: {step.protection}")
        kind = kind_of(step)
        page = f"docs/runbooks/failing-steps.md#{kind.runbook}"
        who = ", as the break-glass role" if step.break_glass else ""
        raise _error(step)(
            f"step {number} of {len(run.plan.steps)}, {step.title}: {why}\n"
            f"  see {page}, then{who}: storefront failover {_next(run, kind)} {run.plan.environment}"
        )

    def _write(self, run: Run, number: int, state: StepState, words: str) -> None:
        entry = Entry(number=number, state=state, at=self._clock.stamp(), words=words)
        self._journal.write_entry(run, entry, self._lock)


def _error(step: Step) -> type[StepFailedError]:
    if kind_of(step).waits_for_person:
        return WaitingError
    return BreakGlassError if step.break_glass else StepFailedError


def _next(run: Run, kind: StepKind) -> str:
    """The subcommand by which the run goes on: one that is being rolled back is only rolled back further."""
    return "abort" if run.state is RunState.ROLLING_BACK else kind.continue_with
