"""The manifest: the same in both regions, whole, small enough, without a secret, and true to what stands.

What the procedures make of it is left to their own tests.
"""

import json
from typing import Any

import pytest

from components.settings.types import parse_duration
from manifest.index import VERSION
from rehearsal.mocks.recorder import Registered
from tests.components.stacks import (
    ACCOUNTS,
    SERVING,
    STACKS,
    STANDBY,
    SUBNET,
    by_name,
    name,
    record,
    settings,
    zones,
)

PARAMETER = "aws:ssm/parameter:Parameter"
SECTIONS = (
    "index",
    "guidelines",
    "database",
    "access",
    "backups",
    "servers",
    "traffic",
    "health",
    "program",
    f"site-{SERVING}",
    f"site-{STANDBY}",
)
LEVELS = {stack: settings(stack)["standbyLevel"] for stack in STACKS}


def _fleets(stack: str, serving: str) -> set[str]:
    """The regions with a fleet's foundation: a standby that holds backups alone has none."""
    return {SERVING, STANDBY} if LEVELS[stack] != "backups" else {serving}


BOTH_SERVING = [(stack, serving) for stack in STACKS for serving in (SERVING, STANDBY)]

every_run = pytest.mark.parametrize(("stack", "serving"), BOTH_SERVING)


def _parameters(stack: str, serving: str, region: str) -> dict[str, Registered]:
    found = by_name(record(stack, serving), PARAMETER, region)
    return {what.removeprefix("manifest-"): parameter for what, parameter in found.items()}


def _document(stack: str, serving: str = SERVING) -> dict[str, Any]:
    """The document as a procedure reads it: from the standby's region."""
    region = STANDBY if serving == SERVING else SERVING
    return {
        section: json.loads(parameter.inputs["insecureValue"])
        for section, parameter in _parameters(stack, serving, region).items()
    }


@every_run
@pytest.mark.parametrize("region", [SERVING, STANDBY])
def test_both_regions_hold_every_section(stack: str, serving: str, region: str) -> None:
    found = _parameters(stack, serving, region)
    values = {section: parameter.inputs["insecureValue"] for section, parameter in found.items()}
    other = _parameters(stack, serving, STANDBY if region == SERVING else SERVING)
    assert values == {section: parameter.inputs["insecureValue"] for section, parameter in other.items()}
    assert {section: _without_value(parameter) for section, parameter in found.items()} == {
        section: {
            "name": f"/storefront/{stack}/manifest/{section}",
            "description": f"What stands where, in sections: {section}",
            "type": "String",
            "tier": "Standard",
        }
        for section in (*SECTIONS, *(f"fleet-{site}" for site in _fleets(stack, serving)))
    }


def _without_value(parameter: Registered) -> dict[str, Any]:
    return {key: value for key, value in parameter.inputs.items() if key != "insecureValue"}


@every_run
def test_what_is_stored_is_what_the_stack_exports(stack: str, serving: str) -> None:
    assert record(stack, serving).exports == {"manifest": _document(stack, serving)}


@every_run
def test_the_index_says_who_serves(stack: str, serving: str) -> None:
    assert _document(stack, serving)["index"] == {
        "version": VERSION,
        "environment": stack,
        "account": ACCOUNTS[stack],
        "serving": serving,
        "standby": STANDBY if serving == SERVING else SERVING,
    }


@pytest.mark.parametrize("stack", STACKS)
def test_the_guidelines_are_those_of_the_settings_in_seconds(stack: str) -> None:
    assert _document(stack)["guidelines"] == {
        scenario: {
            f"{what}_seconds": parse_duration(promise).total_seconds() for what, promise in guideline.items()
        }
        for scenario, guideline in settings(stack)["guidelines"].items()
    }
    assert len(_document(stack)["guidelines"]) == 5


@every_run
def test_the_database_is_the_one_that_stands(stack: str, serving: str) -> None:
    database = settings(stack)["database"]
    found = by_name(record(stack, serving), "aws:rds/instance:Instance", serving)
    assert _document(stack, serving)["database"] == {
        "name": database["name"],
        "master_user": "storefront_master",
        "engine_version": database["engineVersion"],
        "instance_class": database["instanceClass"],
        "multi_az": database["multiAz"],
        "heartbeat_seconds": 60,
        "shape": {
            "replica_class": database["replica"]["instanceClass"],
            "max_allocated_gib": database["storage"]["maxAllocatedGib"],
            **{
                name: database["storage"][key]
                for name, key in (("iops", "iops"), ("throughput_mibps", "throughputMibps"))
                if key in database["storage"]
            },
            "backup_retention_days": database["backupRetentionDays"],
            "replicated_backup_retention_days": database["replicatedBackupRetentionDays"],
            "backup_window": database["backupWindow"],
            "maintenance_window": database["maintenanceWindow"],
            "insights_mode": database["insights"]["mode"],
            "insights_retention_days": database["insights"]["retentionDays"],
            "monitoring_interval_seconds": database["monitoringIntervalSeconds"],
            "ca_certificate": database["caCertificate"],
            "log_exports": ["iam-db-auth-error", "postgresql", "upgrade"],
        },
        "instances": {
            part: {
                "identifier": instance.outputs["identifier"],
                "arn": instance.outputs["arn"],
                "resource_id": instance.outputs["resourceId"],
                "address": instance.outputs["address"],
                "port": 5432,
            }
            for part, instance in {"primary": found["database-a"], "replica": found["database-b"]}.items()
        },
    }


