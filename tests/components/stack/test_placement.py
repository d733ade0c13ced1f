"""Where the program puts what a component does not choose itself: with the database, beside it, or in both sites."""

import json

import pytest

from components.functions.package import PACKAGES
from components.servers.kinds import STANDALONE
from tests.components.stacks import ACCOUNTS, SERVING, STACKS, STANDBY, by_name, record

FUNCTION, ROLE = "aws:lambda/function:Function", "aws:iam/role:Role"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"

every_stack = pytest.mark.parametrize("stack", STACKS)


@every_stack
@pytest.mark.parametrize(("serving", "standby"), [(SERVING, STANDBY), (STANDBY, SERVING)])
def test_each_function_stands_where_its_work_is(stack: str, serving: str, standby: str) -> None:
    found = {region: set(by_name(record(stack, serving), FUNCTION, region)) for region in (serving, standby)}
    in_both = {"verification", "visitors"}
    # In a standby at level `backups` nothing could reach a secret.
    can_serve = {"database-access"} if stack == "prod" else set[str]()
    assert found == {
        serving: {*in_both, "database-access", "heartbeat", "database-reading", "database-tuning"},
        standby: {*in_both, *can_serve, "restore-validation"},
    }


@every_stack
def test_every_function_that_stands_is_of_a_package_and_every_package_stands(stack: str) -> None:
    handlers = {one.inputs["handler"] for one in record(stack).of_type(FUNCTION)}
    assert handlers == {package.handler for package in PACKAGES.values()}


@every_stack
def test_every_role_of_no_person_and_no_pipeline_is_under_the_boundary_of_machines(stack: str) -> None:
    roles = [one for one in record(stack).of_type(ROLE) if not one.name.startswith("account-")]
    bound = f"arn:aws:iam::{ACCOUNTS[stack]}:policy/boundary/storefront-{stack}-machines"
    assert {role.name: role.inputs["permissionsBoundary"] for role in roles} == {role.name: bound for role in roles}


@every_stack
@pytest.mark.parametrize("serving", [SERVING, STANDBY])
def test_standalone_servers_stand_where_the_store_is_served_alone(stack: str, serving: str) -> None:
    groups = record(stack, serving).of_type("aws:autoscaling/group:Group")
    standalone = {(one.region, kind) for one in groups for kind in STANDALONE if one.name.endswith(f"-{kind}")}
    assert standalone == {(serving, kind) for kind in STANDALONE}


@every_stack
@pytest.mark.parametrize("region", [SERVING, STANDBY])
def test_reports_are_kept_in_both_sites_under_our_key(stack: str, region: str) -> None:
    (rule,) = by_name(record(stack), ENCRYPTION, region)["tuning-reports"].inputs["rules"]
    key = by_name(record(stack), "aws:kms/key:Key", region)["storage-key"].outputs["arn"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}


def test_after_a_failover_the_dashboards_show_the_other_region() -> None:
    found = {
        one.name: json.loads(one.inputs["dashboardBody"]) for one in record("prod", STANDBY).of_type(DASHBOARD)
    }
    for which in ("database", "business"):
        graphs = [
            one["properties"] for one in found[f"account-dashboard-{which}"]["widgets"] if one["type"] == "metric"
        ]
        assert {graph["region"] for graph in graphs} == {STANDBY}
