"""Two regions on moto, in this process, as a stack leaves them; and a way to AWS that fails where it is told to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from io import BytesIO
from typing import Any
from unittest.mock import patch

from moto import mock_aws
from moto.rds.models import DBInstance, rds_backends

from manifest.database import Instance as InstanceOfManifest
from manifest.database import Instances
from operations.aws import AwsClient, UnreachableError
from operations.recovery.clock import Clock
from operations.recovery.journal import Journal, Run
from operations.recovery.manifest import Manifest
from operations.recovery.recovery import Recovery
from rehearsal.drills.small_stack import ACCOUNT, COPY, SECRET, SERVING, STANDBY, stand_up
from rehearsal.emulator.extensions import install, rds_replication
from rehearsal.emulator.extensions.backup_points import points_backends
from rehearsal.mocks.manifest import chosen


def moment() -> datetime:
    return datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """A clock that only moves when somebody sleeps; `skew` is what this operator's wall clock is off by."""

    passed: float = 0.0
    skew: timedelta = timedelta(0)

    def clock(self) -> Clock:
        """The clock that a recovery takes."""
        return Clock(self._wall, lambda: self.passed, self._sleep)

    def _wall(self) -> datetime:
        return moment() + timedelta(seconds=self.passed) + self.skew

    def _sleep(self, seconds: float) -> None:
        self.passed += seconds


class Killed(BaseException):
    """The process is gone: no handler may catch it."""


SHARED = AwsClient(lambda _seconds: None)


class Moment(Enum):
    """When a fate may strike: before the call leaves, or after it is done and before its answer arrives."""

    BEFORE = "before"
    AFTER = "after"


# What happens at a call: it gets the number of the call, the moment, and what is called.
Fate = Callable[[int, Moment, tuple[str, str, str]], None]


class Doomed(AwsClient):
    """AWS, where a fate may strike before or after each call, and regions may be dark."""

    def __init__(
        self,
        clock: FakeClock,
        fate: Fate,
        dark: frozenset[str] = frozenset(),
        check: Callable[[], None] | None = None,
    ) -> None:
        # Clients are dear to make and the same for everybody.
        super().__init__(clock.clock().sleep, connection=SHARED.connection)
        self.check = check or check_writers
        self.fate, self.dark, self._fake = fate, dark, clock
        self.calls: list[tuple[str, str, str]] = []

    def send(self, region: str, service: str, operation: str, params: Any) -> dict[str, Any]:
        """Make one attempt, unless fate has it otherwise."""
        what = (region, service, operation)
        self.calls.append(what)
        number = len(self.calls)
        if region in self.dark:
            raise UnreachableError(region, service, operation, "no route")
        self.fate(number, Moment.BEFORE, what)
        beside = {"GetMetricStatistics": self._lag, "Invoke": self._invoked}
        answer = (
            beside[operation](region, params)
            if operation in beside
            else super().send(region, service, operation, params)
        )
        told = format_datetime(moment() + timedelta(seconds=self._fake.passed), usegmt=True)
        answer.setdefault("ResponseMetadata", {})["HTTPHeaders"] = {"date": told}
        self.check()
        self.fate(number, Moment.AFTER, what)
        return answer

    def _invoked(self, region: str, params: Any) -> dict[str, Any]:
        """What the function says that proves a database; it is asked without a secret."""
        request = json.loads(params["Payload"])
        if "action" in request:
            return {"Payload": BytesIO(json.dumps(_secrets_function(region, request)).encode()), **function_error}
        asked.append(request)
        failed = {"FunctionError": "Unhandled"} if "errorMessage" in proof else {}
        return {**failed, "Payload": BytesIO(json.dumps(proof).encode())}

    def _lag(self, _region: str, _params: Any) -> dict[str, Any]:
        """What CloudWatch says of every replica: the lag that the world has, measured in the minute that ended last."""
        if lag.seconds is None:
            return {"Datapoints": []}
        minute = moment() + timedelta(seconds=self._fake.passed // 60 * 60 - 60)
        return {"Datapoints": [{"Timestamp": minute, "Maximum": lag.seconds}]}


@dataclass
class Lag:
    """How far replicas are behind (seconds); None: not measured."""

    seconds: float | None = 1.0


lag = Lag()
PROVEN = {"beat_at": "2026-11-27T00:59:40+00:00", "loss_seconds": 20.0, "tables": [{"counted": 7}], "problems": []}
function_error: dict[str, str] = {}
"""Set where the function that knows the secrets cannot do what it is asked."""
proof: dict[str, Any] = dict(PROVEN)
"""What the function answers."""
asked: list[dict[str, Any]] = []
"""What it was asked."""


def _secrets_function(region: str, request: dict[str, Any]) -> dict[str, Any]:
    """What a region's function does: it writes every secret there, of which this stack has one."""
    if function_error:
        return {"errorMessage": "it cannot log in there"}
    document = secret_document(region)
    if request["action"] == "addresses":
        return {"addresses": {"application": {"host": document["host"], "port": document["port"]}}}
    pointed = {**document, **request["writer"]}
    if pointed == document:
        return {"pointed": []}
    if call(region, "secretsmanager", "DescribeSecret", SecretId=SECRET).get("PrimaryRegion", region) != region:
        call(region, "secretsmanager", "StopReplicationToReplica", SecretId=SECRET)
    call(region, "secretsmanager", "PutSecretValue", SecretId=SECRET, SecretString=json.dumps(pointed))
    return {"pointed": ["application"]}


def spare(_number: int, _moment: Moment, _what: tuple[str, str, str]) -> None:
    """Let everything be."""


@dataclass
class World:
    """A stack in two regions; `document`: the sections of its manifest."""

    manifest: Manifest
    clock: FakeClock = field(default_factory=FakeClock)
    said: list[str] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)

    def recovery(self, fate: Fate = spare, *, dark: frozenset[str] = frozenset()) -> tuple[Recovery, Doomed]:
        """A new process of the procedure, and its way to AWS."""
        aws = Doomed(self.clock, fate, dark)
        return Recovery(self.manifest, aws=aws, clock=self.clock.clock(), tell=self.said.append), aws

    def runs(self) -> list[Run]:
        """Every run in the journal."""
        return self.recovery()[0].journal.runs()


