"""The states of alarms over series, against the cases of CloudWatch's page on missing data.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from dataclasses import replace

import pytest

from bench.alarm_states import Rule, breaches, onsets, rule_of, states
from components.alarms.alarm import Comparison, Missing
from components.monitoring.catalogue import CATALOGUE

ROWS = {row.what: row for row in CATALOGUE}
LETTERS = {"X": True, "0": False, "-": None}
# The page's table for 3 of 3: what was retrieved, and the state by each treatment.
CASES = [
    ("0-X-X", "OK", "OK", "OK", "OK"),
    ("00000", "OK", "OK", "OK", "OK"),
    ("-----", "INSUFFICIENT_DATA", "before", "ALARM", "OK"),
    ("0XX-X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("--X--", "ALARM|INSUFFICIENT_DATA", "before", "ALARM", "OK"),
]


@pytest.mark.parametrize(("seen", "missing", "ignore", "breaching", "not_breaching"), CASES)
def test_three_of_three(seen: str, missing: str, ignore: str, breaching: str, not_breaching: str) -> None:
    bad = [LETTERS[letter] for letter in seen]

    def last(treatment: Missing) -> str:
        return list(states(bad, Rule(periods=3, datapoints=3, missing=treatment)))[-1]

    assert last(Missing.BREACHING) == breaching
    assert last(Missing.NOT_BREACHING) == not_breaching
    # One datapoint that is left alone leaves the state as it was.
    if "|" not in missing:
        assert last(Missing.MISSING) == missing
    if ignore != "before":
        assert last(Missing.IGNORE) == ignore


def test_ignoring_keeps_the_state() -> None:
    rule = Rule(periods=1, datapoints=1, missing=Missing.IGNORE)
    assert list(states([True, None, None, None, None, False, None], rule)) == ["ALARM"] * 5 + ["OK"] * 2


@pytest.mark.parametrize(("seen", "state"), [("X0X00", "OK"), ("0X0XX", "ALARM"), ("XX00X", "ALARM")])
def test_m_of_n(seen: str, state: str) -> None:
    rule = Rule(periods=5, datapoints=3, missing=Missing.MISSING)
    assert list(states([LETTERS[letter] for letter in seen], rule))[-1] == state


def test_silence_alone_sets_off_the_alarm_on_the_databases_silence() -> None:
    row = ROWS["database-gone"]
    bad = breaches(row, [12.0, 0.0] * 5 + [None] * 9, 0)
    seen = list(states(bad, rule_of(row)))
    assert seen[:10] == ["OK"] * 10
    assert onsets(seen) == [16]  # the seventh silent minute: it looks back two minutes further than it must


def test_above_and_below_are_strict() -> None:
    above, below = ROWS["latency-p95"], ROWS["certificate-expiring"]
    assert breaches(above, [1.5, 1.6, None], 1.5) == [False, True, None]
    assert breaches(below, [30.0, 29.9], 30) == [False, True]


def test_a_band_has_two_sides_or_one() -> None:
    day = [10.0, 12.0] * 144
    series = [*day * 3, 100.0, -100.0]
    both = replace(ROWS["requests-sudden"], period=300)
    assert breaches(both, series, None)[-2:] == [True, True]
    assert breaches(replace(both, comparison=Comparison.ABOVE_BAND), series, None)[-2:] == [True, False]
    assert breaches(replace(both, comparison=Comparison.BELOW_BAND), series, None)[-2:] == [False, True]
    assert breaches(both, series, None)[:576] == [None] * 576


def test_an_alarm_that_stays_on_goes_on_once() -> None:
    assert onsets(["OK", "ALARM", "ALARM", "INSUFFICIENT_DATA", "ALARM", "OK"]) == [1, 4]
