"""A copy of the project for each process that breaks it, so that nothing that runs, in whatever process, is whole."""

import os
import shutil
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.mutation.mutant import Mutant
from tests.mutation.targets import ROOT

# What is not ours, or is made: seen from the copy, but not copied.
_LINKED = (".venv", "build", "tests/access/node_modules")
_LEFT = shutil.ignore_patterns(".git", ".venv", "build", "node_modules", ".hypothesis", ".*_cache", "*.egg-info")
# Python keeps a module's compiled form while its time and size stay: each change gets a time of its own.
_FIRST_TIME = 2_000_000_000


class Workspace:
    """One copy. `tmp` is where the tests in it put their files."""

    def __init__(self, folder: Path) -> None:
        self.root, self.tmp = folder / "project", folder / "tmp"
        shutil.copytree(ROOT, self.root, ignore=_LEFT, symlinks=True)
        for name in _LINKED:
            if (ROOT / name).exists() and not (self.root / name).exists():
                (self.root / name).symlink_to(ROOT / name)
        self.tmp.mkdir()
        self._changes = 0

    @contextmanager
    def broken(self, mutant: Mutant) -> Generator[None]:
        """While this lasts, the module is changed in this copy."""
        path = self.root / mutant.file
        whole, whole_time = path.read_bytes(), path.stat().st_mtime
        self._changes += 1
        time = _FIRST_TIME + self._changes
        path.write_bytes(mutant.applied(whole))
        os.utime(path, (time, time))
        try:
            yield
        finally:
            path.write_bytes(whole)
            os.utime(path, (whole_time, whole_time))

    def clear(self) -> None:
        """End what a cut-off test left running here, such as a database server, and remove its files."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cwd").resolve().is_relative_to(self.tmp):
                    os.kill(int(process.name), signal.SIGKILL)
            except OSError:
                continue
        shutil.rmtree(self.tmp, ignore_errors=True)
        self.tmp.mkdir(exist_ok=True)
