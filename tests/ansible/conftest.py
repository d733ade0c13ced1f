"""One base for all machines, and one life of each kind of server."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from components.network.security_groups import Group
from tests.ansible import machine, replica
from tests.ansible.gateway.ways import Ways
from tests.ansible.life import RECAPS, Life, prepared
from tests.support.sweeps import one_of

BESIDE_APPLICATION = ("operations_host", "tableau_bridge")
# What the files of all machines together take, in bytes, with room to spare.
ROOM = 8 << 30
PREFIX = "storefront-ansible-"


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
def foundation() -> Generator[Path]:
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


@pytest.fixture(scope="session")
def application(foundation: Path) -> Generator[Life]:
    """An application server: an image, booted and brought to its state."""
    life = prepared("application", foundation)
    with life.server.booted(Ways.of(Group.IMAGES)):
        life.build()
        life.look_at_image()
    with life.server.booted(Ways.of(Group.APPLICATION)):
        life.apply("server", "server")
        yield life


@pytest.fixture(scope="session")
def untouched(foundation: Path) -> Generator[Life]:
    """An application server whose playbook has not run."""
    life = prepared("application", foundation, "untouched")
    with life.server.booted(Ways.of(Group.APPLICATION)):
        yield life


def _await_turn(kind: str) -> None:
    """A machine takes minutes: a sample has one of the kinds beside the application server."""
    if kind not in one_of("machines", BESIDE_APPLICATION):
        pytest.skip(f"another kind's turn in this sample; `make ansible-test` makes the {kind} too")


@pytest.fixture(scope="session")
def operations_host(foundation: Path) -> Generator[Life]:
    """An operations host: an image baked twice, booted and brought to its state."""
    _await_turn("operations_host")
    life = prepared("operations-host", foundation)
    with life.server.booted(Ways.of(Group.OPERATIONS)):
        life.deliver("image", "image")
        life.apply("image", "image again")
        life.look_at_image()
    with life.server.booted(Ways.of(Group.OPERATIONS)):
        life.apply("server", "server")
        yield life


@pytest.fixture(scope="session")
def tableau_bridge(foundation: Path) -> Generator[Life]:
    """A bridge that runs, with its volume and its replica; it is brought to its state twice."""
    _await_turn("tableau_bridge")
    life = prepared("tableau-bridge", foundation)
    with life.server.booted(Ways.of(Group.ANALYTICS)):
        life.deliver("image", "image")
        life.look_at_image()
        replica.install(life)
    with (
        replica.volume(life.server.folder / "volume") as device,
        life.server.booted(Ways.of(Group.ANALYTICS), device=(device, replica.DEVICE)),
    ):
        life.server.machine.allow_containers()
        replica.start(life)
        life.apply("server", "server")
        life.apply("server", "server again")
        yield life
