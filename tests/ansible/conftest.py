"""One base for all machines, and one life of each kind of server: baked, powered off, and on again from the image."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.ansible import machine, servers
from tests.ansible.servers import Applied, Server

RECAPS: list[str] = []
ALL_UNITS = "amazon-cloudwatch-agent nginx storefront-application storefront-tableau-bridge docker"


@dataclass
class Life:
    """A server that runs, and what was seen on the way there."""

    server: Server
    password: str = field(repr=False)
    runs: dict[str, Applied] = field(default_factory=dict[str, Applied])
    # What ran, and which file of the server's own key was there, when the image was complete.
    started_in_image: set[str] = field(default_factory=set[str])
    files_of_image: frozenset[str] = frozenset()

    def apply(self, phase: str, run: str) -> None:
        """Run the playbook and keep what it says."""
        applied = self.server.apply(phase)
        self.runs[run] = applied
        RECAPS.append(f"{self.server.kind}, {run}: {applied.recap}")
        assert applied.changed >= 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show Ansible's own words on each run."""
    for recap in RECAPS:
        terminalreporter.write_line(f"ansible: {recap}")


@pytest.fixture(scope="session")
def ground() -> Generator[Path]:
    """A folder with an installed Debian in `base`; all of it is gone at the end, also after an interrupt."""
    if reason := machine.missing():
        pytest.skip(f"playbooks are applied to machines: {reason}")
    folder = Path(tempfile.mkdtemp(prefix="storefront-ansible-"))
    try:
        machine.build(folder)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def life_of(kind: str, ground: Path) -> Generator[Life]:
    """Bake an image, twice; boot from it without any network but AWS; bring the server to its state, twice."""
    folder = ground / kind
    folder.mkdir()
    password = secrets.token_urlsafe(24)
    life = Life(servers.prepare(kind, ground / "base", folder, password), password)
    with life.server.booted(alone=False):
        life.apply("image", "image")
        life.apply("image", "image again")
        told = life.server.machine.run("systemctl", "is-active", *ALL_UNITS.split()).stdout.split()
        life.started_in_image = {unit for unit, state in zip(ALL_UNITS.split(), told, strict=True) if state == "active"}
    life.files_of_image = frozenset(
        str(path.relative_to(life.server.root)) for path in (life.server.root / "etc/storefront").rglob("*")
    )
    with life.server.booted(alone=True):
        life.apply("server", "server")
        life.apply("server", "server again")
        yield life


@pytest.fixture(scope="session")
def application(ground: Path) -> Generator[Life]:
    """An application server that runs."""
    with life_of("application", ground) as life:
        yield life


@pytest.fixture(scope="session")
def operations_host(ground: Path) -> Generator[Life]:
    """An operations host that runs."""
    with life_of("operations-host", ground) as life:
        yield life
