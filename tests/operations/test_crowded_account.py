"""Proves that procedures find what is theirs in an account that holds 250 of everything, most of it somebody else's.

Ours comes last in every list, and the emulator pages as AWS does. That no list is read by one call alone is shown in
`test_lists_are_paged`.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest

from functions.shared.aws import Services
from functions.tuning.history import store_at
from operations.health.alarms import states
from operations.recovery.kinds.create_endpoints import standing
from operations.recovery.planning.observation import observe
from operations.recovery.rehoming.current_database import CurrentDatabase
from operations.recovery.rehoming.imports import logs, replicated
from operations.recovery.scenarios import Scenario
from rehearsal.emulator.extensions.backup_points import points_backends
from rehearsal.emulator.extensions.rds_replication import replication_backends
from tests.operations.recovery.world import (
    ACCOUNT,
    SERVING,
    SHARED,
    STANDBY,
    World,
    call,
    instances,
    moment,
    rds_backends,
    world,
)

pytestmark = pytest.mark.slow
CROWD = 250


@pytest.fixture(scope="module")
def crowded(alone: dict[Scenario, list[tuple[str, str]]]) -> Iterator[World]:
    # One world at a time: the emulator's state is the process's.
    assert alone
    with world() as made:
        _instances()
        _recovery_points(made)
        yield made


def _last(found: MutableMapping[str, Any], ours: list[str]) -> None:
    """AWS promises no order: let ours come where only who reads every page gets to."""
    for name in ours:
        found[name] = found.pop(name)


def _instances() -> None:
    ours = list(instances(SERVING))
    key = replication_backends[ACCOUNT][STANDBY]
    replicated_ours = list(key.replications)
    for number in range(CROWD):
        made = call(
            SERVING, "rds", "CreateDBInstance", DBInstanceIdentifier=f"other-{number:03}", Engine="postgres",
            DBInstanceClass="db.t4g.micro", AllocatedStorage=20, MasterUsername="other", MasterUserPassword="long-enough-for-RDS",
            BackupRetentionPeriod=7,
        )["DBInstance"]  # fmt: skip
        call(
            STANDBY, "rds", "StartDBInstanceAutomatedBackupsReplication", SourceDBInstanceArn=made["DBInstanceArn"]
        )
    _last(rds_backends[ACCOUNT][SERVING].databases, ours)
    _last(key.replications, replicated_ours)


def _recovery_points(made: World) -> None:
    points = points_backends[ACCOUNT][STANDBY]
    ours = list(points.points)
    other = instances(SERVING)["other-000"]
    for _ in range(CROWD):
        points.keep(made.manifest.standby.vault, other, None, moment().replace(tzinfo=None))
    _last(points.points, ours)


def test_the_emulator_does_cut_these_lists(crowded: World) -> None:
    vault = crowded.manifest.standby.vault
    for region, service, operation, params in (
        (SERVING, "rds", "DescribeDBInstances", {}),
        (STANDBY, "rds", "DescribeDBInstanceAutomatedBackups", {}),
        (STANDBY, "backup", "ListRecoveryPointsByBackupVault", {"BackupVaultName": vault}),
    ):
        (first, *more) = SHARED.pages(region, service, operation, **params)
        assert len(more) >= 2, operation
        assert any(value for name, value in first.items() if name in {"Marker", "NextToken"}), operation


def test_the_database_its_replica_its_backups_and_its_points_are_seen(crowded: World) -> None:
    seen = observe(SHARED, crowded.manifest, moment())
    known = crowded.manifest.database.instances
    assert known.replica is not None
    assert seen.serving is not None
    assert len(seen.serving) == CROWD + 2
    assert {one.identifier for one in seen.serving} >= {known.primary.identifier, known.replica.identifier}
    assert seen.backup is not None
    assert seen.own_backup is not None
    (primary,) = [one for one in seen.serving if one.identifier == known.primary.identifier]
    assert seen.backup.resource_id == seen.own_backup.resource_id == primary.described["DbiResourceId"]
    assert seen.backup.arn.split(":")[3] == STANDBY
    assert len(seen.points[STANDBY]) == CROWD + 1


def _planned(stack: World, scenario: Scenario) -> list[tuple[str, str]]:
    zones = (
        frozenset({f"{SERVING}a", f"{SERVING}b"}) if scenario is Scenario.MULTI_ZONE_OUTAGE else frozenset[str]()
    )
    return [(one.title, one.region) for one in stack.recovery()[0].plan(scenario, zones).plan.steps]


PLANNED = (Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE)


@pytest.fixture(scope="module")
def alone() -> dict[Scenario, list[tuple[str, str]]]:
    """What is planned where nobody else has anything."""
    with world() as stack:
        return {scenario: _planned(stack, scenario) for scenario in PLANNED}


@pytest.mark.parametrize("scenario", PLANNED)
def test_a_recovery_is_planned_as_in_an_account_of_its_own(
    alone: dict[Scenario, list[tuple[str, str]]], crowded: World, scenario: Scenario
) -> None:
    assert alone[scenario]
    assert _planned(crowded, scenario) == alone[scenario]


def test_the_replicated_backups_of_the_database_are_found(crowded: World) -> None:
    primary = next(
        one
        for one in observe(SHARED, crowded.manifest, moment()).serving or ()
        if one.identifier == crowded.manifest.database.instances.primary.identifier
    )
    assert len(replicated(SHARED, crowded.manifest.program, crowded.manifest.standby, primary)) == 1


def test_every_log_group_that_rds_made_is_brought_home(crowded: World) -> None:
    seen = observe(SHARED, crowded.manifest, moment()).serving or ()
    other = next(one for one in seen if one.identifier == "other-000")
    for number in range(CROWD):
        name = f"/aws/rds/instance/{other.identifier}/{number:03}"
        call(SERVING, "logs", "CreateLogGroup", logGroupName=name)
    now = CurrentDatabase(site=crowded.manifest.serving, writer=other, replica=other)
    assert len({one.id for one in logs(SHARED, crowded.manifest.program, now)}) == CROWD


def test_an_endpoint_behind_250_others_is_seen(crowded: World) -> None:
    vpc = crowded.manifest.serving.vpc
    names = {f"com.amazonaws.{SERVING}.{one}": one for one in ("kms", "ssm")}
    for service in (*["kms"] * CROWD, "ssm"):
        call(
            SERVING, "ec2", "CreateVpcEndpoint", VpcId=vpc, VpcEndpointType="Interface",
            ServiceName=f"com.amazonaws.{SERVING}.{service}", PrivateDnsEnabled=False,
        )  # fmt: skip
    assert set(standing(SHARED, SERVING, vpc, names)) == set(names)


def test_health_tells_of_every_alarm(crowded: World) -> None:
    assert crowded
    for number in range(CROWD):
        call(
            SERVING, "cloudwatch", "PutMetricAlarm", AlarmName=f"storefront-prod-{number:03}", Namespace="Storefront",
            MetricName="m", Period=60, EvaluationPeriods=1, Statistic="Sum", Threshold=1, ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip
    assert len({one.what for one in states(SHARED, SERVING, "storefront-prod-")}) == CROWD


def test_the_newest_report_of_a_thousand_is_found(crowded: World) -> None:
    assert crowded
    call(SERVING, "s3", "CreateBucket", Bucket="reports-of-years")
    # S3 lists a thousand objects a page, in order.
    for number in range(1_010):
        call(SERVING, "s3", "PutObject", Bucket="reports-of-years", Key=f"prod/{number:04}/report.json", Body=b"{}")
    names = store_at("s3://reports-of-years", Services(SERVING)).names("prod/")
    assert (len(names), names[-1]) == (1_010, "prod/1009/report.json")
