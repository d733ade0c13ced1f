"""Proves of any off-hours that settings can say: servers and database follow it, and no server is up without a database.

The schedules of servers and database are played through three weeks, minute by minute, and held against what the
settings say themselves; that programs declare just these schedules is shown by `test_off_hours` and `test_database_off_hours`.
"""

import re
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from components.database import off_hours as database_schedule
from components.servers import off_hours as servers
from components.settings import OffHoursSettings
from components.settings.rules.off_hours import RULES
from components.settings.sections.model import Kind, Settings
from components.settings.types import DAYS, MINUTES_A_DAY, MINUTES_A_WEEK

# RDS's stop may be tried for an hour, while a backup is being made.
LATEST_STOP = 60
WEEKS = 3


def times(minutes: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    return minutes.map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


# Near midnight too, where evening and morning change their days.
anywhere = times(st.integers(0, 1439) | st.sampled_from((0, 1, 29, 30, 31, 90, 1380, 1424, 1425, 1438, 1439)))
some_days = st.sets(st.sampled_from(DAYS), min_size=1).map(
    lambda days: ",".join(sorted(days, key=DAYS.index)).upper()
)


def off_hours_of(begins: str, ends: str, days: str, time_zone: str = "Etc/UTC") -> OffHoursSettings:
    return OffHoursSettings.model_validate({"from": begins, "until": ends, "days": days, "timeZone": time_zone})


some_off_hours = st.builds(off_hours_of, anywhere, anywhere, some_days)


def taken(off_hours: OffHoursSettings) -> bool:
    """Whether the rules of the hours themselves take it."""
    settings = Settings.model_construct({"kind", "off_hours"}, kind=Kind.TEST, off_hours=off_hours)
    return not [problem for rule in RULES if rule.reads == ("off_hours",) for problem in rule.check(settings, [])]


def minutes_of(expression: str, first_day: int) -> set[int]:
    """The minutes of the week from Monday at which a cron expression with one time fires; Sunday's number is given."""
    found = re.fullmatch(r"(?:cron\()?(\d+) (\d+) [?*] \* ([A-Z0-9,]+)(?: \*\))?", expression)
    assert found, expression
    numbers = [
        DAYS.index(day.lower()) if day.isalpha() else (int(day) - first_day) % 7 for day in found[3].split(",")
    ]
    return {day * MINUTES_A_DAY + int(found[2]) * 60 + int(found[1]) for day in numbers}


def states(expressions: Mapping[str, str], *, late: int = 0) -> list[bool]:
    """Whether it is up in each minute of the last of three weeks; what stops it may come late."""
    stops = {(minute + late) % MINUTES_A_WEEK for minute in minutes_of(expressions["stops"], 1)}
    starts = minutes_of(expressions["starts"], 1)
    up, found = True, list[bool]()
    for minute in range(WEEKS * MINUTES_A_WEEK):
        up = (up or minute % MINUTES_A_WEEK in starts) and minute % MINUTES_A_WEEK not in stops
        found.append(up)
    return found[-MINUTES_A_WEEK:]


@given(some_off_hours.filter(taken))
def test_servers_stop_when_the_settings_say_and_never_start_without_a_database(off_hours: OffHoursSettings) -> None:
    fleet = states(servers.recurrences(off_hours))
    stopped = off_hours.minutes_of_week
    assert fleet == [minute not in stopped for minute in range(MINUTES_A_WEEK)]
    for late in (0, LATEST_STOP):
        database = states(database_schedule.recurrences(off_hours), late=late)
        assert [minute for minute in range(MINUTES_A_WEEK) if fleet[minute] and not database[minute]] == []
        assert not all(database)


def test_the_weekend_alone_is_slept_through() -> None:
    off_hours = off_hours_of("23:59", "00:00", "MON-FRI", "America/Santiago")
    assert taken(off_hours)
    assert servers.recurrences(off_hours) == {"stops": "59 23 * * 5", "starts": "0 0 * * 1"}
    assert database_schedule.recurrences(off_hours) == {
        "stops": "cron(14 0 ? * SAT *)",
        "starts": "cron(30 23 ? * SUN *)",
    }


def test_what_would_never_sleep_is_refused() -> None:
    assert not taken(off_hours_of("23:59", "00:00", "MON-SUN"))
    assert not taken(off_hours_of("22:01", "00:00", "MON-SUN"))
    assert taken(off_hours_of("22:00", "00:00", "MON-SUN"))
    assert taken(off_hours_of("23:59", "00:00", "MON-SAT"))
