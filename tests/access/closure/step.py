"""What a step of the closure is: where it leads, and the calls that it takes. `{...}` are the places of `rows`."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from tests.access.rows.row import Context


@dataclass(frozen=True)
class Ask:
    """One call of a step: an action on a resource, and what the request says of itself.

    `stranger`: it is made by somebody of another account, to whom the step opens the resource's own policy.
    """

    action: str
    on: str
    context: Context | None = field(default=None, hash=False)
    stranger: bool = False


@dataclass(frozen=True)
class Step:
    """How a session gets somewhere: to another role by its name, or to a deed in words.

    It is open to a role if IAM allows all its calls together, and one of those of which one is enough.
    `itself`: the only role to which it is one, by its name.
    """

    to: str
    by: str
    asks: tuple[Ask, ...]
    one_of: tuple[Ask, ...] = ()
    itself: str = ""

    def open(self, allowed: Set[Ask]) -> bool:
        """Whether it is open to whom these calls are allowed."""
        return all(ask in allowed for ask in self.asks) and (
            not self.one_of or any(ask in allowed for ask in self.one_of)
        )

    def calls(self) -> Iterator[Ask]:
        """Yield all its calls."""
        yield from self.asks
        yield from self.one_of
