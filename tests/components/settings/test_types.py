"""Proves that each domain type reads back what it writes, means what it says and refuses everything else.

Whether a settings file uses them rightly is left to `test_rules`.
"""

from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Network
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from components.settings import AwsCron, DailyWindow, InstanceClass, WeeklyWindow, format_duration
from components.settings.sections.fleet import Moment
from components.settings.types import DAYS, AssociationCron, BucketName, Cidr, Duration
from standards.cron import CronError, parse_schedule

DAY = 24 * 60
minutes_of_day = st.integers(0, DAY - 1)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(st.integers(0, 999_999), st.sampled_from("smhd"))
def test_a_duration_survives_being_written(number: int, unit: str) -> None:
    adapter = TypeAdapter[timedelta](Duration)
    value = adapter.validate_python(f"{number}{unit}")
    assert adapter.validate_python(format_duration(value)) == value
    assert value.total_seconds() == number * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (59, "59s"), (60, "1m"), (90, "90s"), (7200, "2h"), (86400, "1d")]
)
def test_a_duration_is_written_in_its_largest_whole_unit(seconds: int, text: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    "wrong", ["", "5", "m", "-5m", "5 m", "1h30m", "1.5h", "5M", "\u0665m", "1000000d", 300, None, 1.5, []]
)
def test_what_is_no_duration_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError, match="a whole number and one unit"):
        TypeAdapter[timedelta](Duration).validate_python(wrong)


@given(st.integers(0, 2**16 - 1))
def test_a_network_survives_being_written(high: int) -> None:
    adapter = TypeAdapter[IPv4Network](Cidr)
    network = IPv4Network((high << 16, 16))
    assert adapter.validate_python(adapter.dump_python(adapter.validate_python(str(network)))) == network


@pytest.mark.parametrize(
    "wrong", ["10.0.0.0", "10.0.0.1/16", "10.0.0.0/33", "fd00::/16", "x/16", 10, b"1234", None]
)
def test_what_is_no_network_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[IPv4Network](Cidr).validate_python(wrong)


@given(minutes_of_day, st.integers(30, DAY - 1))
def test_a_daily_window_opens_each_day_for_its_length(start: int, length: int) -> None:
    window = DailyWindow.parse(f"{clock(start)}-{clock((start + length) % DAY)}")
    assert window.length == timedelta(minutes=length)
    expected = {(day * DAY + start + minute) % (7 * DAY) for day in range(7) for minute in range(length)}
    assert window.minutes_of_week == expected


@given(st.integers(0, 6), minutes_of_day, st.integers(30, 3 * DAY))
def test_a_weekly_window_opens_once_a_week_for_its_length(day: int, start: int, length: int) -> None:
    first = day * DAY + start
    last = (first + length) % (7 * DAY)
    window = WeeklyWindow.parse(f"{DAYS[day]}:{clock(start)}-{DAYS[last // DAY]}:{clock(last % DAY)}")
    assert window.minutes_of_week == {(first + minute) % (7 * DAY) for minute in range(length)}


