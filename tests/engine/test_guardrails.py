"""Proves that the real CLI refuses a program that breaks a guardrail, and accepts the one that breaks none.

What each guardrail checks is shown in tests/policies, example by example.
"""

import pytest

from rehearsal.mocks.recorder import PROJECT
from tests.engine.workspace import Workspace

pytestmark = pytest.mark.slow


def test_the_plain_command_of_the_readme_passes(workspace: Workspace) -> None:
    done = workspace.pulumi("preview", "-s", "prod", "--policy-pack", "policies")
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"⚠️ {PROJECT}" in done.stdout, done.stdout  # the exemptions in force are told, and nothing is refused
    assert "❌" not in done.stdout


def test_a_public_database_is_refused_and_nothing_is_changed(workspace: Workspace) -> None:
    workspace.patch(
        "components/database/database.py", '"publicly_accessible": False', '"publicly_accessible": True'
    )
    for refused in (workspace.preview(), workspace.up("--skip-preview")):
        assert refused.status != 0
        assert any("publicly" in violation for violation in refused.violations), refused.said
    workspace.patch(
        "components/database/database.py", '"publicly_accessible": True', '"publicly_accessible": False'
    )
    assert workspace.preview("--expect-no-changes").assert_ok().steps == {}


def test_a_resource_without_a_regional_provider_is_refused(workspace: Workspace) -> None:
    # It would land in whatever region and account the caller's shell is set to.
    workspace.patch(
        "__main__.py",
        "pulumi.run(",
        'import pulumi_aws\n\npulumi_aws.sns.Topic("stray")\npulumi.run(',
    )
    workspace.preview().assert_refused("Default provider for 'aws' disabled")
