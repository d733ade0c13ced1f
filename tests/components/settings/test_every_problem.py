"""Shows that each problem that a rule can tell is told by one of the examples: a rule may have several."""

import ast
import traceback
from pathlib import Path

import pytest

from components.settings.check import check
from components.settings.problem import Problem
from components.settings.rules.rule import Neighbour
from tests.components.settings.files import ROOT, values_of
from tests.components.settings.rules.common import Change
from tests.components.settings.test_rules import BROKEN, problems_of

RULES = ROOT / "components/settings/rules"
# Those of test_rules_fleet, which break several rules at once.
TOGETHER: list[list[Change]] = [
    [
        (("sites", "us-west-2", "zones"), ["us-west-2a", "us-west-2b"]),
        (("fleet", "capacity", "maxSize"), 5000),
        (("fleet", "reserve", "maxSize"), 5000),
        (("fleet", "peaks"), []),
    ],
    [(("fleet", "peaks", 0, "ends"), "2027-11-25T12:00Z")],
]
# It means a zone in its own account by the name of one that prod makes.
PARTNER = Neighbour("partner", "999988887777", (), zone_accounts={"example.com": "999988887777"})
# It keeps its record where prod stands.
ARCHIVING = Neighbour("archiving", "888877776666", (), log_archive="111122223333")
Place = tuple[Path, int]


def _written() -> dict[Place, range]:
    """Each place where a rule makes a problem, with its lines."""
    found: dict[Place, range] = {}
    for file in sorted(RULES.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem":
                found[file, node.lineno] = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return found


def test_every_problem_that_a_rule_can_tell_has_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    told: set[Place] = set()
    make = Problem.__init__

    def heard(self: Problem, *args: object, **words: object) -> None:
        caller, _ = traceback.extract_stack(limit=2)
        told.add((Path(caller.filename), caller.lineno or 0))
        make(self, *args, **words)  # pyright: ignore[reportArgumentType] - as they came

    monkeypatch.setattr(Problem, "__init__", heard)
    for changes in [*(row[1] for row in BROKEN), *TOGETHER]:
        problems_of(changes)
    check(values_of("prod"), [PARTNER, ARCHIVING])
    bare = [
        f"{file.relative_to(ROOT)}:{line}: add what breaks it to tests/components/settings/rules/{file.name}"
        for (file, line), lines in _written().items()
        if not any(where == file and at in lines for where, at in told)
    ]
    assert bare == []


def test_a_zone_that_another_has_in_its_account_is_not_made_again() -> None:
    [problem] = check(values_of("prod"), [PARTNER])[1]
    assert problem.allowed == ("a zone that stands nowhere yet: partner names it by its id in account 999988887777")
