"""Nested values: the provider writes `fromPort` where the service writes `FromPort`, with exceptions of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Nested:
    """Renames the keys of a value at every depth, on the way to the service and back.

    `renamed`: the service's key by the provider's, where a capital letter is not all the difference.
    """

    renamed: Mapping[str, str] = field(default_factory=dict[str, str])

    def send(self, value: Any) -> Any:
        """The value as the service takes it; what is not given is left out."""
        return _walk(value, lambda key: self.renamed.get(key, key[:1].upper() + key[1:]))

    def show(self, value: Any) -> Any:
        """The value as the provider shows it."""
        back = {api: name for name, api in self.renamed.items()}
        return _walk(value, lambda key: back.get(key, key[:1].lower() + key[1:]))


def _walk(value: Any, name: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {name(key): _walk(item, name) for key, item in given.items() if item is not None}
    return [_walk(item, name) for item in cast("list[Any]", value)] if isinstance(value, list) else value
