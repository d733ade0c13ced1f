"""Compares what stands in the embedded AWS with what was declared.

A service answers in other words than it was asked in: policies come back reformatted, sets in another order,
numbers as texts, a name as an ARN. Those are no differences. Everything else is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from rehearsal.record import Comparison, Difference
from rehearsal.values import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set


def compare(declared: Mapping[str, Any], live: Mapping[str, Any], secret: Set[str] = frozenset()) -> Comparison:
    """Compare the properties that were declared with those that were read.

    Args:
        declared: the plain inputs.
        live: what stands, in the same words.
        secret: the properties whose values a difference must not show.
    """
    given = {name: value for name, value in declared.items() if not _empty(value)}
    shown = {name: value for name, value in given.items() if name in live}
    differences = [
        Difference(one.path, MASK, MASK) if name in secret else one
        for name, value in shown.items()
        for one in _differences(name, value, live[name])
    ]
    wrong = {difference.path.split(".")[0] for difference in differences}
    return Comparison(
        equal=len(shown) - len(wrong),
        differences=tuple(differences),
        not_compared=tuple(sorted(set(given) - set(shown))),
    )


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _differences(path: str, declared: Any, live: Any) -> Iterator[Difference]:
    if isinstance(declared, dict) and isinstance(live, dict):
        there = cast("dict[str, Any]", live)
        for name, value in cast("dict[str, Any]", declared).items():
            if not (_empty(value) and _empty(there.get(name))):
                yield from _differences(f"{path}.{name}", value, there.get(name))
    elif not _same(declared, live):
        yield Difference(path, declared, live)


def _same(declared: Any, live: Any) -> bool:
    if isinstance(declared, list) and isinstance(live, list):
        return _same_set(cast("list[Any]", declared), cast("list[Any]", live))
    if isinstance(declared, dict) and isinstance(live, dict):
        return not list(_differences("", declared, live))
    document = _document(declared)
    if document is not None:
        return _canonical(document) == _canonical(_document(live))
    return _text(declared) == _text(live) or _same_thing(_text(declared), _text(live))


def _same_set(declared: list[Any], live: list[Any]) -> bool:
    """Equal whatever the order: most lists of AWS's are sets, and the provider treats them as such."""
    left = list(live)
    for item in declared:
        match = next((index for index, other in enumerate(left) if _same(item, other)), None)
        if match is None:
            return False
        del left[match]
    return not left


def _document(value: Any) -> Any:
    """The content of a JSON document; none for any other text."""
    if not isinstance(value, str) or not value.strip().startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _canonical(value: Any) -> Any:
    """A document in one form: IAM reads a list of one and its only item as the same, and lists as sets."""
    if isinstance(value, dict):
        return {name: _canonical(item) for name, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        items = [_canonical(item) for item in cast("list[Any]", value)]
        return items[0] if len(items) == 1 else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _same_thing(one: str, other: str) -> bool:
    """Whether one is the ARN of what the other names."""
    arn, name = (one, other) if one.startswith("arn:") else (other, one)
    return (
        bool(name)
        and arn.startswith("arn:")
        and not name.startswith("arn:")
        and arn.endswith((f":{name}", f"/{name}"))
    )
