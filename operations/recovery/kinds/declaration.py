"""What a kind of step is: everything that planning, carrying out and undoing know of it, declared once.

A new kind is one `StepKind` in a module of this package, and its place in the strategies that use it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from operations.aws import AwsClient
from operations.recovery.durations import Duration
from operations.recovery.kinds.look import Look
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step


@dataclass(frozen=True)
class UndoneBy:
    """The step is undone by another step, which looks before it acts like any other."""

    make: Callable[[Step], Step]


@dataclass(frozen=True)
class Leaves:
    """The step is not undone, which does no harm; the words say what stays. They may name the step's parameters."""

    words: str

    def text(self, step: Step) -> str:
        """Write what stays of a step."""
        return self.words.format(region=step.region, **step.params)


@dataclass(frozen=True)
class NothingToUndo:
    """The step leaves nothing behind that matters once the run is rolled back."""

    why: str


@dataclass(frozen=True)
class CannotBeUndone:
    """Once it was begun, the run can only go forward."""

    why: str


Undo = UndoneBy | Leaves | NothingToUndo | CannotBeUndone


def new_region(context: PlanningContext) -> str:
    """Return the region in which the new writer serves."""
    return context.site.region


def old_region(context: PlanningContext) -> str:
    """Return the region in which the store served when the manifest was written."""
    return context.manifest.index.serving


def other_region(context: PlanningContext) -> str:
    """Return the region in which the new writer does not serve."""
    return context.other_site.region


@dataclass(frozen=True, kw_only=True)
class StepKind:
    """One kind of step."""

    name: str
    """As the journal has it; it is spelt nowhere else."""
    summary: str
    """What it does, where no instance is named."""
    title: str
    """What one step of it does; may name the region and the step's parameters."""
    duration: Duration
    params: Callable[[PlanningContext], Params | None]
    """What a step is told; None where the manifest lacks what it needs, or it is not needed: it is left out."""
    region: Callable[[PlanningContext], str] = new_region
    by_hand: Callable[[PlanningContext], str] | None = None
    """What a person must do before the store serves, where the step is left out; None: nothing."""
    look: Callable[[AwsClient, Step], Look]
    act: Callable[[AwsClient, Step], None]
    timeout_seconds: int
    """How long it may take before a person must look."""
    runbook: str
    """The section of docs/runbooks/failing-steps.md for when it fails."""
    undo: Undo
    protection: str = ""
    """What protects the store while the step is a debt, if it cannot be done now. Empty: it must be done."""
    waits_for_person: bool = False
    """Whether a person ends it, with `storefront failover confirm`."""
    points_clients: bool = False
    """Whether clients write to the new database after it, so that what is written needs a decision to be undone."""

    needs_break_glass: Callable[[Params], bool] = lambda _params: False
    """Whether a step so told needs the rights of the break-glass role; the operator has those of all others."""

    @property
    def continue_with(self) -> str:
        """The subcommand of `storefront failover` that goes on once a person did their part."""
        return "confirm" if self.waits_for_person else "resume"

    def plan(self, context: PlanningContext) -> Step | None:
        """Return the step for a context; None where it is left out."""
        params = self.params(context)
        return None if params is None else self.step(self.region(context), params)

    def step(self, region: str, params: Params) -> Step:
        """Return a step of this kind."""
        return Step(
            kind=self.name,
            title=self.title.format(region=region, **params),
            region=region,
            params=params,
            seconds=self.duration.seconds,
            protection=self.protection,
            break_glass=self.needs_break_glass(params),
        )
