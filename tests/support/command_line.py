"""Whether a command that a page names exists and parses, down to its last option, without running it."""

import typer.main
from typer.core import TyperGroup

from cli.commands import app
from operations.recovery.scenarios import Scenario
from tests.components.stacks import STACKS


def parse(words: list[str]) -> None:
    """Let `storefront`'s command line parse a command, and see that it is about a stack and a scenario of ours.

    Raises:
        click.ClickException: there is no such command, or it does not take these words.
        LookupError: its stack or its scenario is not ours.
    """
    command, context = typer.main.get_command(app), None
    while isinstance(command, TyperGroup):
        context = typer.Context(command, parent=context, info_name=words[0])
        name, found, rest = command.resolve_command(context, words[1:])
        assert name is not None
        assert found is not None
        command, words = found, [name, *rest]
    given = command.make_context(words[0], words[1:], parent=context).params
    for name, known in (("stack", STACKS), ("scenario", [*Scenario])):
        if given.get(name, known[0]) not in known:
            raise LookupError(f"{name} {given[name]!r} is none of {', '.join(known)}")
