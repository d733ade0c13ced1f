"""A stack's settings with every key as far towards its lowest or highest value as the check of the whole takes it.

The bounds are read from the model, so that a key to come is moved by itself. What stands at the end is no sensible
environment, and yet one that `storefront config check` lets through: whatever comes after the check must do so too.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import EnumType
from typing import Any, Literal, cast, get_args, get_origin

from annotated_types import Ge, Le
from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from pydantic.fields import FieldInfo

from cli.effects.alternatives import value_at
from components.settings.check import check, section_in
from components.settings.problem import Path
from components.settings.sections.model import Settings
from components.settings.sections.section import Section
from components.settings.types import CheckedText, OneOf, format_duration, parse_duration

Values = dict[str, Any]
# What the stack is, and so what its file is called and which of the kinds it is held to.
_FIXED = {("environment",), ("kind",), ("account",), ("deploymentRole",)}
_MOST_PASSES = 6
SECOND = timedelta(seconds=1)


def extreme(values: Values, *, highest: bool) -> Values:
    """Return the settings with each key moved as far as the check takes it, again until no key moves any more."""
    for _ in range(_MOST_PASSES):
        before = values
        for path, field in leaves(values):
            values = _moved(values, path, field, highest=highest)
        if values == before:
            return values
    raise AssertionError(f"the settings still move after {_MOST_PASSES} passes")


def reworded(values: Values) -> Values:
    """Return the settings with another text in the place of each that a pattern describes, if the check takes one."""
    for path, field in leaves(values):
        pattern = _pattern(field)
        if pattern and value_at(values, path) is not None:
            values = _put(values, path, _another(values, path, pattern))
    return values


def leaves(
    values: Mapping[str, Any], section: type[Section] = Settings, at: Path = ()
) -> Iterator[tuple[Path, FieldInfo]]:
    """Yield each key that is no mapping, with its field, also those that the settings leave out."""
    for field in section.model_fields.values():
        path, value, inner = (*at, str(field.alias)), values.get(str(field.alias)), section_in(field)
        if inner is None:
            if path not in _FIXED:
                yield path, field
        elif isinstance(value, Mapping):
            found = cast("Mapping[str, Any]", value)
            named = get_origin(field.annotation) is dict
            for place, one in [((*path, key), found[key]) for key in found] if named else [(path, found)]:
                yield from leaves(one, inner, place)


def _moved(values: Values, path: Path, field: FieldInfo, *, highest: bool) -> Values:
    words = choices(field)
    for word in reversed(words) if highest else words:
        if _taken(other := _put(values, path, word)):
            return other
    span = bounds(field)
    now, goal = (_number(value_at(values, path)), span[1 if highest else 0]) if span else (None, None)
    if goal is None or now is None:
        return values

    def at(number: int) -> Values:
        return _put(values, path, _written(values, path, number))

    # What relates keys to each other draws its line somewhere between what stands and the bound.
    if _taken(at(goal)):
        return at(goal)
    near, far = now, goal
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if _taken(at(middle)) else (near, middle)
    return at(near)


def choices(field: FieldInfo) -> Sequence[Any]:
    """Return the words or numbers that a field takes, in their order; none where it is a range or a text."""
    for part in _parts(field.annotation):
        if part is bool:
            return (False, True)
        if isinstance(part, EnumType) and get_origin(field.annotation) is not tuple:
            return [str(member.value) for member in cast("Iterator[Any]", iter(part))]
        if isinstance(part, EnumType):
            return ([], [str(member.value) for member in cast("Iterator[Any]", iter(part))])
        if get_origin(part) is Literal:
            return get_args(part)
        if isinstance(part, type) and issubclass(part, CheckedText) and get_origin(field.annotation) is not tuple:
            return cast("Sequence[str]", part.editor_schema().get("enum", ()))
    return next((part.numbers for part in _metadata(field) if isinstance(part, OneOf)), ())


def bounds(field: FieldInfo) -> tuple[int | None, int | None] | None:
    """Return the lowest and the highest number of a range, durations in seconds; None where it is none."""
    lowest = next((part.ge for part in _metadata(field) if isinstance(part, Ge)), None)
    highest = next((part.le for part in _metadata(field) if isinstance(part, Le)), None)
    return None if lowest is None and highest is None else (_whole(lowest), _whole(highest))


def _whole(bound: object) -> int | None:
    return bound // SECOND if isinstance(bound, timedelta) else cast("int | None", bound)


def _pattern(field: FieldInfo) -> str | None:
    """Return what a field's text is written like, by its pattern alone."""
    if get_origin(field.annotation) is tuple:
        return None
    checked = [
        part for part in _parts(field.annotation) if isinstance(part, type) and issubclass(part, CheckedText)
    ]
    patterns = [one.editor_schema().get("pattern") for one in checked]
    patterns += [getattr(part, "pattern", None) for part in _metadata(field)]
    return next((one for one in patterns if isinstance(one, str)), None)


def _another(values: Values, path: Path, pattern: str) -> str:
    """Return another text of a pattern that the check takes; what stands where none is found soon."""
    now = value_at(values, path)
    try:
        return find(
            st.from_regex(pattern, fullmatch=True),
            lambda text: text != now and _taken(_put(values, path, text)),
            settings=settings(
                max_examples=40, phases=[Phase.generate], derandomize=True, database=None, deadline=None
            ),
        )
    except NoSuchExample:
        return now


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield a type and all that it is made of."""
    yield annotation
    for part in () if get_origin(annotation) is Literal else get_args(annotation):
        yield from _parts(part)


def _metadata(field: FieldInfo) -> Iterator[Any]:
    """Yield what is said beside a field's type, also of one of several that it may have."""
    for part in (*field.metadata, *_parts(field.annotation)):
        if isinstance(part, FieldInfo):
            yield from part.metadata
        yield part


def _taken(values: Values) -> bool:
    return not check(values)[1]


def _number(value: Any) -> int | None:
    if isinstance(value, str):
        return parse_duration(value) // SECOND
    return value if isinstance(value, int) else None


def _written(values: Values, path: Path, number: int) -> Any:
    return format_duration(number * SECOND) if isinstance(value_at(values, path), str) else number


def _put(values: Values, path: Path, value: Any) -> Values:
    """Return the settings with another value at a key; what is left alone is shared."""
    head, *rest = path
    inner = _put(values[str(head)], tuple(rest), value) if rest else value
    return {**values, str(head): inner}
