"""A realtime report of the Google Analytics Data API: what is asked, and what the answer means.

https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties/runRealtimeReport
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from functions.visitors.errors import FeedError

if TYPE_CHECKING:
    from collections.abc import Mapping

WINDOW_MINUTES = 5
"""Who was active in the last five minutes is a visitor: time to read a page, and yet it follows a peak."""

COUNTRIES = 300
"""Google knows fewer: one page has them all."""

_DIMENSION, _METRIC = "countryId", "activeUsers"
_HOURLY = ("tokensPerHour", "tokensPerProjectPerHour")
_DAILY = ("tokensPerDay",)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """What one kind of quota has left, and what this report took of it (tokens)."""

    consumed: int
    remaining: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """Visitors by country (ISO 3166-1 alpha-2, or `(not set)`), and the quotas by when they are refilled."""

    by_country: Mapping[str, int]
    hourly: tuple[Quota, ...]
    daily: tuple[Quota, ...]

    @property
    def total(self) -> int:
        """All visitors; somebody who changes country within the window counts in both."""
        return sum(self.by_country.values())


def request(limit: int = COUNTRIES) -> dict[str, Any]:
    """Return the body that asks for visitors by country, at most `limit` rows. The method knows no offset."""
    return {
        "dimensions": [{"name": _DIMENSION}],
        "metrics": [{"name": _METRIC}],
        "minuteRanges": [{"startMinutesAgo": WINDOW_MINUTES - 1, "endMinutesAgo": 0}],
        "limit": str(limit),
        "returnPropertyQuota": True,
    }


def missing_rows(answer: Mapping[str, Any]) -> bool:
    """Whether the result has more rows than the answer carries. A result without rows has no count either."""
    return int(answer.get("rowCount", 0)) > len(answer.get("rows", ()))


def read(answer: Mapping[str, Any]) -> Report:
    """Return what an answer says; one without rows is an empty store.

    Raises:
        FeedError: it is no report of what was asked.
    """
    try:
        country = [one["name"] for one in answer["dimensionHeaders"]].index(_DIMENSION)
        users = [one["name"] for one in answer["metricHeaders"]].index(_METRIC)
        visitors: dict[str, int] = {}
        for row in answer.get("rows", ()):
            name = str(row["dimensionValues"][country]["value"])
            visitors[name] = visitors.get(name, 0) + int(row["metricValues"][users]["value"])
        return Report(by_country=visitors, hourly=_quotas(answer, _HOURLY), daily=_quotas(answer, _DAILY))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise FeedError(
            f"Google's answer is no report of {_METRIC} by {_DIMENSION}",
            "see whether the Data API has changed (functions/visitors/report.py)",
        ) from None


def _quotas(answer: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Quota, ...]:
    states = answer.get("propertyQuota", {})
    # What is zero is left out of Google's JSON.
    return tuple(
        Quota(consumed=int(states[name].get("consumed", 0)), remaining=int(states[name].get("remaining", 0)))
        for name in names
        if name in states
    )
