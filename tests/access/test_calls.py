"""Proves that a call becomes the requests that AWS makes of it, and that what no table knows is never taken for allowed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.calls.call import Call, UnknownCallError
from tests.access.calls.judged import asked_for

ACCOUNT, REGION = "111122223333", "us-west-2"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/monitoring"
RDS, KEYS = f"arn:aws:rds:{REGION}:{ACCOUNT}", {"kms:ViaService": f"rds.{REGION}.amazonaws.com"}


def asked(service: str, operation: str, **params: Any) -> set[tuple[str, str]]:
    return {(one.action, one.on) for one in asked_for([Call(REGION, service, operation, params)], ACCOUNT)}


def test_a_replica_asks_for_its_instance_its_groups_its_tags_its_role_and_its_key() -> None:
    found = asked(
        "rds",
        "CreateDBInstanceReadReplica",
        DBInstanceIdentifier="b",
        SourceDBInstanceIdentifier=f"arn:aws:rds:us-east-1:{ACCOUNT}:db:a",
        DBSubnetGroupName="all",
        MonitoringRoleArn=ROLE,
        Tags=[{"Key": "environment", "Value": "prod"}],
    )
    create = "rds:CreateDBInstanceReadReplica"
    assert found == {
        (create, f"{RDS}:db:b"),
        (create, f"arn:aws:rds:us-east-1:{ACCOUNT}:db:a"),
        (create, f"{RDS}:subgrp:all"),
        ("rds:AddTagsToResource", f"{RDS}:db:b"),
        ("iam:PassRole", ROLE),
        ("kms:CreateGrant", "{key-database}"),
        ("kms:DescribeKey", "{key-database}"),
    }


def test_a_grant_is_for_the_service_and_through_it() -> None:
    call = Call(REGION, "rds", "CreateDBSnapshot", {"DBInstanceIdentifier": "a", "DBSnapshotIdentifier": "s"})
    (grant,) = [one for one in asked_for([call], ACCOUNT) if one.action == "kms:CreateGrant"]
    assert grant.context == {**KEYS, "kms:GrantIsForAWSResource": "true"}


def test_a_snapshot_is_what_is_tagged_and_not_its_instance() -> None:
    found = asked(
        "rds", "CreateDBSnapshot", DBInstanceIdentifier="a", DBSnapshotIdentifier="s", Tags=[{"Key": "k"}]
    )
    assert ("rds:AddTagsToResource", f"{RDS}:snapshot:s") in found
    assert ("rds:AddTagsToResource", f"{RDS}:db:a") not in found


def test_a_restored_instance_is_what_is_tagged_and_not_the_snapshot() -> None:
    found = asked(
        "rds",
        "RestoreDBInstanceFromDBSnapshot",
        DBInstanceIdentifier="b",
        DBSnapshotIdentifier="s",
        Tags=[{"Key": "k"}],
    )
    assert ("rds:AddTagsToResource", f"{RDS}:db:b") in found
    assert ("rds:AddTagsToResource", f"{RDS}:snapshot:s") not in found


def test_a_list_that_names_nothing_is_asked_of_everything() -> None:
    assert asked("rds", "DescribeDBInstances") == {("rds:DescribeDBInstances", f"{RDS}:db:*")}
    assert asked("cloudwatch", "GetMetricStatistics", MetricName="Lag") == {("cloudwatch:GetMetricStatistics", "*")}


def test_a_table_is_asked_for_by_its_own_name_and_not_as_an_index_of_any() -> None:
    table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/journal"
    assert ("dynamodb:Query", table) in asked("dynamodb", "Query", TableName="journal")


def test_a_transaction_asks_for_what_its_parts_would() -> None:
    items = [{"Put": {"TableName": "journal"}}, {"ConditionCheck": {"TableName": "journal"}}]
    table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/journal"
    assert asked("dynamodb", "TransactWriteItems", TransactItems=items) == {
        ("dynamodb:PutItem", table),
        ("dynamodb:ConditionCheckItem", table),
        ("kms:Decrypt", "{key-recovery}"),
    }


@pytest.mark.parametrize(
    ("service", "operation", "params", "table"),
    [
        ("s3", "ListParts", {"Bucket": "b", "Key": "k"}, "ACTIONS"),
        ("rds", "DeleteDBSnapshot", {"Snapshot": "s"}, "NAMES"),
        ("autoscaling", "CreateAutoScalingGroup", {"AutoScalingGroupName": "fleet"}, "WHEN"),
        ("pi", "DescribeDimensionKeys", {"Identifier": "db-A", "GroupBy": {"Group": "db.sql"}}, "_DIMENSIONS"),
        ("rds", "ModifyDBInstance", {"DBInstanceIdentifier": "a", "DomainIAMRole": ROLE}, "HANDED_TO"),
    ],
)
def test_what_no_table_knows_is_an_error_that_says_where_it_goes(
    service: str, operation: str, params: dict[str, Any], table: str
) -> None:
    with pytest.raises(UnknownCallError, match=rf"{table}.* in tests/access/calls/\w+\.py"):
        asked(service, operation, **params)