@pytest.mark.parametrize(
    ("kind", "wrong", "reason"),
    [
        (DailyWindow, "08:00", "START-END"),
        (DailyWindow, "08:00-08:29", "lasts 29 minutes"),
        (DailyWindow, "08:00-08:00", "lasts 0 minutes"),
        (DailyWindow, "24:00-25:00", "not a time from 00:00 to 23:59"),
        (DailyWindow, "8:00-9:00", "not a time"),
        (DailyWindow, 480, "put it in quotes"),
        (WeeklyWindow, "08:00-09:00", "does not start with one of the days"),
        (WeeklyWindow, "Mon:08:00-Mon:09:00", "does not start with one of the days"),
        (WeeklyWindow, "mon:08:00-mon:08:10", "lasts 10 minutes"),
        (WeeklyWindow, "mon:08:60-mon:10:00", "not a time"),
    ],
)
def test_what_is_no_window_is_refused(kind: type[DailyWindow | WeeklyWindow], wrong: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        kind.parse(wrong)


@pytest.mark.parametrize(
    ("text", "fires_a_week", "gap_hours"),
    [
        ("cron(0 6 ? * * *)", 7, 24),
        ("cron(0 6 * * ? *)", 7, 24),
        ("cron(30 6,18 ? * * *)", 14, 12),
        ("cron(0 0/6 ? * * *)", 28, 6),
        ("cron(0/30 8-9 ? * MON-FRI *)", 20, 70.5),
        ("cron(0 11 ? * SUN *)", 1, 168),
        ("cron(0 11 ? * 1 *)", 1, 168),
        # From the first of January to that of February, and from 31 July to 1 January.
        ("cron(0 6 1 * ? *)", 7, 31 * 24),
        ("cron(0 6 L * ? *)", 7, 31 * 24),
        ("cron(0 6 ? JAN,JUL * *)", 7, 154 * 24),
        # From 31 March to 31 May.
        ("cron(0 6 31 * ? *)", 7, 61 * 24),
        # The first Monday may be the seventh, and the next the first of the month after.
        ("cron(0 6 ? * MON#1 *)", 1, 35 * 24),
        ("cron(0 6 ? * 2#1 *)", 1, 35 * 24),
        ("cron(0 6 ? * 6L *)", 1, 35 * 24),
        ("cron(0 6 ? * FRIL *)", 1, 35 * 24),
        # On a working day: of the 15th, from Friday the 14th or to Monday the 16th.
        ("cron(0 6 15W * ? *)", 5, 32 * 24),
        ("cron(0 6 1W * ? *)", 5, 33 * 24),
        ("cron(0 6 31W 2,3,5 ? *)", 5, 307 * 24),
    ],
)
def test_a_schedule_fires_when_it_says(text: str, fires_a_week: int, gap_hours: float) -> None:
    schedule = AwsCron.parse(text).schedule
    assert len(schedule.minutes_of_week) == fires_a_week
    assert schedule.longest_gap == timedelta(hours=gap_hours)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("cron(0 6 29 FEB ? *)", 1461),
        ("cron(0 6 1 JAN ? 2026/2)", 731),
        ("cron(0 6 ? * * 2026-2027)", 9_000),
        ("cron(0 11 1 1 ? 2030)", 9_000),
    ],
)
def test_a_schedule_that_ends_or_fires_less_than_once_a_year_is_refused(text: str, days: int) -> None:
    assert parse_schedule(text, date(2026, 11, 30)).longest_gap >= timedelta(days=days)
    with pytest.raises(ValueError, match="less than once a year, or ends"):
        AwsCron.parse(text)


def test_a_schedule_of_once_a_year_is_taken() -> None:
    assert AwsCron.parse("cron(0 6 ? JAN MON#1 *)").schedule.longest_gap == timedelta(days=371)
    assert AwsCron.parse("cron(0 6 1 JAN ? *)").schedule.longest_gap == timedelta(days=366)


def test_a_schedule_that_ends_has_a_gap_from_then_on() -> None:
    schedule = parse_schedule("cron(0 6 ? * * 2027)", date(2026, 11, 30))
    assert schedule.longest_gap > timedelta(days=9000)
    assert schedule.shortest_gap == timedelta(days=1)


@given(
    st.lists(st.integers(0, 59), min_size=1, max_size=3),
    st.lists(st.integers(0, 23), min_size=1, max_size=3),
    st.one_of(
        st.lists(st.integers(1, 31), min_size=1, max_size=3).map(lambda days: (",".join(map(str, days)), "?")),
        st.lists(st.integers(1, 7), min_size=1, max_size=3).map(lambda days: ("?", ",".join(map(str, days)))),
    ),
    st.lists(st.integers(1, 12), min_size=1, max_size=4),
)
@settings(max_examples=15, deadline=None, phases=[Phase.generate])
def test_the_gaps_of_a_schedule_are_those_of_its_days_one_by_one(
    minutes: list[int], hours: list[int], days: tuple[str, str], months: list[int]
) -> None:
    """Against a walk over every day of 28 years by the calendar of the standard library."""
    text = f"cron({','.join(map(str, minutes))} {','.join(map(str, hours))} {days[0]} {','.join(map(str, months))} "
    today = date(2026, 11, 30)
    numbers = {int(one) for one in days[0 if days[1] == "?" else 1].split(",")}
    month_days = days[1] == "?"
    walked = [today + timedelta(days=day) for day in range(10227)]
    fires = [
        datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
        for day in walked
        if day.month in months and (day.day if month_days else day.isoweekday() % 7 + 1) in numbers
        for hour in sorted(set(hours))
        for minute in sorted(set(minutes))
    ]
    expression = f"{text}{days[1]} *)"
    if not fires:
        with pytest.raises(CronError, match="it never fires"):
            parse_schedule(expression, today)
        return
    gaps = [after - one for one, after in pairwise([*fires, fires[0] + timedelta(days=10227)])]
    found = parse_schedule(expression, today)
    assert (found.longest_gap, found.shortest_gap) == (max(gaps), min(gaps))
    assert found.weekdays == {one.weekday() for one in fires}


