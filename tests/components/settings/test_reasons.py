"""Proves over every key of the model that a refusal says what was given, what is allowed, why, and what would do.

The words of some are in `test_reports`; that rules say as much is left to `test_rules` and `test_advice`.
"""

import ast
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.settings import Settings
from components.settings.check import check, valid_sections
from components.settings.problem import Problem
from tests.components.settings.every_key import leaves, whole
from tests.components.settings.files import Path_, put
from tests.support.sweeps import Turns, sample

WHOLE = whole()
LEAVES = list(leaves(WHOLE))
ONE_IN_TODAY = 30
WOULD_DO = re.compile(r"('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\") would do")
WRONG: tuple[Any, ...] = (
    "*.store.cl",
    "ñandú",
    "x" * 300,
    "",
    " ",
    "-",
    -1,
    0,
    10**30,
    1.5,
    True,
    None,
    [],
    {},
    ["a", "a"],
    {"a": 1},
)


def shown(one: Any) -> str:
    """A wrong value as a test's name has it."""
    return repr(one)[:12]


def of_fields(path: Path_, value: Any) -> list[Problem]:
    """What the field itself says of a value; what rules say of it stands elsewhere."""
    try:
        changed = put(WHOLE, path, value)
    except TypeError:
        return []
    return [one for one in check(changed)[1] if one.path[: len(path)] == path]


def assert_told(path: Path_, value: Any, problem: Problem) -> None:
    assert problem.given, (path, value)
    assert problem.allowed, (path, value)
    assert not problem.mend.startswith("for example"), (path, value, problem.mend)
    if found := WOULD_DO.search(problem.mend):
        better = ast.literal_eval(found[1])
        assert problem.mend not in [one.mend for one in of_fields(path, better)], (path, value, problem.mend)


def told(path: Path_, wrong: Any) -> int:
    """How many refusals a value meets, each of which is told whole."""
    found = of_fields(path, wrong)
    for problem in found:
        assert_told(path, wrong, problem)
    return len(found)


def test_every_section_here_is_of_the_right_form() -> None:
    assert valid_sections(WHOLE).model_fields_set == {*Settings.model_fields}
    assert len(LEAVES) > 150


@pytest.mark.parametrize("wrong", WRONG, ids=shown)
def test_what_is_wrong_for_most_keys_is_told_why_and_what_would_do(wrong: Any) -> None:
    turns = Turns(f"keys with {wrong!r:.20}", ONE_IN_TODAY)
    assert sum(told(path, wrong) for path, _ in LEAVES if turns.come())


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG, ids=shown)
def test_so_it_is_for_every_key(wrong: Any) -> None:
    assert sum(told(path, wrong) for path, _ in sample(f"keys with {wrong!r:.20}", LEAVES, 2)) > 10


@given(st.data())
def test_a_text_like_the_right_one_is_told_why_it_is_not(data: st.DataObject) -> None:
    texts = [(path, value) for path, value in LEAVES if isinstance(value, str)]
    path, value = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(value)))
    end = data.draw(st.integers(start, min(len(value), start + 3)))
    wrong = value[:start] + data.draw(st.text(max_size=4)) + value[end:]
    told(path, wrong)


@pytest.mark.parametrize(
    ("path", "wrong", "why"),
    [
        (("edge", "domain"), "*.store.cl", "each name is listed by itself: a * stands for no name of the store"),
        (("edge", "zones", 0, "name"), "tíenda.cl", "DNS knows this name in ASCII: write xn--tenda-zsa.cl"),
        (("tags", "owner"), "the team!", "'!' may not stand in it"),
        (("tags", "owner"), "", "it is empty"),
        (("account",), "11112222333", "it is too short: it lacks 1 character"),
        (("account",), "1111222233334", "it is too long, or ends wrongly: '111122223333' would do"),
        (("environment",), "9prod", "it begins wrongly: 'prod' would do"),
        (("keys", "rotationPeriodDays"), 30, "it is less than 90"),
        (("keys", "rotationPeriodDays"), 3000, "it is more than 2560"),
        (("keys", "rotationPeriodDays"), "many", "a whole number is wanted, without quotes"),
        (("identity", "people", "trusted"), [], "there are fewer than 1"),
        (
            ("identity", "breakGlass", 0),
            "arn:aws:iam::222233334444:group/x",
            "'group/x' does not fit after 'arn:aws:iam::222233334444:'",
        ),
        (("identity", "breakGlass", 0), "x", "it begins wrongly"),
    ],
)
def test_the_reason_is_named(path: Path_, wrong: Any, why: str) -> None:
    [problem] = [one for one in of_fields(path, wrong) if one.path == path]
    assert problem.mend.partition("; ")[0] == why
