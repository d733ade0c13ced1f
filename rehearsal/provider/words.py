"""Structures as the service has them, `{"MinSize": 1}`, and as the provider has them, `{"minSize": 1}`."""

from __future__ import annotations

from typing import Any, cast


def to_api(value: Any) -> Any:
    """Begin every key with a capital; what is not given is left out."""
    return _renamed(value, str.upper)


def from_api(value: Any) -> Any:
    """Begin every key with a small letter."""
    return _renamed(value, str.lower)


def _renamed(value: Any, first: Any) -> Any:
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        return {first(key[0]) + key[1:]: _renamed(item, first) for key, item in items.items() if item is not None}
    if isinstance(value, list):
        return [_renamed(item, first) for item in cast("list[Any]", value)]
    return value


def switch(value: Any) -> bool:
    """A switch that the provider also takes as a text."""
    return value if isinstance(value, bool) else str(value).lower() == "true"
