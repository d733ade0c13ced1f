"""Proves what stands without a replica, and in a single zone: one of each, and nothing that speaks of a replica.

That such a stack stands is shown by rehearsals (tests/rehearsal/shapes), what recoveries make of it in
tests/operations/recovery/test_single_zone.py.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.mocks.recorder import Record, Registered
from tests.components.parts import NO_REPLICA, SINGLE_ZONE
from tests.components.stacks import SERVING, SUBNET, record, statements, zones
from tests.support.programs import recorded

ZONE, OTHER = zones("staging", SERVING)
INSTANCE = "aws:rds/instance:Instance"
# Words of what is not there: a replica of the database. Secrets and images have replicas of their own kind.
REPLICA_WORDS = re.compile(r"database-b(?![a-z])|ReplicaLag|ReplicaAge|REPLICA_HOST|replica_class|LogInToReplica")


@pytest.fixture(scope="module")
def single() -> Record:
    """The whole program in one zone, with a standby."""
    return recorded("staging", SINGLE_ZONE)


def _subnets(found: Record) -> dict[str, str]:
    """The zone of each subnet of the serving site, by its id."""
    return {one.id: str(one.inputs["availabilityZone"]) for one in found.of_type(SUBNET, region=SERVING)}


def _zones_of(found: Record, token: str, *path: str) -> Iterator[tuple[Registered, set[str]]]:
    """The zones of the subnets that resources of the serving site name at a path."""
    by_id = _subnets(found)
    for one in found.of_type(token, region=SERVING):
        value: Any = one.inputs
        for part in path:
            value = value.get(part) or {}
        if value:
            yield one, {by_id[subnet] for subnet in ([value] if isinstance(value, str) else value)}


@pytest.mark.parametrize(
    ("token", "path"),
    [
        ("aws:autoscaling/group:Group", ("vpcZoneIdentifiers",)),
        ("aws:lambda/function:Function", ("vpcConfig", "subnetIds")),
        ("aws:ec2/natGateway:NatGateway", ("subnetId",)),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", ("subnetIds",)),
    ],
)
def test_what_runs_is_in_the_primarys_zone_alone(single: Record, token: str, path: tuple[str, ...]) -> None:
    found = list(_zones_of(single, token, *path))
    assert found
    assert [one.name for one, where in found if where != {ZONE}] == []


@pytest.mark.parametrize(
    ("token", "path"),
    [("aws:lb/loadBalancer:LoadBalancer", ("subnets",)), ("aws:rds/subnetGroup:SubnetGroup", ("subnetIds",))],
)
def test_what_aws_wants_in_two_zones_is_in_two(single: Record, token: str, path: tuple[str, ...]) -> None:
    found = [where for _, where in _zones_of(single, token, *path)]
    assert found
    assert all(where == {ZONE, OTHER} for where in found)


def test_the_database_is_one_instance(single: Record) -> None:
    (instance,) = single.of_type(INSTANCE)
    assert (instance.inputs["availabilityZone"], instance.inputs["multiAz"]) == (ZONE, False)
    assert instance.name.endswith("database-a")


def _speaking(found: Record) -> set[str]:
    texts = {one.name: json.dumps(dict(one.inputs), default=repr) for one in found.resources}
    return {name for name, text in texts.items() if REPLICA_WORDS.search(text)}


def test_nothing_speaks_of_a_replica(single: Record) -> None:
    assert _speaking(single) == set()
    assert len(_speaking(record("staging"))) > len(("database-b", "dashboards", "heartbeat", "manifest"))


def test_alarms_are_those_without_a_replica() -> None:
    def alarms(found: Record) -> set[str]:
        return {
            one.name.removeprefix(f"{SERVING}-") for one in found.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
        }

    gone = alarms(recorded("staging", NO_REPLICA)) ^ alarms(record("staging"))
    of_servers = {name for name in gone if "tableau-bridge" in name}
    assert {name for name in gone - of_servers if not name.startswith("database-") or not name.endswith("-b")} == {
        "replica-broken-b",
        "replica-lagging-b",
        "replica-stale",
    }


def test_people_log_in_to_the_primary_or_nowhere(single: Record) -> None:
    policies = {one.name: statements(one) for one in single.of_type("aws:iam/rolePolicy:RolePolicy")}
    allowed = {
        name: one["Resource"]
        for name, found in policies.items()
        for one in found
        if one["Action"] in ("rds-db:connect", ["rds-db:connect"]) and name.startswith("account-")
    }
    assert {name: len(resources) for name, resources in allowed.items()} == {"account-database-administrator": 1}


def test_no_group_waits_for_a_replica(single: Record) -> None:
    names = {one.name for one in single.of_type("aws:ec2/securityGroup:SecurityGroup", region=SERVING)}
    assert f"{SERVING}-database" in names
    assert f"{SERVING}-replica" not in names


def test_without_a_replica_alone_servers_are_in_every_zone() -> None:
    found = recorded("staging", NO_REPLICA)
    where = [zones_ for _, zones_ in _zones_of(found, "aws:autoscaling/group:Group", "vpcZoneIdentifiers")]
    assert {frozenset(one) for one in where} == {frozenset({ZONE, OTHER})}
    assert len(found.of_type(INSTANCE)) == 1


def test_the_manifest_says_so(single: Record) -> None:
    parameters = [
        one for one in single.of_type("aws:ssm/parameter:Parameter", region=SERVING) if "-manifest-" in one.name
    ]
    sections = {one.name.partition("-manifest-")[2]: json.loads(one.inputs["insecureValue"]) for one in parameters}
    site, database = sections[f"site-{SERVING}"], sections["database"]
    assert site["database_zones"] == {"primary": [ZONE]}
    assert site["running_zone"] == ZONE
    assert [name.rpartition("-")[2] for name in site["database_names"]] == ["a"]
    assert "replica" not in database["instances"]
    assert "replica_class" not in database["shape"]
