"""What a recovery strategy is: for which scenarios, what it needs, its steps, and what it loses and leaves out.

Guidelines are evaluated by the same declarations from which plans are made.
"""

from collections.abc import Callable
from dataclasses import dataclass

from operations.recovery.durations import DECIDE
from operations.recovery.kinds.declaration import StepKind
from operations.recovery.manifest import Manifest
from operations.recovery.planning.context import PlanningContext
from operations.recovery.planning.situation import Situation
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies.manual_tasks import nothing


@dataclass(frozen=True, kw_only=True)
class RecoveryStrategy:
    """One recovery strategy."""

    name: str
    """As plans and the journal have it."""
    scenarios: tuple[Scenario, ...]
    """The scenarios whose guidelines it is to keep."""
    may_serve: tuple[Scenario, ...] = ()
    """Scenarios in which it is used where it is available, though no guideline relies on it."""
    lacking: Callable[[Manifest], str | None]
    """What the topology lacks for it; None where nothing is."""
    lacking_now: Callable[[Situation], str | None]
    """What is not available for it now; None where nothing is."""
    max_loss: Callable[[Manifest], int]
    """How much of the last data it loses at most (seconds)."""
    loss_source: str
    """Where that figure comes from."""
    loss_now: Callable[[Situation], float | None]
    """How much of the last data it would lose now (seconds); None where that is not known."""
    decided_by_person: bool = True
    """Whether somebody must notice and decide first: not where RDS acts by itself, or where it was planned."""
    context: Callable[[Situation], PlanningContext]
    """What its steps are made from; called where nothing is lacking."""
    until_service: tuple[StepKind, ...]
    """What is done, in order, until the store serves again. Each writer is closed before another takes clients."""
    afterwards: tuple[StepKind, ...] = ()
    """What is done then, until the store is protected as before."""
    never_a_debt: tuple[StepKind, ...] = ()
    """The kinds that must be done here, though elsewhere they may become debts."""
    replaces_writer: bool = True
    """Whether it puts the present writer out of service."""
    to_serve: Callable[[PlanningContext], tuple[str, ...]] = nothing
    """What a person must do before the store serves, beside what steps leave to one."""
    manual_tasks: Callable[[PlanningContext], tuple[str, ...]]
    """What it leaves to a person, afterwards."""

    def rto(self) -> int:
        """Return how long it takes until the store serves again (seconds)."""
        return self.decide_seconds + sum(kind.duration.seconds for kind in self.until_service)

    @property
    def decide_seconds(self) -> int:
        """How long noticing and deciding take."""
        return DECIDE.seconds if self.decided_by_person else 0

    def why_not(self, situation: Situation) -> str | None:
        """Return why it cannot be used now; None where it can."""
        return self.lacking(situation.manifest) or self.lacking_now(situation)

    def loss(self, situation: Situation) -> int:
        """Return how much of the last data it loses (seconds): now, or at most where that is not known."""
        known = self.loss_now(situation)
        return self.max_loss(situation.manifest) if known is None else int(known)