@pytest.mark.parametrize(("stack", "hours"), [("prod", 12), ("staging", 24)])
def test_the_backups_say_how_old_the_latest_can_be(stack: str, hours: int) -> None:
    """Prod's plan runs at half past six and half past eighteen, staging's once a day."""
    assert _document(stack)["backups"] == {
        "longest_gap_seconds": hours * 3600,
        "lock_min_retention_days": settings(stack)["backups"]["lock"]["minRetentionDays"],
        "restore_role": by_name(record(stack), "aws:iam/role:Role", STANDBY)["restore-test"].outputs["arn"],
    }


@every_run
@pytest.mark.parametrize("region", [SERVING, STANDBY])
def test_a_site_is_the_one_that_stands(stack: str, serving: str, region: str) -> None:
    """Every id and ARN is that of a registered resource of this region."""

    def found(token: str) -> dict[str, Registered]:
        return by_name(record(stack, serving), token, region)

    subnets, keys, groups = found(SUBNET), found("aws:kms/key:Key"), found("aws:ec2/securityGroup:SecurityGroup")
    assert _document(stack, serving)[f"site-{region}"] == {
        "region": region,
        "level": "serving" if region == serving else LEVELS[stack],
        "vpc": found("aws:ec2/vpc:Vpc")["vpc"].id,
        "subnets": {
            tier: {zone: subnets[f"{tier}-{zone[-1]}"].id for zone in zones(stack, region)}
            for tier in ("public", "application", "data")
        },
        "security_groups": {what: group.id for what, group in groups.items()},
        "closed_group": found("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")["default-group"].id,
        "database_names": [name(stack, region, "database-a"), name(stack, region, "database-b")],
        "database_zones": {
            "primary": settings(stack)["sites"][region]["database"]["primaryZones"],
            "replica": settings(stack)["sites"][region]["database"]["replicaZone"],
        },
        "keys": {what.removesuffix("-key"): key.outputs["arn"] for what, key in keys.items()},
        "subnet_groups": {
            "primary": name(stack, region, "database-primary"),
            "replica": name(stack, region, "database"),
        },
        "parameter_group": found("aws:rds/parameterGroup:ParameterGroup")["database"].outputs["name"],
        "monitoring_role": found("aws:iam/role:Role")["database-monitoring"].outputs["arn"],
        "vault": found("aws:backup/vault:Vault")["backup-vault"].outputs["name"],
        "topic": found("aws:sns/topic:Topic")["operations"].outputs["arn"],
        "journal": name(stack, region, "recovery-journal"),
        "verification": name(stack, region, "verification"),
        **({"origin_secret": name(stack, region, "origin-secret")} if stack == "prod" else {}),
        **({"endpoints": _endpoints(stack, serving, region)} if region == serving or stack == "prod" else {}),
    }


def _endpoints(stack: str, serving: str, region: str) -> dict[str, Any]:
    """Those of the site that serves, in which they stand: a recovery makes the same in the other."""
    made = by_name(record(stack, serving), "aws:ec2/vpcEndpoint:VpcEndpoint", serving).values()
    ours = [one.inputs for one in made if one.inputs["vpcEndpointType"] == "Interface"]
    (policy,) = {one["policy"] for one in ours}
    return {
        "names": {
            one["serviceName"].replace(serving, region): one["tags"]["Name"].replace(serving, region)
            for one in ours
        },
        "policy": policy,
    }


@every_run
def test_the_load_balancers_are_those_that_stand(stack: str, serving: str) -> None:
    """What rotating the origin's secret needs: each load balancer's rule, and the distribution with its header."""
    traffic = _document(stack, serving)["traffic"]
    assert traffic["load_balancers"].keys() == _fleets(stack, serving)
    for region, load_balancer in traffic["load_balancers"].items():
        rules = by_name(record(stack, serving), "aws:lb/listenerRule:ListenerRule", region)
        assert load_balancer["rules"] == {what: rule.outputs["arn"] for what, rule in rules.items()}
    made = record(stack, serving).of_type("aws:cloudfront/distribution:Distribution")
    assert [traffic.get("distribution")] == ([one.id for one in made] or [None])
    assert traffic.get("origin_header") == ("X-Storefront-Origin" if stack == "prod" else None)


@pytest.mark.parametrize("stack", STACKS)
def test_no_secret_is_in_it(stack: str) -> None:
    passwords = record(stack).of_type("random:index/randomPassword:RandomPassword")
    assert len(passwords) == {"prod": 2, "staging": 1}[stack]
    for password in (one.outputs["result"] for one in passwords):
        assert len(password) == 64
        assert password not in json.dumps(_document(stack))
        assert password not in json.dumps(dict(record(stack).exports))
    for parameter in record(stack).of_type(PARAMETER):
        assert parameter.secret_inputs == set()
