"""Rehearses settings as a person does: by the command, in a project of their own."""

import subprocess
import sys
from pathlib import Path

from rehearsal.mocks.recorder import ROOT
from tests.components.settings.files import Values, write

_OWN = ("Pulumi.prod", "Pulumi.staging", ".git", ".pytest", ".hypothesis", "build")


def link_project(folder: Path) -> None:
    """Make an empty folder a project like this one, without settings."""
    for entry in ROOT.iterdir():
        if not entry.name.startswith(_OWN):
            (folder / entry.name).symlink_to(entry)


def assert_stands(folder: Path, stack: str, values: Values) -> None:
    """Rehearse a stack of these settings in an empty folder, and expect no finding."""
    link_project(folder)
    write(folder, stack, values)
    command = [Path(sys.executable).with_name("storefront"), "rehearse", stack]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    assert f"{stack} stands, guarded and as declared" in done.stdout, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.returncode == 0
