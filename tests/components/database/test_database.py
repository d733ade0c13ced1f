"""The database: every property of the primary and of the replica, in both environments.

What they stand on is shown in `test_foundation`, who reaches them in `test_flows`, that they survive a flip of
the sites in `test_program`. That PostgreSQL replicates is left to RDS.
"""

from typing import Any

import pytest

from components.encryption.keys import Purpose
from components.notifications.notifications import Channel
from components.shared.address_plan import Tier
from rehearsal.mocks.recorder import Registered
from tests.components.database.alone import database
from tests.components.stacks import SERVING, STACKS, by_name, inputs_without, name, settings, zones
from tests.support.alone import key_arn, subnet_ids, topic_arn

INSTANCE = "aws:rds/instance:Instance"
PASSWORD = "random:index/randomPassword:RandomPassword"
# What RDS takes from the source, and refuses or ignores in a replica.
OF_THE_PRIMARY_ALONE = {
    "allocatedStorage", "dbName", "engine", "engineLifecycleSupport", "engineVersion", "finalSnapshotIdentifier",
    "password", "username",
}  # fmt: skip

pytestmark = pytest.mark.parametrize("stack", STACKS)


def _instances(stack: str) -> tuple[Registered, Registered]:
    found = by_name(database(stack), INSTANCE, SERVING)
    assert found.keys() == {"database-a", "database-b"}
    assert len(database(stack).of_type(INSTANCE)) == 2
    return found["database-a"], found["database-b"]


def _of_both(stack: str) -> dict[str, Any]:
    given = settings(stack)["database"]
    key = key_arn(stack, SERVING, Purpose.DATABASE)
    return {
        "storageType": "gp3",
        "maxAllocatedStorage": given["storage"]["maxAllocatedGib"],
        "storageEncrypted": True,
        "kmsKeyId": key,
        "port": 5432,
        "publiclyAccessible": False,
        "networkType": "IPV4",
        "parameterGroupName": name(stack, SERVING, "postgres17"),
        "caCertIdentifier": given["caCertificate"],
        "iamDatabaseAuthenticationEnabled": True,
        "backupWindow": given["backupWindow"],
        "maintenanceWindow": given["maintenanceWindow"],
        "autoMinorVersionUpgrade": False,
        "allowMajorVersionUpgrade": False,
        "applyImmediately": False,
        "copyTagsToSnapshot": True,
        "deletionProtection": True,
        "deleteAutomatedBackups": False,
        "enabledCloudwatchLogsExports": ["iam-db-auth-error", "postgresql", "upgrade"],
        "monitoringInterval": given["monitoringIntervalSeconds"],
        "monitoringRoleArn": by_name(database(stack), "aws:iam/role:Role", SERVING)["database-monitoring"].outputs[
            "arn"
        ],
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": key,
        "performanceInsightsRetentionPeriod": given["insights"]["retentionDays"],
        "databaseInsightsMode": given["insights"]["mode"],
        **_performance(stack),
    }


def _performance(stack: str) -> dict[str, int]:
    """Prod's volume is large enough to be striped; RDS refuses both of these below 400 GiB."""
    return {"prod": {"iops": 12000, "storageThroughput": 500}, "staging": {}}[stack]


def test_the_primary(stack: str) -> None:
    given = settings(stack)["database"]
    identifier = name(stack, SERVING, "database-a")
    zone = {"prod": {}, "staging": {"availabilityZone": "us-east-1a"}}[stack]
    primary, _ = _instances(stack)
    assert inputs_without(primary, "password") == {
        **_of_both(stack),
        "identifier": identifier,
        "engine": "postgres",
        "engineVersion": given["engineVersion"],
        "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
        "instanceClass": given["instanceClass"],
        "dbName": given["name"],
        "username": "storefront_master",
        "allocatedStorage": given["storage"]["allocatedGib"],
        "multiAz": {"prod": True, "staging": False}[stack],
        "dbSubnetGroupName": name(stack, SERVING, "database-primary"),
        "vpcSecurityGroupIds": ["sg-database"],
        "backupRetentionPeriod": given["backupRetentionDays"],
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": f"{identifier}-final",
        **zone,
    }


