"""Proves that the real command releases and takes back, killed by the kernel in the middle: over HTTP, on a real clock.

Which call it is killed after, is chance; every call is tried in `test_kill_anywhere`.
"""

from __future__ import annotations

import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from operations.aws import AwsClient
from tests.operations.processes import AS_INSTALLED, Command, emulated
from tests.operations.recovery.world import SERVING
from tests.operations.release.fleets import FLEET, NEW, OLD, stand_up

# The command as it is installed, but for the time between two looks.
_COMMAND = "from operations.release import following; following.LOOK_EVERY_SECONDS = 0.05; " + AS_INSTALLED


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Command]:
    def fleets() -> dict[str, Any]:
        return stand_up(AwsClient(), servers=4)

    with emulated("release", SERVING, fleets, tmp_path, monkeypatch, code=_COMMAND) as command:
        yield command


@pytest.mark.slow
def test_it_is_killed_and_run_again_and_taken_back(release: Command) -> None:
    process = release.start("run", "prod", "--yes")
    assert process.stderr is not None
    while "InProgress" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    status, said = release.run("run", "prod", "--yes")
    assert (status, "released: every server is as declared" in said) == (0, True), said
    assert f"{FLEET}: version {NEW}; servers: 4 by version {NEW}; as declared" in release.run("status", "prod")[1]
    status, said = release.run("back", "prod", "--yes")
    assert (status, "taken back: every server is as it was" in said) == (0, True), said
    assert f"{FLEET}: version {OLD}; servers: 4 by version {OLD}" in release.run("status", "prod")[1]
    status, said = release.run("run", "prod", "--yes")
    assert (status, "--again" in said) == (1, True), said
    status, said = release.run("back", "prod", "--version", OLD)
    assert (status, "--only REGION with it" in said) == (2, True), said
