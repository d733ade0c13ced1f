"""A guardrail over the whole stack: what AWS requires to exist first, comes first by its dependencies.

What is in time by luck alone (its neighbour takes a minute) fails the first update that is a little slower. A rule
names a resource, what must exist before it, and how AWS answers otherwise; the later one must reach the earlier one
through dependencies, however many lie between.
"""

from collections.abc import Iterator
from dataclasses import replace

from policies.frame.guardrail import Example, Finding, StackGuardrail, fail, fails, passes
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.order import deliveries, names, network, rights
from policies.order.rule import Order

ORDERS = (
    *network.ORDERS,
    *rights.ORDERS,
    *deliveries.ORDERS,
    *names.ORDERS,
)


def late(stack: Stack, later: Resource) -> Iterator[Finding]:
    """Yield what one resource must wait for, and does not."""
    for order in ORDERS:
        if later.type in order.later:
            yield from _waits(stack, order, later)


def _late(stack: Stack) -> Iterator[Finding]:
    for order in ORDERS:
        for later in stack.of(*order.later):
            yield from _waits(stack, order, later)


def _waits(stack: Stack, order: Order, later: Resource) -> Iterator[Finding]:
    if not order.when(later):
        return
    # What itself waits for the later one is made for another purpose.
    needed = [one for one in order.earlier(stack, later) if not stack.precedes(later, one)]
    missed = [one for one in needed if not stack.precedes(one, later)]
    if not missed or (order.one_is_enough and len(missed) < len(needed)):
        return
    for one in missed[:1] if order.one_is_enough else missed:
        yield fail(
            f"nothing makes it wait for {one.name} ({one.type.rpartition(':')[2]}); too early, AWS answers: "
            f"{order.refusal} ({order.source})",
            urn=later.urn,
        )


def _examples() -> Iterator[Example]:
    for order in ORDERS:
        *before, later = order.late
        what = f"{later.type.rpartition(':')[2]} and {before[0].type.rpartition(':')[2]}"
        yield fails(f"{what}: by luck ({later.name})", *order.late)
        waiting = replace(later, after=(before[0].urn,))
        yield passes(f"{what}: it waits ({later.name})", *before, waiting)


GUARDRAILS = (
    StackGuardrail(
        name="made-after-what-it-needs",
        summary="What AWS requires to exist first comes first by dependencies, not by luck.",
        why="An update makes everything at once that waits for nothing: what is too early is refused.",
        mend="Build the later one from an output of the earlier one, or name it in depends_on.",
        practice="REL08-BP01",
        controls=("NIST CM-3",),
        types=tuple(dict.fromkeys(token for order in ORDERS for token in order.later)),
        check=_late,
        examples=tuple(_examples()),
    ),
)
