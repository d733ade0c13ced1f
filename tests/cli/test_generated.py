"""Of which stacks the generated pages tell: those whose files the project keeps.

That the pages say what the code says is shown by their own tests and by `storefront docs check`.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import generated
from cli.commands import app
from components.settings import Settings
from rehearsal.mocks.recorder import ROOT
from tests.components.settings.files import STACKS


@pytest.fixture
def documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stacks of which the pages were asked to tell; a developer's broken file lies beside the project's two."""
    told: list[str] = []

    def support(settings: dict[str, Settings]) -> str:
        told.extend(settings)
        return ""

    def nothing(_: object) -> str:
        return ""

    monkeypatch.setattr(generated, "render_support", support)
    for slow in ("render_alarms", "run_program", "made_alarms"):
        monkeypatch.setattr(generated, slow, nothing)
    for stack in STACKS:
        shutil.copy(ROOT / f"Pulumi.{stack}.yaml", tmp_path)
    return told


def test_a_file_that_git_does_not_keep_is_left_out(tmp_path: Path, documented: list[str]) -> None:
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    (tmp_path / "Pulumi.dev.yaml").write_text("config: [")
    generated.pages(tmp_path)
    assert documented == [*STACKS]


def test_without_git_every_stack_is_told_of(tmp_path: Path, documented: list[str]) -> None:
    generated.pages(tmp_path)
    assert documented == [*STACKS]


@pytest.mark.parametrize("command", ["write", "check"])
def test_the_work_is_told_on_standard_error(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_is_stale(_: Path) -> list[Path]:
        return []

    monkeypatch.setattr(generated, command, nothing_is_stale)
    done = CliRunner().invoke(app, ["docs", command])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("making the pages anew from the code")
