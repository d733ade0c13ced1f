"""A report as JSON and back: every part is a dataclass, and what does not fit one is refused.

cattrs, and not a library with compiled parts: the same code runs in Lambda on another processor.
"""

from __future__ import annotations

from cattrs import transform_error
from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

from operations.tuning.compare import Report

_CONVERTER = make_converter(forbid_extra_keys=True)


class NoReportError(Exception):
    """The text is no report of this version; the message says where it differs."""


def dumps(report: Report) -> str:
    """Write a report."""
    return _CONVERTER.dumps(report)


def loads(text: str) -> Report:
    """Read a report.

    Raises:
        NoReportError: it is none.
    """
    try:
        return _CONVERTER.loads(text, Report)
    except BaseValidationError as error:
        raise NoReportError(transform_error(error)[0]) from None
    except (TypeError, ValueError) as error:
        raise NoReportError(f"no JSON of a report: {error}") from None
