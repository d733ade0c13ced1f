"""Shows that a seed draws a part of a search, always the same one, and that together they draw all of it."""

import itertools

import pytest

from tests.support.sweeps import ONE_IN, SEED, Turns, drawn, one_of, sample, turns_seed

POINTS = range(60)


def _drawn(monkeypatch: pytest.MonkeyPatch, seed: str, search: str = "failover") -> set[int]:
    monkeypatch.setenv(SEED, seed)
    return {number for number in POINTS if drawn(search, number)}


def test_a_seed_draws_the_same_part_again_and_another_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _drawn(monkeypatch, "1")
    assert first == _drawn(monkeypatch, "1")
    assert len({frozenset(_drawn(monkeypatch, str(seed))) for seed in range(50)}) == ONE_IN
    assert len({frozenset(_drawn(monkeypatch, "1", f"search {number}")) for number in range(50)}) == ONE_IN
    assert len(first) * ONE_IN == len(POINTS)


def test_every_point_is_drawn_by_some_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set().union(*(_drawn(monkeypatch, str(seed)) for seed in range(100))) == set(POINTS)


def test_without_a_seed_everything_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SEED, raising=False)
    assert all(drawn("failover", number) for number in POINTS)
    assert sample("failover", "abc") == ["a", "b", "c"]


@pytest.mark.parametrize("length", range(1, 12))
def test_whatever_the_seed_some_points_of_a_search_are_tried(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    points, tried = range(length), set[int]()
    for seed in range(100):
        monkeypatch.setenv(SEED, str(seed))
        part = sample("shapes", points)
        assert 1 <= len(part) <= -(-length // ONE_IN)
        tried.update(part)
    assert tried == {*points}


def test_of_nothing_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SEED, "1")
    assert sample("shapes", []) == []


def _tried(search: str = "failover", one_in: int = 7) -> list[int]:
    turns = Turns(search, one_in)
    return [number for number in range(50) if turns.come()]


def test_every_point_has_its_turn_within_as_many_days(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    for day in range(739_000, 739_007):
        monkeypatch.setenv(SEED, str(day))
        tried += _tried()
    assert sorted(tried) == list(range(50))


def test_a_days_turns_are_the_same_again_and_each_search_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SEED, raising=False)
    today = _tried()
    assert {after - before for before, after in itertools.pairwise(today)} == {7}
    assert len({_tried(f"search {number}")[0] for number in range(40)}) > 4
    monkeypatch.setenv(SEED, turns_seed())
    assert _tried() == today


def test_any_word_may_be_the_seed_of_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SEED, "the night before the release")
    first = _tried()
    monkeypatch.setenv(SEED, turns_seed())
    assert _tried() == first


def test_of_a_dear_search_a_seed_draws_one_point_and_seeds_together_all(monkeypatch: pytest.MonkeyPatch) -> None:
    stacks, drawn_ones = ("prod", "staging"), set[str]()
    for seed in range(20):
        monkeypatch.setenv(SEED, str(seed))
        (stack,) = one_of("zone-outage", stacks)
        assert one_of("zone-outage", stacks) == [stack]
        drawn_ones.add(stack)
    assert drawn_ones == set(stacks)
    monkeypatch.delenv(SEED)
    assert tuple(one_of("zone-outage", stacks)) == stacks
