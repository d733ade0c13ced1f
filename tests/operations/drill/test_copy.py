"""Drills on a copy: what is made where, that it is proven and goes again whatever happens, and what is never touched.

RDS is moto with the extensions of the rehearsal; the verification answers here what a test wants. What it really
finds is shown in `tests/postgres`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from operations.aws import AwsClient
from operations.drill.copy import TAG, CopyDrill
from operations.drill.evidence import report
from operations.recovery.errors import RecoveryError, RequestError
from operations.recovery.manifest import Manifest
from operations.recovery.scenarios import Scenario
from tests.operations.recovery.world import SERVING, STANDBY, FakeClock, World, instances, moment, world

PROVEN: dict[str, Any] = {
    "beat_at": "2026-11-27T02:59:30+00:00",
    "loss_seconds": 30.0,
    "tables": [{"relation": "orders", "expected": 5, "counted": 5, "percent_read": 100.0}],
    "problems": [],
}


class _Aws(AwsClient):
    """moto, but for the verification; `answer` None: the function fails."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock.clock().sleep)
        self.answer: dict[str, Any] | None = PROVEN
        self.asked: list[dict[str, Any]] = []

    def send(self, region: str, service: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "Invoke":
            self.asked.append({"region": region, **json.loads(params["Payload"])})
            if self.answer is None:
                failed = json.dumps({"errorMessage": "cannot be reached"}).encode()
                return {"FunctionError": "Unhandled", "Payload": io.BytesIO(failed)}
            return {"Payload": io.BytesIO(json.dumps(self.answer).encode())}
        if service == "ssm":
            return {"Parameter": {"Value": "PEM"}}
        answer = super().send(region, service, operation, params)
        if operation == "DescribeDBInstances":
            for one in answer["DBInstances"]:
                one["LatestRestorableTime"] = moment() - timedelta(minutes=5)
        return answer


def _manifest(stack: World) -> Manifest:
    """The world's manifest, with what a drill needs."""
    sites = {
        region: site.model_copy(
            update={
                "verification": "verification",
                "security_groups": {**site.security_groups, "restored-copy": site.security_groups["replica"]},
            }
        )
        for region, site in stack.manifest.sites.items()
    }
    access = stack.manifest.access
    assert access is not None
    return stack.manifest.model_copy(
        update={"sites": sites, "access": access.model_copy(update={"ca_bundle_parameter": "/trust"})}
    )


@pytest.fixture
def stack() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def aws(stack: World) -> _Aws:
    return _Aws(stack.clock)


@pytest.fixture
def copies(stack: World, aws: _Aws) -> CopyDrill:
    return CopyDrill(_manifest(stack), aws, stack.clock.clock(), stack.said.append)


@pytest.mark.parametrize(
    ("scenario", "region"), [(Scenario.DATA_CORRUPTION, SERVING), (Scenario.REGION_OUTAGE, STANDBY)]
)
def test_a_copy_is_made_proven_and_gone_and_all_else_stands_as_it_did(
    stack: World, aws: _Aws, copies: CopyDrill, scenario: Scenario, region: str
) -> None:
    before = {where: set(instances(where)) for where in (SERVING, STANDBY)}
    plan = copies.plan(scenario)
    assert plan.identifier.startswith("drill-storefront-prod-")
    assert plan.request["VpcSecurityGroupIds"] == [_manifest(stack).sites[region].copy_group]
    assert (plan.request["PubliclyAccessible"], plan.request["BackupRetentionPeriod"]) == (False, 0)
    found = copies.carry_out(plan)
    (asked,) = aws.asked
    assert (asked["region"], asked["ca_bundle"], asked["dbname"]) == (region, "PEM", "storefront")
    assert asked["host"].startswith(plan.identifier)
    assert {where: set(instances(where)) for where in (SERVING, STANDBY)} == before
    assert found.passed
    assert [step.title.split()[0] for step in found.steps] == ["restore", "prove", "delete"]
    assert "**NOT KEPT**" not in report(found)


def test_a_copy_that_is_not_the_database_does_not_pass_and_goes_too(aws: _Aws, copies: CopyDrill) -> None:
    aws.answer = {**PROVEN, "problems": ["store.orders has 0 rows, its statistics say 5"]}
    found = copies.carry_out(copies.plan(Scenario.DATA_CORRUPTION))
    assert not found.passed
    assert "store.orders has 0 rows" in report(found)
    assert copies.leftovers() == ()


def test_a_loss_beyond_the_guideline_does_not_pass(aws: _Aws, copies: CopyDrill) -> None:
    aws.answer = {**PROVEN, "loss_seconds": 13 * 3600 + 61}
    found = copies.carry_out(copies.plan(Scenario.DATA_CORRUPTION))
    assert (found.in_time, found.fresh_enough) == (True, False)


def test_a_copy_goes_also_where_it_could_not_be_looked_at(aws: _Aws, copies: CopyDrill) -> None:
    aws.answer = None
    with pytest.raises(RecoveryError, match="cannot be reached"):
        copies.carry_out(copies.plan(Scenario.DATA_CORRUPTION))
    assert copies.leftovers() == ()


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (Scenario.ZONE_OUTAGE, "storefront drill run prod zone-outage --target rehearsal"),
        (Scenario.ACCOUNT_COMPROMISE, "AWS Backup's restore test"),
        (Scenario.FAILBACK, "can show multi-zone-outage, region-outage, data-corruption"),
    ],
)
def test_what_a_copy_cannot_show_is_refused(copies: CopyDrill, scenario: Scenario, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        copies.plan(scenario)


def test_what_a_drill_left_is_told_before_another_begins_and_can_be_put_away(
    stack: World, aws: _Aws, copies: CopyDrill
) -> None:
    plan = copies.plan(Scenario.DATA_CORRUPTION)
    aws.call(SERVING, "rds", "RestoreDBInstanceToPointInTime", **plan.request)
    with pytest.raises(RequestError, match=rf"an earlier drill left {plan.identifier} \({SERVING}\)"):
        copies.plan(Scenario.DATA_CORRUPTION)
    (left,) = copies.leftovers()
    copies.delete(SERVING, left.identifier)
    assert copies.leftovers() == ()
    assert plan.identifier not in instances(SERVING)
    assert stack.manifest.database.instances.primary.identifier in instances(SERVING)


@pytest.mark.parametrize("tagged", [False, True])
@pytest.mark.parametrize("part", ["primary", "replica"])
def test_what_serves_is_never_deleted(
    stack: World, aws: _Aws, copies: CopyDrill, part: str, *, tagged: bool
) -> None:
    """Not even where somebody has given it the tag of a drill."""
    one = getattr(stack.manifest.database.instances, part)
    aws.call(SERVING, "rds", "ModifyDBInstance", DBInstanceIdentifier=one.identifier, DeletionProtection=False)
    if tagged:
        tags = [{"Key": TAG, "Value": "prod"}]
        aws.call(SERVING, "rds", "AddTagsToResource", ResourceName=one.arn, Tags=tags)
    with pytest.raises(RecoveryError, match=f"{one.identifier} is not deleted"):
        copies.delete(SERVING, one.identifier)
    assert one.identifier in instances(SERVING)


def test_a_copy_of_another_environment_is_not_deleted(stack: World, aws: _Aws, copies: CopyDrill) -> None:
    plan = copies.plan(Scenario.DATA_CORRUPTION)
    request = {**plan.request, "Tags": [{"Key": TAG, "Value": "staging"}]}
    aws.call(SERVING, "rds", "RestoreDBInstanceToPointInTime", **request)
    assert copies.leftovers() == ()
    with pytest.raises(RecoveryError, match="no copy that a drill of prod made"):
        copies.delete(SERVING, plan.identifier)
    assert plan.identifier in instances(SERVING)
    assert stack.said == []
