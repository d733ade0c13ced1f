"""Real PostgreSQL servers for the proofs, or the printed reason why there are none."""

from collections.abc import Iterator

import pytest

from rehearsal.database.binaries import NoPostgresError, find
from rehearsal.database.cluster import Foundation, foundation
from rehearsal.emulator import Emulator, start
from rehearsal.host.offline import offline
from tests.postgres.world import World, fresh_database, furnish


@pytest.fixture(scope="session")
def place() -> Iterator[Foundation]:
    try:
        binaries = find()
    except NoPostgresError as error:
        pytest.skip(str(error))
    with foundation(binaries) as made:
        yield made


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """An embedded AWS; the worlds in it are told apart by their names."""
    with start() as started:
        yield started


@pytest.fixture(scope="module", autouse=True)
def aws(emulator: Emulator) -> Iterator[None]:
    """The embedded AWS is what the standard environment points to."""
    import os  # noqa: PLC0415

    with offline():
        os.environ["AWS_ENDPOINT_URL"] = emulator.endpoint
        yield


@pytest.fixture
def new_server(place: Foundation) -> Iterator[World]:
    """A server and secrets that nobody has provisioned yet."""
    with fresh_database(place) as world:
        yield world


@pytest.fixture(scope="module")
def provisioned(place: Foundation, aws: None) -> Iterator[World]:  # noqa: ARG001 - the embedded AWS comes first
    """A provisioned server without the store; tests of a module share it and leave it as it was."""
    with fresh_database(place) as world:
        world.provision()
        yield world


@pytest.fixture(scope="module")
def furnished(place: Foundation, aws: None) -> Iterator[World]:  # noqa: ARG001 - the embedded AWS comes first
    """A provisioned server with the store in it; tests of a module share it and leave it as it was."""
    with fresh_database(place) as world:
        furnish(world)
        yield world
