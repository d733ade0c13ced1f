"""Proves which resources a change of settings touches, and that it takes nothing stateful away.

Which properties force a replacement is a table of rehearsal/changes, taken from the providers' schemas.
"""

from collections.abc import Mapping

import pytest

from tests.engine.held import SUBSCRIPTION
from tests.engine.standin import StandIn
from tests.engine.workspace import Workspace

pytestmark = pytest.mark.slow

FLOW_LOG_GROUPS = {f"aws:cloudwatch/logGroup:LogGroup {r}-flow-logs": "update" for r in ("us-east-1", "us-west-2")}
MANIFESTS = {f"aws:ssm/parameter:Parameter {r}-manifest-database": "update" for r in ("us-east-1", "us-west-2")}
"""What a failover would restore by: it must say the same as the instances."""
PRIMARY = {"aws:rds/instance:Instance us-east-1-database-a": "update"} | MANIFESTS
# The alarms of the replica are measured by its size, and two dashboards show that with them.
REPLICA = {
    "aws:rds/instance:Instance us-east-1-database-b": "update",
    "aws:cloudwatch/metricAlarm:MetricAlarm us-east-1-database-busy-b": "update",
    "aws:cloudwatch/metricAlarm:MetricAlarm us-east-1-database-memory-b": "update",
    "aws:cloudwatch/dashboard:Dashboard account-dashboard-database": "update",
    "aws:cloudwatch/dashboard:Dashboard account-dashboard-on-call": "update",
} | MANIFESTS


@pytest.mark.parametrize(
    ("path", "value", "steps"),
    [
        ("network.flowLogRetentionDays", 400, FLOW_LOG_GROUPS),
        ("database.backupRetentionDays", 28, PRIMARY),
        ("database.replica.instanceClass", "db.r8g.4xlarge", REPLICA),
    ],
)
def test_a_setting_changes_in_place_just_what_it_is_about(
    workspace: Workspace, path: str, value: object, steps: Mapping[str, str]
) -> None:
    workspace.configure(path, value)
    assert workspace.up("--skip-preview").assert_ok().steps == steps
    assert workspace.preview("--expect-no-changes").assert_ok().steps == {}


def test_a_change_that_would_replace_the_database_is_refused(workspace: Workspace) -> None:
    workspace.configure("database.name", "another")
    workspace.preview().assert_refused("us-east-1-database-a")


def test_a_flip_of_the_serving_site_cannot_take_the_old_database_away(workspace: Workspace) -> None:
    workspace.configure("serving", "us-west-2")
    workspace.preview().assert_refused("cannot be deleted\nbecause it is protected")


@pytest.mark.parametrize(
    "told",
    [
        ["database@example.com"],
        ["database@example.com", "operations@example.com"],
        ["network@example.com", "operations@example.com", "database@example.com"],
    ],
    ids=["taken out", "another order", "put first"],
)
def test_who_stays_among_the_recipients_is_told_as_before(
    workspace: Workspace, provider: StandIn, told: list[str]
) -> None:
    """SNS gives a known address the subscription that it has: to make it anew and delete the old one is to lose it."""
    workspace.configure("notifications.operations", told)
    done = workspace.up("--skip-preview").assert_ok()
    assert set(done.steps.values()) <= {"create", "delete"}
    subscribed = [one["endpoint"] for one in provider.held.of(SUBSCRIPTION) if one["topic"].endswith("-operations")]
    assert sorted(subscribed) == sorted(told * 2)


@pytest.mark.parametrize(
    ("domain", "alternatives"),
    [
        ("www.example.com", []),
        ("www.example.com", ["shop.example.com"]),
        ("example.com", ["www.example.com"]),
    ],
    ids=["dropped", "another", "swapped"],
)
def test_names_come_go_and_change_places(workspace: Workspace, domain: str, alternatives: list[str]) -> None:
    """ACM asks the same record for a name of each certificate, and Route 53 refuses a second one."""
    if domain != "www.example.com":
        workspace.configure("edge.domain", domain)
    workspace.configure("edge.alternativeNames", alternatives)
    done = workspace.up("--skip-preview").assert_ok()
    stays = {"www.example.com", "example.com"} & {domain, *alternatives}
    touched = [step for step in done.steps if any(step.endswith(f"-certificate-{name}") for name in stays)]
    assert touched == []
    assert workspace.preview("--expect-no-changes").assert_ok().steps == {}
