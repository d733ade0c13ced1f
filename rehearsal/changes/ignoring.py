"""Lets ignored properties keep their old values, as the engine does before it asks a provider what has changed.

Source: `processIgnoreChanges` in Pulumi's `pkg/resource/deploy/step_generator.go`. Paths are its `PropertyPath`:
https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_PART = re.compile(r'\["([^"]*)"\]|\[(\d+|\*)\]|([^.\[\]"]+)')
_ALL = "*"


def as_ignored(before: Mapping[str, Any], after: Mapping[str, Any], paths: Iterable[str]) -> Mapping[str, Any]:
    """Return the new inputs, with the old ones wherever changes are ignored."""
    for path in paths:
        parts = [quoted or number or name for quoted, number, name in _PART.findall(path)]
        after = cast("Mapping[str, Any]", _kept(before, after, parts))
    return after


def _kept(before: Any, after: Any, path: Sequence[str]) -> Any:
    if not path:
        return before
    first, *rest = path
    if isinstance(before, dict) and isinstance(after, dict):
        return _kept_in_map(cast("dict[str, Any]", before), cast("dict[str, Any]", after), first, rest)
    if isinstance(before, list) and isinstance(after, list):
        old, new = cast("list[Any]", before), cast("list[Any]", after)
        return [
            _kept(old[index], item, rest) if first in {_ALL, str(index)} and index < len(old) else item
            for index, item in enumerate(new)
        ]
    return after


def _kept_in_map(before: dict[str, Any], after: dict[str, Any], first: str, rest: Sequence[str]) -> dict[str, Any]:
    names = before.keys() | after.keys() if first == _ALL else {first}
    result = dict(after)
    for name in names:
        if name in before and (name in after or not rest):
            result[name] = _kept(before[name], after.get(name), rest)
        elif not rest:
            result.pop(name, None)
    return result
