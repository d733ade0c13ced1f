"""Steps and plans as data: what is to be done, without how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from operations.recovery.scenarios import Scenario

Params = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a plan, in one region."""

    kind: str
    """The name of its declaration in `kinds`, which knows how it is done."""
    title: str
    region: str
    params: Params
    seconds: int
    """How long it typically takes."""
    restores_service: bool = True
    """Whether the store serves only after it; the other steps protect it again."""
    protection: str = ""
    """What protects the store while the step is a debt, if it cannot be done now. Empty: it must be done."""
    break_glass: bool = False
    """Whether the break-glass role alone has the rights that it needs: the operator's run ends before it."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The steps of one recovery, and what it leaves to a person."""

    scenario: Scenario
    environment: str
    strategy: str
    serving: str
    home: str
    """The region in which the run is journalled, and its lock."""
    table: str
    rto_seconds: int
    rpo_seconds: int
    decide_seconds: int
    """What noticing and deciding typically take before the run."""
    loss_seconds: int
    """How much of the last data it loses, as things stand."""
    steps: tuple[Step, ...]
    replaces: str = ""
    """The resource id of the writer that this recovery puts out of service; empty where the writer stays."""
    goes_back_to: str = ""
    """The chosen moment, after which nothing is kept; empty: the latest."""
    manual_tasks: tuple[str, ...] = field(default=())
    """What the recovery does not do and a person must do afterwards."""
    to_serve: tuple[str, ...] = field(default=())
    """What a person must do before the store serves again."""

    @property
    def predicted_seconds(self) -> int:
        """How long until the store serves again, the decision included."""
        return self.decide_seconds + sum(step.seconds for step in self.steps if step.restores_service)


def numbered(plan: Plan) -> list[tuple[int, Step]]:
    """Return the steps with their numbers, as the journal has them."""
    return list(enumerate(plan.steps, start=1))
