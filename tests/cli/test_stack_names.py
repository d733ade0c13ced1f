"""What is said of a stack that is none, whatever it is called: the advice, followed to the letter, is never refused."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import app
from components.settings.neighbours import stacks
from tests.components.settings.files import ROOT

NAMES = [
    "../x", "-x", "x-", ".", "..", "/", "", " ", "Pulumi.prod.yaml", "./Pulumi.staging.yaml", "Pulumi.nowhere.yaml", "PROD",
    "Prod", "prd", "prod2", "nowhere", "null", "a", "1st", "x" * 10, "x" * 11, "a--b", "a.b", "a b", "ñandú", "prod\n", "$(id)",
    "`id`", "prod/", "staging.yaml", "x" * 300, "\x1b[2J",
]  # fmt: skip
_MAKES = re.compile(r"`(storefront environment new .*)`")
_MEANT = re.compile(r"did you mean (.*?)\?")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project beside whose files lies a broken one, which comes first."""
    for file in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.staging.yaml"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / "Pulumi.bin.yaml").write_text("config: [")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words], prog_name="storefront")
    return done.exit_code, re.sub(r"\s+", " ", done.output.replace("\\\n", " "))


@pytest.mark.parametrize("name", NAMES)
def test_the_advice_is_never_refused(project: Path, name: str) -> None:
    status, said = _run("config", "check", "--", name)
    assert status == 2
    assert ".yaml.yaml" not in said
    assert "bin" not in re.sub(r"allowed .* mend", "", said)
    for meant in _MEANT.findall(said):
        assert meant in stacks(project)
    makes = _MAKES.findall(said)
    for command in makes:
        _, *words = shlex.split(command.replace("--account ID", "--account 777788889999"))
        assert _run(*words)[0] == 0, command
        assert _run("config", "check", name)[0] == 0
    assert makes or _MEANT.search(said) or "name one of them" in said


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Pulumi.prod.yaml", "did you mean prod?"),
        ("./Pulumi.staging.yaml", "did you mean staging?"),
        ("../x", "at most 10 lower-case letters, digits and hyphens"),
        ("nowhere", "--like prod"),
    ],
)
def test_what_was_meant_is_told(project: Path, name: str, told: str) -> None:
    assert project
    assert told in _run("config", "check", name)[1]


def test_what_is_no_valid_model_is_not_begun_with(project: Path) -> None:
    for stack in ("prod", "staging"):
        file = project / f"Pulumi.{stack}.yaml"
        file.write_text(file.read_text().replace("nat: ", "gnat: "))
        assert (f"--like {stack}" in _run("config", "check", "nowhere")[1]) is False
    assert "environment new" not in _run("config", "check", "nowhere")[1]
