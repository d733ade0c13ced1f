"""A bucket: every setting that closes it, under a key of ours and under S3's own, and who may write.

What S3 makes of policies and lifecycles is left to AWS; that every bucket of the program has all this, to the guardrail
`bucket-complete`.
"""

from typing import Any

import pytest

from components.shared.naming import Place
from components.storage.bucket import Bucket, BucketArgs, bucket_name
from rehearsal.mocks.recorder import Record, run_component
from tests.components.stacks import ACCOUNTS, SITES, by_name, settings, statements
from tests.support.alone import whole_baseline

PLACE = Place(environment="prod", region="us-east-1", account="111122223333")
NAME, LOGICAL = "storefront-prod-us-east-1-bundles-111122223333", "us-east-1-bundles"
ARN = f"arn:aws:s3:::{NAME}"
KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
READER = {
    "Sid": "Reader",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"},
    "Action": "s3:GetObject",
    "Resource": f"{ARN}/*",
}


def _made(**changes: Any) -> Record:
    given: dict[str, Any] = {
        "place": PLACE,
        "what": "bundles",
        "key_arn": KEY,
        "expires_after_days": None,
        "access_log_bucket": "records",
        "statements": [READER],
        **changes,
    }
    return run_component(lambda: Bucket(LOGICAL, args=BucketArgs(**given)))


def _inputs(made: Record) -> dict[str, Any]:
    """What each resource was given, by its type's last word; all name the same bucket."""
    resources = [r for r in made.resources if r.custom]
    assert {r.name for r in resources} == {LOGICAL}
    assert {r.inputs["bucket"] for r in resources} == {NAME}
    return {
        r.type.rpartition(":")[2]: {key: value for key, value in r.inputs.items() if key != "bucket"}
        for r in resources
    }


def _rule(encryption: dict[str, Any]) -> dict[str, Any]:
    (rule,) = encryption["rules"]
    return rule


def test_everything_that_is_set_on_it() -> None:
    made = _inputs(_made())
    assert made.keys() == {
        "Bucket",
        "BucketLifecycleConfiguration",
        "BucketLogging",
        "BucketOwnershipControls",
        "BucketPolicy",
        "BucketPublicAccessBlock",
        "BucketServerSideEncryptionConfiguration",
        "BucketVersioning",
    }
    assert made["Bucket"] == {"forceDestroy": False}
    assert made["BucketPublicAccessBlock"] == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    assert made["BucketOwnershipControls"] == {"rule": {"objectOwnership": "BucketOwnerEnforced"}}
    assert made["BucketVersioning"] == {"versioningConfiguration": {"status": "Enabled"}}
    assert made["BucketLogging"] == {
        "targetBucket": "records",
        "targetPrefix": "s3/bundles/",
        "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "EventTime"}},
    }


def test_it_is_encrypted_under_the_key_given() -> None:
    assert _rule(_inputs(_made())["BucketServerSideEncryptionConfiguration"]) == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
        "bucketKeyEnabled": True,
        "blockedEncryptionTypes": ["SSE-C"],
    }


def test_without_a_key_it_is_encrypted_under_s3s_own() -> None:
    assert _rule(_inputs(_made(key_arn=None))["BucketServerSideEncryptionConfiguration"]) == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"},
        "bucketKeyEnabled": False,
        "blockedEncryptionTypes": ["SSE-C"],
    }


def test_its_policy_refuses_clear_text_and_other_keys_before_it_allows_anything() -> None:
    header = "s3:x-amz-server-side-encryption"
    refusals: list[tuple[str, str, str | list[str], dict[str, Any]]] = [
        ("NothingWithoutTls", "s3:*", [ARN, f"{ARN}/*"], {"Bool": {"aws:SecureTransport": "false"}}),
        (
            "NoOtherKind",
            "s3:PutObject",
            f"{ARN}/*",
            {"Null": {header: "false"}, "StringNotEquals": {header: "aws:kms"}},
        ),
        (
            "NoOtherKey",
            "s3:PutObject",
            f"{ARN}/*",
            {
                "Null": {f"{header}-aws-kms-key-id": "false"},
                "StringNotEquals": {f"{header}-aws-kms-key-id": KEY},
            },
        ),
    ]
    assert statements(_made().one("aws:s3/bucketPolicy:BucketPolicy")) == [
        *(
            {
                "Sid": sid,
                "Effect": "Deny",
                "Principal": "*",
                "Action": action,
                "Resource": resource,
                "Condition": condition,
            }
            for sid, action, resource, condition in refusals
        ),
        READER,
    ]


@pytest.mark.parametrize(
    ("days", "expiration"), [(None, {"expiredObjectDeleteMarker": True}), (365, {"days": 365})]
)
def test_what_expires(days: int | None, expiration: dict[str, Any]) -> None:
    made = _made(expires_after_days=days)
    assert _rule(_inputs(made)["BucketLifecycleConfiguration"]) == {
        "id": "kept",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "expiration": expiration,
        "noncurrentVersionExpiration": {"noncurrentDays": 30},
        "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
    }
    versioning = made.one("aws:s3/bucketVersioning:BucketVersioning")
    assert (
        versioning.urn in made.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").dependencies
    )


def test_it_is_never_deleted_by_the_way() -> None:
    assert {r.type for r in _made().resources if r.protect} == {"aws:s3/bucket:Bucket"}


def test_its_name_is_known_to_writers_only_with_the_policy() -> None:
    assert _made().one("storefront:storage:Bucket").outputs == {"name": NAME, "arn": ARN}


def test_a_long_name_fits_and_differs_by_account() -> None:
    names = {
        bucket_name(Place(environment="staging", region="us-east-1", account=account), "w" * 40)
        for account in ACCOUNTS.values()
    }
    assert len(names) == len(ACCOUNTS)
    assert all(len(name) <= 63 for name in names)


def _of_cloudfront(arn: str, account: str) -> tuple[object, ...]:
    return (
        {"Service": "delivery.logs.amazonaws.com"},
        "s3:PutObject",
        f"{arn}/AWSLogs/{account}/CloudFront/*",
        {
            "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{account}:delivery-source:*"},
        },
    )


@pytest.mark.parametrize(("stack", "region"), SITES)
def test_the_records_of_requests_have_writers_each_under_its_prefix(stack: str, region: str) -> None:
    account = ACCOUNTS[stack]
    arn = f"arn:aws:s3:::storefront-{stack}-{region}-access-logs-{account}"
    policy = by_name(whole_baseline(stack, region), "aws:s3/bucketPolicy:BucketPolicy", region)["access-logs"]
    refusal, *allowed = statements(policy)
    assert refusal["Sid"] == "NothingWithoutTls"
    assert [(one["Principal"], one["Action"], one["Resource"], one["Condition"]) for one in allowed] == [
        (
            {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "s3:PutObject",
            f"{arn}/edge/AWSLogs/{account}/*",
            {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": f"arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/*"},
            },
        ),
        (
            {"Service": "logging.s3.amazonaws.com"},
            "s3:PutObject",
            f"{arn}/s3/*",
            {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        ),
        # Where CloudFront's own parts stand.
        *([_of_cloudfront(arn, account)] if (stack, region) == ("prod", "us-east-1") else []),
    ]
    lifecycle = by_name(
        whole_baseline(stack, region), "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", region
    )["access-logs"]
    assert lifecycle.inputs["rules"][0]["expiration"] == {"days": settings(stack)["logs"]["retentionDays"]}
