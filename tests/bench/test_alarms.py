"""The bench of alarms: how it reads labelled series, and what it counts as found and as false.

The figures on the real series are the bench's own, and are held to their bounds by `make bench`.
"""

import csv
import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import alarms
from bench.alarms import evaluate, measure, static_rule, unusual_rules
from bench.labelled import FOLDER, Labelled, read

DAY = 288


def _write(folder: Path, name: str, rows: list[tuple[str, float]], windows: list[list[str]]) -> None:
    with (folder / name).open("w", newline="") as file:
        csv.writer(file).writerows([("timestamp", "value"), *rows])
    (folder / "windows.json").write_text(json.dumps({name: windows}))


def test_a_series_is_put_on_its_own_grid(tmp_path: Path) -> None:
    rows = [("2014-04-10 00:04:00", 1.0), ("2014-04-10 00:09:00", 2.0), ("2014-04-10 00:19:00", 4.0)]
    rows.append(("2014-04-10 00:24:00", 5.0))
    _write(tmp_path, "a.csv", rows, [["2014-04-10 00:09:00.000000", "2014-04-10 00:19:00.000000"]])
    (series,) = read(tmp_path)
    assert (series.period, list(series.values), series.windows) == (300, [1.0, 2.0, None, 4.0, 5.0], [(1, 3)])
    assert series.weeks == pytest.approx(5 * 300 / 604_800)


def _daily(days: int) -> list[float]:
    return [50 + 30 * math.sin(2 * math.pi * slot / DAY) + (slot * 7919 % 11 - 5) for slot in range(days * DAY)]


def _labelled(values: Sequence[float | None], *windows: tuple[int, int]) -> Labelled:
    return Labelled(name="made", period=300, values=values, windows=windows)


def test_a_quiet_series_has_no_false_alarm_and_trouble_is_found() -> None:
    values = _daily(10)
    assert evaluate(_labelled(values), unusual_rules()).false == 0
    values[8 * DAY : 8 * DAY + 6] = [400.0] * 6
    found = evaluate(_labelled(values, (8 * DAY - 10, 8 * DAY + 20)), unusual_rules())
    assert (found.found, found.windows, found.false) == (1, 1, 0)


def test_some_minutes_outside_set_nothing_off() -> None:
    """Such is every night's backup."""
    values = _daily(10)
    values[8 * DAY] = 200.0
    evaluated = evaluate(_labelled(values, (8 * DAY - 10, 8 * DAY + 20)), unusual_rules())
    assert (evaluated.found, evaluated.false) == (0, 0)


def test_a_rule_sees_its_own_periods() -> None:
    series = _labelled([1.0, 3.0, None, None, 5.0, 6.0, 7.0], (2, 6))
    coarse = series.over(600)
    assert (coarse.period, list(coarse.values), coarse.windows) == (600, [2.0, None, 5.5, 7.0], [(1, 3)])
    assert coarse.weeks == pytest.approx(series.weeks, rel=0.2)
    assert series.over(300) is series
    assert series.over(60) is series


def test_what_goes_on_outside_of_a_window_is_false() -> None:
    values = _daily(10)
    values[8 * DAY : 8 * DAY + 6] = [400.0] * 6
    evaluated = evaluate(_labelled(values, (3 * DAY, 4 * DAY)), unusual_rules())
    assert (evaluated.found, evaluated.false) == (0, 1)


def test_the_static_rule_is_that_of_the_first_days() -> None:
    values = [1.0, 3.0] * (2 * DAY)
    row = static_rule(_labelled([*values, 1000.0]))
    assert row.threshold == pytest.approx(2 + 3 * 1.0)
    evaluated = evaluate(_labelled([*values, 6.0, 4.0, 6.0]), [row])
    assert evaluated.false == 2


def test_without_the_data_it_says_so_and_measures_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(alarms, "FOLDER", tmp_path / "a/b/c/absent")
    measured = measure(quick=True)
    assert (list(measured.figures), "skipped" in measured.explanations[0]) == ([], True)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the labelled series (../shared/data/alarms) are not here")
def test_the_real_series_keep_their_bounds() -> None:
    assert [figure.name for figure in measure(quick=True).figures if not figure.kept] == []
