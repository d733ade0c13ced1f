"""What a change of some settings does, for the command: asked in words, answered in lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any

import yaml

from cli.effects.alternatives import with_value
from cli.effects.table import NOTHING, effects_of
from components.settings import SettingsError, load_file, stack_file
from components.settings.check import check, field_at
from components.settings.document import plain
from components.settings.problem import Path, write_path
from components.settings.stack_file import read_stack_file
from operations.command_line import tell
from operations.errors import BadInputError
from rehearsal.changes.effects import Effect, Kind
from rehearsal.record import type_name

_NAME = ("environment",)
_MARKS = {Kind.CREATE: "+", Kind.UPDATE: "~", Kind.REPLACE: "+-", Kind.DELETE: "-"}


def tried(root: FilePath, stack: str, changes: Sequence[str]) -> Iterator[str]:
    """Return what to say of the changes, each `KEY=VALUE`.

    Raises:
        BadInputError: the stack's file or what results is not valid, or a change is not written so.
    """
    try:
        file = stack_file(root, stack)
        load_file(file)
    except SettingsError as error:
        raise BadInputError(str(error)) from None
    values = dict[str, Any](read_stack_file(file).values)
    for change in changes:
        path, text = _read(change)
        values = _with(values, path, text)
    problems = check(values)[1]
    if problems:
        raise BadInputError(str(SettingsError(f"{file.name} with the change", problems)))
    tell(f"running the program for {stack} as its settings are, and with the change: some 15 seconds")
    found = effects_of(stack, values)
    yield from map(_line, found)
    protected = sum(effect.protected for effect in found)
    if protected:
        yield f"Pulumi refuses this update: {protected} of what it deletes or replaces {_is(protected)} protected"
    yield _total(found)


def _read(change: str) -> tuple[Path, str]:
    key, equals, text = change.partition("=")
    path = tuple(key.removeprefix("storefront:").split("."))
    if not equals or not key:
        raise BadInputError(f"{change!r}: expected KEY=VALUE, such as database.engineVersion=17.7")
    try:
        field_at(path)
    except LookupError:
        raise BadInputError(f"{key!r}: no key of the settings; docs/settings.md has them all") from None
    if path == _NAME:
        raise BadInputError(
            "environment: another name is another stack, which stands beside this one; "
            "`storefront environment new NAME --like STACK --account ID` makes it"
        )
    return path, text


def _with(values: dict[str, Any], path: Path, text: str) -> dict[str, Any]:
    """The settings with a value; a number is a text where the key takes one, since a shell eats quotes."""
    try:
        changed = [with_value(values, path, value) for value in _values(text)]
    except (KeyError, TypeError):
        place = write_path(path[:-1])
        raise BadInputError(f"{place}: the stack's settings have no such section; write it first") from None
    fitting = [one for one in changed if path not in {problem.path for problem in check(one)[1]}]
    return (fitting or changed)[0]


def _values(text: str) -> list[Any]:
    """YAML for lists and mappings; a single word as a settings file has it, and as it is."""
    if text[:1] in {"[", "{"}:
        try:
            return [yaml.safe_load(text)]
        except yaml.YAMLError:
            raise BadInputError(f"{text!r}: expected YAML, such as [a, b]") from None
    bare = text.strip("\"'")
    try:
        return [bare] if bare != text else [plain(text), text]
    except ValueError:
        return [text]


def _line(effect: Effect) -> str:
    of = f"  [{', '.join(effect.properties)}]" if effect.properties else ""
    stops = "  STOPS MEANWHILE" if effect.stops else ""
    protected = "  PROTECTED" if effect.protected else ""
    return f"{_MARKS[effect.kind]:>2} {type_name(effect.type)} {effect.name}{of}{stops}{protected}"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _total(found: Sequence[Effect]) -> str:
    counts = {kind: sum(one.kind is kind for one in found) for kind in Kind}
    said = ", ".join(f"{count} to {kind}" for kind, count in counts.items() if count)
    return f"{said}; nothing was changed" if said else NOTHING
