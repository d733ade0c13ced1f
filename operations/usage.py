"""What the command line says of itself: its help, and what is wrong with the words that it was given.

typer shows the types of its library (`<str>`, `{STACK}`, `[1<=x<=7]`) and lets pydantic speak of values; here each
argument and option is shown by its name in capitals alone, and its help says what it takes.
"""

from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.exceptions import TyperException


class _Argument(TyperArgument):
    """Shown as `STACK`, `[STACK]` if it may be left out, `STACK...` if it may come several times."""

    def display_type_rich(self, ctx: Any) -> str | None:  # noqa: ARG002 - as typer calls it
        """Its name says what it takes."""
        return None

    def _usage_display_name(self) -> str:
        several = "..." if self.nargs != 1 else ""
        return f"{self.display_name_raw}{several}" if self.required else f"[{self.display_name_raw}{several}]"


class _Option(TyperOption):
    """Shown with the name of its value; a flag with nothing."""

    def display_type_rich(self, ctx: Any) -> str | None:  # noqa: ARG002 - as typer calls it
        """What its value is called."""
        return None if self.is_flag else self.metavar


def show_plainly(command: Any) -> None:
    """Have a command, and all that are below it, shown without the library's types."""
    command.params = [_plain(one) for one in command.params]
    # typer makes the option of the help when it is first asked for.
    help_option = command.get_help_option(typer.Context(command))
    command._help_option = _plain(help_option)  # noqa: SLF001 - typer has no other way
    if isinstance(command, TyperGroup):
        for one in command.commands.values():
            show_plainly(one)


def _plain(parameter: Any) -> Any:
    kind = _Argument if isinstance(parameter, TyperArgument) else _Option
    shown = kind.__new__(kind)
    vars(shown).update(vars(parameter))
    return shown


def explained(error: TyperException) -> str:
    """Return what to say of a usage error of typer's: what is wrong, what is expected, the next command.

    Args:
        error: with the context in which it came up, where there is one.
    """
    context = getattr(error, "ctx", None)
    said = _what_is_wrong(error, context)
    if context is None:
        return said
    return f"{said}\n{context.command.get_usage(context)}\nFor more: {context.command_path} --help"


def _what_is_wrong(error: TyperException, context: Any) -> str:
    parameter, given = getattr(error, "param", None), getattr(error, "option_name", None)
    name = getattr(error, "param_hint", None)
    if parameter is not None:
        name = parameter.opts[-1] if isinstance(parameter, TyperOption) else parameter.display_name_raw
        if not error.message:
            return f"{name} is missing. {parameter.help}"
    if name is not None:
        return f"{name}: {error.message}"
    if context is None:
        return error.format_message()
    if hasattr(error, "possibilities"):
        options = [name for one in context.command.get_params(context) for name in one.opts if name[0] == "-"]
        return f"{context.command_path} has no option {given}{_meant(str(given), options)}"
    said = error.format_message().replace("argument(s)", "words")
    if isinstance(context.command, TyperGroup) and "Did you mean" not in said:
        return f"{said} Expected one of: {', '.join(context.command.commands)}."
    return said


def _meant(given: str, known: list[str]) -> str:
    near = get_close_matches(given, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
