"""Proves what stands where a store has one site alone: all in its region, and nothing that speaks of another.

That each part stands so is shown by rehearsals (tests/rehearsal/shapes), what procedures say of it in
tests/operations/recovery/test_one_site.py.
"""

import json

import pytest

from rehearsal.mocks.recorder import Record
from tests.components.parts import ONE_SITE
from tests.components.stacks import SERVING, STANDBY, record, settings, statements
from tests.support.programs import recorded

# What a site is needed for that has none beside it.
LEFT_OUT = {
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
    "storefront:database:Replication",
}


@pytest.fixture(scope="module")
def alone() -> Record:
    """The whole program."""
    return recorded("staging", ONE_SITE)


def test_everything_is_in_its_region_and_names_no_other(alone: Record) -> None:
    assert {one.region for one in alone.resources} == {SERVING, None}
    assert [
        one.name for one in alone.resources if STANDBY in json.dumps([one.name, dict(one.inputs)], default=repr)
    ] == []


def test_a_whole_site_stands_as_it_does_beside_another(alone: Record) -> None:
    """What the serving site has with a standby it has without; the standby's own share comes to it."""
    beside = record("staging")
    kinds = {one.type for one in beside.resources if one.region == SERVING}
    assert {one.type for one in alone.resources if one.region == SERVING} - kinds == {
        "aws:backup/restoreTestingPlan:RestoreTestingPlan",
        "aws:backup/restoreTestingSelection:RestoreTestingSelection",
    }
    assert {one.type for one in beside.resources} - {one.type for one in alone.resources} == LEFT_OUT


def test_backups_stay_and_are_restored_where_they_are(alone: Record) -> None:
    plan, test = alone.one("aws:backup/plan:Plan"), alone.one("aws:backup/restoreTestingPlan:RestoreTestingPlan")
    vault = alone.one("aws:backup/vault:Vault")
    assert [rule.get("copyActions", []) for rule in plan.inputs["rules"]] == [[]]
    selection = test.inputs["recoveryPointSelection"]
    assert selection["includeVaults"] == [vault.outputs["arn"]]
    assert selection["selectionWindowDays"] == settings("staging")["backups"]["deleteAfterDays"]
    secrets = alone.of_type("aws:secretsmanager/secret:Secret")
    assert [
        one.name for one in secrets if "replicas" in one.inputs or "forceOverwriteReplicaSecret" in one.inputs
    ] == []


def test_names_lead_to_the_only_load_balancer(alone: Record) -> None:
    """As a failover's first half, so that a second site adds a record and replaces none."""
    records = [one for one in alone.of_type("aws:route53/record:Record") if "setIdentifier" in one.inputs]
    assert [(one.inputs["setIdentifier"], one.inputs["failoverRoutingPolicies"]) for one in records] == [
        (SERVING, [{"type": "PRIMARY"}])
    ]
    checks = alone.of_type("aws:route53/healthCheck:HealthCheck")
    assert [one.name for one in checks] == [f"{SERVING}-{SERVING}-reachable"]


def test_nobody_may_prepare_another_region(alone: Record) -> None:
    (policy,) = [one for one in alone.of_type("aws:iam/rolePolicy:RolePolicy") if one.name == "account-operator"]
    rights = [
        action
        for one in statements(policy)
        for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
    ]
    assert not {"rds:StartDBInstanceAutomatedBackupsReplication", "ec2:CreateVpcEndpoint"} & {*rights}
    assert "rds:RestoreDBInstanceToPointInTime" in rights


def test_alarms_are_those_of_the_site_without_copies(alone: Record) -> None:
    def alarms(found: Record) -> set[str]:
        return {
            one.name for one in found.of_type("aws:cloudwatch/metricAlarm:MetricAlarm") if one.region == SERVING
        }

    assert alarms(record("staging")) - alarms(alone) == {f"{SERVING}-copy-stale"}
    assert alarms(alone) <= alarms(record("staging"))


def test_a_drill_is_asked_for_that_can_be_held(alone: Record) -> None:
    reminder = alone.one("aws:scheduler/schedule:Schedule", f"{SERVING}-drill-reminder")
    item = json.loads(reminder.inputs["target"]["input"])
    assert "drill run staging zone-outage --target rehearsal" in item["Description"]


def test_the_manifest_says_so_once(alone: Record) -> None:
    parameters = [one for one in alone.of_type("aws:ssm/parameter:Parameter") if "-manifest-" in one.name]
    sections = {one.name.partition("-manifest-")[2]: json.loads(one.inputs["insecureValue"]) for one in parameters}
    assert len(sections) == len(parameters)
    assert "standby" not in sections["index"]
    assert [name for name in sections if name.startswith(("site-", "fleet-"))] == [
        f"fleet-{SERVING}",
        f"site-{SERVING}",
    ]
    assert "region-outage" not in sections["guidelines"]
    assert "replication" not in sections["program"]
    assert sections["database"]["shape"]["replicated_backup_retention_days"] == 0
