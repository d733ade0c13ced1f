"""What is on, what somebody has taken on, and what is due to be told to the next ones.

Nothing is remembered between runs: a page is due in the run in which one more silence has passed since it went on. So
a run that fails costs one telling, and a run that is repeated repeats one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TEST_PAGE = "test-page"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Something that woke somebody: its name, since when it is on, and what it says."""

    name: str
    since: datetime
    says: str

    def is_taken(self, acknowledged: Mapping[str, datetime]) -> bool:
        """Say whether somebody has taken it on since it went on: an older word is about another time."""
        at = acknowledged.get(self.name)
        return at is not None and at >= self.since

    def is_due(self, now: datetime, silence: timedelta, interval: timedelta) -> bool:
        """Say whether one more silence has passed since the run before this one."""
        length = now - self.since
        return length >= silence and length // silence > (length - interval) // silence


def pages(alarms: Iterable[Mapping[str, Any]]) -> Iterator[Page]:
    """Yield the pages among composite alarms as DescribeAlarms has them; of a suppressed one nobody was told."""
    for alarm in alarms:
        if alarm["StateValue"] == "ALARM" and "ActionsSuppressedBy" not in alarm:
            since = alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"]
            yield Page(name=alarm["AlarmName"], since=since, says=alarm.get("AlarmDescription", ""))


def message(due: Iterable[Page], now: datetime, environment: str) -> tuple[str, str]:
    """Return the subject (100 characters at the most) and the text of what the next ones are told."""
    listed = list(due)
    subject = f"Nobody has answered: {environment}, {len(listed)} page{'s' if len(listed) > 1 else ''}"
    parts = [
        f"{page.name}, on for {(now - page.since) // timedelta(minutes=1)} minutes, since {page.since:%Y-%m-%d %H:%M} UTC:"
        f"\n{page.says}"
        for page in listed
    ]
    return subject, "\n\n".join(("On-call was told and has not answered.", *parts))
