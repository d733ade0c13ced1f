"""The rehearsed stacks, read for access."""

from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from tests.access.calls.by_hand import BY_HAND, calls_by_hand
from tests.access.calls.call import Call
from tests.access.calls.functions import Recording, record
from tests.access.calls.judged import Judged, judge, judge_requests
from tests.access.calls.names import as_on_stack, lacking
from tests.access.calls.sessions import Typed, type_all
from tests.access.matrix import role_of
from tests.access.principals import Stack, read_stack
from tests.access.provider.asked import asked
from tests.access.provider.commands import PREVIEW, left
from tests.access.provider.table import Phase
from tests.support.rehearsals import STACKS, rehearsed


@cache
def _stack(name: str) -> Stack:
    return read_stack(rehearsed(name).record)


@pytest.fixture(params=STACKS, scope="session")
def stack(request: pytest.FixtureRequest) -> Stack:
    """Each stack in turn."""
    return _stack(request.param)


@pytest.fixture(scope="session")
def prod() -> Stack:
    return _stack("prod")


@pytest.fixture(scope="session")
def previewed(stack: Stack) -> Sequence[Judged]:
    """IAM's answers to what a preview with a refresh reads, as the role of the jobs that preview."""
    reads = asked(stack, left(stack.resources, PREVIEW.excluded), Phase.READ)
    return judge_requests(stack, stack.principals[f"{stack.prefix}preview"], reads)


@cache
def _recording(name: str) -> Recording:
    return record(_stack(name))


@pytest.fixture(scope="session")
def calls(stack: Stack) -> Mapping[str, tuple[Call, ...]]:
    """What each of the stack's functions calls, by its name."""
    return _recording(stack.environment).calls


@pytest.fixture(scope="session")
def recording(prod: Stack) -> Recording:
    """What the functions of prod call, which has them all, and from where."""
    return _recording(prod.environment)


@pytest.fixture(scope="session")
def typed(prod: Stack) -> Typed:
    """What people's commands call on prod."""
    return type_all(prod, rehearsed("prod").exports, rehearsed("prod").manifest)


@pytest.fixture(scope="session")
def people(stack: Stack, typed: Typed) -> Mapping[str, Sequence[Judged]]:
    """IAM's answers to what each role types and does by hand on a stack, by the role's name."""
    found: dict[str, list[Judged]] = {}
    for role in typed.roles.keys() | BY_HAND.keys():
        who = role_of(stack, role)
        found[who.name] = [*_typed_as(stack, role, typed), *judge(stack, who, calls_by_hand(stack, role))]
    return found


def _typed_as(stack: Stack, role: str, typed: Typed) -> Sequence[Judged]:
    if stack.environment == "prod":
        return typed.judged.get(role, ())
    there, account = rehearsed("prod").manifest, _stack("prod").account
    here, calls = rehearsed(stack.environment).manifest, typed.roles.get(role, ())
    named, absent = as_on_stack(stack, here, there, account=account), lacking(there, here)
    there_too = [one for one in map(absent.at_home, calls) if not absent.concerns(one)]
    return judge(stack, role_of(stack, role), map(named, there_too))
