"""Finds what the SDK's docs say of differences that never end, for each type that a stack makes, and asks who answers it.

A guardrail does (`policies/declarations/normalised.py`, `policies/declarations/owners.py`), or a reason here says why none is needed. A type that
is new in the program, or a warning that is new in the SDK, fails here until one of them is added.
"""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from policies.declarations.normalised import NORMALISED
from policies.declarations.owners import OWNERS, SINGLE
from policies.frame.sdk import type_exists
from tests.support.programs import recorded

WARNS = re.compile(
    r"perpetual|not use\b.*in conjunction|cannot be used in conjunction|constantly changing", re.IGNORECASE
)
GUARDED = {
    *(token for one in NORMALISED for token in one.types),
    *(token for owner in OWNERS for token in (*owner.of, *owner.apart)),
    *(token for once in SINGLE for token in once.types),
}
REASONS = {
    "aws:cloudwatch/eventRule:EventRule": "AWS refuses such a state beside a schedule, at once",
}
PYTHON_NAMES = {"lambda": "lambda_"}


def _warnings(token: str) -> set[str]:
    """Return the lines of a type's documentation that warn, its nested inputs' included."""
    package, name = token.split(":")[1].split("/", maxsplit=1)[0], token.rpartition(":")[2]
    module = import_module(f"pulumi_aws.{PYTHON_NAMES.get(package, package)}")
    source = inspect.getsourcefile(getattr(module, name))
    assert source
    lines = Path(source).read_text(encoding="utf-8").splitlines()
    return {
        line.strip()
        for line in (*lines, *_nested(Path(source).with_name("_inputs.py"), name))
        if WARNS.search(line)
    }


def _nested(inputs: Path, name: str) -> Iterator[str]:
    ours = False
    for line in inputs.read_text(encoding="utf-8").splitlines() if inputs.exists() else ():
        if line.startswith("class "):
            ours = line.startswith(f"class {name}")
        if ours:
            yield line


def _made() -> list[str]:
    made = {one.type for stack in ("prod", "staging") for one in recorded(stack).resources}
    return sorted(token for token in made if token.startswith("aws:"))


def test_every_documented_difference_has_an_answer() -> None:
    open_ones = {
        token: warnings
        for token in _made()
        if token not in GUARDED and token not in REASONS and (warnings := _warnings(token))
    }
    assert not open_ones, (
        "add a rule to policies/declarations/normalised.py or policies/declarations/owners.py, or a reason here"
    )


@pytest.mark.parametrize("token", sorted(REASONS))
def test_a_reason_is_given_for_what_is_warned_of_alone(token: str) -> None:
    assert REASONS[token]
    assert _warnings(token)
    assert token not in GUARDED


def test_warnings_are_found_where_they_are_known_to_be() -> None:
    known = (
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:wafv2/ruleGroup:RuleGroup",
        "aws:rds/parameterGroup:ParameterGroup",
    )
    assert all(map(type_exists, known))
    assert all(map(_warnings, known))
