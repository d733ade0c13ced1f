"""`storefront config`: the settings of an environment, checked without an AWS account."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from operations.command_line import Stack, say, write
from operations.errors import BadInputError
from operations.project import project_root

if TYPE_CHECKING:
    from components.settings import Settings

config = typer.Typer(no_args_is_help=True, help="The settings of an environment.")


@config.callback()
def settings() -> None:
    """The settings of an environment."""


@config.command("check")
def check_config(stack: Stack) -> None:
    """Report every problem of a stack's settings file, and what to do before it is deployed."""
    say(checked_settings(stack, project_root(Path.cwd())))


@config.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of settings files, for editors and other checkers."""
    from components.settings import editor_schema  # noqa: PLC0415 - pydantic builds models

    write(editor_schema.render())


@config.command("effect")
def show_effect(
    stack: Stack,
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY=VALUE",
            help="A key as docs/settings.md has it, and YAML for its value; as many as change together.",
        ),
    ],
) -> None:
    """Show what a change of settings does to what stands, without an AWS account."""
    from cli.effects.trial import tried  # noqa: PLC0415 - loads Pulumi's SDK

    for line in tried(project_root(Path.cwd()), stack, changes):
        say(line)


def settings_file(stack: str, root: Path) -> "tuple[Path, Settings]":
    """Return a stack's settings file, and what it holds.

    Raises:
        BadInputError: with every problem of the file.
    """
    from components.settings import SettingsError, load_file, stack_file  # noqa: PLC0415 - pydantic builds models

    try:
        file = stack_file(root, stack)
        return file, load_file(file)
    except SettingsError as error:
        raise BadInputError(str(error)) from None


def checked_settings(stack: str, root: Path) -> str:
    """Check a stack's settings file; returns what to say of it, warnings among it.

    Raises:
        BadInputError: with every problem of the file.
    """
    from components.settings.warnings import warnings  # noqa: PLC0415 - pydantic builds models

    file, settings = settings_file(stack, root)
    valid = f"{file.name}: {_count(settings.model_dump(exclude_unset=True))} settings, all valid"
    said = warnings(settings)
    return f"{valid}\n{said}" if said else valid


def _count(values: dict[str, Any]) -> int:
    return sum(_count(cast("dict[str, Any]", value)) if isinstance(value, dict) else 1 for value in values.values())
