"""The one way to AWS: a client over botocore that pages its lists, waits, and retries what is safe to retry.

Everything that runs on an operator's machine goes through it, the rehearsal with other settings included. Code that
runs in Lambda uses boto3 itself, and imports nothing from here.
"""

from operations.aws.client import READS, AwsClient
from operations.aws.errors import (
    CANCELLED,
    AwsError,
    NoRegionError,
    PassingError,
    RefusedError,
    ThrottledError,
    UnknownOutcomeError,
    UnreachableError,
    WaitError,
)
from operations.aws.paging import UnpagedListError
from operations.aws.region import AwsRegion
from operations.aws.settings import Settings

__all__ = [
    "CANCELLED",
    "READS",
    "AwsClient",
    "AwsError",
    "AwsRegion",
    "NoRegionError",
    "PassingError",
    "RefusedError",
    "Settings",
    "ThrottledError",
    "UnknownOutcomeError",
    "UnpagedListError",
    "UnreachableError",
    "WaitError",
]
