"""Proves what a change is said to do: what is replaced by the providers' schemas, and what stops by RDS's own model."""

from typing import Any

import pytest

from rehearsal.changes.effects import Effect, Kind, effects, interrupting
from rehearsal.changes.ignoring import as_ignored
from rehearsal.mocks.recorder import run_program
from tests.support.programs import recorded

INSTANCE = "aws:rds/instance:Instance"


def changed(**overrides: Any) -> list[Effect]:
    """What a change of staging's settings does."""
    return effects(recorded("staging"), recorded("staging", overrides))


def test_a_program_that_runs_again_changes_nothing() -> None:
    assert effects(recorded("staging"), run_program("staging")) == []


def test_an_update_names_its_properties() -> None:
    assert changed(network={"flowLogRetentionDays": 60}) == [
        Effect(
            type="aws:cloudwatch/logGroup:LogGroup",
            name=f"{region}-flow-logs",
            kind=Kind.UPDATE,
            properties=("retentionInDays",),
        )
        for region in ("us-east-1", "us-west-2")
    ]


def test_what_providers_cannot_change_in_place_is_replaced() -> None:
    found = changed(database={"name": "shop"})
    assert {(one.type, one.kind) for one in found if one.kind is Kind.REPLACE} == {(INSTANCE, Kind.REPLACE)}
    assert all(one.stops for one in found if one.kind is Kind.REPLACE)


STOPS: list[tuple[dict[str, Any], set[str]]] = [
    ({"engineVersion": "17.7"}, {"us-east-1-database-a"}),
    (
        {"instanceClass": "db.t4g.xlarge", "replica": {"instanceClass": "db.t4g.xlarge"}},
        {"us-east-1-database-a", "us-east-1-database-b"},
    ),
    ({"backupRetentionDays": 14}, set()),
]


@pytest.mark.parametrize(("overrides", "stopped"), STOPS)
def test_an_instance_stops_for_what_rds_says(overrides: dict[str, Any], stopped: set[str]) -> None:
    found = [one for one in changed(database=overrides) if one.type == INSTANCE]
    assert {one.name for one in found if one.stops} == stopped
    assert {one.kind for one in found} == {Kind.UPDATE}


def test_what_another_regions_provider_makes_is_replaced_and_a_zone_is_protected() -> None:
    found = changed(home="us-west-2")
    roles = {one for one in found if one.type == "aws:iam/role:Role"}
    assert {(one.kind, one.properties) for one in roles} == {(Kind.REPLACE, ("provider",))}
    assert {(one.type, one.name) for one in found if one.protected} == {("aws:route53/zone:Zone", "us-east-1-zone")}


def test_what_comes_and_goes_is_told() -> None:
    found = changed(network={"nat": "per-zone"})
    assert {one.kind for one in found if one.type == "aws:ec2/natGateway:NatGateway"} == {Kind.CREATE}
    back = effects(recorded("staging", {"network": {"nat": "per-zone"}}), recorded("staging"))
    assert {one.kind for one in back if one.type == "aws:ec2/natGateway:NatGateway"} == {Kind.DELETE}


def test_what_is_ignored_is_no_effect() -> None:
    """What a fleet's servers are launched by is declared in the manifest, and released by procedure."""
    found = changed(fleet={"spot": {"onDemandPercent": 37}})
    assert {one.type for one in found} == {"aws:ssm/parameter:Parameter"}
    assert {one.name.partition("-manifest-")[2] for one in found} == {"fleet-us-east-1"}


OLD: dict[str, Any] = {
    "size": 1,
    "rules": [{"hosts": ["a"], "port": 80}, {"hosts": ["b"]}],
    "tags": {"a.b": "x", "c": "y"},
}
NEW: dict[str, Any] = {"size": 2, "rules": [{"hosts": ["z"], "port": 81}], "more": 1, "tags": {"a.b": "z"}}
IGNORED: list[tuple[str, dict[str, Any]]] = [
    ("size", NEW | {"size": 1}),
    ("rules", NEW | {"rules": OLD["rules"]}),
    ("rules[0].hosts", NEW | {"rules": [{"hosts": ["a"], "port": 81}]}),
    ("rules[*].port", NEW | {"rules": [{"hosts": ["z"], "port": 80}]}),
    ("rules[1].hosts", NEW),
    ("more", {name: value for name, value in NEW.items() if name != "more"}),
    ('tags["a.b"]', NEW | {"tags": {"a.b": "x"}}),
    ("tags.c", NEW | {"tags": {"a.b": "z", "c": "y"}}),
    ("tags.*", NEW | {"tags": OLD["tags"]}),
    ("nothing.there", NEW),
]


@pytest.mark.parametrize(("path", "expected"), IGNORED)
def test_an_ignored_path_keeps_its_old_value(path: str, expected: dict[str, Any]) -> None:
    assert as_ignored(OLD, NEW, [path]) == expected


def test_rds_says_which_changes_stop_an_instance() -> None:
    assert interrupting() == {"instanceClass", "dbSubnetGroupName", "engineVersion"}
