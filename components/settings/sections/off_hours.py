"""When an environment for tests or a developer's own is stopped."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field

from components.settings.clock import now
from components.settings.problem import nearest
from components.settings.sections.section import Section
from components.settings.types import DAYS, MINUTES_A_DAY, MINUTES_A_WEEK, CheckedText, minute_of_day
from components.shared.facts.places import other_names, time_zones

# In minutes. A database is stopped a quarter of an hour into the stop, or up to an hour later while a backup is
# being made, and started half an hour before the morning: in a shorter stop the start would come before the stop.
SHORTEST_STOP = 120

# A stop's length in minutes; a week's days are counted from Monday, 0.
Stops = Mapping[int, tuple[int, ...]]


class TimeOfDay(CheckedText):
    """A minute of the day: `20:00`."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse what is no time of day."""
        minute_of_day(text)

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Hours and minutes."""
        return {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    @property
    def minute(self) -> int:
        """The minute of the day, 0 to 1439."""
        return minute_of_day(self)


class Weekdays(CheckedText):
    """Days of the week by their names, and ranges of them: `MON-FRI`, `MON,WED-FRI`."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse other names, ranges that go backwards, and a day that stands twice."""
        numbers = _weekdays(text)
        if len(set(numbers)) < len(numbers):
            raise ValueError("each day stands once")

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Names and ranges."""
        day = f"({'|'.join(DAYS).upper()})"
        return {"type": "string", "pattern": f"^{day}(-{day})?(,{day}(-{day})?)*$"}

    @property
    def numbers(self) -> tuple[int, ...]:
        """The days in order, 0 is Monday."""
        return tuple(sorted(_weekdays(self)))


def _weekdays(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        low, high = _weekday(first), _weekday(last if dash else first)
        if high < low:
            raise ValueError(f"{part} goes backwards: a week begins on MON")
        found += range(low, high + 1)
    return found


def _weekday(text: str) -> int:
    if text != text.upper() or text.lower() not in DAYS:
        raise ValueError(f"{text!r} is none of {', '.join(DAYS).upper()}")
    return DAYS.index(text.lower())


class TimeZone(CheckedText):
    """A time zone of the IANA database by its own name: `America/Santiago`.

    Auto Scaling takes no other names of one:
    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html
    """

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse what the database does not hold, and what it holds as another name of a zone."""
        if text in other_names():
            raise ValueError(f"Auto Scaling takes a time zone by its own name alone, {other_names()[text]}")
        if text not in time_zones():
            raise ValueError(f"no time zone of the IANA database; near are {nearest(text, sorted(time_zones()))}")

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Every zone by name."""
        return {"type": "string", "enum": sorted(time_zones())}


class OffHoursSettings(Section):
    """The stops of a test or disposable environment: it starts at `until` and stops at `from` on `days`.

    What lies between two such days is a stop if it lasts two hours or more; a shorter one is none. So from
    23:59 until 00:00 on MON-FRI it runs from Monday to Friday, day and night, and is stopped at the weekend alone.
    """

    begins: TimeOfDay = Field(
        alias="from",
        description="HH:MM in timeZone, in quotes, later in the day than `until`; a stop shorter than "
        f"{SHORTEST_STOP // 60} hours is none: with 23:59 and until 00:00 it stops on days off alone",
        examples=["20:00"],
    )
    ends: TimeOfDay = Field(
        alias="until", description="HH:MM in timeZone, in quotes, before `from`", examples=["07:00"]
    )
    days: Weekdays = Field(description="days and ranges of days on which it runs, MON to SUN", examples=["MON-FRI"])
    time_zone: TimeZone = Field(
        description="a time zone of the IANA database, by its own name", examples=["America/Santiago"]
    )

    @property
    def ordered(self) -> bool:
        """Whether it starts before it stops."""
        return self.ends.minute < self.begins.minute

    @property
    def stops(self) -> Stops:
        """The days of each length of a stop, by that length in minutes: the last before a day off is longer."""
        found: dict[int, tuple[int, ...]] = {}
        for evening, morning in self._stops:
            length = (morning - evening) * MINUTES_A_DAY - self.begins.minute + self.ends.minute
            found[length] = (*found.get(length, ()), evening)
        return found

    @property
    def evenings(self) -> tuple[int, ...]:
        """The days on which it stops, in order, 0 is Monday."""
        return tuple(evening for evening, _ in self._stops)

    @property
    def mornings(self) -> tuple[int, ...]:
        """The days on which it starts, in order, 0 is Monday."""
        return tuple(sorted(morning % len(DAYS) for _, morning in self._stops))

    @property
    def runs_between_days(self) -> bool:
        """Whether it runs between two of its days that follow each other, for want of a stop."""
        return MINUTES_A_DAY - self.begins.minute + self.ends.minute < SHORTEST_STOP

    @property
    def _stops(self) -> list[tuple[int, int]]:
        """The day of each evening with that of its morning, which may lie in the next week."""
        days = self.days.numbers
        following = zip(days, (*days[1:], days[0] + len(DAYS)), strict=True)
        return [(day, after) for day, after in following if after - day > 1 or not self.runs_between_days]

    @property
    def minutes_of_week(self) -> frozenset[int]:
        """Every minute of the week from Monday 00:00 UTC in which it may be stopped, by this year's offsets."""
        begins, offsets = self.begins.minute, _offsets(self.time_zone, now().year)
        stops = (
            range(first, first + length)
            for length, days in self.stops.items()
            for day in days
            for first in ((day * MINUTES_A_DAY + begins - offset) % MINUTES_A_WEEK for offset in offsets)
        )
        # A stop may run into the next week. Sets of ranges are made ten times faster than minute by minute.
        return frozenset(
            chain.from_iterable(
                (*range(stop.start, min(stop.stop, MINUTES_A_WEEK)), *range(stop.stop - MINUTES_A_WEEK))
                for stop in stops
            )
        )

    def cover(self, moment: datetime) -> bool:
        """Whether it is stopped at a moment."""
        here = moment.astimezone(ZoneInfo(self.time_zone))
        minute = here.weekday() * MINUTES_A_DAY + here.hour * 60 + here.minute - self.begins.minute
        return any(
            (minute - day * MINUTES_A_DAY) % MINUTES_A_WEEK < length
            for length, days in self.stops.items()
            for day in days
        )

    def next_start(self, moment: datetime) -> datetime:
        """The next time that it starts after a moment, in its own time zone."""
        here = moment.astimezone(ZoneInfo(self.time_zone))
        hour, minute = divmod(self.ends.minute, 60)
        mornings = (
            (here + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
            for days in range(len(DAYS) + 1)
        )
        return next(one for one in mornings if one > here and one.weekday() in self.mornings)


@cache
def _offsets(time_zone: str, year: int) -> frozenset[int]:
    """The minutes by which a time zone's clocks are before UTC's in two years: Morocco's change with Ramadan."""
    first = datetime(year, 1, 1, tzinfo=ZoneInfo(time_zone))
    offsets = ((first + timedelta(days=day)).utcoffset() for day in range(0, 731, 7))
    return frozenset(int(offset.total_seconds()) // 60 for offset in offsets if offset is not None)
