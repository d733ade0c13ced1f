"""Plans, runs and debts as text for the operator."""

from collections.abc import Iterator, Mapping

from operations.recovery.guidelines import span
from operations.recovery.journal import Debt, Entry, Run, RunState, StepState
from operations.recovery.progress import waits_for
from operations.recovery.steps import Plan


def plan_text(plan: Plan) -> str:
    """Write a plan: the way, each step with its region and typical duration, and what is left out."""
    time = (
        f"serves again after about {span(plan.predicted_seconds)}{' and your part' if plan.to_serve else ''}, "
        f"{span(plan.decide_seconds)} of it to decide"
    )
    loss = f"loses at most {span(plan.loss_seconds)}"
    moment = f" before {plan.goes_back_to}, and everything after" if plan.goes_back_to else ""
    lines = [
        f"{plan.scenario} of {plan.environment}: {plan.way}",
        f"  {time}; RTO {span(plan.rto_seconds)}: {_kept(plan.predicted_seconds, plan.rto_seconds)}",
        f"  {loss}{moment}; RPO {span(plan.rpo_seconds)}: {_kept(plan.loss_seconds, plan.rpo_seconds)}",
        *_steps(plan),
        *(f"  before the store serves you must: {what}" for what in plan.to_serve),
        *(f"  left to you: {what}" for what in plan.left_out),
    ]
    return "\n".join(lines)


def _kept(value: int, promise: int) -> str:
    return "kept" if value <= promise else "NOT KEPT"


def _steps(plan: Plan) -> Iterator[str]:
    serving = True
    for number, step in enumerate(plan.steps, start=1):
        if serving and not step.restores_service:
            serving = False
            state = (
                "the store does not serve before your part is done" if plan.to_serve else "the store serves again"
            )
            yield f"  {state}; then, until it is safe again:"
        yield f"  {number:>2}. {step.title} ({step.region}, typically {span(step.seconds)})"


def run_text(run: Run, entries: Mapping[int, Entry]) -> str:
    """Write a run with the state of each step."""
    head = f"{run.id}: {run.plan.scenario}, {run.plan.way}: {run.state}; started {run.started} by {run.by}"
    after = (
        f"  serving again at {run.serving_again}" if run.serving_again else f"  not serving again{_why_not(run)}"
    )
    steps = [
        f"  {number:>2}. {_mark(entries.get(number))}  {step.title}{_words(entries.get(number))}"
        for number, step in enumerate(run.plan.steps, start=1)
    ]
    return "\n".join([head, after, *steps, *(f"  left to you: {what}" for what in run.plan.left_out)])


def _why_not(run: Run) -> str:
    return f"; {waits_for(run.plan)}" if run.plan.to_serve and run.state is not RunState.ABORTED else " yet"


def _mark(entry: Entry | None) -> str:
    return {None: "to do", StepState.STARTED: "begun", StepState.DONE: "done ", StepState.OWED: "OWED "}[
        entry.state if entry else None
    ]


def _words(entry: Entry | None) -> str:
    return f": {entry.words}" if entry else ""


def debt_text(debt: Debt) -> str:
    """Write a debt."""
    state = f"settled {debt.settled}" if debt.settled else "OPEN"
    return f"debt of {debt.run}, {debt.step.title} ({debt.step.region}): {state}; {debt.why}"
