"""The foundation of a database, in both sites: ready to make one there, or to restore one.

What stands in the parameter group is shown in `test_parameters`.
"""

from typing import Any

import pytest

from components.encryption.keys import Purpose
from rehearsal.mocks.recorder import Registered
from tests.components.database.alone import database
from tests.components.stacks import (
    ACCOUNTS,
    SERVING,
    SITES,
    STANDBY,
    by_name,
    name,
    settings,
    statements,
)
from tests.support.alone import key_arn

SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"
PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
MONITORING = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"

# The zones of each site's group for the primary. Without Multi-AZ the instance itself chooses its zone, and
# RDS wants two zones in every group.
PRIMARY_ZONES = {
    ("prod", SERVING): "ab",
    ("prod", STANDBY): "ab",
    ("staging", SERVING): "ab",
    ("staging", STANDBY): "ab",
}
ALL_ZONES = {"prod": "abc", "staging": "ab"}

pytestmark = pytest.mark.parametrize(("stack", "region"), SITES)


def test_a_subnet_group_for_the_primary_and_one_for_the_replica(stack: str, region: str) -> None:
    found = by_name(database(stack), SUBNET_GROUP, region)
    assert {what: group.inputs for what, group in found.items()} == {
        what: {
            "name": name(stack, region, what),
            "description": f"{what} in {region}",
            "subnetIds": [f"subnet-data-{region}{letter}" for letter in letters],
        }
        for what, letters in {
            "database-primary": PRIMARY_ZONES[stack, region],
            "database": ALL_ZONES[stack],
        }.items()
    }


def test_a_parameter_group_of_the_engines_family(stack: str, region: str) -> None:
    found = by_name(database(stack), PARAMETER_GROUP, region)
    assert settings(stack)["database"]["engineVersion"].startswith("17.")
    assert {what: _without_parameters(group) for what, group in found.items()} == {
        "database": {
            "name": name(stack, region, "postgres17"),
            "family": "postgres17",
            "description": f"storefront {stack} postgres17",
        }
    }


def _without_parameters(group: Registered) -> dict[str, Any]:
    return {key: value for key, value in group.inputs.items() if key != "parameters"}


def test_log_groups_stand_before_rds_would_make_its_own(stack: str, region: str) -> None:
    """RDS makes a missing group without a key and without an end."""
    key = key_arn(stack, region, Purpose.LOGS)
    of_instances = {
        f"{instance}-{log}": f"/aws/rds/instance/{name(stack, region, instance)}/{log}"
        for instance in ("database-a", "database-b")
        for log in ("iam-db-auth-error", "postgresql", "upgrade")
    }
    found = by_name(database(stack), LOG_GROUP, region)
    found = {
        what: group
        for what, group in found.items()
        if "DatabaseFoundation" in database(stack).ancestors(group)[0].type
    }
    assert {what: group.inputs for what, group in found.items()} == {
        what: {
            "name": log_group,
            "kmsKeyId": key,
            "retentionInDays": settings(stack)["database"]["logRetentionDays"],
        }
        for what, log_group in {**of_instances, "os-metrics": "RDSOSMetrics"}.items()
    }


def test_the_monitoring_role_is_for_this_accounts_databases(stack: str, region: str) -> None:
    account = ACCOUNTS[stack]
    role = by_name(database(stack), ROLE, region)["database-monitoring"]
    attachment = by_name(database(stack), ATTACHMENT, region)["database-monitoring"]
    assert role.inputs.keys() == {"name", "assumeRolePolicy", "permissionsBoundary"}
    assert role.inputs["name"] == name(stack, region, "database-monitoring")
    assert statements(role, "assumeRolePolicy") == [
        {
            "Sid": "AssumedByService",
            "Effect": "Allow",
            "Principal": {"Service": "monitoring.rds.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": f"arn:aws:rds:{region}:{account}:db:storefront-*"},
            },
        }
    ]
    assert attachment.inputs == {"role": role.inputs["name"], "policyArn": MONITORING}