def call(region: str, service: str, operation: str, **params: Any) -> dict[str, Any]:
    """Call AWS beside every recovery."""
    return SHARED.whole(region, service, operation, **params)


def replica_of(standing: World) -> InstanceOfManifest:
    """The replica as it was deployed, of a stack that has one."""
    replica = standing.manifest.database.instances.replica
    assert replica is not None
    return replica


def instances(region: str) -> dict[str, DBInstance]:
    return dict(rds_backends[ACCOUNT][region].databases)


def open_to_clients(instance: DBInstance) -> bool:
    """Whether clients may connect to a writer: it runs, replicates nothing, and is in a group that lets them in."""
    groups = _sites[instance.region]["security_groups"]
    lets_in = set(instance.vpc_security_group_ids) & {groups["database"], groups["replica"]}
    return instance.status == "available" and not instance.source_db_instance_identifier and bool(lets_in)


def writers() -> list[DBInstance]:
    return [one for region in (SERVING, STANDBY) for one in instances(region).values() if open_to_clients(one)]


_dark: set[str] = set()


def check_writers() -> None:
    """At no moment may clients write to two instances within reach, but for one whose fence is owed."""
    found = {one.db_instance_identifier for one in writers() if one.region not in _dark}
    if len(found) > 1:
        debts = [debt for region in (SERVING, STANDBY) for debt in Journal(SHARED, region, "journal").open_debts()]
        owed = {debt.step.params["instance"] for debt in debts if debt.step.kind == "fence-writer"}
        assert len(found - owed) <= 1, f"two writers at once: {sorted(found)}"


def go_dark(regions: frozenset[str]) -> None:
    """Let these regions, and no others, be out of everybody's reach."""
    _dark.clear()
    _dark.update(regions)


@contextmanager
def darkness(region: str) -> Generator[frozenset[str]]:
    """A region that does not answer: what stands in it is out of reach of clients too."""
    _dark.add(region)
    try:
        yield frozenset({region})
    finally:
        _dark.discard(region)


_sites: dict[str, dict[str, Any]] = {}


