"""What the help says of every command: readable on 80 columns, and whole.

That a command does what its help says is its own tests'.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version

import pytest
import typer
from typer.testing import CliRunner

from cli.commands import app


def _commands(mounted: typer.Typer = app, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for one in mounted.registered_commands:
        name = one.name or getattr(one.callback, "__name__", "")
        yield (*words, name.replace("_", "-"))
    for group in mounted.registered_groups:
        assert group.name
        assert group.typer_instance
        yield from _commands(group.typer_instance, (*words, group.name))


def _help(words: tuple[str, ...], columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("typer.rich_utils.MAX_WIDTH", columns)
    done = CliRunner().invoke(app, [*words, "--help"])
    assert done.exit_code == 0, done.output
    return re.sub(r"[│╭╮╰╯─]", " ", done.output)


@pytest.mark.parametrize("words", list(_commands()), ids=" ".join)
def test_no_word_is_broken_on_a_narrow_terminal(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    wide = {*_help(words, 400, monkeypatch).split()}
    narrow = _help(words, 80, monkeypatch)
    assert {*narrow.split()} - wide == set()
    assert max(map(len, narrow.splitlines())) <= 80


def test_every_command_was_looked_at() -> None:
    assert len(list(_commands())) > 35
    assert ("failover", "plan") in list(_commands())


def test_the_version_is_that_of_the_distribution() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.output) == (0, f"storefront {version('storefront')}\n")
