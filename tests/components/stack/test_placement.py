"""Where the program puts what a component does not choose itself: with the database, beside it, or in both sites."""

import pytest

from tests.components.stacks import SERVING, STACKS, STANDBY, by_name, record

FUNCTION = "aws:lambda/function:Function"
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
@pytest.mark.parametrize("region", [SERVING, STANDBY])
def test_reports_are_kept_in_both_sites_under_our_key(stack: str, region: str) -> None:
    (rule,) = by_name(record(stack), ENCRYPTION, region)["tuning-reports"].inputs["rules"]
    key = by_name(record(stack), "aws:kms/key:Key", region)["storage-key"].outputs["arn"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}
