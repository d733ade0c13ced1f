"""A rule of order: what AWS requires to exist before something else, and how a rule finds it in a stack.

A rule looks at what the stack itself makes: what it only names stands elsewhere, and was there before.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from policies.frame import tokens
from policies.frame.guardrail import resource
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Props, listed


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What must exist before resources of some types, and what AWS answers where it does not."""

    later: tuple[str, ...]
    when: Callable[[Resource], bool] = lambda _: True
    earlier: Callable[[Stack, Resource], Iterable[Resource]]
    one_is_enough: bool = False
    """Of several any one will do; otherwise all must be there."""
    refusal: str
    source: str
    late: tuple[Resource, ...]
    """An example: the last of these comes too early, the first is what it misses."""


def role_policies(prop: str) -> Callable[[Stack, Resource], Iterator[Resource]]:
    """Find what gives the role named by a property its rights."""

    def found(stack: Stack, later: Resource) -> Iterator[Resource]:
        for role in stack.referred(later, prop, tokens.ROLE):
            yield from stack.referring(role, "role", tokens.ROLE_POLICY, tokens.ROLE_ATTACHMENT)

    return found


def companions(
    prop: str, targets: tuple[str, ...], back: str, *types: str
) -> Callable[[Stack, Resource], Iterator[Resource]]:
    """Find what refers by `back` to that which the later one names by a property."""

    def found(stack: Stack, later: Resource) -> Iterator[Resource]:
        for target in stack.referred(later, prop, *targets):
            yield from stack.referring(target, back, *types)

    return found


def union(
    *parts: Callable[[Stack, Resource], Iterable[Resource]],
) -> Callable[[Stack, Resource], Iterator[Resource]]:
    """Find all that any of several finders finds."""

    def found(stack: Stack, later: Resource) -> Iterator[Resource]:
        for part in parts:
            yield from part(stack, later)

    return found


def has(*path: str) -> Callable[[Resource], bool]:
    """Ask whether something that is known stands at a path."""
    return lambda later: later.at(*path) not in (None, False, "", UNKNOWN) and listed(later.at(*path)) != ()


def in_region(stack: Stack, later: Resource, found: Iterable[Resource]) -> Iterator[Resource]:
    """Yield what of the found stands in the region of the later one."""
    yield from (one for one in found if stack.region_of(one) == stack.region_of(later))


def made(token: str, name: str, props: Props | None = None, **made_from: list[Resource]) -> Resource:
    """Make a resource of an example, with what its properties are made from."""
    return resource(token, {"name": name, **(props or {})}, name, made_from=made_from)
