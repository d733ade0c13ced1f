"""Proves that re-homing, step by step as `storefront failover rehome` says it, brings program and reality together:
nothing stateful is replaced or deleted on the way, and the preview after it changes nothing.

The cloud is the stand-in, in which a test puts what a recovery has made; that recoveries make it is shown in
`tests/operations/recovery`, and how secrets are pointed in `test_rehome` there.
"""

import json
import shlex
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest

from operations.recovery.cloud import Cloud
from operations.recovery.journal import Run, RunState
from operations.recovery.manifest import Manifest, parse
from operations.recovery.rehome import Rehoming, plan_rehoming
from operations.recovery.steps import Plan
from operations.recovery.ways import PROMOTE, RESTORE_REPLICATED, Scenario, Way
from tests.components.stacks import settings
from tests.components.test_contract import STATEFUL
from tests.engine.standin import Reality, StandIn
from tests.engine.workspace import Outcome, Workspace
from tests.support.recorder import Record, Registered, run_program

EAST, WEST = "us-east-1", "us-west-2"
INSTANCE, SECRET = "aws:rds/instance:Instance", "aws:secretsmanager/secret:Secret"
REPLICATED = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ACCOUNT = "111122223333"


class _Recovered(Cloud):
    """AWS after a recovery, as far as re-homing looks at it."""

    def __init__(self, region: str, writer: str, replica: str, zone: str, backups_in: str) -> None:
        self._region, self._writer, self._replica = region, writer, replica
        self._zone, self._backups_in = zone, backups_in

    def call(self, region: str, service: str, operation: str, **params: Any) -> dict[str, Any]:  # noqa: ARG002
        return getattr(self, f"_{operation}")(region, params)

    def _arn(self, name: str) -> str:
        return f"arn:aws:rds:{self._region}:{ACCOUNT}:db:{name}"

    def _DescribeDBInstances(self, region: str, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        wanted = params.get("DBInstanceIdentifier")
        shown = [
            {"DBInstanceIdentifier": name, "DBInstanceArn": self._arn(name), "DBInstanceStatus": "available", **more}
            for name, more in {
                self._writer: {"Endpoint": {"Address": "writer", "Port": 5432}},
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

    def _DescribeLogGroups(self, _: str, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"logGroups": [{"logGroupName": f"{params['logGroupNamePrefix']}postgresql"}]}


@pytest.fixture
def reality(provider: StandIn) -> Generator[dict[str, Reality]]:
    yield provider.reality
    provider.reality.clear()


def _run(way: Way) -> Run:
    plan = Plan(
        scenario=Scenario.REGION_OUTAGE, environment="prod", way=way.name, serving=EAST, home=WEST, table="t",
        rto_seconds=1, rpo_seconds=1, decide_seconds=0, loss_seconds=0, steps=(),
    )  # fmt: skip
    return Run(id="run", state=RunState.DONE, started="", by="", plan=plan)


def _manifest(workspace: Workspace) -> Manifest:
    shown = workspace.pulumi("stack", "output", "-s", workspace.stack, "manifest", "--json")
    return parse(json.loads(shown.stdout), workspace.stack, "the stack")


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


def test_after_a_restore_in_the_other_region(
    workspace: Workspace, reality: dict[str, Reality], tmp_path: Path
) -> None:
    names = [f"storefront-prod-{WEST}-database-{letter}" for letter in "ab"]
    cloud = _Recovered(WEST, *names, zone="us-west-2c", backups_in=EAST)
    rehoming = plan_rehoming(cloud, _manifest(workspace), _run(RESTORE_REPLICATED))
    assert rehoming is not None
    assert rehoming.settings == (f"storefront:serving: {WEST}",)
    _put(reality, rehoming, run_program("prod", {"serving": WEST}))

    workspace.configure("serving", WEST)
    up, preview = _carry_out(workspace, rehoming, tmp_path)
    _assert_kept(up)
    assert preview.steps == {}
    assert {one.type for one in rehoming.made} == {INSTANCE, SECRET, REPLICATED}


def test_after_a_promotion_in_the_region(workspace: Workspace, reality: dict[str, Reality], tmp_path: Path) -> None:
    names = [f"storefront-prod-{EAST}-database-{letter}" for letter in "bc"]
    cloud = _Recovered(EAST, *names, zone="us-east-1b", backups_in=WEST)
    rehoming = plan_rehoming(cloud, _manifest(workspace), _run(PROMOTE))
    assert rehoming is not None
    promoted = {"primary": "b", "replica": "c", "replicaZone": "us-east-1b"}
    assert rehoming.settings == (
        f"storefront:sites.{EAST}.database.promoted: {{primary: b, replica: c, replicaZone: us-east-1b}}",
    )
    sites = settings("prod")["sites"]
    sites[EAST]["database"]["promoted"] = promoted
    after = run_program("prod", {"sites": sites})
    _put(reality, rehoming, after)
    _promote(reality, run_program("prod"), after)

    workspace.configure("sites", sites)
    up, preview = _carry_out(workspace, rehoming, tmp_path)
    _assert_kept(up)
    assert preview.steps == {}
    assert {one.type for one in rehoming.made} == {INSTANCE, LOG_GROUP, REPLICATED}


def _promote(reality: dict[str, Reality], before: Record, after: Record) -> None:
    """Let RDS show the replica as the writer that it is: it replicates nothing, and has a name and a master user."""
    replica, writer = (_instance(record, f"{EAST}-database-b") for record in (before, after))
    shown = {key: value for key, value in writer.inputs.items() if key != "password"}
    kept = {key: shown[key] for key in replica.inputs.keys() & shown.keys()}
    reality[replica.id] = Reality(kept, {**replica.outputs, **shown})


def _instance(record: Record, name: str) -> Registered:
    (found,) = [one for one in record.of_type(INSTANCE) if one.name == name]
    return found
