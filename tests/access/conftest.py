"""The rehearsed stacks, read for access."""

from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from tests.access.calls.call import Call
from tests.access.calls.functions import recorded
from tests.access.calls.judged import Judged, judge_requests
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


@pytest.fixture(scope="session")
def calls(prod: Stack) -> Mapping[str, tuple[Call, ...]]:
    """What each of prod's functions calls, by its name."""
    return recorded(prod)
