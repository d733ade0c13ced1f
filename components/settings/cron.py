"""The grammar of AWS cron expressions, and when one fires.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
(`W` and `#` are left out: no setting here needs them.)
"""

import re
from dataclasses import dataclass
from datetime import timedelta

_MINUTES_A_DAY = 24 * 60
_WEEK = 7 * _MINUTES_A_DAY
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SHORTEST_MONTH_GAP = timedelta(days=28)


class CronError(ValueError):
    """An expression outside the grammar; the message says which field, and what it takes."""


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

    def _part(self, text: str) -> frozenset[int]:
        span, slash, step = text.partition("/")
        if slash and (not step.isascii() or not step.isdigit() or int(step) == 0):
            raise self._error(text)
        low, high = self._span(span, open_ended=bool(slash))
        return frozenset(range(low, high + 1, int(step) if slash else 1))

    def _span(self, text: str, *, open_ended: bool) -> tuple[int, int]:
        if text == "*":
            return self.low, self.high
        first, dash, last = text.partition("-")
        low = self._value(first, text)
        high = self._value(last, text) if dash else self.high if open_ended else low
        if low > high:
            raise self._error(text)
        return low, high

    def _value(self, text: str, whole: str) -> int:
        if text.upper() in self.names:
            return self.names.index(text.upper()) + self.low
        if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not self.low <= int(text) <= self.high:
            raise self._error(whole)
        return int(text)

    def _error(self, text: str) -> CronError:
        names = f" or {self.names[0]} to {self.names[-1]}" if self.names else ""
        return CronError(f"the {self.name} field {text!r} is outside {self.low} to {self.high}{names}")


_FIELDS = (
    _Field("minutes", 0, 59),
    _Field("hours", 0, 23),
    _Field("day-of-month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day-of-week", 1, 7, _WEEKDAYS),
    _Field("year", 1970, 2199),
)


@dataclass(frozen=True)
class Schedule:
    """When a cron expression fires, in UTC."""

    times: tuple[int, ...]  # minutes of the day, in order
    weekdays: frozenset[int]  # 0 is Monday
    every_week: bool  # no month, day of the month or year is singled out

    @property
    def minutes_of_week(self) -> frozenset[int]:
        """Each minute of the week, from Monday 00:00, at which it may fire."""
        return frozenset(day * _MINUTES_A_DAY + time for day in self.weekdays for time in self.times)

    @property
    def longest_gap(self) -> timedelta:
        """The longest time between two firings; for monthly and rarer schedules, a lower bound of it."""
        if not self.every_week:
            return _SHORTEST_MONTH_GAP
        fires = sorted(self.minutes_of_week)
        gaps = [later - earlier for earlier, later in zip(fires, [*fires[1:], fires[0] + _WEEK], strict=True)]
        return timedelta(minutes=max(gaps))


def parse_schedule(text: str) -> Schedule:
    """Read `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)`."""
    match = re.fullmatch(r"cron\(([^()]*)\)", text)
    parts = match[1].split() if match else []
    if len(parts) != len(_FIELDS):
        raise CronError("a schedule is written cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)")
    if (parts[2] == "?") == (parts[4] == "?"):
        raise CronError("exactly one of day-of-month and day-of-week is ?")
    minutes, hours, month_days, months, week_days, years = (
        field.read("*" if part == "?" and field.name.startswith("day") else part)
        for field, part in zip(_FIELDS, _last_day_spelt_out(parts), strict=True)
    )
    return Schedule(
        times=tuple(hour * 60 + minute for hour in sorted(hours) for minute in sorted(minutes)),
        weekdays=frozenset((day - 2) % 7 for day in week_days),
        every_week=(len(month_days), len(months), len(years)) == (31, 12, 230),
    )


def _last_day_spelt_out(parts: list[str]) -> list[str]:
    """`L` in day-of-month, the last day, is at the earliest the 28th."""
    return [*parts[:2], "28-31" if parts[2] == "L" else parts[2], *parts[3:]]
