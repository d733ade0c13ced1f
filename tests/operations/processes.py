"""The real command against an emulator of its own, over HTTP and on a real clock, so that the kernel can kill it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rehearsal.emulator.process import start
from rehearsal.mocks.recorder import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from pathlib import Path

    import pytest

AS_INSTALLED = "from cli.main import main; main()"


class Command:
    """A group of commands on what stands in an emulator; `manifest` is the file that each is given."""

    def __init__(self, group: str, manifest: Path, environment: Mapping[str, str], code: str) -> None:
        self.manifest = manifest
        self._group, self._environment, self._code = group, environment, code

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start it."""
        command = [sys.executable, "-c", self._code, self._group, *words, "--manifest", str(self.manifest)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self._environment, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)

    def run(self, *words: str) -> tuple[int, str]:
        """Run it to its end; returns its status and all that it said."""
        process = self.start(*words)
        said, told = process.communicate(timeout=300)
        return process.returncode, said + told


@contextmanager
def emulated(
    group: str,
    region: str,
    stand_up: Callable[[], Mapping[str, Any]],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    code: str = AS_INSTALLED,
) -> Generator[Command]:
    """Start an emulator, which this process may call too, and let something stand there; `stand_up`: its manifest."""
    with start() as emulator:
        account = {
            "AWS_ENDPOINT_URL": emulator.endpoint,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
        }
        for name, value in account.items():
            monkeypatch.setenv(name, value)
        manifest = folder / "manifest.json"
        manifest.write_text(json.dumps(stand_up()), encoding="utf-8")
        own = {"AWS_REGION": region, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        yield Command(group, manifest, {**os.environ, **account, **own}, code)
