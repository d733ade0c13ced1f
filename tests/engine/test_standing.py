"""Proves that each stack comes up under the real engine with the real policy pack, and then stays as it is.

AWS is a stand-in that accepts any input: whether AWS would is for strict types and the rehearsal to show.
"""

import json

import pytest

from rehearsal.mocks.recorder import STACK_TYPE
from tests.engine.conftest import Standing
from tests.engine.workspace import Workspace
from tests.support.programs import recorded

pytestmark = pytest.mark.slow

PASSWORD = "random:index/randomPassword:RandomPassword"


def _recorded(stack: str) -> set[str]:
    """What the program registers under mocks, and the stack itself."""
    return {f"{r.type} {r.name}" for r in recorded(stack).resources} | {f"{STACK_TYPE} storefront-{stack}"}


def test_the_first_preview_creates_exactly_what_the_mocks_record(standing: Standing) -> None:
    steps = standing.first_preview.assert_ok().steps
    assert set(steps.values()) == {"create"}
    assert set(steps) == _recorded(standing.workspace.stack)


def test_up_does_what_the_preview_said(standing: Standing) -> None:
    assert standing.up.assert_ok().steps == standing.first_preview.steps
    assert standing.up.violations == ()


def test_a_second_preview_changes_nothing(standing: Standing) -> None:
    again = standing.workspace.preview("--expect-no-changes")
    assert again.assert_ok().steps == {}


def test_urns_are_those_that_the_mocks_record(standing: Standing) -> None:
    # Tests of components rest on the recorder: here the engine confirms parents and names.
    stack = standing.workspace.stack
    exported = json.loads(standing.workspace.pulumi("stack", "export", "-s", stack).stdout)
    urns = {resource["urn"] for resource in exported["deployment"]["resources"]}
    assert {resource.urn for resource in recorded(stack).resources} <= urns


def _bootstrap_values(workspace: Workspace) -> list[str]:
    exported = json.loads(workspace.pulumi("stack", "export", "-s", workspace.stack, "--show-secrets").stdout)
    passwords = [r for r in exported["deployment"]["resources"] if r["type"] == PASSWORD]
    return [json.loads(password["outputs"]["result"]["plaintext"]) for password in passwords]


def test_no_bootstrap_value_is_readable_in_state_or_in_output(standing: Standing) -> None:
    standing.up.assert_ok()
    state = "".join(f.read_text() for f in (standing.workspace.home / "state").rglob("*.json"))
    said = standing.first_preview.text + standing.up.text
    born = _bootstrap_values(standing.workspace)
    assert state.count(PASSWORD) >= len(born) > 0
    assert [value for value in born if value in state or value in said] == []


def test_destroy_is_refused_by_protection_and_destroys_nothing(workspace: Workspace) -> None:
    workspace.destroy().assert_refused("cannot be deleted\nbecause it is protected")
    assert workspace.preview("--expect-no-changes").assert_ok().steps == {}
