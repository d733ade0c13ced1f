"""Proves that a platform of any shape stands: its settings are taken, and it is rehearsed without a finding."""

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from pathlib import Path

import pytest

from components.settings.check import check
from tests.rehearsal.shapes.shape import CHOICES, GO_TOGETHER, Shape, settings_of, shapes
from tests.rehearsal.shapes.standing import assert_stands
from tests.support.sweeps import sample

SHAPES = shapes()
MIN_SHAPES = 60
ONE_IN = 12  # each takes a minute


def called(shape: Shape) -> str:
    """A shape in a few words."""
    return "-".join(str(shape[key]).replace(" ", "+") for key in CHOICES)


Meeting = tuple[str, object, str, object]


def meetings(shape: Mapping[str, object]) -> Iterator[Meeting]:
    """Every two choices of a shape."""
    for one, other in combinations(sorted(shape), 2):
        yield one, shape[one], other, shape[other]


def test_every_two_choices_meet() -> None:
    """All that can: what AWS has not, and what a kind of environment may not have, is left out."""
    assert len(SHAPES) >= MIN_SHAPES
    fields = sorted({field for pair in GO_TOGETHER for field in pair})
    full = (dict(zip(fields, one, strict=True)) for one in product(*(CHOICES[field] for field in fields)))
    possible = [shape for shape in full if all(goes(shape) for goes in GO_TOGETHER.values())]
    met = {pair for shape in SHAPES for pair in meetings(shape)}
    assert {pair for shape in possible for pair in meetings(shape)} <= met
    for field, choices in CHOICES.items():
        for other in {*CHOICES} - {*fields, field}:
            assert {(field, one, other, another) for one in choices for another in CHOICES[other]} <= {
                *met,
                *((third, fourth, first, second) for first, second, third, fourth in met),
            }


@pytest.mark.parametrize("shape", SHAPES, ids=called)
def test_its_settings_are_taken(shape: Shape) -> None:
    assert check(settings_of(shape))[1] == []


@pytest.mark.slow
@pytest.mark.parametrize("shape", sample("shapes", SHAPES, ONE_IN), ids=called)
def test_it_stands(shape: Shape, tmp_path: Path) -> None:
    assert_stands(tmp_path, "prod", settings_of(shape))
