"""When an environment for tests or a developer's own sleeps."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field

from components.settings.clock import now
from components.settings.problem import nearest
from components.settings.sections.section import Section
from components.settings.types import DAYS, MINUTES_A_DAY, MINUTES_A_WEEK, CheckedText, minute_of_day

# A night's length in minutes; a week's days are counted from Monday, 0.
Nights = Mapping[int, tuple[int, ...]]


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
    """A time zone of the IANA database: `America/Santiago`."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse what the database does not hold."""
        if text not in _time_zones():
            raise ValueError(f"no time zone of the IANA database; near are {nearest(text, sorted(_time_zones()))}")


@cache
def _time_zones() -> frozenset[str]:
    # Two names of the database are no place's: that of no zone, and that of wherever it is read.
    return frozenset(available_timezones() - {"Factory", "localtime"})


class SleepSettings(Section):
    """The nights of a test or disposable environment: it wakes at `until` and falls asleep at `from` on `days`."""

    begins: TimeOfDay = Field(
        alias="from", description="HH:MM in timeZone, in quotes, later in the day than `until`", examples=["20:00"]
    )
    ends: TimeOfDay = Field(
        alias="until", description="HH:MM in timeZone, in quotes, before `from`", examples=["07:00"]
    )
    days: Weekdays = Field(
        description="days and ranges of days on which it is awake, MON to SUN", examples=["MON-FRI"]
    )
    time_zone: TimeZone = Field(description="a time zone of the IANA database", examples=["America/Santiago"])

    @property
    def ordered(self) -> bool:
        """Whether it wakes before it falls asleep."""
        return self.ends.minute < self.begins.minute

    @property
    def nights(self) -> Nights:
        """The days of each length of a night, by that length in minutes: the last before a day off is longer."""
        found: dict[int, tuple[int, ...]] = {}
        days = self.days.numbers
        for day, after in zip(days, (*days[1:], days[0] + len(DAYS)), strict=True):
            length = (after - day) * MINUTES_A_DAY - self.begins.minute + self.ends.minute
            found[length] = (*found.get(length, ()), day)
        return found

    @property
    def minutes_of_week(self) -> frozenset[int]:
        """Every minute of the week from Monday 00:00 UTC in which it may be asleep, by this year's offsets."""
        local = {
            (day * MINUTES_A_DAY + self.begins.minute + minute) % MINUTES_A_WEEK
            for length, days in self.nights.items()
            for day in days
            for minute in range(length)
        }
        offsets = _offsets(self.time_zone, now().year)
        return frozenset((minute - offset) % MINUTES_A_WEEK for minute in local for offset in offsets)

    def asleep(self, moment: datetime) -> bool:
        """Whether it sleeps at a moment."""
        here = moment.astimezone(ZoneInfo(self.time_zone))
        minute = here.hour * 60 + here.minute
        return here.weekday() not in self.days.numbers or not self.ends.minute <= minute < self.begins.minute

    def wakes(self, moment: datetime) -> datetime:
        """The next time that it wakes after a moment, in its own time zone."""
        here = moment.astimezone(ZoneInfo(self.time_zone))
        hour, minute = divmod(self.ends.minute, 60)
        mornings = (
            (here + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
            for days in range(len(DAYS) + 1)
        )
        return next(one for one in mornings if one > here and one.weekday() in self.days.numbers)


@cache
def _offsets(time_zone: str, year: int) -> frozenset[int]:
    """The minutes by which a time zone's clocks are before UTC's in two years: Morocco's change with Ramadan."""
    first = datetime(year, 1, 1, tzinfo=ZoneInfo(time_zone))
    offsets = ((first + timedelta(days=day)).utcoffset() for day in range(0, 731, 7))
    return frozenset(int(offset.total_seconds()) // 60 for offset in offsets if offset is not None)
