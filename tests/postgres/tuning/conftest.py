"""The servers to tune, or the printed reason why there are none."""

from collections.abc import Iterator

import pytest

from rehearsal.database.cluster import Server, foundation
from tests.postgres.tuning.server import HOW_TO_GET_IT, binaries, pair


@pytest.fixture(scope="session")
def ward() -> Iterator[tuple[Server, Server, str]]:
    found = binaries()
    if found is None:
        pytest.skip(f"no PostgreSQL 15 with hypopg on this machine; {HOW_TO_GET_IT}")
    with foundation(found) as place, pair(place) as servers:
        yield servers
