"""The grammar of AWS cron expressions, and when one fires.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

_MINUTES_A_DAY = 24 * 60
_WEEK = 7
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# After 28 years each date falls on the same day of the week again; the next exception is 2100.
_CYCLE_MONTHS, _CYCLE_DAYS = 28 * 12, 28 * 365 + 7
_SATURDAY, _SUNDAY = 5, 6

# From the weekday on which a month begins (0 is Monday) and its length: the days on which it fires in that month.
DaysOfMonth = Callable[[int, int], frozenset[int]]


class CronError(ValueError):
    """An expression outside the grammar, or that never fires; the message says why."""


@dataclass(frozen=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    def read(self, text: str) -> frozenset[int]:
        """Every value that the field's text stands for."""
        values = frozenset[int]()
        for part in text.split(","):
            values |= self._part(part)
        return values

    def value(self, text: str, whole: str) -> int:
        """The one value that a number or a name stands for, within the `whole` text of the field."""
        if text.upper() in self.names:
            return self.names.index(text.upper()) + self.low
        if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not self.low <= int(text) <= self.high:
            raise self._error(whole)
        return int(text)

    def _part(self, text: str) -> frozenset[int]:
        span, slash, step = text.partition("/")
        if slash and (not re.fullmatch(r"\d{1,4}", step, re.ASCII) or not 0 < int(step) <= self.high):
            raise CronError(f"the {self.name} field {text!r} has a step that is outside 1 to {self.high}")
        low, high = self._span(span, open_ended=bool(slash))
        return frozenset(range(low, high + 1, int(step) if slash else 1))

    def _span(self, text: str, *, open_ended: bool) -> tuple[int, int]:
        if text == "*":
            return self.low, self.high
        first, dash, last = text.partition("-")
        low = self.value(first, text)
        high = self.value(last, text) if dash else self.high if open_ended else low
        if low > high:
            raise self._error(text)
        return low, high

    def _error(self, text: str) -> CronError:
        names = f" or {self.names[0]} to {self.names[-1]}" if self.names else ""
        return CronError(f"the {self.name} field {text!r} is outside {self.low} to {self.high}{names}")


_MINUTE, _HOUR = _Field("minutes", 0, 59), _Field("hours", 0, 23)
_DAY, _MONTH = _Field("day-of-month", 1, 31), _Field("month", 1, 12, _MONTHS)
_WEEKDAY, _YEAR = _Field("day-of-week", 1, 7, _WEEKDAYS), _Field("year", 1970, 2199)
_NUMBER_OF_FIELDS = 6


@dataclass(frozen=True)
class Schedule:
    """When a cron expression fires, in UTC, over the next 28 years."""

    times: tuple[int, ...]  # minutes of the day, in order
    weekdays: frozenset[int]  # those on which it ever fires; 0 is Monday
    longest_gap: timedelta
    """The longest time between two firings; of a schedule that ends, what is left of the 28 years."""
    shortest_gap: timedelta
    """The shortest time between two firings."""

    @property
    def minutes_of_week(self) -> frozenset[int]:
        """Each minute of the week, from Monday 00:00, at which it may fire."""
        return frozenset(day * _MINUTES_A_DAY + time for day in self.weekdays for time in self.times)


def parse_schedule(text: str, today: date) -> Schedule:
    """Read `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)`; raises CronError, also if it never fires."""
    return _read(text, today)


