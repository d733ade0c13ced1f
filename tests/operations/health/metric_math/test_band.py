"""The approximated band: what it is made of, from when on, and that it is as wide as the days differ.

How well alarms on it do is left to bench/alarms.py.
"""

import pytest

from operations.health.metric_math.band import band

HOUR = 3600
DAYS = 24  # datapoints a day


def test_it_is_the_mean_and_the_deviation_around_this_hour_of_the_days_before() -> None:
    # An hourly series: 23, 0 and 1 o'clock of two days before.
    first, second = [10.0, 14.0, *[0.0] * 21, 12.0], [10.0, 14.0, *[0.0] * 21, 12.0]
    edges = band([*first, *second, 0.0], HOUR, 2)
    assert edges[:48] == [None] * 48
    around = [10.0, 14.0, 12.0, 10.0, 14.0]  # the first day has no 23 o'clock before it
    mean = sum(around) / 5
    assert edges[48] is None, "five are too few"
    longer = band([*first, *second, *first, *second, 0.0], HOUR, 2)[96]
    assert longer is not None
    values = [10.0, 14.0] + [12.0, 10.0, 14.0] * 3
    mean = sum(values) / 11
    deviation = (sum((value - mean) ** 2 for value in values) / 11) ** 0.5
    assert longer == pytest.approx((mean - 2 * deviation, mean + 2 * deviation))


def test_nothing_of_today_moves_it() -> None:
    quiet = [1.0, 2.0] * (DAYS * 2)
    calm, wild = band([*quiet, 1.0], HOUR, 3), band([*quiet, 1000.0], HOUR, 3)
    assert calm[-1] == wild[-1]


def test_a_nightly_peak_belongs_to_its_hour_alone() -> None:
    days = ([5.0] * 3 + [90.0] + [5.0] * 20) * 6
    edges = band(days, HOUR, 3)
    at_three, at_noon = edges[5 * DAYS + 3], edges[5 * DAYS + 12]
    assert at_three is not None
    assert at_noon is not None
    assert at_three[1] > 90
    assert at_noon == pytest.approx((5, 5))


def test_missing_datapoints_are_not_zeros() -> None:
    days: list[float | None] = [7.0, None] * (DAYS * 7)
    assert band(days, HOUR, 3)[-2] == pytest.approx((7, 7))


def test_it_forgets_after_two_weeks() -> None:
    edges = band([100.0] * DAYS + [1.0] * (DAYS * 16), HOUR, 3)
    assert edges[-1] == pytest.approx((1, 1))
