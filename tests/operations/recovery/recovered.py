"""Recoveries after which to re-home: what AWS shows of each, and what settings must say then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

from operations.aws import AwsClient
from operations.recovery.journal import Run, RunState
from operations.recovery.kinds.point_clients import POINT_CLIENTS
from operations.recovery.manifest import Manifest
from operations.recovery.rehoming.plan import plan_rehoming
from operations.recovery.rehoming.steps import Rehoming
from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Plan
from operations.recovery.strategies import FAIL_BACK, PROMOTE, RESTORE_BESIDE, RESTORE_REPLICATED
from operations.recovery.strategies.strategy import RecoveryStrategy
from tests.components.stacks import settings

EAST, WEST = "us-east-1", "us-west-2"
INSTANCE, SECRET = "aws:rds/instance:Instance", "aws:secretsmanager/secret:Secret"
REPLICATED = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ACCOUNT = "111122223333"


class Recovered(AwsClient):
    """AWS after a recovery, as far as re-homing looks at it."""

    def __init__(self, region: str, suffixes: str, *, zone: str, group: str) -> None:
        super().__init__()
        self._region, self._zone, self._group = region, zone, group
        self._writer, self._replica = (f"storefront-prod-{region}-database-{suffix}" for suffix in suffixes)
        self._backups_in = WEST if region == EAST else EAST

    def run(self, strategy: RecoveryStrategy) -> Run:
        """The recovery that made it so."""
        switch = POINT_CLIENTS.step(self._region, {"instance": self._writer})
        plan = Plan(
            scenario=Scenario.REGION_OUTAGE, environment="prod", strategy=strategy.name, serving=EAST, home=WEST, table="t",
            rto_seconds=1, rpo_seconds=1, decide_seconds=0, loss_seconds=0, steps=(switch,), replaces="db-REPLACED",
        )  # fmt: skip
        return Run(id="run", state=RunState.DONE, started="", by="", plan=plan)

    def send(self, region: str, service: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """What AWS answers."""
        return getattr(self, f"_{operation}")(region, params)

    def _arn(self, name: str) -> str:
        return f"arn:aws:rds:{self._region}:{ACCOUNT}:db:{name}"

    def _DescribeDBInstances(self, region: str, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        wanted = params.get("DBInstanceIdentifier")
        shown = [
            {"DBInstanceIdentifier": name, "DBInstanceArn": self._arn(name), "DBInstanceStatus": "available", **more}
            for name, more in {
                self._writer: {
                    "Endpoint": {"Address": "writer", "Port": 5432}, "DBSubnetGroup": {"DBSubnetGroupName": self._group},
                },
                self._replica: {
                    "ReadReplicaSourceDBInstanceIdentifier": self._writer, "AvailabilityZone": self._zone,
                },
            }.items()
            if region == self._region and wanted in {None, name}
        ]  # fmt: skip
        return {"DBInstances": shown}

    def _DescribeSecret(self, region: str, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"ARN": f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:{params['SecretId']}-AbCdEf"}

    def _DescribeDBInstanceAutomatedBackups(self, region: str, _: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        arn = f"arn:aws:rds:{self._backups_in}:{ACCOUNT}:auto-backup:ab-recovered"
        one = {"DBInstanceArn": self._arn(self._writer), "DBInstanceAutomatedBackupsArn": arn}
        return {"DBInstanceAutomatedBackups": [one] if region == self._backups_in else []}

    def _DescribeVpcEndpoints(self, region: str, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        (services,) = [one["Values"] for one in params["Filters"] if one["Name"] == "service-name"]
        return {
            "VpcEndpoints": [
                {"ServiceName": service, "VpcEndpointId": f"vpce-{region}-{number}", "State": "available"}
                for number, service in enumerate(services)
            ]
        }

    def _DescribeLogGroups(self, _: str, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"logGroups": [{"logGroupName": f"{params['logGroupNamePrefix']}postgresql"}]}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A recovery: its strategy, where and under which suffixes the database is after it, and what settings must say then."""

    strategy: RecoveryStrategy
    region: str
    suffixes: str
    zone: str
    restored: bool
    told: str
    """The setting `recovered`; empty: the program calls the instances so."""
    taken_over: frozenset[str]
    """The types of what is imported."""

    @property
    def moved(self) -> bool:
        """Whether the other site serves."""
        return self.region != EAST

    def settled(self) -> dict[str, Any]:
        """The settings that the steps ask for, by key."""
        flipped = {"serving": self.region} if self.moved else {}
        if not self.told:
            return flipped
        sites = settings("prod")["sites"]
        sites[self.region]["database"]["recovered"] = yaml.safe_load(self.told)
        return {**flipped, "sites": sites}

    def said(self) -> tuple[str, ...]:
        """The lines that the steps have of it."""
        serving = (f"storefront:serving: {self.region}",) if self.moved else ()
        told = (f"storefront:sites.{self.region}.database.recovered: {self.told}",) if self.told else ()
        return (*serving, *told)


CASES = {
    "a restore in the other region": Case(
        strategy=RESTORE_REPLICATED, region=WEST, suffixes="ab", zone="us-west-2c", restored=True, told="",
        taken_over=frozenset({INSTANCE, SECRET, ENDPOINT, REPLICATED}),
    ),
    # As a failback does: under the next suffixes.
    "a move to where the old instances still stand": Case(
        strategy=FAIL_BACK, region=WEST, suffixes="cd", zone="us-west-2c", restored=True,
        told="{primary: c, replica: d, replicaZone: us-west-2c, restored: true}",
        taken_over=frozenset({INSTANCE, LOG_GROUP, SECRET, ENDPOINT, REPLICATED}),
    ),
    "a promotion in the region": Case(
        strategy=PROMOTE, region=EAST, suffixes="bc", zone="us-east-1b", restored=False,
        told="{primary: b, replica: c, replicaZone: us-east-1b}",
        taken_over=frozenset({INSTANCE, LOG_GROUP, REPLICATED}),
    ),
    "a swap for a restored moment": Case(
        strategy=RESTORE_BESIDE, region=EAST, suffixes="cd", zone="us-east-1c", restored=True,
        told="{primary: c, replica: d, replicaZone: us-east-1c, restored: true}",
        taken_over=frozenset({INSTANCE, LOG_GROUP, REPLICATED}),
    ),
}  # fmt: skip


def plan_after(case: Case, manifest: Manifest) -> Rehoming:
    """The steps after a recovery of prod."""
    groups = manifest.sites[case.region].subnet_groups
    group = groups.primary if case.restored else groups.replica
    aws = Recovered(case.region, case.suffixes, zone=case.zone, group=group)
    rehoming = plan_rehoming(aws, manifest, aws.run(case.strategy), datetime.now(UTC).date())
    assert rehoming is not None
    return rehoming
