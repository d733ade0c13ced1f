"""Proves that re-homing, step by step as `storefront failover rehome` says it, brings program and reality together:
nothing stateful is replaced or deleted on the way, and the preview after it changes nothing.

The cloud is the stand-in, in which a test puts what a recovery has made; that recoveries make it is shown in
`tests/operations/recovery`, and how secrets are pointed in `test_rehome` there.
"""

import json
import shlex
import textwrap
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
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
from rehearsal.mocks.manifest import chosen
from rehearsal.mocks.recorder import Record, Registered
from tests.components.stacks import settings
from tests.components.test_contract import STATEFUL
from tests.engine.standin import Reality, StandIn
from tests.engine.workspace import PACK, Outcome, Workspace
from tests.support.programs import recorded

EAST, WEST = "us-east-1", "us-west-2"
INSTANCE, SECRET = "aws:rds/instance:Instance", "aws:secretsmanager/secret:Secret"
REPLICATED = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ACCOUNT = "111122223333"


class _Recovered(AwsClient):
    """AWS after a recovery, as far as re-homing looks at it."""

    def __init__(self, region: str, suffixes: str, *, zone: str, group: str) -> None:
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


@pytest.fixture
def reality(provider: StandIn) -> Generator[dict[str, Reality]]:
    yield provider.reality
    provider.reality.clear()


def _manifest(workspace: Workspace) -> Manifest:
    shown = workspace.pulumi("stack", "output", "-s", workspace.stack, "manifest", "--json")
    return chosen(json.loads(shown.stdout), workspace.stack, Manifest)


def _put(reality: dict[str, Reality], rehoming: Rehoming, after: Record) -> None:
    """Let everything stand that is to be imported, as the program wants it but for what a recovery leaves out."""
    for made in rehoming.made:
        (wanted,) = [one for one in after.resources if (one.type, one.name) == (made.type, made.name)]
        inputs = {
            key: value for key, value in wanted.inputs.items() if key not in {"password", "finalSnapshotIdentifier"}
        }
        reality[made.id] = Reality(inputs, {**inputs, **wanted.outputs})


def _carry_out(workspace: Workspace, rehoming: Rehoming, folder: Path) -> list[Outcome]:
    """Run every command as it is said; what a person would answer is answered."""
    file = folder / "imports.json"
    file.write_text(json.dumps(rehoming.imports()))
    ran: list[Outcome] = []
    for command in rehoming.commands(str(file)):
        name, *words = shlex.split(command.replace("\\\n", " "))
        assert name == "pulumi"
        if words[0] in {"up", "preview"}:
            more = ("--yes", "--skip-preview") if words[0] == "up" else ()
            ran.append(workspace.outcome(*words, "--json", *more).assert_ok())
        else:
            done = workspace.pulumi(*words)
            assert done.returncode == 0, done.stdout[-4000:]
    return ran


def _assert_kept(outcome: Outcome) -> None:
    """Nothing stateful was replaced or deleted."""
    lost = {
        resource: step
        for resource, step in outcome.steps.items()
        if step not in {"create", "update", "same", "read", "refresh", "import"} and resource.split()[0] in STATEFUL
    }
    assert lost == {}


def _together(
    workspace: Workspace, reality: dict[str, Reality], folder: Path, rehoming: Rehoming, settled: dict[str, Any]
) -> None:
    """Carry it out under the settings that it asks for; nothing stateful is lost, and then nothing differs."""
    after = recorded("prod", settled)
    _put(reality, rehoming, after)
    if rehoming.refreshed:
        _promote(reality, recorded("prod"), after)
    for key, value in settled.items():
        workspace.configure(key, value)
    if rehoming.exemption:
        with (workspace.tree / PACK / "exemptions.yaml").open("a", encoding="utf-8") as file:
            file.write(textwrap.indent(rehoming.exemption, "  "))
    up, preview = _carry_out(workspace, rehoming, folder)
    _assert_kept(up)
    assert preview.steps == {}


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

    def settled(self) -> dict[str, Any]:
        """The settings that the steps ask for, by key."""
        flipped = {"serving": self.region} if self.region != EAST else {}
        if not self.told:
            return flipped
        sites = settings("prod")["sites"]
        sites[self.region]["database"]["recovered"] = yaml.safe_load(self.told)
        return {**flipped, "sites": sites}

    def said(self) -> tuple[str, ...]:
        """The lines that the steps have of it."""
        serving = (f"storefront:serving: {self.region}",) if self.region != EAST else ()
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


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_steps_bring_program_and_reality_together_after(
    case: Case, workspace: Workspace, reality: dict[str, Reality], tmp_path: Path
) -> None:
    manifest = _manifest(workspace)
    groups = manifest.sites[case.region].subnet_groups
    group = groups.primary if case.restored else groups.replica
    cloud = _Recovered(case.region, case.suffixes, zone=case.zone, group=group)
    rehoming = plan_rehoming(cloud, manifest, cloud.run(case.strategy), datetime.now(UTC).date())
    assert rehoming is not None
    assert rehoming.settings == case.said()
    assert {one.type for one in rehoming.made} == case.taken_over
    # Of what the program has already, only a promoted replica changed its part.
    assert bool(rehoming.refreshed) is not case.restored
    _together(workspace, reality, tmp_path, rehoming, case.settled())


def _promote(reality: dict[str, Reality], before: Record, after: Record) -> None:
    """Let RDS show the replica as the writer that it is: it replicates nothing, and has a name and a master user."""
    replica, writer = (_instance(record, f"{EAST}-database-b") for record in (before, after))
    shown = {key: value for key, value in writer.inputs.items() if key != "password"}
    kept = {key: shown[key] for key in replica.inputs.keys() & shown.keys()}
    reality[replica.id] = Reality(kept, {**replica.outputs, **shown})


def _instance(record: Record, name: str) -> Registered:
    (found,) = [one for one in record.of_type(INSTANCE) if one.name == name]
    return found
