"""Every instance type and class that settings name, with the key that names it: found by the fields' types."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar, cast, get_args

from pydantic import BaseModel

from components.settings.problem import Path
from components.settings.sections.model import Settings
from components.settings.sections.section import Section
from components.settings.types import CheckedText

T = TypeVar("T", bound=CheckedText)


@cache
def sections_naming(*kinds: type[CheckedText]) -> tuple[str, ...]:
    """Return the names of the sections in which some field, however deep, is of one of these types."""
    return tuple(name for name, field in Settings.model_fields.items() if _holds(field.annotation, kinds))


def named(settings: Settings, kind: type[T]) -> Iterator[tuple[Path, T]]:
    """Yield each value of a type that settings hold, with its path in the file."""
    for name in sections_naming(kind):
        yield from _within(getattr(settings, name), kind, (str(Settings.model_fields[name].alias),))


def _holds(annotation: Any, kinds: tuple[type[CheckedText], ...]) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return any(_holds(field.annotation, kinds) for field in annotation.model_fields.values())
    return annotation in kinds or any(_holds(part, kinds) for part in get_args(annotation))


def _within(value: object, kind: type[T], path: Path) -> Iterator[tuple[Path, T]]:
    if isinstance(value, kind):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _within(getattr(value, name), kind, (*path, str(field.alias)))
    elif isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            yield from _within(item, kind, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(cast("tuple[object, ...]", value)):
            yield from _within(item, kind, (*path, index))
