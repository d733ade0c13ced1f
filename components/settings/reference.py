"""The page that lists every key of a settings file: what it takes, what holds where it is left out, an example."""

import inspect
from collections.abc import Iterator
from typing import cast, get_origin

from pydantic.fields import FieldInfo

from components.settings.check import allowed_in, example_of, section_in, types_in
from components.settings.effects import effect_of
from components.settings.problem import write_path
from components.settings.sections.model import Settings
from components.settings.sections.section import Section

_HEAD = """# Settings

Every key of `Pulumi.STACK.yaml`. Times are UTC; durations are a whole number and a unit (`30s`, `5m`, `4h`, `35d`).
`storefront config check STACK` reports every problem of a file, also of keys that do not fit each other. An editor
with the YAML language server knows the same keys by [settings.schema.json](settings.schema.json).

*A change* says what an update does when prod's value becomes another one, tried on the program by `make effects`.
What is replaced is deleted; what holds data is protected from that. Keys that prod's settings leave out are tried
where they have their place, such as in an environment with off-hours. `storefront config effect` tries yours.
"""
_COLUMNS = "| key | allowed | if left out | example | a change |\n|---|---|---|---|---|\n"
_NAME = "NAME"


def render() -> str:
    """Return the page."""
    return "\n".join((_HEAD, *_chapters(Settings, ())))


def _chapters(section: type[Section], path: tuple[str, ...]) -> Iterator[str]:
    """A section's own keys, then those of the sections in it."""
    if path:
        yield f"## `{write_path(path)}`\n"
    yield f"{inspect.cleandoc(section.__doc__ or '')}\n"
    rows = [_row(field, path) for field in section.model_fields.values()]
    yield _COLUMNS + "".join(f"{row}\n" for row in rows)
    for field in section.model_fields.values():
        inner = section_in(field)
        if inner is not None:
            yield from _chapters(inner, (*path, str(field.alias), *_names(field)))


def _names(field: FieldInfo) -> tuple[str, ...]:
    """What stands between a key and its section where the key holds several."""
    return (_NAME,) if any(get_origin(part) is dict for part in types_in(field)) else ()


def _row(field: FieldInfo, path: tuple[str, ...]) -> str:
    left_out = "required" if field.is_required() else _default(field)
    example = example_of(field)
    effect = _effect(field, (*path, str(field.alias)))
    cells = (f"`{field.alias}`", allowed_in(field), left_out, f"`{example}`" if example else "", effect)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _effect(field: FieldInfo, path: tuple[str, ...]) -> str:
    """What a change does, or why the table of effects has nothing of it."""
    if section_in(field) is not None:
        return effect_of(path) or "see its keys"
    if effect := effect_of((*path, *_names(field))) or effect_of(path):
        return effect
    if path == ("environment",):
        return "not tried: another name is another stack"
    return "not tried since the key is new: `make effects`"


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    if isinstance(default, tuple):
        default = list(cast("tuple[object, ...]", default))
    if default is None:
        return "not set"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
