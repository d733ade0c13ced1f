"""When to ask again, so that the property's quotas last: they are shared with everybody who reads it.

A standard property has 200,000 tokens a day, 40,000 an hour, 14,000 an hour for one project, and 10 server errors
an hour, after which Google refuses everything:
https://developers.google.com/analytics/devguides/reporting/data/v1/quotas
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from functions.visitors.report import Quota, Report

_MINUTES_AN_HOUR, _MINUTES_A_DAY = 60, 24 * 60
# The daily quotas are refilled at midnight in Google's standard time (UTC-8).
_MIDNIGHT = 8 * 60
LONGEST_PAUSE = 32
"""Minutes. An outage costs seven calls in its first hour, one of them a retry: fewer than the ten allowed."""


class Budget:
    """Spaces the calls of one warm function; a cold one asks once, and then knows."""

    def __init__(self) -> None:
        self._next = 0
        self._failures = 0
        self.interval = 1
        """Minutes between reports at present."""

    def is_due(self, minute: int) -> bool:
        """Whether to ask in this minute (since the epoch)."""
        return minute >= self._next

    @property
    def may_retry(self) -> bool:
        """Whether a failed call may be repeated at once: not while Google fails anyway."""
        return self._failures == 0

    def answered(self, report: Report, minute: int) -> None:
        """Spread what is left of each quota evenly over the time until it is refilled."""
        self._failures = 0
        to_hour = _MINUTES_AN_HOUR - minute % _MINUTES_AN_HOUR
        to_midnight = _MINUTES_A_DAY - (minute - _MIDNIGHT) % _MINUTES_A_DAY
        self.interval = max(_spacing(report.hourly, to_hour), _spacing(report.daily, to_midnight))
        self._next = minute + self.interval

    def refused(self, minute: int) -> None:
        """Wait twice as long after each refusal in a row."""
        self.interval = min(2**self._failures, LONGEST_PAUSE)
        self._failures += 1
        self._next = minute + self.interval


def _spacing(quotas: Iterable[Quota], minutes: int) -> int:
    """Return how many minutes apart reports can be for this long; the whole of it if nothing is left."""
    needed = (
        minutes if one.remaining < one.consumed else math.ceil(one.consumed * minutes / max(one.remaining, 1))
        for one in quotas
    )
    return max(1, min(max(needed, default=1), minutes))
