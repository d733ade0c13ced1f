"""Proves that S3 of the embedded AWS refuses to log where its logging service may not write, as AWS does.

That logging stands as declared is left to tests/rehearsal/provider.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from operations.aws import AwsError, AwsRegion
from rehearsal.emulator import start
from rehearsal.provider.embedded import embedded

SERVICE = "logging.s3.amazonaws.com"


@pytest.fixture(scope="module")
def aws() -> Iterator[AwsRegion]:
    with start() as running:
        aws = embedded(running.endpoint, "us-east-1", "123412341234")
        for bucket in ("records", "media"):
            aws.call("s3", "CreateBucket", Bucket=bucket)
        yield aws


def _record(aws: AwsRegion, statement: dict[str, Any]) -> dict[str, Any]:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.call("s3", "PutBucketPolicy", Bucket="records", Policy=policy)
    wanted = {
        "TargetBucket": "records",
        "TargetPrefix": "s3/media/",
        "TargetObjectKeyFormat": {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}},
    }
    aws.call("s3", "PutBucketLogging", Bucket="media", BucketLoggingStatus={"LoggingEnabled": wanted})
    shown = aws.call("s3", "GetBucketLogging", Bucket="media")["LoggingEnabled"]
    assert shown == wanted
    return shown


ALLOWED = {
    "Effect": "Allow",
    "Principal": {"Service": SERVICE},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::records/s3/*",
}


def test_it_logs_where_the_service_may_write_by_a_pattern(aws: AwsRegion) -> None:
    assert _record(aws, ALLOWED)["TargetBucket"] == "records"


@pytest.mark.parametrize(
    "change",
    [
        {"Resource": "arn:aws:s3:::records/other/*"},
        {"Principal": {"Service": "cloudtrail.amazonaws.com"}},
        {"Principal": "*", "Effect": "Deny"},
        {"Action": "s3:GetObject"},
    ],
)
def test_it_refuses_to_log_where_the_service_may_not_write(aws: AwsRegion, change: dict[str, Any]) -> None:
    with pytest.raises(AwsError, match="InvalidTargetBucketForLogging"):
        _record(aws, ALLOWED | change)