@lru_cache(maxsize=256)
def _read(text: str, today: date) -> Schedule:
    match = re.fullmatch(r"cron\(([^() ]+(?: [^() ]+)*)\)", text)
    parts = match[1].split(" ") if match else []
    if len(parts) != _NUMBER_OF_FIELDS:
        raise CronError(
            "a schedule is written cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR), with single spaces"
        )
    minutes, hours, month_days, months, week_days, years = parts
    if (month_days == "?") == (week_days == "?"):
        raise CronError("exactly one of day-of-month and day-of-week is ?")
    times = tuple(
        hour * 60 + minute for hour in sorted(_HOUR.read(hours)) for minute in sorted(_MINUTE.read(minutes))
    )
    named = _weekdays(week_days) if month_days == "?" else _days(month_days)
    days = list(_fires(named, _MONTH.read(months), _YEAR.read(years), today))
    if not days:
        raise CronError(f"it never fires: from {today} on there is no such day")
    gaps = [after - day for day, after in pairwise([*days, days[0] + _CYCLE_DAYS])]
    return _schedule(times, frozenset((day - 1) % _WEEK for day in days), gaps)


def _schedule(times: tuple[int, ...], weekdays: frozenset[int], gaps: list[int]) -> Schedule:
    within = [later - earlier for earlier, later in pairwise(times)]
    over_night = times[0] - times[-1]
    between = [gap * _MINUTES_A_DAY + over_night for gap in (min(gaps), max(gaps))]
    return Schedule(
        times=times,
        weekdays=weekdays,
        longest_gap=timedelta(minutes=max(*within, *between)),
        shortest_gap=timedelta(minutes=min(*within, *between)),
    )


def _fires(named: DaysOfMonth, months: frozenset[int], years: frozenset[int], today: date) -> Iterator[int]:
    """Yield each day on which it fires, from today until the cycle is over, by its number since the year 1."""
    cycle = range(today.toordinal(), today.toordinal() + _CYCLE_DAYS)
    for index in range(today.month - 1, today.month + _CYCLE_MONTHS):
        year, month = today.year + index // 12, index % 12 + 1
        if month in months and year in years:
            before = date(year, month, 1).toordinal() - 1
            yield from (before + day for day in sorted(named(*monthrange(year, month))) if before + day in cycle)


def _days(text: str) -> DaysOfMonth:
    """The days that a day-of-month field names: `L` is the last, `15W` the weekday nearest to the 15th."""
    if text == "L":
        return lambda _, length: frozenset({length})
    if text.endswith("W"):
        day = _DAY.value(text[:-1], text)
        return lambda first, length: _nearest_weekday(day, first, length)
    values = _DAY.read(text)
    return lambda _, length: frozenset(day for day in values if day <= length)


def _nearest_weekday(day: int, first: int, length: int) -> frozenset[int]:
    """The working day nearest to a day, in the same month; none where the month has no such day."""
    if day > length:
        return frozenset()
    weekday = (first + day - 1) % _WEEK
    if weekday == _SATURDAY:
        return frozenset({day - 1 if day > 1 else day + 2})
    if weekday == _SUNDAY:
        return frozenset({day + 1 if day < length else day - 2})
    return frozenset({day})


def _weekdays(text: str) -> DaysOfMonth:
    """The days that a day-of-week field names: `5L` is the month's last Thursday, `5#2` its second."""
    if text == "L":
        raise CronError("L alone in day-of-week is Saturday to some services and Sunday to others: name the day")
    if text.endswith("L"):
        last = _from_monday(_WEEKDAY.value(text[:-1], text))
        return lambda first, length: frozenset({max(_all_of(last, first, length))})
    if "#" in text:
        name, _, number = text.partition("#")
        weekday = _from_monday(_WEEKDAY.value(name, text))
        nth = _Field("day-of-week", 1, 5).value(number, text)
        return lambda first, length: frozenset(_all_of(weekday, first, length)[nth - 1 : nth])
    weekdays = {_from_monday(value) for value in _WEEKDAY.read(text)}
    return lambda first, length: frozenset(day for weekday in weekdays for day in _all_of(weekday, first, length))


def _from_monday(value: int) -> int:
    return (value - 2) % _WEEK


def _all_of(weekday: int, first: int, length: int) -> range:
    """The days of a month that are this day of the week."""
    return range((weekday - first) % _WEEK + 1, length + 1, _WEEK)
