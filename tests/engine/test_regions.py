"""Proves that one site can be previewed and updated, by targets, while the other's region does not answer.

The region is out of reach for the provider; a backend that is out of reach is the runbooks' concern.
"""

from collections.abc import Generator

import pytest

from tests.engine.standin import StandIn
from tests.engine.workspace import Workspace

pytestmark = pytest.mark.slow

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
PROVIDER = "pulumi:providers:aws"


@pytest.fixture(params=["us-east-1", "us-west-2"])
def lost(request: pytest.FixtureRequest, provider: StandIn) -> Generator[str]:
    """Each region in turn, out of reach."""
    provider.unreachable.add(request.param)
    yield request.param
    provider.unreachable.discard(request.param)


def test_the_other_site_is_updated_by_targets(workspace: Workspace, lost: str) -> None:
    left = {"us-east-1": "us-west-2", "us-west-2": "us-east-1"}[lost]
    workspace.configure("network.flowLogRetentionDays", 400)
    assert f"the region {lost} does not answer" in "".join(workspace.preview().errors)

    # Until the program is told, not even a provider that no target names can log in.
    targets = ("--target", f"**::{left}-**")
    assert f"the region {lost} does not answer" in "".join(workspace.preview(*targets).errors)

    workspace.configure("unreachable", lost)
    steps = {
        f"{LOG_GROUP} {left}-flow-logs": "update",
        **{f"{PROVIDER} {region}": "update" for region in (lost, left)},
    }
    assert workspace.preview(*targets).assert_ok().steps == steps
    assert workspace.up("--skip-preview", *targets).assert_ok().steps == steps
