"""How each kind of step is taken back: by a step of its own, which looks before it acts like any other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from operations.recovery.errors import RecoveryError
from operations.recovery.journal import Run
from operations.recovery.steps import Step, numbered


class NoWayBackError(RecoveryError):
    """A step that was begun cannot be taken back."""


@dataclass(frozen=True, kw_only=True)
class WayBack:
    """The steps that take a run back, in order, and what is left standing."""

    steps: tuple[tuple[int, Step], ...]
    left: tuple[str, ...]


def way_back(run: Run, begun: frozenset[int]) -> WayBack:
    """Return how what was begun of a run is taken back, the last first.

    Raises:
        NoWayBackError: something of it cannot be.
    """
    steps: list[tuple[int, Step]] = []
    left: list[str] = []
    for number, step in reversed(numbered(run.plan)):
        if number not in begun:
            continue
        inverse = INVERSES[step.kind](step) if step.kind in INVERSES else None
        if inverse is None:
            raise NoWayBackError(f"step {number}, {step.title}, was begun and cannot be taken back")
        if isinstance(inverse, Step):
            steps.append((number, inverse))
        elif inverse:
            left.append(inverse)
    return WayBack(steps=tuple(steps), left=tuple(left))


# A step that takes it back; or words for what is left as it is, none if there is nothing to tell; or None.
Inverse = Step | str | None


def _open(step: Step) -> Inverse:
    return replace(step, kind="open", title=f"open {step.params['instance']} again", debt_unless="")


def _other_way(step: Step) -> Inverse:
    serves = not step.params["serves"]
    title = f"let visitors in at {step.region}" if serves else f"turn visitors away at {step.region}"
    return replace(step, title=title, params={**step.params, "serves": serves}, debt_unless="")


def _point_back(step: Step) -> Inverse:
    if "before" not in step.params:
        return None
    before = step.params["before"]
    return replace(step, title=f"point clients at {before} again", params={**step.params, "instance": before})


def _modify_back(step: Step) -> Inverse:
    if "before" not in step.params:
        return ""
    title = f"close {step.params['instance']} to clients again"
    return replace(step, title=title, params={**step.params, "wanted": step.params["before"]})


def _stands(step: Step) -> Inverse:
    name = step.params["instance"]
    return f"{name} in {step.region} stays, closed to clients: delete it when nobody needs it"


def _ways_stand(step: Step) -> Inverse:
    return f"the endpoints in {step.region} stay, billed by the hour: delete them when the store does not go there"


def _nothing(_step: Step) -> Inverse:
    return ""


INVERSES: Mapping[str, Callable[[Step], Inverse]] = {
    "force-failover": _nothing,
    "fence": _open,
    "cut": _nothing,
    "restore": _stands,
    "restore-copy": _stands,
    "replica": _stands,
    "catch-up": _nothing,
    "verify": _nothing,
    "confirm": _nothing,
    "modify": _modify_back,
    "point-clients": _point_back,
    "make-endpoints": _ways_stand,
    "raise-fleet": _nothing,
    "door": _other_way,
    "replicate-backups": _nothing,
}
