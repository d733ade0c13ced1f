"""Proves that the README says which tripwires making a stack sets off, so that the first update wakes nobody."""

from __future__ import annotations

import dataclasses
import re

from rehearsal.mocks.recorder import ROOT
from tests.access.principals import Stack
from tests.access.provider.table import Phase, table
from tests.access.provider.tripwires import ONLY_WHERE, RULE, set_off


def test_the_first_update_sets_off_what_the_readme_says(prod: Stack) -> None:
    readme = (ROOT / "README.md").read_text()
    (said,) = re.findall(r"sets off the\s+tripwires ([^.]+), which", readme)
    assert set_off(prod).keys() == set(re.findall(r"`([\w-]+)`", said))


def test_what_is_called_only_where_something_else_is_declared_is_called_by_some_type() -> None:
    made = {operation for row in table().values() for _, operation in row.operations(Phase.CREATE)}
    assert ONLY_WHERE.keys() - made == set()


def test_a_rule_for_a_call_that_makes_something_is_told(prod: Stack) -> None:
    (rule,) = [one for one in prod.of_type(RULE) if one["name"] == "us-east-1-tripwire-keys"]
    pattern = '{"detail": {"eventSource": ["kms.amazonaws.com"], "$or": [{"eventName": ["CreateKey"]}]}}'
    changed = {**rule, "inputs": {**rule["inputs"], "eventPattern": pattern}}
    stack = dataclasses.replace(prod, resources=[*prod.resources, changed])
    assert set_off(stack)["keys"] == {"CreateKey"}
