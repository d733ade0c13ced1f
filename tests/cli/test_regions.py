"""What every command says that takes a region which is of no use: which ones the stack has, and the whole next command.

All commands with --region are tried, each with a region that is dark, one that the stack has not, and one that does not
answer at all.
"""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.commands import app
from operations.aws import AwsClient, RefusedError, UnreachableError
from operations.layout import WIDTH
from operations.stack_regions import another_region, command_with, regions_of
from tests.cli.test_words import LEAVES

# The one that makes an environment takes the region in which that shall serve.
TAKING = [
    (words, command)
    for words, command in LEAVES
    if any("--region" in one.opts for one in command.params) and words != ("environment", "new")
]
each = pytest.mark.parametrize(("words", "command"), TAKING, ids=[" ".join(words) for words, _ in TAKING])
# What a command needs beside the stack, to come as far as reading the manifest.
NEEDED = {
    "scenario": "zone-outage",
    "role": "application",
    "--out": "build/pictures",
    "--imports": "build/x.json",
    "--target": "copy",
}


def _line(words: tuple[str, ...], command: Any, *, skip: tuple[str, ...] = ()) -> list[str]:
    """A command line that is right but for its region."""
    line = [*words]
    for one in command.params:
        if not one.required or one.name in skip:
            continue
        option = one.opts[-1] if one.opts[-1].startswith("-") else ""
        line += [*([option] if option else []), "prod" if one.name == "stack" else NEEDED[option or one.name]]
    return line


def _said(line: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "argv", ["storefront", *line])
    done = CliRunner().invoke(app, line, prog_name="storefront", env={"COLUMNS": str(WIDTH)})
    assert done.exit_code in {1, 2}, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert max(map(len, done.stderr.splitlines())) <= WIDTH, done.stderr
    return done.stderr.replace(" \\\n", " ")


def _commands_in(said: str) -> Iterator[list[str]]:
    return (shlex.split(line) for line in said.splitlines() if line.startswith("  storefront "))


def _silent(_client: AwsClient, region: str, service: str, operation: str, /, **_params: Any) -> dict[str, Any]:
    raise UnreachableError(region, service, operation, f'Could not connect to the endpoint URL: "{region}"')


def _empty(*_: Any, **__: Any) -> dict[str, Any]:
    return {"Parameters": [], "InvalidParameters": []}


def _unknown(_client: AwsClient, region: str, service: str, operation: str, /, **_params: Any) -> dict[str, Any]:
    raise RefusedError(region, service, operation, "UnrecognizedClientException", "The security token is invalid.")


@each
@pytest.mark.parametrize(
    ("region", "answer", "others"),
    [
        ("us-east-1", _silent, ["us-west-2"]),
        ("us-west-2", _silent, ["us-east-1"]),
        ("us-east-9", _silent, ["us-east-1", "us-west-2"]),
        ("sa-east-1", _empty, ["us-east-1", "us-west-2"]),
        ("me-south-1", _unknown, ["us-east-1", "us-west-2"]),
    ],
)
def test_a_region_of_no_use_is_told_with_those_of_the_stack(
    words: tuple[str, ...],
    command: Any,
    region: str,
    answer: Any,
    others: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(AwsClient, "call", answer)
    line = _line(words, command)
    said = _said([*line, "--region", region], monkeypatch)
    assert [*_commands_in(said)] == [["storefront", *line, "--region", one] for one in others], said
    assert "us-east-1 and us-west-2" in said
    assert (f"{region} is no region of prod" in " ".join(said.split())) is (len(others) > 1)


def test_every_command_that_reads_the_manifest_was_tried() -> None:
    assert len(TAKING) > 15


def test_a_refusal_that_no_other_region_mends_names_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AwsClient, "call", _unknown)
    assert not [*_commands_in(_said(["failover", "status", "prod", "--region", "us-east-1"], monkeypatch))]


@pytest.mark.parametrize("given", [["--region", "us-east-9"], ["--region=us-east-9"]])
def test_the_region_stands_once(given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["storefront", "health", "show", *given, "a b"])
    assert command_with("us-west-2") == "storefront health show 'a b' --region us-west-2"


def test_a_store_with_one_site_has_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").touch()
    file = tmp_path / "Pulumi.cl.yaml"
    file.write_text("config:\n  storefront:sites:\n    sa-east-1: {}\n")
    assert "this region alone" in another_region("cl", "sa-east-1", answers=False)
    assert "which has sa-east-1 alone" in another_region("cl", "us-east-1", answers=False)


@pytest.mark.parametrize(
    "text", ["", "config: [", "config: 3", "config: {storefront:sites: x}", "\x00", "!!python/x 1"]
)
def test_a_file_that_is_no_settings_names_no_region(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.yaml").touch()
    (tmp_path / "Pulumi.x.yaml").write_text(text)
    assert regions_of("x", tmp_path) == []
    assert regions_of("../x", tmp_path / "y") == []


def test_where_no_settings_are_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert another_region("prod", "us-east-1", answers=False) == ""
