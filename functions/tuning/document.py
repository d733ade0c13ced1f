"""Reports and snapshots as JSON and back: every part is a dataclass, and what does not fit one is refused.

cattrs, and not a library with compiled parts: the same code runs in Lambda on another processor.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar, cast

from cattrs import transform_error
from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

T = TypeVar("T")
_CONVERTER = make_converter(forbid_extra_keys=True)


class NoReportError(Exception):
    """What was read is of another version; the message says where it differs."""


def dumps(value: object) -> str:
    """Write a dataclass as JSON."""
    return _CONVERTER.dumps(value)


def plain(value: object) -> dict[str, Any]:
    """Return a dataclass as a JSON document's values."""
    return cast("dict[str, Any]", _CONVERTER.unstructure(value))


def loads(text: str, kind: type[T]) -> T:
    """Read what `dumps` wrote.

    Raises:
        NoReportError: it is none.
    """
    try:
        values = json.loads(text)
    except ValueError as error:
        raise NoReportError(f"no JSON: {error}") from None
    return structured(values, kind)


def structured(values: object, kind: type[T]) -> T:
    """Read what `plain` returned.

    Raises:
        NoReportError: it is none.
    """
    try:
        return _CONVERTER.structure(values, kind)
    except BaseValidationError as error:
        raise NoReportError(transform_error(error)[0]) from None
    except (TypeError, ValueError) as error:
        raise NoReportError(str(error)) from None
