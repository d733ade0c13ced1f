"""Proves that a machine ends with the process that started it, however that one ends, and that no other does."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ansible.machine import REPOSITORY, Machine

OWNER = """
import sys
from pathlib import Path
from tests.ansible.machine import Machine
folder = Path(sys.argv[1])
with Machine(folder / "root", folder / "console.log") as machine:
    print(machine.leader, flush=True)
    sys.stdin.read()
"""


def _runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.slow
def test_a_machine_ends_when_its_owner_is_killed(foundation: Path) -> None:
    folders = [foundation / "killed", foundation / "kept"]
    for folder in folders:
        folder.mkdir()
        subprocess.run(["cp", "--archive", foundation / "base", folder / "root"], check=True)
    with Machine(folders[1] / "root", log=folders[1] / "console.log") as kept:
        argv = [sys.executable, "-c", OWNER, str(folders[0])]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY) as owner:
            assert owner.stdout is not None
            leader = int(owner.stdout.readline())
            assert _runs(leader)
            owner.kill()
        deadline = time.monotonic() + 10
        while _runs(leader) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not _runs(leader)
        kept.run("true").assert_ok()
    for folder in folders:
        shutil.rmtree(folder)