@contextmanager
def world(
    *, multi_az: bool = True, secret: bool = True, zones: int = 3, load_balancer: bool = True
) -> Generator[World]:
    """Stand a stack up; every one is new. `load_balancer`: visitors could be let in at the standby."""
    install()
    _dark.clear()
    lag.seconds = 1.0
    asked.clear()
    function_error.clear()
    proof.clear()
    proof.update(PROVEN)
    clock = FakeClock()
    # moto would load a thousand images into each region.
    with patch.dict(os.environ, {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}), mock_aws(), emulated_time(clock):
        document = stand_up(SHARED, multi_az=multi_az, secret=secret, zones=zones, load_balancer=load_balancer)
        _age()
        for region in (SERVING, STANDBY):
            _sites[region] = document[f"site-{region}"]
        yield World(chosen(document, "prod", Manifest), clock, document=document)


def _age() -> None:
    """Let the vaults' recovery points be an hour old, and the database a month."""
    for region in (SERVING, STANDBY):
        for point in points_backends[ACCOUNT][region].points.values():
            point.made = (moment() - timedelta(hours=1)).replace(tzinfo=None)
    for instance in instances(SERVING).values():
        instance.created = (moment() - timedelta(days=30)).replace(tzinfo=None)


@contextmanager
def emulated_time(clock: FakeClock) -> Generator[None]:
    """Let backups grow by the fake clock; what stands was made a month ago."""

    def now() -> datetime:
        return (moment() + timedelta(seconds=clock.passed)).replace(tzinfo=None)

    with patch.object(rds_replication, "utcnow", now):
        yield


def replica_across() -> None:
    """Let a replica stand in the other region, as a failback makes one."""
    source = next(iter(instances(SERVING).values())).db_instance_arn
    site = _sites[STANDBY]
    made = SHARED.call(
        STANDBY, "rds", "CreateDBInstanceReadReplica", DBInstanceIdentifier=f"storefront-prod-{STANDBY}-database-a",
        SourceDBInstanceIdentifier=source, KmsKeyId=site["keys"]["database"], DBSubnetGroupName="pair",
        VpcSecurityGroupIds=[site["security_groups"][COPY]],
    )  # fmt: skip
    assert made["DBInstance"]["DBInstanceStatus"] == "available"


def serving_regions(world: World) -> set[str]:
    """The regions at whose load balancer visitors are let in, and DNS is told so."""
    traffic = world.manifest.traffic
    assert traffic is not None
    found: set[str] = set()
    for region, load_balancer in traffic.load_balancers.items():
        answer = SHARED.whole(region, "elbv2", "DescribeRules", RuleArns=list(load_balancer.rules.values()))
        types = {rule["Actions"][0]["Type"] for rule in answer["Rules"]}
        statuses = [
            rule["Actions"][0]["FixedResponseConfig"]["StatusCode"]
            for rule in answer["Rules"]
            if "FixedResponseConfig" in rule["Actions"][0]
        ]
        if types == {"forward", "fixed-response"} and statuses == ["200"]:
            found.add(region)
        else:
            assert statuses == ["503", "503"], (region, statuses)
    return found


def rehomed(standing: World) -> World:
    """The stack once the program follows what the last recovery made: its manifest, and nothing else, is new."""
    run = standing.runs()[-1]
    made = [step for step in run.plan.steps if "instance" in step.params and step.kind != "fence-writer"]
    pointed = next(step for step in reversed(made) if step.kind in {"point-clients", "swap-clients"})
    replica = next((step for step in made if step.kind == "create-replica"), None)
    old = standing.manifest
    serving = pointed.region
    names = {
        "primary": pointed.params["instance"],
        "replica": replica.params["instance"] if replica else pointed.params["instance"],
    }
    index = old.index.model_copy(
        update={"serving": serving, "standby": next(region for region in old.sites if region != serving)}
    )
    described = {part: instances(serving)[name] for part, name in names.items()}
    parts = {
        part: InstanceOfManifest(
            identifier=one.db_instance_identifier,
            arn=one.db_instance_arn,
            resource_id=str(one.dbi_resource_id),
            address=str(one.address),
            port=5432,
        )
        for part, one in described.items()
    }
    database = old.database.model_copy(update={"instances": Instances(**parts)})
    return World(old.model_copy(update={"index": index, "database": database}), standing.clock, standing.said)


def secret_document(region: str) -> dict[str, Any]:
    answer = SHARED.call(region, "secretsmanager", "GetSecretValue", SecretId=SECRET)
    return json.loads(answer["SecretString"])
