"""A report as JSON and back: every part is a dataclass, and what does not fit one is refused.

cattrs, and not a library with compiled parts: the same code runs in Lambda on another processor.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar, cast

from cattrs import transform_error
from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

from operations.tuning.compare import Report
from operations.tuning.snapshot import Snapshot

T = TypeVar("T")
_CONVERTER = make_converter(forbid_extra_keys=True)


class NoReportError(Exception):
    """The text is no report of this version; the message says where it differs."""


def dumps(report: Report) -> str:
    """Write a report."""
    return _CONVERTER.dumps(report)


def plain(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as a JSON document's values."""
    return cast("dict[str, Any]", _CONVERTER.unstructure(snapshot))


def loads(text: str) -> Report:
    """Read a report.

    Raises:
        NoReportError: it is none.
    """
    try:
        values = json.loads(text)
    except ValueError as error:
        raise NoReportError(f"no JSON: {error}") from None
    return _read(values, Report)


def read_snapshot(values: object) -> Snapshot:
    """Read what `plain` returned.

    Raises:
        NoReportError: it is none.
    """
    return _read(values, Snapshot)


def _read(values: object, kind: type[T]) -> T:
    try:
        return _CONVERTER.structure(values, kind)
    except BaseValidationError as error:
        raise NoReportError(transform_error(error)[0]) from None
    except (TypeError, ValueError) as error:
        raise NoReportError(str(error)) from None
