"""One base for all machines, and one life of each kind of server: baked, powered off, and on again from the image."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.ansible import machine, servers
from tests.ansible.servers import Applied, Server

# What the files of all machines together take, in bytes, with room to spare.
ROOM = 8 << 30
PREFIX = "storefront-ansible-"
RECAPS: list[str] = []
SERVICES = ("amazon-cloudwatch-agent", "docker", "nginx", "storefront-application", "storefront-tableau-bridge")


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

    def look_at_image(self) -> None:
        """Keep what an image that is complete has started and holds."""
        told = self.server.machine.run("systemctl", "is-active", *SERVICES).stdout.split()
        self.started_in_image = {unit for unit, state in zip(SERVICES, told, strict=True) if state == "active"}
        kept = (self.server.root / "etc/storefront").rglob("*")
        self.files_of_image = frozenset(str(path.relative_to(self.server.root)) for path in kept)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show Ansible's own words on each run."""
    for recap in RECAPS:
        terminalreporter.write_line(f"ansible: {recap}")


def _scratch() -> Path:
    """Where thousands of small files come and go fastest: in memory, if there is plenty; else the default place."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else Path(tempfile.gettempdir())


def _remove_leftovers(place: Path) -> None:
    """Remove the folders of runs that were killed before they could; the name says whose each is."""
    for folder in place.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path("/proc", owner).exists():
            shutil.rmtree(folder)


@pytest.fixture(scope="session")
def ground() -> Generator[Path]:
    """A folder with an installed Debian in `base`; all of it is gone at the end, also after an interrupt."""
    if reason := machine.missing():
        pytest.skip(f"playbooks are applied to machines: {reason}")
    # An end by SIGTERM leads through the fixtures, as one by Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    place = _scratch()
    _remove_leftovers(place)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    try:
        machine.build(folder)
        yield folder
    finally:
        shutil.rmtree(folder)


def prepared(kind: str, ground: Path) -> Life:
    """A server that has never been on."""
    folder = ground / kind
    folder.mkdir()
    password = secrets.token_urlsafe(24)
    return Life(servers.prepare(kind, ground / "base", folder, password), password)


@pytest.fixture(scope="session")
def application(ground: Path) -> Generator[Life]:
    """An application server: an image, booted and brought to its state."""
    life = prepared("application", ground)
    with life.server.booted(alone=False):
        life.apply("image", "image")
        life.look_at_image()
    with life.server.booted(alone=True):
        life.apply("server", "server")
        yield life


@pytest.fixture(scope="session")
def operations_host(ground: Path) -> Generator[Life]:
    """An operations host: an image baked twice, booted and brought to its state."""
    life = prepared("operations-host", ground)
    with life.server.booted(alone=False):
        life.apply("image", "image")
        life.apply("image", "image again")
        life.look_at_image()
    with life.server.booted(alone=True):
        life.apply("server", "server")
        yield life
