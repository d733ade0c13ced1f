"""Another valid value for each key of a settings file, found by trying."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from enum import EnumType, StrEnum
from typing import Any, Literal, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from components.settings.check import check, field_at, types_in
from components.settings.problem import Path
from components.settings.types import OneOf

Values = dict[str, Any]


def keys_of(value: object, path: Path = ()) -> Iterator[Path]:
    """The keys that hold a value by themselves: no mapping, but a list as a whole."""
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            yield from keys_of(item, (*path, key))
    else:
        yield path


def with_value(values: Values, path: Path, value: object) -> Values:
    """The same settings with another value at a key."""
    changed = deepcopy(values)
    place: Any = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return changed


def value_at(values: Mapping[str, Any], path: Path) -> Any:
    """What stands at a key, or in the item of a list; None where nothing does."""
    place: Any = values
    for part in path:
        try:
            place = place[part]
        except (LookupError, TypeError):
            return None
    return place


def alternative(values: Values, path: Path, models: list[Values]) -> Values | None:
    """Return the settings with another valid value at a key; None where no single change of it is valid."""
    now = value_at(values, path)
    for other in _candidates(now, field_at(path), [value_at(model, path) for model in models]):
        changed = with_value(values, path, other)
        if other != now and not check(changed)[1]:
            return changed
    return None


def _candidates(now: Any, field: FieldInfo, theirs: list[Any]) -> Iterator[Any]:
    yield from (other for other in theirs if other is not None)
    yield from _words(field)
    yield from field.examples or ()
    if isinstance(now, bool):
        yield not now
    elif isinstance(now, int):
        yield from (now + 1, now - 1, now * 2, now // 2, now + 60, now * 10)
    elif isinstance(now, str):
        yield from _texts(now)
    elif isinstance(now, list):
        items = cast("list[Any]", now)
        yield items[:-1]
        yield from ([*items[:-1], other] for other in _texts(items[-1]) if items and isinstance(items[-1], str))


def _words(field: FieldInfo) -> Iterator[Any]:
    """What a field of some words or numbers takes."""
    for part in types_in(field):
        if isinstance(part, EnumType):
            yield from (str(member.value) for member in cast("type[StrEnum]", part))
        elif get_origin(part) is Literal:
            yield from get_args(part)
    for part in field.metadata:
        if isinstance(part, OneOf):
            yield from part.numbers


def _texts(now: str) -> Iterator[str]:
    """Texts like one: another digit, another last letter, a longer one."""
    for place in range(len(now) - 1, -1, -1):
        if now[place].isdigit():
            for digit in "1234567890":
                yield now[:place] + digit + now[place + 1 :]
        elif now[place].isalpha():
            yield now[:place] + ("x" if now[place] != "x" else "y") + now[place + 1 :]
    yield f"{now}x"
