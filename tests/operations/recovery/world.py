"""Two regions on moto, in this process, as a stack leaves them; and a way to AWS that fails where it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from moto import mock_aws
from moto.rds.models import DBInstance, rds_backends

from operations.recovery.clock import Clock
from operations.recovery.cloud import Cloud, UnreachableError
from operations.recovery.journal import Journal, Run
from operations.recovery.manifest import Manifest, parse
from operations.recovery.recovery import Recovery
from operations.recovery.ways import Scenario
from rehearsal.emulator.extensions import install

ACCOUNT = "123456789012"  # moto's own
SERVING, STANDBY = "us-east-1", "us-west-2"
SECRET = "storefront/prod/database/application"
PASSWORD = "correct-horse-battery-staple"
CLOSED = "closed"
_TRUST = {
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "monitoring.rds.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
}


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


_SHARED = Cloud(lambda _seconds: None)


class Moment(Enum):
    """When a fate may strike: before the call leaves, or after it is done and before its answer arrives."""

    BEFORE = "before"
    AFTER = "after"


# What happens at a call: it gets the number of the call, the moment, and what is called.
Fate = Callable[[int, Moment, tuple[str, str, str]], None]


class Doomed(Cloud):
    """AWS, where a fate may strike before or after each call, and regions may be dark."""

    def __init__(
        self,
        clock: FakeClock,
        fate: Fate,
        dark: frozenset[str] = frozenset(),
        check: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(clock.clock().sleep)
        self._check = check or check_writers
        # Clients are dear to make and the same for everybody.
        self._session, self._clients = _SHARED._session, _SHARED._clients
        self.fate, self.dark = fate, dark
        self.calls: list[tuple[str, str, str]] = []

    def _once(self, region: str, service: str, operation: str, params: Any) -> dict[str, Any]:
        what = (region, service, operation)
        self.calls.append(what)
        number = len(self.calls)
        if region in self.dark:
            raise UnreachableError(region, service, operation, "no route")
        self.fate(number, Moment.BEFORE, what)
        answer = super()._once(region, service, operation, params)
        self._check()
        self.fate(number, Moment.AFTER, what)
        return answer


def spare(_number: int, _moment: Moment, _what: tuple[str, str, str]) -> None:
    """Let everything be."""


@dataclass
class World:
    """A stack in two regions."""

    manifest: Manifest
    clock: FakeClock = field(default_factory=FakeClock)
    said: list[str] = field(default_factory=list)

    def recovery(self, fate: Fate = spare, *, dark: frozenset[str] = frozenset()) -> tuple[Recovery, Doomed]:
        """A new process of the procedure, and its way to AWS."""
        cloud = Doomed(self.clock, fate, dark)
        return Recovery(self.manifest, cloud=cloud, clock=self.clock.clock(), tell=self.said.append), cloud

    def runs(self) -> list[Run]:
        """Every run in the journal."""
        return self.recovery()[0].journal.runs()


def instances(region: str) -> dict[str, DBInstance]:
    return dict(rds_backends[ACCOUNT][region].databases)


def open_to_clients(instance: DBInstance) -> bool:
    """Whether clients may connect to a writer: it runs, replicates nothing, and is not in the closed group."""
    closed = _closed_group(instance.region)
    groups = instance.vpc_security_group_ids
    return instance.status == "available" and not instance.source_db_instance_identifier and groups != [closed]


def writers() -> list[DBInstance]:
    return [one for region in (SERVING, STANDBY) for one in instances(region).values() if open_to_clients(one)]


_dark: set[str] = set()


def check_writers() -> None:
    """At no moment may clients write to two instances within reach, but for one whose fence is owed."""
    found = {one.db_instance_identifier for one in writers() if one.region not in _dark}
    if len(found) > 1:
        debts = Journal(_SHARED, STANDBY, "journal").open_debts()
        owed = {debt.step.params["instance"] for debt in debts if debt.step.kind == "fence"}
        assert len(found - owed) <= 1, f"two writers at once: {sorted(found)}"


@contextmanager
def darkness(region: str) -> Generator[frozenset[str]]:
    """A region that does not answer: what stands in it is out of reach of clients too."""
    _dark.add(region)
    try:
        yield frozenset({region})
    finally:
        _dark.discard(region)


def _closed_group(region: str) -> str:
    return _closed[region]


_closed: dict[str, str] = {}


@contextmanager
def world(*, multi_az: bool = True, secret: bool = True, zones: int = 3) -> Generator[World]:
    """Stand a stack up; every one is new."""
    install()
    _dark.clear()
    with mock_aws():
        cloud = _SHARED
        regions = {region: _region(cloud, region, multi_az=multi_az, zones=zones) for region in (SERVING, STANDBY)}
        instances_there = _database(cloud, regions[SERVING], multi_az=multi_az)
        cloud.call(
            STANDBY,
            "rds",
            "StartDBInstanceAutomatedBackupsReplication",
            SourceDBInstanceArn=instances_there["primary"]["arn"],
            KmsKeyId=regions[STANDBY]["keys"]["database"],
            BackupRetentionPeriod=35,
        )
        if secret:
            _secret(cloud, instances_there["primary"]["address"])
        yield World(
            parse(_document(regions, instances_there, multi_az=multi_az, secret=secret), "prod", "the world")
        )


def secret_document(region: str) -> dict[str, Any]:
    answer = _SHARED.call(region, "secretsmanager", "GetSecretValue", SecretId=SECRET)
    return json.loads(answer["SecretString"])


def _secret(cloud: Cloud, address: str) -> None:
    value = {
        "engine": "postgres",
        "host": address,
        "port": 5432,
        "dbname": "storefront",
        "username": "application_a",
        "password": PASSWORD,
        "replica": "elsewhere",
    }
    cloud.call(
        SERVING,
        "secretsmanager",
        "CreateSecret",
        Name=SECRET,
        SecretString=json.dumps(value),
        AddReplicaRegions=[{"Region": STANDBY}],
    )


def _region(cloud: Cloud, region: str, *, multi_az: bool, zones: int) -> dict[str, Any]:
    vpc = cloud.call(region, "ec2", "CreateVpc", CidrBlock="10.16.0.0/16")["Vpc"]["VpcId"]
    names = [f"{region}{letter}" for letter in "abc"[:zones]]
    subnets = {
        zone: cloud.call(
            region, "ec2", "CreateSubnet", VpcId=vpc, CidrBlock=f"10.16.{number}.0/24", AvailabilityZone=zone
        )["Subnet"]["SubnetId"]
        for number, zone in enumerate(names)
    }
    groups = {
        name: cloud.call(region, "ec2", "CreateSecurityGroup", VpcId=vpc, GroupName=name, Description=name)[
            "GroupId"
        ]
        for name in ("database", "replica", CLOSED)
    }
    _closed[region] = groups.pop(CLOSED)
    pair = names[:-1] if multi_az else names
    for name, members in (("pair", pair), ("all", names)):
        cloud.call(
            region,
            "rds",
            "CreateDBSubnetGroup",
            DBSubnetGroupName=name,
            DBSubnetGroupDescription=name,
            SubnetIds=[subnets[zone] for zone in members],
        )
    cloud.call(
        region,
        "rds",
        "CreateDBParameterGroup",
        DBParameterGroupName="postgres17",
        DBParameterGroupFamily="postgres17",
        Description="p",
    )
    key = cloud.call(region, "kms", "CreateKey")["KeyMetadata"]["Arn"]
    if region == SERVING:
        cloud.call(region, "iam", "CreateRole", RoleName="monitoring", AssumeRolePolicyDocument=json.dumps(_TRUST))
    cloud.call(
        region,
        "dynamodb",
        "CreateTable",
        TableName="journal",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "part", "AttributeType": "S"}, {"AttributeName": "entry", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "part", "KeyType": "HASH"}, {"AttributeName": "entry", "KeyType": "RANGE"}],
    )  # fmt: skip
    return {
        "region": region,
        "level": "serving" if region == SERVING else "backups",
        "vpc": vpc,
        "security_groups": groups,
        "closed_group": _closed[region],
        "database_names": [f"storefront-prod-{region}-database-{letter}" for letter in "ab"],
        "database_zones": {"primary": pair if multi_az else names[:1], "replica": names[-1]},
        "keys": {"database": key},
        "subnet_groups": {"primary": "pair", "replica": "all"},
        "parameter_group": "postgres17",
        "monitoring_role": f"arn:aws:iam::{ACCOUNT}:role/monitoring",
        "vault": "vault",
        "journal": "journal",
    }


def _database(cloud: Cloud, site: dict[str, Any], *, multi_az: bool) -> dict[str, Any]:
    first, second = site["database_names"]
    placed = {} if multi_az else {"AvailabilityZone": site["database_zones"]["primary"][0]}
    primary = cloud.call(
        SERVING, "rds", "CreateDBInstance", DBInstanceIdentifier=first, Engine="postgres", EngineVersion="17.6", DBInstanceClass="db.r8g.2xlarge",
        DBName="storefront", MasterUsername="storefront_master", MasterUserPassword="born-and-rotated", AllocatedStorage=1000, StorageType="gp3",
        MultiAZ=multi_az, StorageEncrypted=True, KmsKeyId=site["keys"]["database"], DBSubnetGroupName="pair", VpcSecurityGroupIds=[site["security_groups"]["database"]],
        BackupRetentionPeriod=35, PreferredBackupWindow="08:00-08:30", DBParameterGroupName="postgres17", DeletionProtection=True, **placed,
    )["DBInstance"]  # fmt: skip
    replica = cloud.call(
        SERVING, "rds", "CreateDBInstanceReadReplica", DBInstanceIdentifier=second, SourceDBInstanceIdentifier=first,
        AvailabilityZone=site["database_zones"]["replica"], DBSubnetGroupName="all", VpcSecurityGroupIds=[site["security_groups"]["replica"]],
    )["DBInstance"]  # fmt: skip
    return {
        part: {
            "identifier": one["DBInstanceIdentifier"],
            "arn": one["DBInstanceArn"],
            "address": one["Endpoint"]["Address"],
            "port": 5432,
        }
        for part, one in {"primary": primary, "replica": replica}.items()
    }


def _document(regions: dict[str, Any], there: dict[str, Any], *, multi_az: bool, secret: bool) -> dict[str, Any]:
    return {
        "index": {"version": 1, "environment": "prod", "account": ACCOUNT, "serving": SERVING, "standby": STANDBY},
        "guidelines": {str(scenario): {"rto_seconds": 8 * 3600, "rpo_seconds": 13 * 3600} for scenario in Scenario},
        "database": {
            "name": "storefront",
            "engine_version": "17.6",
            "instance_class": "db.r8g.2xlarge",
            "multi_az": multi_az,
            "instances": there,
            "shape": {
                "replica_class": "db.r8g.2xlarge",
                "max_allocated_gib": 4000,
                "iops": 12000,
                "throughput_mibps": 500,
                "backup_retention_days": 35,
                "replicated_backup_retention_days": 35,
                "backup_window": "08:00-08:30",
                "maintenance_window": "tue:08:45-tue:09:45",
                "insights_mode": "advanced",
                "insights_retention_days": 465,
                "monitoring_interval_seconds": 15,
                "ca_certificate": "rds-ca-rsa2048-g1",
                "log_exports": ["postgresql"],
            },
        },
        "backups": {"longest_gap_seconds": 43200, "lock_min_retention_days": 14},
        **(
            {
                "access": {
                    "secrets": {"application": f"arn:aws:secretsmanager:{SERVING}:{ACCOUNT}:secret:{SECRET}-AbCdEf"}
                }
            }
            if secret
            else {}
        ),
        **{f"site-{region}": site for region, site in regions.items()},
    }
