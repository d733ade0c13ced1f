"""How a run is rolled back: which steps undo what was begun of it."""

from dataclasses import dataclass, replace

from operations.recovery.errors import RecoveryError
from operations.recovery.journal import Run
from operations.recovery.kinds.declaration import CannotBeUndone, Leaves, UndoneBy
from operations.recovery.step_kinds import kind_of
from operations.recovery.steps import Step, numbered


class CannotUndoError(RecoveryError):
    """A step that was begun cannot be undone."""


@dataclass(frozen=True, kw_only=True)
class Rollback:
    """The steps that undo a run, in order, each with the number of the step that it undoes; and what stays."""

    steps: tuple[tuple[int, Step], ...]
    left: tuple[str, ...]


def rollback(run: Run, begun: frozenset[int]) -> Rollback:
    """Return how what was begun of a run is undone, the last first.

    Raises:
        CannotUndoError: something of it cannot be.
    """
    steps: list[tuple[int, Step]] = []
    left: list[str] = []
    for number, step in reversed(numbered(run.plan)):
        if number not in begun:
            continue
        undo = kind_of(step).undo
        if isinstance(undo, CannotBeUndone):
            raise CannotUndoError(f"step {number}, {step.title}, was begun and cannot be undone: {undo.why}")
        if isinstance(undo, UndoneBy):
            # A rollback leaves no debts: what it cannot do stops it.
            steps.append((number, replace(undo.make(step), protection="")))
        elif isinstance(undo, Leaves):
            left.append(undo.text(step))
    return Rollback(steps=tuple(steps), left=tuple(left))
