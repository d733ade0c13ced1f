"""S3: logging into a bucket whose policy lets the service write there, and the kinds of encryption refused.

moto looks for one spelling of the policy alone, and forgets the form of the logs' keys and what is refused.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import xmltodict
from moto.core.responses import ActionResult
from moto.iam.access_control import IAMPolicy
from moto.s3 import responses
from moto.s3.exceptions import CrossLocationLoggingProhibited, InvalidTargetBucketForLogging
from moto.s3.responses import S3Response

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVICE = "logging.s3.amazonaws.com"


class LoggingS3Response(S3Response):
    """S3 with the properties of this module."""

    def _bucket_response_put(self, request: Any, bucket_name: str, querystring: dict[str, Any]) -> Any:
        if "policy" in querystring:
            answer = super()._bucket_response_put(request, bucket_name, querystring)
            bucket = self.backend.get_bucket(bucket_name)
            bucket.get_permission = partial(_unconditioned, bucket)
            return answer
        if "logging" not in querystring:
            return super()._bucket_response_put(request, bucket_name, querystring)
        status: Any = xmltodict.parse(self.body)["BucketLoggingStatus"]
        enabled: Any = status.get("LoggingEnabled") if status else None
        bucket = self.backend.get_bucket(bucket_name)
        if enabled:
            self._check_target(bucket, enabled["TargetBucket"], enabled.get("TargetPrefix") or "")
        bucket.logging = enabled or {}
        return ""

    def get_bucket_logging(self) -> Any:
        """`GetBucketLogging`."""
        enabled = self.backend.get_bucket(self.bucket_name).logging
        self.data["Action"] = "GetBucketLogging"
        return self.serialized(ActionResult({"LoggingEnabled": enabled} if enabled else {}))

    def get_bucket_encryption(self) -> Any:
        """`GetBucketEncryption`, with the kinds of encryption that the bucket refuses."""
        encryption = self.backend.get_bucket_encryption(self.bucket_name)
        if not encryption:
            return super().get_bucket_encryption()
        rule = dict(encryption["Rule"])
        rule["BucketKeyEnabled"] = rule.get("BucketKeyEnabled") == "true"
        if blocked := rule.get("BlockedEncryptionTypes"):
            rule["BlockedEncryptionTypes"] = {"EncryptionType": _items(blocked["EncryptionType"])}
        self.data["Action"] = "GetBucketEncryption"
        return self.serialized(ActionResult({"ServerSideEncryptionConfiguration": {"Rules": [rule]}}))

    def _check_target(self, bucket: Any, name: str, prefix: str) -> None:
        target = self.backend.buckets.get(name)
        if target is None:
            raise InvalidTargetBucketForLogging("The target bucket for logging does not exist.")
        if target.region_name != bucket.region_name:
            raise CrossLocationLoggingProhibited
        key = f"arn:aws:s3:::{name}/{prefix}2026-01-01"
        if not any(fnmatchcase(key, pattern) for pattern in _writable(target.policy)):
            raise InvalidTargetBucketForLogging(f"The policy of {name} does not let {_SERVICE} write {key}.")


def _unconditioned(bucket: Any, action: str, resource: str) -> Any:
    """What the bucket's policy says of an action: moto reads a condition as always met, so that TLS is refused too.

    A statement with a condition is left out: whether it holds hangs on the request, which moto does not hand over.
    """
    document: dict[str, Any] = json.loads(bucket.policy) if bucket.policy else {"Statement": []}
    plain = [one for one in _items(document["Statement"]) if "Condition" not in one]
    return IAMPolicy(json.dumps({**document, "Statement": plain})).is_action_permitted(action, resource)


def _writable(policy: bytes | None) -> Iterator[str]:
    """The patterns of what the logging service may write."""
    document: dict[str, Any] = json.loads(policy) if policy else {"Statement": []}
    for statement in _items(document["Statement"]):
        principal: Any = statement.get("Principal")
        services = [] if principal == "*" else _items(principal.get("Service", []))
        if (
            statement["Effect"] == "Allow"
            and _SERVICE in services
            and "s3:PutObject" in _items(statement["Action"])
        ):
            yield from _items(statement["Resource"])


def _items(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def install() -> None:
    """Let the extended responses answer: moto reads S3's routes anew each time, and takes the class from here."""
    responses.S3Response = LoggingS3Response  # pyright: ignore[reportAttributeAccessIssue]
