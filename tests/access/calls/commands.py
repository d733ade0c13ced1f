"""The commands of `storefront`, as its command line has them; and those that call nothing at AWS, with the reason.

A command that no session types (`calls/sessions.py`) and that has no reason here fails a test, so that the next one is
found by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import typer.main
from typer.core import TyperGroup

from cli.commands import app

_FILES = "it reads and writes files of a checkout"
_GENERATED = "it compares or writes pages that are made from code"
SILENT: Mapping[str, str] = {
    "config check": _FILES,
    "config effect": _FILES,
    "config schema": _FILES,
    "docs check": _GENERATED,
    "docs write": _GENERATED,
    "environment new": _FILES,
    "organization log-archive": _FILES,
    "organization policies": _FILES,
    "rehearse": "it stands a stack up on an embedded AWS, with keys of its own that open nothing else",
}
"""Why a command calls nothing at AWS."""

_PIPELINES = "the pipeline's, as the role that deploys: tests/access/test_releases.py puts what it calls to IAM"
UNTYPED: Mapping[str, str] = {"release back": _PIPELINES, "release run": _PIPELINES}
"""Commands that call AWS and that no session types: where what they call is put to IAM."""


def untold(calling: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the tables: `calling` are the commands that sessions type, and that call AWS."""
    known, heard = set(commands()), set(calling)
    for one in sorted(known - heard - SILENT.keys() - UNTYPED.keys()):
        yield (
            f"nobody knows what `storefront {one}` calls: type it in a session of tests/access/calls/sessions.py as "
            "whoever its runbook says, or say in SILENT in tests/access/calls/commands.py why it calls nothing"
        )
    for name, table in (("SILENT", SILENT), ("UNTYPED", UNTYPED)):
        for one in sorted(table.keys() & heard):
            yield f"`storefront {one}` is typed, and calls AWS: take it out of {name} in tests/access/calls/commands.py"
        for one in sorted(table.keys() - known):
            yield f"there is no `storefront {one}`: take it out of {name} in tests/access/calls/commands.py"


@cache
def commands() -> tuple[str, ...]:
    """Return every command, by the words that one types after `storefront`."""
    return tuple(sorted(_within(typer.main.get_command(app))))


def _within(group: Any, *before: str) -> Iterator[str]:
    assert isinstance(group, TyperGroup)
    for name, one in group.commands.items():
        if isinstance(one, TyperGroup):
            yield from _within(one, *before, name)
        else:
            yield " ".join((*before, name))


def command_of(words: str) -> str:
    """Return which command these words are for."""
    found = [one for one in commands() if words == one or words.startswith(f"{one} ")]
    assert found, f"storefront has no command for {words!r}"
    return max(found, key=len)
