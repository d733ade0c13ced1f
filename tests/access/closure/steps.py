"""The steps by which a session becomes another role, or gets at what no role is meant to have."""

from __future__ import annotations

from collections.abc import Iterator

from components.identity.names import PermissionsBoundary
from tests.access.closure.data import taking_data
from tests.access.closure.into_roles import into_role
from tests.access.closure.rising import rising, under
from tests.access.closure.silence import falling_silent
from tests.access.closure.step import Step
from tests.access.matrix import principals, short_name
from tests.access.principals import Stack
from tests.access.rows.row import SERVING

# They stand where the store recovers, alone.
_ELSEWHERE = ("restore-validation", "restore-test", "drill-reminder")


def steps(stack: Stack) -> Iterator[Step]:
    """Yield all steps of a stack."""
    yield from climbing(stack)
    yield from taking_data(stack)
    yield from falling_silent(stack)


def climbing(stack: Stack) -> Iterator[Step]:
    """Yield the steps by which a session becomes another role, or makes one."""
    for role in sorted(principals(stack), key=lambda one: one.name):
        name, region = short_name(stack, role.name)
        if region == SERVING or name in _ELSEWHERE:
            yield from into_role(stack, role, name)
    for bound in PermissionsBoundary:
        yield under(bound)
    yield from rising()
