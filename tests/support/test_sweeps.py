"""Shows that a seed draws a part of a search, always the same one, and that together they draw all of it."""

import pytest

from tests.support.sweeps import ONE_IN, SEED, drawn

POINTS = [("failover", number) for number in range(2000)]


def _drawn(monkeypatch: pytest.MonkeyPatch, seed: str) -> set[tuple[str, int]]:
    monkeypatch.setenv(SEED, seed)
    return {point for point in POINTS if drawn(*point)}


def test_a_seed_draws_the_same_part_again_and_another_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _drawn(monkeypatch, "1")
    assert first == _drawn(monkeypatch, "1") != _drawn(monkeypatch, "2")
    assert 0.8 < len(first) * ONE_IN / len(POINTS) < 1.2


def test_every_point_is_drawn_by_some_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set().union(*(_drawn(monkeypatch, str(seed)) for seed in range(100))) == set(POINTS)


def test_without_a_seed_everything_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SEED, raising=False)
    assert all(drawn(*point) for point in POINTS)
