"""The part of docs/access.md on what the pipelines are withheld."""

from __future__ import annotations

from collections.abc import Iterator

from tests.access.provider.commands import COMMANDS
from tests.access.provider.table import Phase
from tests.access.provider.withheld import WITHHELD

_INTRODUCTION = """\
## What is withheld from a deployment

Of all that the provider calls to make, change and delete what the stacks have (`tests/access/provider/calls.json`), the
boundary for pipelines refuses this and nothing else. A deployment that needs it ends with an error; it is done otherwise.
"""


def render_withheld() -> str:
    """Return the part, with what each command of Pulumi's asks for."""
    return "\n".join((_INTRODUCTION, *_rows(), "", *_commands(), ""))


def _rows() -> Iterator[str]:
    yield "| what | when it would | by | actions | who does it |"
    yield "|---|---|---|---|---|"
    for one in WITHHELD:
        actions = ", ".join(f"`{action}`" for action in one.actions)
        yield f"| {one.what} | {_listed(one.phases)} | boundary {one.sid} | {actions} | {one.instead} |"


def _commands() -> Iterator[str]:
    yield "| command | what it asks the provider for |"
    yield "|---|---|"
    for command, phases in COMMANDS.items():
        yield f"| `{command}` | {_listed(phases) or 'nothing but the account'} |"


def _listed(phases: tuple[Phase, ...]) -> str:
    return ", ".join(phases)
