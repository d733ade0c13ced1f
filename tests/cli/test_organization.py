"""What `storefront organization policies` writes and refuses. What the policies do is `tests/access`'s."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import app
from components.identity import organization
from rehearsal.mocks.recorder import ROOT

ADMINISTRATOR = "arn:aws:iam::*:role/OrganizationAccountAccessRole"


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["organization", "policies", *words])
    return done.exit_code, re.sub(r"\\\n +", "", done.output)


def test_files_are_written_and_the_commands_that_attach_them_told(tmp_path: Path) -> None:
    into = tmp_path / "new" / "policies"
    status, told = _run("prod", "--into", str(into), "--administrator", ADMINISTRATOR)
    assert status == 0
    files = sorted(into.iterdir())
    assert [one.name for one in files] == ["data.json", "perimeter.json", "record.json", "rights.json"]
    for file in files:
        assert f"--content file://{file}" in told
        assert f"{len(file.read_text())} characters" in told
    record = json.loads((into / "record.json").read_text())
    excused = [one["Condition"]["ArnNotLike"]["aws:PrincipalArn"] for one in record["Statement"]]
    assert all(ADMINISTRATOR in some for some in excused)
    assert len(re.findall(r"attach-policy .*--target-id 111122223333", told)) == 4


def test_a_second_store_of_the_account_is_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in ("pyproject.toml", "Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.staging.yaml"):
        shutil.copy(ROOT / file, tmp_path)
    made = CliRunner()
    monkeypatch.chdir(tmp_path)
    words = [
        "environment",
        "new",
        "boutique",
        "--like",
        "prod",
        "--account",
        "111122223333",
        "--kept-elsewhere",
        "all",
    ]
    assert made.invoke(app, words).exit_code == 0
    assert _run("prod", "--into", "policies")[0] == 0
    written = (tmp_path / "policies" / "rights.json").read_text()
    assert "policy/boundary/storefront-boutique-people" in written
    assert "policy/boundary/storefront-staging-people" not in written


@pytest.mark.parametrize("arn", ["OrganizationAccountAccessRole", "arn:aws:iam::111122223333:*"])
def test_whoever_is_exempt_is_named(arn: str, tmp_path: Path) -> None:
    status, told = _run("prod", "--into", str(tmp_path), "--administrator", arn)
    assert status == 2
    assert "expected the ARN of a role or user" in " ".join(told.split())
    assert list(tmp_path.iterdir()) == []


def test_a_policy_that_is_too_long_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organization, "CHARACTERS", 1000)
    status, told = _run("prod", "--into", str(tmp_path))
    assert status == 2
    assert "expected at most 1000" in " ".join(told.split())
    assert list(tmp_path.iterdir()) == []