@pytest.mark.parametrize(
    "text",
    [
        "cron(0 6 30 2 ? *)",
        "cron(0 6 31 APR,JUN,SEP,NOV ? *)",
        "cron(0 6 31W FEB ? *)",
        "cron(0 6 ? * * 2025)",
        "cron(0 6 29 2 ? 2027)",
        "cron(0 6 ? FEB MON#5 2027)",
    ],
)
def test_a_schedule_that_never_fires_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="it never fires: from 20"):
        AwsCron.parse(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("cron(0 6 ? JAN * *)", "no months and no years"),
        ("cron(0 6 ? 1-12 * *)", "no months and no years"),
        ("cron(0 6 ? * * 2026-2199)", "no months and no years"),
        ("cron(0/29 * ? * * *)", "every 30 minutes at most"),
        ("cron(0,45 8,9 ? * MON *)", "every 30 minutes at most"),
    ],
)
def test_a_delivery_is_what_state_manager_takes(text: str, reason: str) -> None:
    AwsCron.parse(text)
    with pytest.raises(ValueError, match=reason):
        AssociationCron.parse(text)


def test_a_delivery_may_come_every_half_hour() -> None:
    assert AssociationCron.parse("cron(0/30 * ? * * *)").schedule.shortest_gap == timedelta(minutes=30)


def test_a_schedule_counts_its_days_from_sunday() -> None:
    assert AwsCron.parse("cron(5 1 ? * 1,MON *)").schedule.minutes_of_week == {65, 6 * DAY + 65}


