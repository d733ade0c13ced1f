"""What a call's parameters say about it: which resource it is about, and which of their values are secret."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

_IDENTIFYING = re.compile(r"^(?!ExclusiveStart).*(Identifier|Name|Arn|Id|Path|Bucket|Key|Prefix)s?$", re.IGNORECASE)
# Of the optional ones the first says enough: the others are what the resource stands in, or is made of.
_MAX_SHOWN = 2
# A shorter text would be found within words that say something else.
_SHORTEST_SECRET = 4
_HIDDEN = "(a secret)"


def resource_of(shape: Any, params: Mapping[str, Any]) -> str:
    """Return what a call is about: `orders-a`, or `bucket/key`; empty where its parameters name nothing.

    Args:
        shape: botocore's input shape of the operation, None where it takes no parameters.
        params: by their API names.
    """
    if shape is None:
        return ""
    required = [_shown(shape, params, name) for name in shape.required_members]
    named = [text for text in required if text][:_MAX_SHOWN]
    if not named:
        optional = (_shown(shape, params, name) for name in shape.members)
        named = [text for text in optional if text][:1]
    return "/".join(named)


def _shown(shape: Any, params: Mapping[str, Any], name: str) -> str:
    value, member = params.get(name), shape.members[name]
    if not _IDENTIFYING.match(name) or _is_sensitive(member):
        return ""
    if isinstance(value, str):
        return value
    return ", ".join(str(one) for one in _sequence(value) if isinstance(one, str))


def without_secrets(text: str, shape: Any, params: Mapping[str, Any]) -> str:
    """Return a text without the values of parameters that the service's model calls sensitive."""
    found = set(_sensitive(shape, params)) if shape is not None else set[str]()
    for value in sorted(found, key=len, reverse=True):
        if len(value) >= _SHORTEST_SECRET:
            text = text.replace(value, _HIDDEN)
    return text


def _sensitive(shape: Any, value: Any) -> Iterator[str]:
    if _is_sensitive(shape):
        yield from _texts(value)
    elif shape.type_name == "structure":
        for name, item in _mapping(value).items():
            # What the model does not know could be anything.
            yield from _sensitive(shape.members[name], item) if name in shape.members else _texts(item)
    elif shape.type_name == "list":
        for item in _sequence(value):
            yield from _sensitive(shape.member, item)
    elif shape.type_name == "map":
        for item in _mapping(value).values():
            yield from _sensitive(shape.value, item)


def _texts(value: Any) -> Iterator[str]:
    """Every form in which a value may be told: as it is, as Python and as JSON write it, and each part of it."""
    yield from (str(value), repr(value))
    if isinstance(value, bytes | bytearray):
        yield from _texts(value.decode(errors="replace"))
    elif isinstance(value, str):
        yield json.dumps(value)[1:-1]
    for item in (*_mapping(value).values(), *_sequence(value)):
        yield from _texts(item)


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _sequence(value: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", value) if isinstance(value, list | tuple) else ()


def _is_sensitive(shape: Any) -> bool:
    return bool(shape.metadata.get("sensitive"))