def test_the_replica(stack: str) -> None:
    given = settings(stack)["database"]
    primary, replica = _instances(stack)
    assert replica.inputs == {
        **_of_both(stack),
        "identifier": name(stack, SERVING, "database-b"),
        "replicateSourceDb": primary.outputs["arn"],
        "instanceClass": given["replica"]["instanceClass"],
        "availabilityZone": {"prod": "us-east-1c", "staging": "us-east-1b"}[stack],
        "multiAz": False,
        "dbSubnetGroupName": name(stack, SERVING, "database"),
        "vpcSecurityGroupIds": ["sg-replica"],
        "backupRetentionPeriod": 1,
        "skipFinalSnapshot": True,
    }
    assert primary.inputs.keys() >= OF_THE_PRIMARY_ALONE
    assert OF_THE_PRIMARY_ALONE & replica.inputs.keys() == set()


def test_replica_and_primary_never_share_a_zone(stack: str) -> None:
    primary, replica = _instances(stack)
    groups = {
        g.inputs["name"]: g for g in database(stack).of_type("aws:rds/subnetGroup:SubnetGroup", region=SERVING)
    }
    zone_of = dict(zip(subnet_ids(stack, SERVING, Tier.DATA), zones(stack, SERVING), strict=True))
    reach = {
        instance.name: {
            zone_of[subnet] for subnet in groups[instance.inputs["dbSubnetGroupName"]].inputs["subnetIds"]
        }
        for instance in (primary, replica)
    }
    possible = {primary.inputs["availabilityZone"]} if "availabilityZone" in primary.inputs else reach[primary.name]
    assert possible <= reach[primary.name]
    assert replica.inputs["availabilityZone"] in reach[replica.name] - possible


def test_the_bootstrap_password_is_random_and_secret(stack: str) -> None:
    primary, replica = _instances(stack)
    password = database(stack).one(PASSWORD, f"{SERVING}-database-bootstrap-password")
    assert primary.secret_inputs == {"password"}
    assert replica.secret_inputs == set()
    assert primary.inputs["password"] == password.outputs["result"]
    assert password.inputs == {"length": 64, "overrideSpecial": "!#$%&*()-_=+[]{}<>:?"}
    assert set(password.inputs["overrideSpecial"]) & set('/@" ') == set()


def test_they_are_protected_and_wait_for_what_rds_would_make_badly(stack: str) -> None:
    """The log groups, and the rights of the monitoring role, which RDS tries at once."""
    foundation = database(stack).one("storefront:database:DatabaseFoundation", f"{SERVING}-database-foundation")
    log_groups = {r.urn for r in database(stack).under(foundation) if r.type == "aws:cloudwatch/logGroup:LogGroup"}
    rights = by_name(database(stack), "aws:iam/rolePolicyAttachment:RolePolicyAttachment", SERVING)
    assert len(log_groups) == 7
    for instance in _instances(stack):
        assert instance.protect
        assert log_groups <= instance.dependencies
        assert rights["database-monitoring"].urn in instance.property_dependencies["monitoringRoleArn"]


def test_operations_hear_of_both_instances(stack: str) -> None:
    events = database(stack).one("aws:rds/eventSubscription:EventSubscription")
    assert events.inputs == {
        "name": name(stack, SERVING, "database-events"),
        "snsTopic": topic_arn(stack, SERVING, Channel.OPERATIONS),
        "sourceType": "db-instance",
        "sourceIds": [instance.inputs["identifier"] for instance in _instances(stack)],
        "eventCategories": [
            "availability", "backup", "configuration change", "deletion", "failover", "failure", "low storage",
            "maintenance", "notification", "read replica", "recovery", "restoration", "security",
            "security patching",
        ],
    }  # fmt: skip
