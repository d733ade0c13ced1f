"""Proves that the real engine takes a disposable environment away whole, and would make the same again.

What AWS itself would refuse to delete is looked for in tests/components/test_disposable.py: the stand-in deletes all.
"""

import json
from pathlib import Path

import pytest

from tests.engine.standin import StandIn
from tests.engine.workspace import Workspace

pytestmark = pytest.mark.slow


def test_a_disposable_environment_is_taken_away_whole_and_can_be_made_again(
    provider: StandIn, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path, "staging", provider.port)
    workspace.create()
    workspace.configure("kind", "disposable")
    made = workspace.up("--skip-preview").assert_ok()
    assert made.violations == ()
    gone = workspace.destroy("--skip-preview").assert_ok()
    assert set(gone.steps.values()) == {"delete"}
    assert set(gone.steps) == set(made.steps)
    exported = json.loads(workspace.pulumi("stack", "export", "-s", workspace.stack).stdout)
    assert exported["deployment"].get("resources", []) == []
    assert workspace.preview().assert_ok().steps == made.steps
