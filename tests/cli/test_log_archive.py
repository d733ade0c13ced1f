"""What `storefront organization log-archive` writes, tells and refuses. What is in the files is `tests/components/audit`'s."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import app
from rehearsal.mocks.recorder import ROOT
from tests.components.settings.files import put, values_of, write
from tests.components.settings.rules.log_archive import ARCHIVE, archive

TOLD = ("--notify", "security@example.com")


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["organization", "log-archive", "prod", *words])
    # Long commands go on in the next line.
    return done.exit_code, re.sub(r" \\\n +", " ", done.output)


def test_a_file_for_each_region_and_how_to_deploy_it(tmp_path: Path) -> None:
    into = tmp_path / "new" / "archive"
    status, told = _run("--into", str(into), "--account", ARCHIVE, *TOLD)
    assert status == 0
    files = sorted(into.iterdir())
    assert [one.name for one in files] == ["log-archive-us-east-1.json", "log-archive-us-west-2.json"]
    for file in files:
        assert f"--template-file {file} --tags project=storefront environment=prod" in told
    assert len(re.findall(r"describe-stacks --region \S+ --stack-name storefront-prod-log-archive", told)) == 2
    assert f'account: "{ARCHIVE}"' in told
    assert told.count("<the ARN of the key there>") == 2


def test_settings_that_name_it_need_no_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in ("pyproject.toml", "Pulumi.yaml"):
        shutil.copy(ROOT / file, tmp_path)
    write(tmp_path, "prod", put(values_of("prod"), ("audit", "logArchive"), archive()))
    monkeypatch.chdir(tmp_path)
    status, told = _run("--into", "archive", *TOLD)
    assert status == 0
    assert "in the settings" not in told
    status, told = _run("--into", "other", "--account", "777788889999", *TOLD)
    assert status == 2
    assert f"storefront:audit.logArchive.account is '{ARCHIVE}'" in " ".join(told.split())
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (TOLD, "--account: got nothing, expected the 12 digits"),
        (("--account", "5555", *TOLD), "--account: got '5555', expected the 12 digits"),
        (("--account", "٥٥٥٥٦٦٦٦٧٧٧٧", *TOLD), "expected the 12 digits"),
        (("--account", "111122223333", *TOLD), "which is the store's own, expected another account"),
        (("--account", ARCHIVE, "--notify", "nobody"), "--notify: got 'nobody', expected an e-mail address"),
        (("--account", ARCHIVE), "--notify is missing"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    status, told = _run("--into", str(tmp_path), *words)
    assert status == 2
    assert expected in " ".join(told.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []
