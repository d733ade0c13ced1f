"""Proves when an environment stops: the length of each stop, both halves of a year, and what is no such setting."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from components.settings import OffHoursSettings

OFF_HOURS = {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"}
_HOUR = 60


def off_hours(**changed: str) -> OffHoursSettings:
    """The settings with some values changed."""
    return OffHoursSettings.model_validate({**OFF_HOURS, **changed})


@pytest.mark.parametrize(
    ("days", "stops"),
    [
        ("MON-FRI", {11 * _HOUR: (0, 1, 2, 3), 59 * _HOUR: (4,)}),
        ("MON-SUN", {11 * _HOUR: (0, 1, 2, 3, 4, 5, 6)}),
        ("WED", {(7 * 24 - 13) * _HOUR: (2,)}),
        ("FRI,MON", {83 * _HOUR: (0,), 59 * _HOUR: (4,)}),
    ],
)
def test_the_stop_before_a_day_off_is_longer(days: str, stops: dict[int, tuple[int, ...]]) -> None:
    assert off_hours(days=days).stops == stops


@pytest.mark.parametrize(
    ("moment", "stopped"),
    [
        # Santiago is three hours behind UTC in its summer, four in its winter.
        ("2027-01-04T09:59", True),  # Monday
        ("2027-01-04T10:00", False),
        ("2027-01-04T22:59", False),
        ("2027-01-04T23:00", True),
        ("2027-07-05T10:59", True),
        ("2027-07-05T11:00", False),
        ("2027-07-05T23:59", False),
        ("2027-07-06T00:00", True),
        ("2027-01-09T15:00", True),  # Saturday
    ],
)
def test_it_is_stopped_by_the_clocks_of_its_time_zone(moment: str, *, stopped: bool) -> None:
    assert off_hours().cover(_utc(moment)) is stopped


@pytest.mark.parametrize(
    ("moment", "starts"),
    [
        ("2027-01-05T03:00", "2027-01-05T10:00"),
        ("2027-01-08T23:30", "2027-01-11T10:00"),
        ("2027-01-05T10:00", "2027-01-06T10:00"),
        ("2027-07-04T12:00", "2027-07-05T11:00"),
    ],
)
def test_it_starts_on_the_next_of_its_days(moment: str, starts: str) -> None:
    assert off_hours().next_start(_utc(moment)) == _utc(starts)


def test_a_minute_in_which_it_sleeps_in_either_half_of_the_year_is_one_of_sleep() -> None:
    minutes = off_hours().minutes_of_week
    tuesday = 24 * _HOUR
    # Ten to eleven in the morning, UTC: running in summer alone; eleven at night to midnight in winter alone.
    stopped = [hour for hour in range(24) if tuesday + hour * _HOUR in minutes]
    assert stopped == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 23]
    assert off_hours(timeZone="America/Bogota").minutes_of_week < {*range(7 * 24 * _HOUR)}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("from", "24:00", "not a time from 00:00 to 23:59"),
        ("until", "7:00", "not a time from 00:00 to 23:59"),
        ("days", "mon-fri", "none of MON, TUE, WED, THU, FRI, SAT, SUN"),
        ("days", "SAT-MON", "goes backwards: a week begins on MON"),
        ("days", "MON,MON-WED", "each day stands once"),
        ("days", "", "none of MON"),
        ("timeZone", "America/Santigo", "near are America/Santiago"),
        ("timeZone", "America/Buenos_Aires", "by its own name alone, America/Argentina/Buenos_Aires"),
        ("timeZone", "Zulu", "by its own name alone, Etc/UTC"),
        ("timeZone", "Factory", "no time zone of the IANA database"),
        ("timeZone", "../etc/passwd", "no time zone of the IANA database"),
    ],
)
def test_what_is_no_such_value_is_refused_with_what_is(key: str, value: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        off_hours(**{key: value})


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
