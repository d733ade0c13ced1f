"""A resource that must not stand without another that refers to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.frame.guardrail import Finding, fail, undecided
from policies.frame.stack import Stack


@dataclass(frozen=True, slots=True)
class Companion:
    """What must refer to each resource of some types: its types, and the property that refers."""

    of: tuple[str, ...]
    types: tuple[str, ...]
    prop: str
    missing: str

    def check(self, stack: Stack) -> Iterator[Finding]:
        """Yield each resource that has no companion."""
        pending = any(stack.unresolved(candidate, self.prop, *self.of) for candidate in stack.of(*self.types))
        for target in stack.of(*self.of):
            if any(stack.referring(target, self.prop, *self.types)):
                continue
            yield undecided(self.prop, target.urn) if pending else fail(self.missing, urn=target.urn)
