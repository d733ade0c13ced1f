"""Property values as the pack sees them: plain Python, with unknown values as a value of their own.

Pulumi's own proxies raise when an unknown value is touched, which ends the whole policy. Here an unknown is
`UNKNOWN`, so that a check can look around it, field by field, and say which field it could not evaluate.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias, TypeGuard


class Special(Enum):
    """Values that stand for something that cannot be read as data."""

    UNKNOWN = "unknown until the update"
    ASSET = "an asset or archive"


UNKNOWN: Final = Special.UNKNOWN
ASSET: Final = Special.ASSET

Value: TypeAlias = "bool | float | str | Special | Sequence[Value] | Mapping[str, Value] | None"
Props: TypeAlias = Mapping[str, Value]


def is_map(value: object) -> TypeGuard[Props]:
    """Whether a value is a map of properties."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[Value]]:
    """Whether a value is a list: a string is not."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def at(value: Value, *path: str | int) -> Value:
    """Return what stands at a path: `UNKNOWN` behind an unknown, None where there is nothing or another shape."""
    for step in path:
        if value is UNKNOWN:
            return UNKNOWN
        if isinstance(step, str):
            value = value.get(step) if is_map(value) else None
        else:
            value = value[step] if is_list(value) and step < len(value) else None
    return value


def listed(value: Value) -> Sequence[Value]:
    """Return a value as a list: AWS accepts one item where a list is meant; nothing is an empty list."""
    if value is None:
        return ()
    return value if is_list(value) else (value,)


def has_unknown(value: Value) -> bool:
    """Whether anything inside a value is unknown until the update."""
    if value is UNKNOWN:
        return True
    if is_map(value):
        return any(has_unknown(item) for item in value.values())
    return is_list(value) and any(has_unknown(item) for item in value)


def strings(value: Value) -> Iterator[str]:
    """Yield every string inside a value."""
    if isinstance(value, str):
        yield value
    elif is_map(value):
        for item in value.values():
            yield from strings(item)
    elif is_list(value):
        for item in value:
            yield from strings(item)


def number(value: Value) -> float | None:
    """Return a value as a number where it is one; the provider also accepts digits in a string."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        return float(value)
    return None


def parse_json(text: str) -> Value:
    """Parse a JSON text; raises `ValueError` with a one-line reason."""
    try:
        parsed: Value = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return parsed
