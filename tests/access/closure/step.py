"""What a step of the closure is: where it leads, and the calls that it takes. `{...}` are the places of `rows`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.access.rows.row import Context


@dataclass(frozen=True)
class Ask:
    """One call of a step: an action on a resource, and what the request says of itself."""

    action: str
    on: str
    context: Context | None = None


@dataclass(frozen=True)
class Step:
    """How a session gets somewhere: to another role by its name, or to a deed in words.

    It is open to a role if IAM allows all its calls together, and one of those of which one is enough.
    """

    to: str
    by: str
    asks: tuple[Ask, ...]
    one_of: tuple[Ask, ...] = ()

    def calls(self) -> Iterator[Ask]:
        """Yield all its calls."""
        yield from self.asks
        yield from self.one_of
