"""Every kind of step by its name, found in the modules of `kinds`."""

import importlib
import pkgutil
from collections.abc import Iterator

from operations.recovery import kinds
from operations.recovery.errors import RecoveryError
from operations.recovery.kinds.declaration import StepKind
from operations.recovery.steps import Step


def _declared() -> Iterator[StepKind]:
    for module in pkgutil.iter_modules(kinds.__path__):
        for value in vars(importlib.import_module(f"{kinds.__name__}.{module.name}")).values():
            if isinstance(value, StepKind):
                yield value


def _by_name() -> dict[str, StepKind]:
    found: dict[str, StepKind] = {}
    for kind in _declared():
        if found.setdefault(kind.name, kind) is not kind:
            raise RuntimeError(f"two kinds of steps are called {kind.name}; give one another name")
    return found


KINDS = _by_name()


def kind_of(step: Step) -> StepKind:
    """Return the declaration of a step's kind.

    Raises:
        RecoveryError: the journal was written by a release that knows other kinds.
    """
    try:
        return KINDS[step.kind]
    except KeyError:
        raise RecoveryError(
            f"the step {step.title!r} is of the kind {step.kind!r}, which this release does not know; it knows "
            f"{', '.join(sorted(KINDS))}. Use the release that began the recovery"
        ) from None