@given(minutes_of_day, st.sampled_from(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")))
def test_a_weekly_schedule_fires_at_the_minute_it_names(minute: int, day: str) -> None:
    schedule = AwsCron.parse(f"cron({minute % 60} {minute // 60} ? * {day} *)").schedule
    assert schedule.minutes_of_week == {DAYS.index(day.lower()) * DAY + minute}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("0 6 * * *", "a schedule is written"),
        ("cron(0 6 * * *)", "a schedule is written"),
        ("rate(1 day)", "a schedule is written"),
        ("cron(0 6  ? * * *)", "with single spaces"),
        ("cron( 0 6 ? * * *)", "with single spaces"),
        ("cron(0 6 ? * L *)", "name the day"),
        ("cron(0 6 ? * MON#1,TUE#2 *)", "day-of-week"),
        ("cron(0 6 ? * MON#6 *)", "the day-of-week field 'MON#6' is outside 1 to 5"),
        ("cron(0 6 1W,2 * ? *)", "day-of-month"),
        ("cron(0 6 LW * ? *)", "day-of-month"),
        # A step that is longer than the field names its first value alone: Quartz, whose grammar it is, refuses it.
        ("cron(0/90 6 ? * * *)", "the minutes field '0/90' has a step that is outside 1 to 59"),
        ("cron(0 0/24 ? * * *)", "the hours field '0/24' has a step that is outside 1 to 23"),
        ("cron(0 6 1/32 * ? *)", "the day-of-month field '1/32' has a step that is outside 1 to 31"),
        ("cron(0 6 ? 1/13 MON *)", "the month field '1/13' has a step that is outside 1 to 12"),
        ("cron(0 6 ? * 1/8 *)", "the day-of-week field '1/8' has a step that is outside 1 to 7"),
        ("cron(0/0 6 ? * * *)", "the minutes field '0/0' has a step that is outside 1 to 59"),
        ("cron(0 6 * * * *)", r"exactly one of day-of-month and day-of-week is \?"),
        ("cron(0 6 ? * ? *)", r"exactly one of day-of-month and day-of-week is \?"),
        ("cron(60 6 ? * * *)", "the minutes field '60' is outside 0 to 59"),
        ("cron(0 24 ? * * *)", "the hours field '24'"),
        ("cron(? 6 ? * * *)", r"the minutes field '\?'"),
        ("cron(0 6 32 * ? *)", "the day-of-month field '32'"),
        ("cron(0 6 ? XXX * *)", "the month field 'XXX' is outside 1 to 12 or JAN to DEC"),
        ("cron(0 6 ? * 8 *)", "the day-of-week field '8'"),
        ("cron(0 6 ? * * 1969)", "the year field '1969'"),
        ("cron(0 9-8 ? * * *)", "the hours field '9-8'"),
        ("cron(0 0/0 ? * * *)", "the hours field '0/0'"),
        ("cron(0 , ? * * *)", "the hours field ''"),
    ],
)
def test_what_is_no_schedule_is_refused(wrong: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        AwsCron.parse(wrong)


@pytest.mark.parametrize(
    ("name", "memory_gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t4g.large", 8),
        ("db.m8g.xlarge", 16),
        ("db.r8g.2xlarge", 64),
        ("db.r6g.16xlarge", 512),
        ("db.r6idn.32xlarge", 1024),
        ("db.c6gd.medium", 2),
        ("db.x2iedn.xlarge", 128),
        ("db.x2g.large", 32),
    ],
)
def test_an_instance_class_has_its_memory(name: str, memory_gib: int) -> None:
    assert InstanceClass.parse(name).memory_gib == memory_gib


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("r8g.large", "written db.FAMILY.SIZE"),
        ("db.r8g", "written db.FAMILY.SIZE"),
        ("db.z9.large", "no PostgreSQL on the family 'z9'; near are"),
        ("db.m5.48xlarge", "takes m5 as .*, 24xlarge$"),
        ("db.r6g.48xlarge", "takes r6g as .*, 16xlarge$"),
        ("db.serverless", "written db.FAMILY.SIZE"),
        ("db.t1.micro", "no PostgreSQL on the family 't1'"),
        ("db.r8g.micro", "the database takes r8g as large, xlarge, 2xlarge"),
        ("db.t4g.4xlarge", "the database takes t4g as micro, small, medium, large, xlarge, 2xlarge$"),
    ],
)
def test_what_is_no_instance_class_is_refused(wrong: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        InstanceClass.parse(wrong)


@pytest.mark.parametrize("name", ["example-storefront-prod-state", "a.b.c", "123", "a" * 63])
def test_a_bucket_has_its_name(name: str) -> None:
    assert BucketName.parse(name) == name


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("example..bucket", "no two dots"),
        ("192.168.0.1", "an IP address"),
        ("ab", "3 to 63"),
        ("a" * 64, "3 to 63"),
        ("Example", "3 to 63"),
        ("-example", "3 to 63"),
        ("example.", "3 to 63"),
        ("xn--example", "keeps xn-- for itself"),
        ("example-s3alias", "keeps -s3alias for itself"),
        ("example--x-s3", "keeps --x-s3 for itself"),
    ],
)
def test_what_is_no_buckets_name_is_refused(wrong: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        BucketName.parse(wrong)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("2027-02-30T12:00Z", "no such day or time"),
        ("2027-13-01T12:00Z", "no such day or time"),
        ("2027-11-25T24:00Z", "no such day or time"),
        ("2027-11-25T12:00", "YYYY-MM-DDTHH:MMZ, in UTC"),
        ("2027-11-25 12:00Z", "YYYY-MM-DDTHH:MMZ, in UTC"),
        ("27-11-25T12:00Z", "YYYY-MM-DDTHH:MMZ, in UTC"),
        (datetime(2027, 11, 25, 12, 0), "a moment ends in Z"),  # noqa: DTZ001 - as YAML reads one without Z
        (2027, "a moment is written YYYY-MM-DDTHH:MMZ"),
        (None, "a moment is written YYYY-MM-DDTHH:MMZ"),
    ],
)
def test_what_is_no_moment_is_refused(wrong: object, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        TypeAdapter[datetime](Moment).validate_python(wrong)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - made one of UTC below
def test_a_moment_survives_being_written(moment: datetime) -> None:
    adapter = TypeAdapter[datetime](Moment)
    minute = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    assert adapter.validate_python(adapter.dump_python(minute)) == minute
