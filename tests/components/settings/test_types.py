"""Proves that each domain type reads back what it writes, means what it says and refuses everything else.

Whether a settings file uses them rightly is left to `test_rules`.
"""

from datetime import timedelta
from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from components.settings import AwsCron, DailyWindow, InstanceClass, WeeklyWindow, format_duration
from components.settings.types import DAYS, BucketName, Cidr, Duration

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
        ("cron(0 6 1 * ? *)", 7, 672),
        ("cron(0 6 L * ? *)", 7, 672),
        ("cron(0 6 ? JAN,JUL * *)", 7, 672),
        ("cron(0 6 ? * * 2027)", 7, 672),
    ],
)
def test_a_schedule_fires_when_it_says(text: str, fires_a_week: int, gap_hours: float) -> None:
    schedule = AwsCron.parse(text).schedule
    assert len(schedule.minutes_of_week) == fires_a_week
    assert schedule.longest_gap == timedelta(hours=gap_hours)


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
        ("db.m5.48xlarge", "sells m5 as .*, 24xlarge$"),
        ("db.r6g.48xlarge", "sells r6g as .*, 16xlarge$"),
        ("db.serverless", "written db.FAMILY.SIZE"),
        ("db.t1.micro", "no PostgreSQL on the family 't1'"),
        ("db.r8g.micro", "RDS sells r8g as large, xlarge, 2xlarge"),
        ("db.t4g.4xlarge", "RDS sells t4g as micro, small, medium, large, xlarge, 2xlarge$"),
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
