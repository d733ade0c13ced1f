"""What a look at the world can find before and after a step."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where the world stands with regard to a step."""

    READY = "ready"
    """It can be done now."""
    WORKING = "working"
    """It, or what must come before it, is under way: look again."""
    SETTLED = "settled"
    """What it is for, holds."""
    FAILED = "failed"
    """What was asked for failed by itself; whoever takes it up anew may ask again."""
    BLOCKED = "blocked"
    """It cannot be done; a person must do something."""


@dataclass(frozen=True)
class Look:
    """What was found, in words for the operator."""

    state: State
    words: str


def ready(words: str) -> Look:
    """It can be done now."""
    return Look(State.READY, words)


def working(words: str) -> Look:
    """It is under way."""
    return Look(State.WORKING, words)


def settled(words: str) -> Look:
    """It holds."""
    return Look(State.SETTLED, words)


def failed(words: str) -> Look:
    """It was tried and failed."""
    return Look(State.FAILED, words)


def blocked(words: str) -> Look:
    """A person must do something."""
    return Look(State.BLOCKED, words)
