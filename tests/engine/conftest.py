"""One stand-in provider for all engine tests, and each stack brought up once; tests work on copies of it."""

import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.held import Held
from tests.engine.standin import StandIn, serving
from tests.engine.workspace import Outcome, Workspace

PROGRAMS = ("pulumi", "pulumi-language-python")


@dataclass(frozen=True)
class Standing:
    """A stack that has been brought up, and what the engine said on the way."""

    workspace: Workspace
    first_preview: Outcome
    up: Outcome
    held: Held
    """What AWS then holds."""


@pytest.fixture(scope="session")
def provider() -> Generator[StandIn]:
    """The running stand-in for AWS and `random`."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(
            f"the real Pulumi engine is needed: {' and '.join(missing)} not on PATH (README: the Pulumi CLI)"
        )
    with serving() as stand_in:
        yield stand_in


def _stand(home: Path, stack: str, provider: StandIn) -> Standing:
    workspace = Workspace(home, stack, provider.port)
    workspace.create()
    return Standing(workspace, workspace.preview(), workspace.up("--skip-preview"), provider.held.copy())


@pytest.fixture(scope="session")
def prod(provider: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Standing:
    """The prod stack, brought up."""
    return _stand(tmp_path_factory.mktemp("prod"), "prod", provider)


@pytest.fixture(scope="session")
def staging(provider: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Standing:
    """The staging stack, brought up."""
    return _stand(tmp_path_factory.mktemp("staging"), "staging", provider)


@pytest.fixture(params=["prod", "staging"])
def standing(request: pytest.FixtureRequest) -> Standing:
    """Each stack in turn, brought up; to be looked at, not to be changed."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def workspace(prod: Standing, provider: StandIn, tmp_path: Path) -> Workspace:
    """A copy of prod as it stands, to be changed freely."""
    prod.up.assert_ok()
    provider.held = prod.held.copy()
    return prod.workspace.copy(tmp_path)
