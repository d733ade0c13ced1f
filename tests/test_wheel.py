"""What a release's wheel holds: every module and every other file of the packages, the licence, and the command.

That operations hosts install it is shown in `tests/ansible/test_operations_host.py`, with a wheel of its own.
"""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from rehearsal.mocks.recorder import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = [package.rstrip("*") for package in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]]


def _kept() -> list[str]:
    """The packages' files that git keeps."""
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_the_wheel_holds_the_packages_whole(tmp_path: Path) -> None:
    kept = _kept()
    assert [name for name in kept if name.endswith(".j2")]
    source, wheels = tmp_path / "source", tmp_path / "wheels"
    # Built elsewhere: a build leaves folders beside its source.
    for name in [*kept, "pyproject.toml", "LICENSE"]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, source], check=True)
    (wheel,) = wheels.iterdir()
    version = PROJECT["project"]["version"]
    assert wheel.name == f"storefront-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        commands = archive.read(f"storefront-{version}.dist-info/entry_points.txt").decode()
    assert {name for name in held if ".dist-info/" not in name} == set(kept)
    assert f"storefront-{version}.dist-info/licenses/LICENSE" in held
    assert "storefront = cli.main:main" in commands
