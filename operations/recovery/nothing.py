"""What to say to whoever wants to go on with a recovery, end it, confirm or undo it, and there is none for that.

Each wanted something else, and is told the command for it; a command that begins a recovery is told to nobody here.
"""

from collections.abc import Sequence
from enum import StrEnum

from operations.recovery.journal import Run, RunState


class Wanted(StrEnum):
    """What somebody asked for: the command's name."""

    RESUME = "resume"
    ABORT = "abort"
    CONFIRM = "confirm"
    UNDO = "undo"


_LEAD = {
    Wanted.RESUME: "no recovery is there to go on with",
    Wanted.ABORT: "no recovery is there to abort",
    Wanted.CONFIRM: "no recovery waits for a person's part",
    Wanted.UNDO: "there is no recovery to undo",
}


def nothing_to(wanted: Wanted, environment: str, region: str, runs: Sequence[Run]) -> str:
    """Return what is there instead, and the next command.

    Args:
        wanted: what was asked for.
        environment: of which.
        region: where the journal is that was read.
        runs: those in the journal, the last one last.
    """
    seen = f"`storefront failover status {environment}` shows what was done in either region"
    if not runs:
        return f"{_LEAD[wanted]}: the journal in {region} has no recovery of {environment}; {seen}"
    last = runs[-1]
    return f"{_LEAD[wanted]}: {_state(last)}; {_next(wanted, environment, last) or seen}"


def _state(run: Run) -> str:
    said = {
        RunState.DONE: "is done",
        RunState.ABORTED: "was rolled back",
        RunState.ROLLING_BACK: "is being rolled back",
    }
    return f"the last recovery, {run.id}, {said.get(run.state, 'is under way')}"


def _next(wanted: Wanted, environment: str, run: Run) -> str:
    if run.state is RunState.ROLLING_BACK:
        return f"`storefront failover abort {environment}` rolls the rest of it back"
    if run.state is RunState.RUNNING:
        return f"`storefront failover resume {environment}` goes on with it"
    if run.state is RunState.DONE and wanted is Wanted.ABORT:
        return f"`storefront failover undo {environment}` returns from it, without what clients wrote since"
    if run.state is RunState.DONE and wanted is Wanted.RESUME and run.plan.to_serve and not run.serving_again:
        return f"`storefront failover confirm {environment}` says that your part is done, and the store serves"
    return ""
