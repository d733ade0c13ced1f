"""Checks that many guardrails share: each makes a check over one property of one resource."""

from collections.abc import Callable, Iterator

from policies.frame.guardrail import Finding, fail, undecided
from policies.frame.resources import Resource
from policies.frame.values import UNKNOWN, Special, Value, is_list, is_map, listed, number
from standards.retention import shortest_days

Check = Callable[[Resource], Iterator[Finding]]


def show(value: Value) -> str:
    """Return a value for a message: short, and never the insides of a structure."""
    if value is None:
        return "nothing"
    if isinstance(value, Special):
        return value.value
    if is_map(value):
        return "a map"
    if is_list(value):
        return "a list"
    text = (
        str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
    )
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - a line of a terminal


def must_be(prop: str, *allowed: str) -> Check:
    """Make a check that a property has one of the given values; nothing is not one of them."""
    return _evaluated(prop, lambda value: value in allowed, f"expected {' or '.join(allowed)}")


def must_be_true(prop: str) -> Check:
    """Make a check that a switch is on; left out is not on."""
    return _evaluated(prop, lambda value: _switch(value) is True, "expected true")


def must_be_false(prop: str) -> Check:
    """Make a check that a switch is stated to be off."""
    return _evaluated(prop, lambda value: _switch(value) is False, "expected false")


def must_not_be_true(prop: str) -> Check:
    """Make a check that a switch is off or left out."""
    return _evaluated(prop, lambda value: value is None or _switch(value) is False, "expected false")


def must_not_be_false(prop: str) -> Check:
    """Make a check that a switch is on or left out."""
    return _evaluated(prop, lambda value: value is None or _switch(value) is True, "expected true")


def _switch(value: Value) -> bool | None:
    """Read a switch; the provider also accepts it as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def _evaluated(prop: str, holds: Callable[[Value], bool], expected: str) -> Check:
    def check(resource: Resource) -> Iterator[Finding]:
        value = resource.at(prop)
        if value is UNKNOWN:
            yield undecided(prop)
        elif not holds(value):
            yield fail(f"{prop} is {show(value)}, {expected}", prop)

    return check


def must_be_set(prop: str, expected: str) -> Check:
    """Make a check that a property has a value that is not empty."""

    def check(resource: Resource) -> Iterator[Finding]:
        value = resource.at(prop)
        if value is UNKNOWN:
            yield undecided(prop)
        elif not value:
            yield fail(f"{prop} is {show(value)}, expected {expected}", prop)

    return check


def is_own_key(value: Value) -> bool:
    """Whether a known value names a customer-managed key of KMS: not nothing, and not a default key of AWS."""
    return isinstance(value, str) and bool(value) and "alias/aws/" not in value


def must_be_own_key(*props: str) -> Check:
    """Make a check that each property names a customer-managed KMS key, not a default key of AWS."""

    def check(resource: Resource) -> Iterator[Finding]:
        for prop in props:
            value = resource.at(prop)
            if value is UNKNOWN:
                yield undecided(prop)
            elif not is_own_key(value):
                yield fail(f"{prop} is {show(value)}, expected the ARN of a customer-managed key", prop)

    return check


def must_be_at_least(prop: str, minimum: float, unit: str) -> Check:
    """Make a check that a property is a number of at least `minimum`."""

    def check(resource: Resource) -> Iterator[Finding]:
        value = resource.at(prop)
        if value is UNKNOWN:
            yield undecided(prop)
            return
        given = number(value)
        if given is None or given < minimum:
            yield fail(f"{prop} is {show(value)}, expected at least {minimum:g} {unit}", prop)

    return check


def must_be_kept(prop: str, in_production: int) -> Check:
    """Make a check that a property is a number of days of at least what the environment's kind asks for."""

    def check(resource: Resource) -> Iterator[Finding]:
        yield from must_be_at_least(prop, shortest_days(in_production, resource.kind), "days")(resource)

    return check


def must_contain(prop: str, *needed: str) -> Check:
    """Make a check that a list holds each of the given strings."""

    def check(resource: Resource) -> Iterator[Finding]:
        value = resource.at(prop)
        items = listed(value)
        missing = [item for item in needed if item not in items]
        if value is UNKNOWN or (missing and UNKNOWN in items):
            yield undecided(prop)
        elif missing:
            yield fail(f"{prop} lacks {', '.join(missing)}", prop)

    return check


def unless(condition: Callable[[Resource], bool], check: Check) -> Check:
    """Make a check that leaves out the resources for which `condition` holds."""

    def narrowed(resource: Resource) -> Iterator[Finding]:
        if not condition(resource):
            yield from check(resource)

    return narrowed


def both(*checks: Check) -> Check:
    """Make a check out of several."""

    def joined(resource: Resource) -> Iterator[Finding]:
        for check in checks:
            yield from check(resource)

    return joined


def unless_disposable(check: Check) -> Check:
    """Make a check of what keeps a thing from deletion: an environment that says it is disposable has none of it.

    By the default tags of the provider, not by a name: an environment that says nothing is held to everything.
    """
    return unless(lambda resource: resource.is_disposable, check)


def must_be_protected(resource: Resource) -> Iterator[Finding]:
    """Check Pulumi's own `protect` option."""
    if not resource.protect:
        yield fail("Pulumi's protect option is off, so a rename or a removed line deletes it", "protect")
