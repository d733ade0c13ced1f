"""A running embedded AWS for the provider's tests; every test has an account of its own in it."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from operations.aws import AwsRegion
from rehearsal.emulator import Emulator, start
from rehearsal.provider.embedded import embedded

_accounts = itertools.count(200_000_000_000)


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with start() as running:
        yield running


@pytest.fixture
def client_for(emulator: Emulator) -> Callable[[str], AwsRegion]:
    """The regions of one fresh account."""
    account = str(next(_accounts))
    return lambda region: embedded(emulator.endpoint, region, account)


@pytest.fixture
def aws(client_for: Callable[[str], AwsRegion]) -> AwsRegion:
    return client_for("us-east-1")
