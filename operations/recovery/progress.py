"""What the operator sees while a recovery runs: each step, and the time against the RTO."""

from collections.abc import Callable
from datetime import UTC, datetime

from operations.layout import fit
from operations.recovery.clock import Clock
from operations.recovery.guidelines import span
from operations.recovery.journal import Run
from operations.recovery.steps import Plan, Step

_TIME = 8  # letters of a span as it is mostly written: 1h 30m


class Progress:
    """Tells lines of 80 columns: a step's title once, and below it what happens; what only repeats is left out."""

    def __init__(self, run: Run, clock: Clock, tell: Callable[[str], None]) -> None:
        self._run, self._clock, self._tell = run, clock, tell
        self._number, self._last = 0, ""

    def step(self, number: int, step: Step) -> None:
        """A step begins."""
        self._number, self._last = number, ""
        self._say(f"{number}/{len(self._run.plan.steps)} {step.title} (about {span(step.seconds)})")

    def waiting(self, number: int, step: Step, words: str) -> None:
        """A step is under way."""
        if words != self._last:
            self._below(number, step, words)
            self._last = words

    def ended(self, number: int, step: Step, words: str, *, is_debt: bool) -> None:
        """A step is done, or is a debt now."""
        self._below(number, step, f"{'DEBT' if is_debt else 'done'}: {words}")

    def ready_to_serve(self) -> None:
        """Everything is done that the procedure can do for the store to serve."""
        if self._run.plan.to_serve:
            self._say(f"the store does NOT serve yet; {waits_for(self._run.plan)}")
        else:
            self.serving_again()

    def serving_again(self) -> None:
        """The store serves."""
        kept = "within" if self._elapsed() <= self._run.plan.rto_seconds else "LATER THAN"
        self._say(f"the store serves again, {kept} the RTO of {span(self._run.plan.rto_seconds)}")

    def _below(self, number: int, step: Step, words: str) -> None:
        if number != self._number:
            self.step(number, step)
        time = f"    {span(self._elapsed()):<{_TIME}}  "
        self._tell(fit(words, first=time, rest=" " * len(time)))

    def _say(self, words: str) -> None:
        line, *tasks = f"[{span(self._elapsed())} of {span(self._run.plan.rto_seconds)}] {words}".splitlines()
        self._tell("\n".join((fit(line, rest="    "), *tasks)))

    def _elapsed(self) -> int:
        # Another operator's clock may be behind the one that started the run.
        began = datetime.strptime(self._run.started, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        return max(int((self._clock.wall() - began).total_seconds()), 0)


def waits_for(plan: Plan) -> str:
    """Say what a person must do before the store serves."""
    tasks = "\n".join(fit(task, first="    - ", rest="      ") for task in plan.to_serve)
    return f"you must:\n{tasks}\n  then: storefront failover confirm {plan.environment}"
