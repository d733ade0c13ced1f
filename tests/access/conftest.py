"""The rehearsed stacks, read for access."""

from functools import cache

import pytest

from tests.access.principals import Stack, read_stack
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
