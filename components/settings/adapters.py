"""Reads a value as one field alone does. What pydantic compiles for that takes milliseconds, and is kept."""

from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

# By identity, as fields have no hash: each is held beside its adapter, so that no other gets its identity.
_KEPT: dict[int, tuple[FieldInfo, TypeAdapter[Any]]] = {}


def read_as(field: FieldInfo, value: object) -> Any:
    """Return what a field makes of a value; raises ValidationError."""
    if id(field) not in _KEPT:
        _KEPT[id(field)] = field, TypeAdapter[Any](field.rebuild_annotation())
    return _KEPT[id(field)][1].validate_python(value)


def takes(field: FieldInfo, value: object) -> bool:
    """Return whether a field by itself takes a value."""
    try:
        read_as(field, value)
    except ValidationError:
        return False
    return True
