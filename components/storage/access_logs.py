"""The bucket of a site in which AWS records the requests to CloudFront, to load balancers and to the other buckets.

The last two deliver only under S3's own key (decision 7), so that nothing else is kept there.
"""

from components.shared.naming import Place
from components.shared.policy_documents import Statement
from components.storage.bucket import S3_PREFIX, bucket_arn

ACCESS_LOGS = "access-logs"
EDGE_PREFIX = "edge"
"""Under which load balancers record: it must not contain AWSLogs, which they add themselves."""


def access_log_statements(place: Place, *, cloudfront: Place | None) -> list[Statement]:
    """Let each service write under its own prefix, and only what is about this account's resources.

    `cloudfront`: where the deliveries of CloudFront's log come from, if they come here.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    arn = bucket_arn(place, ACCESS_LOGS)
    return [
        _delivery(
            "LoadBalancers",
            service="logdelivery.elasticloadbalancing.amazonaws.com",
            resource=f"{arn}/{EDGE_PREFIX}/AWSLogs/{place.account}/*",
            source=place.arn("elasticloadbalancing", "loadbalancer/*"),
            account=place.account,
        ),
        requests_statement(place),
        *([_vended(cloudfront, arn)] if cloudfront else []),
    ]


def requests_statement(place: Place) -> Statement:
    """Let S3 write the requests to the account's other buckets."""
    return _delivery(
        "Buckets",
        service="logging.s3.amazonaws.com",
        resource=f"{bucket_arn(place, ACCESS_LOGS)}/{S3_PREFIX}/*",
        source="arn:aws:s3:::*",
        account=place.account,
    )


def _vended(source: Place, bucket: str) -> Statement:
    """Let CloudWatch's delivery write what CloudFront records.

    As AWS words it: where the words differ, AWS adds its own statement behind the program's back.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
    """
    return {
        "Sid": "CloudFront",
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{bucket}/AWSLogs/{source.account}/CloudFront/*",
        "Condition": {
            "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": source.account},
            "ArnLike": {"aws:SourceArn": source.arn("logs", "delivery-source:*")},
        },
    }


def _delivery(sid: str, *, service: str, resource: str, source: str, account: str) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "s3:PutObject",
        "Resource": resource,
        "Condition": {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": source}},
    }
