"""A running embedded AWS for the provider's tests; every test has an account of its own in it."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from rehearsal.emulator import Emulator, start
from rehearsal.provider.cloud import Cloud

_accounts = itertools.count(200_000_000_000)


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with start() as running:
        yield running


@pytest.fixture
def clouds(emulator: Emulator) -> Callable[[str], Cloud]:
    """The regions of one fresh account."""
    account = str(next(_accounts))
    return lambda region: Cloud(emulator.endpoint, region, account)


@pytest.fixture
def cloud(clouds: Callable[[str], Cloud]) -> Cloud:
    return clouds("us-east-1")
