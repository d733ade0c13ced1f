"""Proves that advice tells the whole way: who follows it meets no problem that it did not name.

Tried with every example of the rules, and with the rules' examples in platforms of any shape: one site or two, each
level of the standby, each kind of environment, with a replica and without.
"""

from collections.abc import Iterator, Sequence

import pytest

from components.settings.check import check
from components.settings.consequences import place_of, with_consequences
from components.settings.problem import Problem, Way
from components.settings.rules.rule import Neighbour
from tests.components.settings.files import GONE, Path_, Values, put, values_of
from tests.components.settings.following import followed, whole
from tests.components.settings.rules.common import Change
from tests.components.settings.test_advice import EXAMPLES
from tests.components.settings.test_rules import BROKEN, neighbours
from tests.rehearsal.shapes.shape import settings_of, shapes
from tests.support.sweeps import Turns

ONE_IN_TODAY, ONE_IN = 600, 60
# Whatever a shape has, each of these turns what many rules ask for.
SWITCHES: list[list[Change]] = [
    *([(("standbyLevel",), level)] for level in ("none", "backups", "pilot-light", "warm")),
    *([(("kind",), kind)] for kind in ("production", "test", "disposable")),
    *([(("guidelines", scenario), GONE)] for scenario in ("zone-outage", "region-outage", "account-compromise")),
    [(("guidelines",), {})],
    [(("sites", "us-west-2"), GONE)],
    [(("sites", "us-east-1"), GONE)],
    [(("database", "replica"), GONE)],
    [(("database", "multiAz"), True)],
    [(("database", "multiAz"), False)],
    [(("network", "singleZone"), True)],
    [(("servers", "operationsHost"), GONE)],
    [(("servers", "tableauBridge"), GONE)],
    [(("offHours",), {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"})],
    [(("edge", "cloudFront", "enabled"), False)],
]


def surprises(values: Values, others: Sequence[Neighbour]) -> Iterator[str]:
    """Each problem that comes of following advice, and that the advice did not name."""
    found = check(values, others)[1]
    told = {place_of(problem.path) for problem in found}
    for problem in found:
        if "for example" in problem.mend:  # it shows a form
            continue
        for said, after in followed(problem, values):
            changed, named = whole(problem, values, after)
            expected = told | {place_of(path) for path in named}
            mentioned = set(problem.mend.replace(",", " ").split())
            for new in check(changed, others)[1]:
                if place_of(new.path) not in expected and place_of(new.path)[-1] not in mentioned:
                    yield f"{problem.path}: {said} of {problem.mend!r} leads to {new.path}: {new.allowed}"


def test_advice_names_what_goes_with_it() -> None:
    found = [f"{name}: {one}" for name, values, others in EXAMPLES for one in surprises(values, others)]
    assert not found, "\n".join(found)


def broken_shapes(one_in: int) -> Iterator[Values]:
    """Every shape, each with every example's changes and every switch, where it has the places."""
    turns = Turns("advice in shapes", one_in)
    for shape in shapes():
        for changes in [*SWITCHES, *(row[1] for row in BROKEN)]:
            if turns.come():
                try:
                    yield changed(settings_of(shape), changes)
                except (KeyError, IndexError, TypeError):
                    continue


def changed(values: Values, changes: Sequence[Change]) -> Values:
    for path, value in changes:
        values = put(values, path, value)
    return values


@pytest.mark.parametrize("one_in", [ONE_IN_TODAY, pytest.param(ONE_IN, marks=pytest.mark.slow)])
def test_so_it_is_in_a_platform_of_any_shape(one_in: int) -> None:
    tried, found = 0, list[str]()
    for values in broken_shapes(one_in):
        tried += 1
        found += surprises(values, neighbours())
    assert not found, "\n".join(found)
    assert tried


@pytest.mark.parametrize(
    ("stack", "kind"), [("prod", "production"), ("prod", "test"), ("staging", "test"), ("staging", "disposable")]
)
def test_one_site_alone_is_told_all_that_it_asks_for(stack: str, kind: str) -> None:
    values = put(values_of(stack), ("kind",), kind)
    del values["sites"]["us-west-2"]
    values["fleet"]["images"].pop("us-west-2", None)
    [problem] = [one for one in check(values)[1] if one.path == ("sites",)]
    [after] = [after for said, after in followed(problem, values) if said.endswith("none")]
    rest, named = whole(problem, values, after)
    assert named == set()
    assert {one.path for one in check(rest)[1]} <= {one.path for one in check(values)[1]} - {("sites",)}
    assert ("storefront:kind: test" in problem.mend) is (kind == "production")


def told(mend: str, *ways: Way) -> list[Problem]:
    return [Problem(("a",), "1", "2", mend, ways=ways)]


def test_what_leads_nowhere_else_is_said_as_it_is() -> None:
    assert with_consequences(told("set 2", Way(("a",), 2)), {"a": 1}, lambda _: [])[0].mend == "set 2"


def test_rules_that_contradict_each_other_come_to_an_end() -> None:
    def judge(values: object) -> list[Problem]:
        return [Problem(("b",), "1", f"{values}", "", ways=(Way(("a",), 1),))]

    [problem] = with_consequences(told("set 2", Way(("a",), 2)), {"a": 1}, judge)
    assert problem.mend == "set 2; with storefront:a: 2, also: storefront:b"


PLACES: list[tuple[Path_, Path_]] = [(("sites", "x", "zones", 2), ("sites", "x", "zones")), ((), ())]


@pytest.mark.parametrize(("path", "place"), PLACES)
def test_a_place_has_no_position(path: Path_, place: Path_) -> None:
    assert place_of(path) == place


def test_a_file_with_very_many_problems_is_told_soon() -> None:
    many = [Problem(("a",), "1", str(number), "set 2", ways=(Way(("a",), 2),)) for number in range(100)]
    assert with_consequences(many, {"a": 1}, lambda _: pytest.fail("tried")) == many
