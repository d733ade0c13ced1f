"""The script by which jobs of the pipeline re-home: run by bash, with a stand-in of Pulumi's CLI that writes down its words."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from operations.recovery.rehoming.steps import Import, Rehoming

_URN = "urn:pulumi:prod::storefront::storefront:database:Database$aws:rds/instance:Instance::us-east-1-database-"
_REHOMING = Rehoming(
    stack="prod",
    provider="urn:pulumi:prod::storefront::pulumi:providers:aws::{region}",
    settings=("storefront:serving: us-west-2",),
    imported=(Import(urn=f"{_URN}c", id="database-c", parent=f"{_URN}x", region="us-east-1"),),
    existing=frozenset({f"{_URN}x"}),
    removed=(f"{_URN}a", f"{_URN}b"),
    refreshed=(f"{_URN}d",),
)
_EXCLUDED = f"--exclude {_URN}a --exclude {_URN}b"
_PACK = "-s prod --policy-pack policies"
_IMPORT = "import -s prod --file rehoming/prod.json --generate-code=false --yes"
_ADOPT = [_IMPORT, f"refresh -s prod --yes --target {_URN}d", f"preview {_PACK} {_EXCLUDED}"]
_UPDATE = [
    f"up --yes --skip-preview {_PACK} {_EXCLUDED}",
    f"state remove -s prod --force --yes {_URN}a {_URN}b",
    f"preview {_PACK} --expect-no-changes",
]


def _run(
    folder: Path, *words: str, rehoming: Rehoming = _REHOMING, fails: str = "nothing"
) -> tuple[int, list[str]]:
    """Run the script; return its exit status, and what it called Pulumi's CLI with, which fails at one command."""
    called, command, script = folder / "called", folder / "pulumi", folder / "prod.sh"
    called.write_text("")
    command.write_text(f'#!/bin/sh\necho "$@" >> {called}\n[ "$1" != {fails} ]\n')
    command.chmod(0o755)
    script.write_text(rehoming.script("rehoming/prod.json"))
    path = f"{folder}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", script, *words], env={"PATH": path}, capture_output=True, check=False, timeout=30
    )
    return done.returncode, called.read_text().splitlines()


def test_the_first_job_imports_and_shows_what_the_update_would_do(tmp_path: Path) -> None:
    assert _run(tmp_path, "adopt") == (0, _ADOPT)


def test_the_second_job_updates_lets_go_and_finds_nothing_left(tmp_path: Path) -> None:
    assert _run(tmp_path, "update") == (0, _UPDATE)


def test_what_fails_stops_the_job(tmp_path: Path) -> None:
    status, called = _run(tmp_path, "adopt", fails="import")
    assert status != 0
    assert called == [_IMPORT]


@pytest.mark.parametrize("words", [(), ("all",)])
def test_without_a_part_nothing_is_done(words: tuple[str, ...], tmp_path: Path) -> None:
    assert _run(tmp_path, *words) == (2, [])


def test_where_nothing_changed_its_part_nothing_is_refreshed(tmp_path: Path) -> None:
    _, called = _run(tmp_path, "adopt", rehoming=replace(_REHOMING, refreshed=()))
    assert [one.split()[0] for one in called] == ["import", "preview"]


def test_both_jobs_together_carry_out_the_commands_that_are_shown() -> None:
    """`tests/engine/test_rehome.py` carries those out on the real engine; a job answers nothing, so it says --yes."""
    script = _REHOMING.script("rehoming/prod.json").replace("up --yes --skip-preview", "up")
    for command in _REHOMING.commands("rehoming/prod.json"):
        assert "\n".join(f"    {line}" for line in command.splitlines()) in script
