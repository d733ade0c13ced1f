"""Proves the bench's statistics on numbers worked out by hand; what is timed is left to `make bench`."""

import pytest

from bench.samples import across, growth, ratio


def test_a_ratio_is_taken_from_the_least_disturbed_runs() -> None:
    assert ratio([3.0, 1.2, 9.9], [1.0, 4.0]) == pytest.approx(1.2)


def test_linear_growth_is_one() -> None:
    assert growth([20.0, 25.0], [2.0, 3.0], 10) == pytest.approx(1.0)


def test_quadratic_growth_shows() -> None:
    assert growth([200.0], [2.0], 10) == pytest.approx(10.0)


def test_one_process_gone_astray_changes_nothing() -> None:
    assert across([1.1, 1.2, 7.0]) == across([0.1, 1.2, 1.3]) == pytest.approx(1.2)
