"""Proves that what the check of settings takes, no guardrail refuses: with every key at its lowest and at its highest.

For each kind of environment, since both let a test or a disposable one have what production may not.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from cli.effects.alternatives import value_at
from components.settings.check import check
from components.settings.sections.model import Kind
from policies.frame.guardrail import Severity
from tests.components.settings.files import values_of
from tests.policies.reviewed import review, update
from tests.policies.test_program import DISPOSABLE_KEYS
from tests.support.extremes import Values, bounds, choices, extreme, leaves, reworded
from tests.support.programs import recorded

STARTS: Mapping[Kind, tuple[str, Values]] = {
    Kind.PRODUCTION: ("prod", values_of("prod")),
    Kind.TEST: ("staging", values_of("staging")),
    Kind.DISPOSABLE: ("staging", {**values_of("staging"), **DISPOSABLE_KEYS}),
}


@cache
def at_bounds(kind: Kind, *, highest: bool) -> Values:
    """The settings of a kind with every key at its bound: some hundred checks find each."""
    return extreme(STARTS[kind][1], highest=highest)


def refused(stack: str, values: Values) -> dict[str, str]:
    """What stops an update with these settings, by guardrail, with one of its reasons."""
    assert check(values)[1] == []
    said = review(*update(recorded(stack, values)))
    return {report.guardrail: report.text for report in said if report.level is Severity.MANDATORY}


@pytest.mark.parametrize("highest", [False, True], ids=["lowest", "highest"])
@pytest.mark.parametrize("kind", Kind)
def test_what_the_check_takes_at_its_bounds_no_guardrail_refuses(kind: Kind, *, highest: bool) -> None:
    assert refused(STARTS[kind][0], at_bounds(kind, highest=highest)) == {}


def test_what_the_check_takes_as_a_text_no_guardrail_refuses() -> None:
    stack, values = STARTS[Kind.PRODUCTION]
    other = reworded(values)
    changed = [path for path, _ in leaves(values) if value_at(values, path) != value_at(other, path)]
    assert ("notifications", "runbooks") in changed
    assert len(changed) > 20
    assert refused(stack, other) == {}


def test_every_key_with_bounds_is_moved() -> None:
    """Between the two ends of a kind, or by the other kinds, but for what has one value in all of these files."""
    moved: set[str] = set()
    bounded: set[str] = set()
    for kind, (_, values) in STARTS.items():
        ends = [at_bounds(kind, highest=highest) for highest in (False, True)]
        for path, field in leaves(values):
            key = ".".join(map(str, path))
            if choices(field) or bounds(field):
                bounded.add(key)
                at_ends: list[Any] = [value_at(one, path) for one in ends]
                moved |= {key} if at_ends[0] != at_ends[1] else set()
    assert len(moved) > 50
    assert bounded - moved == ALONE


# Keys that take one value in all of these files, as long as others beside them stay what they are: the database's two
# primary zones, its replica, its names, how people and Google's callers show who they are, and who keeps what else.
ALONE = {
    "database.blueGreenUpdates",
    "database.masterPassword",
    "database.multiAz",
    "edge.certificateNames",
    "identity.people.signIn",
    "keptElsewhere",
    "network.singleZone",
    "visitors.signIn",
}
