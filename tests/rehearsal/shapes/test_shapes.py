"""Proves that a platform of any shape stands: its settings are taken, and it is rehearsed without a finding."""

from itertools import combinations
from pathlib import Path

import pytest

from components.settings.check import check
from tests.rehearsal.shapes.shape import CHOICES, Shape, settings_of, shapes
from tests.rehearsal.shapes.standing import assert_stands
from tests.support.sweeps import drawn

SHAPES = shapes()
MIN_SHAPES = 60
ONE_IN = 12  # each takes a minute


def called(shape: Shape) -> str:
    """A shape in a few words."""
    return "-".join(str(shape[key]).replace(" ", "+") for key in CHOICES)


def test_every_two_choices_meet() -> None:
    assert len(SHAPES) >= MIN_SHAPES
    met = {
        (one, shape[one], other, shape[other])
        for shape in SHAPES
        for one, other in combinations(sorted(CHOICES), 2)
    }
    missing = {
        (one, choice, other, another)
        for one, other in combinations(sorted(CHOICES), 2)
        for choice in CHOICES[one]
        for another in CHOICES[other]
    } - met
    # What AWS has not: a Multi-AZ pair with a replica in two zones, three zones and the advanced insights somewhere.
    assert all({one, other} <= {"regions", "zones", "multi_az", "insights"} for one, _, other, _ in missing)


@pytest.mark.parametrize("shape", SHAPES, ids=called)
def test_its_settings_are_taken(shape: Shape) -> None:
    assert check(settings_of(shape))[1] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "shape", [shape for shape in SHAPES if drawn("shape", called(shape), one_in=ONE_IN)], ids=called
)
def test_it_stands(shape: Shape, tmp_path: Path) -> None:
    assert_stands(tmp_path, "prod", settings_of(shape))
