"""Both real stacks and one of another shape, each rehearsed once for all tests of a process.

Prod's emulator is left for those that call it. The third is what neither stack is: one site alone, without Analytics and
without an operations host.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from components.settings import Settings, load_file, stack_file
from rehearsal.mocks.recorder import ROOT
from tests.components.settings.files import Values, put, write
from tests.rehearsal.shapes.shape import CHOICES
from tests.rehearsal.shapes.shape import settings_of as shaped
from tests.rehearsal.shapes.standing import link_project

# A rehearsal is the dearest thing of all tests. Staging's programs are checked in every run, under mocks.
STACKS = ("prod", pytest.param("staging", marks=pytest.mark.slow))
ALONE = "alone"
SHAPES = (*STACKS, pytest.param(ALONE, marks=pytest.mark.slow))
_KEPT = "prod"
_OTHERWISE = {
    "regions": "us-east-1 us-west-2", "level": "none", "kind": "test", "zones": 3, "analytics": False, "host": False,
    "archive": False,
}  # fmt: skip
_running: list[int] = []


@dataclass(frozen=True)
class Rehearsed:
    """What one rehearsal left: its exit status, output, record, picture, and the manifest's sections by name."""

    status: int
    output: str
    record: dict[str, Any]
    picture: str
    manifest: dict[str, Any]

    @property
    def exports(self) -> dict[str, str]:
        """What a shell that is to use the kept emulator sets."""
        return dict(re.findall(r"(AWS_[A-Z_]+)=(\S+)", self.output))


@cache
def settings_of(stack: str) -> Settings:
    """Return the settings of a stack that is rehearsed here."""
    if stack != ALONE:
        return load_file(stack_file(ROOT, stack))
    with TemporaryDirectory() as name:
        return load_file(write(Path(name), ALONE, _alone()))


def _alone() -> Values:
    """Return the settings of the third shape: the first choice of each kind but those that make it other."""
    plain = {kind: choices[0] for kind, choices in CHOICES.items()}
    return put(shaped({**plain, **_OTHERWISE}), ("environment",), ALONE)


@cache
def rehearsed(stack: str) -> Rehearsed:
    """Return what the rehearsal of a stack left, by the command that `make rehearse` runs."""
    if stack != ALONE:
        return _rehearsed(stack, ROOT)
    with TemporaryDirectory() as name:
        link_project(Path(name))
        write(Path(name), ALONE, _alone())
        return _rehearsed(ALONE, Path(name))


def _rehearsed(stack: str, root: Path) -> Rehearsed:
    with TemporaryDirectory() as name:
        record, picture, manifest = (Path(name, one) for one in ("record.json", "picture.svg", "manifest.json"))
        command = [Path(sys.executable).with_name("storefront"), "rehearse", stack]
        command += ["--json", record, "--picture", picture, "--manifest", manifest]
        command += ["--keep"] if stack == _KEPT else []
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
        _running.extend(int(pid) for pid in re.findall(r"To stop it: kill (\d+)", done.stdout))
        assert record.is_file(), done.stderr
        read = json.loads(record.read_text()), picture.read_text(), json.loads(manifest.read_text())
        return Rehearsed(done.returncode, done.stdout, *read)


@atexit.register
def _stop() -> None:
    """End the emulators that rehearsals of this process left running."""
    while _running:
        with suppress(ProcessLookupError):
            os.kill(_running.pop(), signal.SIGTERM)
