"""Proves that the real command releases and takes back, killed by the kernel in the middle: over HTTP, on a real clock.

Which call it is killed after, is chance; every call is tried in `test_kill_anywhere`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from operations.aws import AwsClient
from rehearsal.emulator.process import start
from rehearsal.mocks.recorder import ROOT
from tests.operations.recovery.world import SERVING
from tests.operations.release.fleets import FLEET, NEW, OLD, stand_up

# The command as it is installed, but for the time between two looks.
_COMMAND = "from operations.release import following; following.LOOK_EVERY_SECONDS = 0.05; from cli.main import main; main()"


class Standing:
    """Fleets on an emulator of their own, and the command that acts on them."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "AWS_REGION": SERVING,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self.manifest = folder / "manifest.json"

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start `storefront release ...`."""
        command = [sys.executable, "-c", _COMMAND, "release", *words, "--manifest", str(self.manifest)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)

    def run(self, *words: str) -> tuple[int, str]:
        """Run it to its end; returns its status and all that it said."""
        process = self.start(*words)
        said, told = process.communicate(timeout=300)
        return process.returncode, said + told


@pytest.fixture
def standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Standing]:
    with start() as emulator:
        made = Standing(tmp_path, emulator.endpoint)
        for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, made.environment[name])
        made.manifest.write_text(json.dumps(stand_up(AwsClient(), servers=4)), encoding="utf-8")
        yield made


@pytest.mark.slow
def test_it_is_killed_and_run_again_and_taken_back(standing: Standing) -> None:
    process = standing.start("run", "prod", "--yes")
    assert process.stderr is not None
    while "InProgress" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    status, said = standing.run("run", "prod", "--yes")
    assert (status, "released: every server is as declared" in said) == (0, True), said
    assert f"{FLEET}: version {NEW}; servers: 4 by version {NEW}; as declared" in standing.run("status", "prod")[1]
    status, said = standing.run("back", "prod", "--yes")
    assert (status, "taken back: every server is as it was" in said) == (0, True), said
    assert f"{FLEET}: version {OLD}; servers: 4 by version {OLD}" in standing.run("status", "prod")[1]
    status, said = standing.run("run", "prod", "--yes")
    assert (status, "--again" in said) == (1, True), said
    status, said = standing.run("back", "prod", "--version", OLD)
    assert (status, "--only REGION with it" in said) == (2, True), said
