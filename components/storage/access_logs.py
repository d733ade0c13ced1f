"""The bucket of a site in which AWS records the requests to load balancers and to the other buckets.

Both services deliver only under S3's own key (decision 7), so that nothing else is kept there.
"""

from components.documents import Statement
from components.naming import Place
from components.storage.bucket import S3_PREFIX, bucket_arn

ACCESS_LOGS = "access-logs"
EDGE_PREFIX = "edge"
"""Under which load balancers record: it must not contain AWSLogs, which they add themselves."""


def access_log_statements(place: Place) -> list[Statement]:
    """Let the two services write, each under its own prefix, and only what is about this account's resources.

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
        _delivery(
            "Buckets",
            service="logging.s3.amazonaws.com",
            resource=f"{arn}/{S3_PREFIX}/*",
            source="arn:aws:s3:::*",
            account=place.account,
        ),
    ]


def _delivery(sid: str, *, service: str, resource: str, source: str, account: str) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "s3:PutObject",
        "Resource": resource,
        "Condition": {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": source}},
    }
