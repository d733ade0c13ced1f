"""Plans, runs and debts as text for the operator, in lines of 80 columns."""

from collections.abc import Iterator, Mapping

from operations.layout import fit
from operations.recovery.guidelines import span
from operations.recovery.journal import Debt, Entry, Run, RunState, StepState
from operations.recovery.progress import waits_for
from operations.recovery.steps import Plan

_MARKS = {
    StepState.STARTED: "begun",
    StepState.DONE: "done",
    StepState.DEBT: "DEBT",
    StepState.UNDONE: "undone",
}
_TO_DO = "to do"


def plan_text(plan: Plan) -> str:
    """Write a plan: the strategy, each step with its region and typical duration, and what is left out."""
    time = (
        f"takes about {span(plan.predicted_seconds)}{' and your part' if plan.to_serve else ''}, "
        f"{span(plan.decide_seconds)} of it to decide"
    )
    moment = f" before {plan.goes_back_to}, and everything after" if plan.goes_back_to else ""
    loss = f"the last {span(plan.loss_seconds)} of data{moment} may be lost"
    lines = [
        f"{plan.scenario} of {plan.environment}",
        fit(plan.strategy, first="  ", rest="  "),
        fit(time, first="  ", rest="    "),
        f"    RTO {span(plan.rto_seconds)}: {_kept(plan.predicted_seconds, plan.rto_seconds)}",
        fit(loss, first="  ", rest="    "),
        f"    RPO {span(plan.rpo_seconds)}: {_kept(plan.loss_seconds, plan.rpo_seconds)}",
        *_steps(plan),
        *_tasks("do this yourself before the store can serve", plan.to_serve),
        *_tasks("left to you", plan.manual_tasks),
    ]
    return "\n".join(lines)


def _kept(value: int, promise: int) -> str:
    return "kept" if value <= promise else "NOT KEPT"


def _steps(plan: Plan) -> Iterator[str]:
    serving = True
    for number, step in enumerate(plan.steps, start=1):
        if serving and not step.restores_service:
            serving = False
            yield (
                "  the store does not serve before your part is done; these protect it again:"
                if plan.to_serve
                else "  the store serves again; these protect it again:"
            )
        who = ", as the break-glass role" if step.break_glass else ""
        yield fit(
            f"{step.title} ({step.region}, about {span(step.seconds)}{who})",
            first=f"  {number:>2}. ",
            rest="      ",
        )


def _tasks(head: str, tasks: tuple[str, ...]) -> Iterator[str]:
    if tasks:
        yield f"  {head}:"
    for task in tasks:
        yield fit(task, first="    - ", rest="      ")


def run_text(run: Run, entries: Mapping[int, Entry]) -> str:
    """Write a run with the state of each step."""
    serving = f"serving again at {run.serving_again}" if run.serving_again else f"not serving again{_why_not(run)}"
    lines = [
        fit(f"{run.id}: {run.plan.scenario}: {run.state}; started {run.started} by {run.by}", rest="  "),
        fit(run.plan.strategy, first="  ", rest="  "),
        f"  {serving}",
    ]
    for number, step in enumerate(run.plan.steps, start=1):
        entry = entries.get(number)
        mark = _MARKS[entry.state] if entry else _TO_DO
        words = f"{step.title}{f': {entry.words}' if entry else ''}"
        lines.append(fit(words, first=f"  {number:>2}. {mark:<6}  ", rest="      "))
    return "\n".join([*lines, *_tasks("left to you", run.plan.manual_tasks)])


def _why_not(run: Run) -> str:
    return f"; {waits_for(run.plan)}" if run.plan.to_serve and run.state is not RunState.ABORTED else " yet"


def debt_text(debt: Debt) -> str:
    """Write a debt."""
    state = f"settled {debt.settled}" if debt.settled else "OPEN"
    return fit(f"debt of {debt.run}, {debt.step.title} ({debt.step.region}): {state}; {debt.why}", rest="  ")
