"""Proves that whoever a runbook says may run each command of `storefront`: every call is put to IAM before it is made.

The commands are typed in sessions (`calls/sessions.py`): disasters on the small stack with the names of a rehearsed
one, everything else on the rehearsed one itself. Whole disasters on real stacks are drills (tests/rehearsal/test_drills.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pytest

from tests.access.calls.commands import SILENT, UNTYPED, commands, untold
from tests.access.calls.judged import Judged
from tests.access.calls.sessions import AT, Typed
from tests.access.calls.terminal import WAITS, at_small
from tests.access.evaluator import missing
from tests.access.principals import Stack
from tests.support.rehearsals import rehearsed

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")


def test_a_command_that_nobody_typed_and_no_reason_covers_is_told() -> None:
    calling = set(commands()) - SILENT.keys() - UNTYPED.keys()
    assert list(untold(calling)) == []
    (told,) = untold(calling - {"failover undo"})
    assert told.startswith("nobody knows what `storefront failover undo` calls: type it in a session")
    (told,) = untold(calling | {"config check"})
    assert told.startswith("`storefront config check` is typed, and calls AWS")


@evaluated
def test_every_command_is_typed_or_has_its_reason(typed: Typed) -> None:
    assert list(untold(name for name, calls in typed.commands.items() if calls)) == []


@evaluated
def test_whoever_types_a_command_may_do_what_it_calls_and_implies(typed: Typed) -> None:
    assert list(typed.wrong) == []


@evaluated
def test_so_may_they_on_each_stack(people: Mapping[str, Sequence[Judged]]) -> None:
    no = {
        role: [one.remedy(role) for one in answers if not one.verdict.allowed] for role, answers in people.items()
    }
    secrets = [one for found in no.values() for one in found if "secretsmanager GetSecretValue" in one]
    assert {
        role: found for role, some in no.items() if (found := [one for one in some if one not in secrets])
    } == {}


@evaluated
def test_a_right_that_is_taken_away_fails_the_command_that_needs_it(prod: Stack) -> None:
    """The operator loses the grant by which RDS uses the database's key for a copy."""
    name = f"{prod.prefix}operator"
    operator = prod.principals[name]
    less = {
        policy: {**one, "Statement": [row for row in one["Statement"] if "kms:CreateGrant" not in row["Action"]]}
        for policy, one in operator.policies.items()
    }
    changed = prod.having(dataclasses.replace(operator, policies=less))
    with at_small(changed, rehearsed("prod").manifest) as small:
        small.type(f"failover run prod data-corruption --at {AT} --yes", ends=WAITS)
    (told,) = small.terminal.wrong
    assert told.startswith("storefront failover run prod data-corruption")
    assert "kms:CreateGrant on {key-database}" in told
    assert f"no statement of {name} allows it; add one in components/identity/operating.py" in told
