"""A bucket of ours: encrypted, versioned, closed to the public and to clear text, never deleted.

A bucket's name is unique in the world, and written before anything stands: so it carries the account, and policies
name the bucket by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place
from components.shared.outputs import known_after
from components.shared.policy_documents import Statement, document

# What was deleted or overwritten can be had back for a month.
NONCURRENT_DAYS = 30
ABANDONED_UPLOAD_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class BucketArgs:
    """What is kept (`what`, a short name), under which key, for how long, and who may write to it.

    `key_arn` None: S3's own key, for what is written by services that can use no other (decision 7).
    `expires_after_days` None: the newest version of each object stays.
    `statements`: the policy's statements beside those that every bucket has; `bucket_arn` names their resources.
    `locked_days`: so long nobody can delete or overwrite an object, the account's owner included; None: no lock.
    `access_log_bucket` None: requests are not recorded, which is for the bucket of those records alone.
    """

    place: Place
    what: str
    key_arn: pulumi.Input[str] | None
    expires_after_days: int | None
    access_log_bucket: pulumi.Input[str] | None
    statements: Sequence[Statement] = ()
    locked_days: int | None = None


class Bucket(pulumi.ComponentResource):
    """The bucket; `name` (known only when the bucket takes its policy) and `arn` are what writers take."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, *, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:storage:Bucket", name, None, opts)
        self._args, self._logical = args, args.place.logical(args.what)
        self._child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(
            self._logical,
            bucket=bucket_name(args.place, args.what),
            force_destroy=args.place.lifecycle.force_destroy,
            # Only a bucket that is made with it can lock; nothing is said where it is not wanted.
            object_lock_enabled=None if args.locked_days is None else True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.place.lifecycle.protected),
        )
        self._close(bucket)
        self._encrypt(bucket)
        self._keep(bucket)
        self._record(bucket)
        if args.locked_days is not None:
            self._lock(bucket, args.locked_days)
        policy = aws.s3.BucketPolicy(
            self._logical,
            bucket=bucket.id,
            policy=bucket_policy(args) if args.key_arn is None else self._keyed_policy(args.key_arn),
            opts=self._child,
        )
        # Whoever is told to deliver here tries at once, and is refused without the policy.
        self.name = known_after(bucket.id, policy.id)
        self.arn = bucket.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _keyed_policy(self, key_arn: pulumi.Input[str]) -> pulumi.Output[str]:
        return pulumi.Output.from_input(key_arn).apply(lambda key: bucket_policy(self._args, key))

    def _close(self, bucket: aws.s3.Bucket) -> None:
        aws.s3.BucketPublicAccessBlock(
            self._logical,
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )
        # Without ACLs the policy alone says who may do what.
        aws.s3.BucketOwnershipControls(
            self._logical,
            bucket=bucket.id,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self._child,
        )

    def _encrypt(self, bucket: aws.s3.Bucket) -> None:
        key_arn = self._args.key_arn
        aws.s3.BucketServerSideEncryptionConfiguration(
            self._logical,
            bucket=bucket.id,
            rules=[
                {
                    "apply_server_side_encryption_by_default": (
                        {"sse_algorithm": "AES256"}
                        if key_arn is None
                        else {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn}
                    ),
                    # One data key for many objects: fewer calls of KMS, each of which is paid for.
                    "bucket_key_enabled": key_arn is not None,
                    # A key that only the writer holds would lock us out of our own data.
                    "blocked_encryption_types": ["SSE-C"],
                }
            ],
            opts=self._child,
        )

    def _keep(self, bucket: aws.s3.Bucket) -> None:
        versioning = aws.s3.BucketVersioning(
            self._logical,
            bucket=bucket.id,
            versioning_configuration={"status": "Enabled"},
            opts=self._child,
        )
        days = self._args.expires_after_days
        aws.s3.BucketLifecycleConfiguration(
            self._logical,
            bucket=bucket.id,
            rules=[
                {
                    "id": "kept",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    # With days, S3 removes the markers of deleted objects too; it takes only one of the two.
                    "expiration": {"expired_object_delete_marker": True} if days is None else {"days": days},
                    "noncurrent_version_expiration": {"noncurrent_days": NONCURRENT_DAYS},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": ABANDONED_UPLOAD_DAYS},
                }
            ],
            # Noncurrent versions exist only once versions do.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )

    def _lock(self, bucket: aws.s3.Bucket, days: int) -> None:
        aws.s3.BucketObjectLockConfiguration(
            self._logical,
            bucket=bucket.id,
            object_lock_enabled="Enabled",
            rule={"default_retention": {"mode": self._args.place.lifecycle.lock_mode, "days": days}},
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.place.lifecycle.protected),
        )

    def _record(self, bucket: aws.s3.Bucket) -> None:
        if self._args.access_log_bucket is not None:
            aws.s3.BucketLogging(
                self._logical,
                bucket=bucket.id,
                target_bucket=self._args.access_log_bucket,
                target_prefix=f"{S3_PREFIX}/{self._args.what}/",
                target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
                opts=self._child,
            )


S3_PREFIX = "s3"
"""Under which the requests to buckets are recorded."""


def bucket_name(place: Place, what: str) -> str:
    """Return the name of the bucket for `what`: 3 to 63 characters, unique in the world.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    return place.name(f"{what}-{place.account}")


def bucket_arn(place: Place, what: str) -> str:
    """Return the ARN of the bucket for `what`, which belongs to no region and shows no account."""
    return f"arn:aws:s3:::{bucket_name(place, what)}"


def bucket_policy(args: BucketArgs, key_arn: str | None = None) -> str:
    """Refuse clear text and, where the bucket has a key of ours, every other key; then what the caller allows."""
    arn = bucket_arn(args.place, args.what)
    refused = [_refusal("NothingWithoutTls", "s3:*", [arn, f"{arn}/*"], {"Bool": {"aws:SecureTransport": "false"}})]
    if key_arn is not None:
        # An upload that names nothing gets the bucket's own key; one that names something must name that.
        refused += [
            _refusal("NoOtherKind", "s3:PutObject", f"{arn}/*", _unless(_HEADER, "aws:kms")),
            _refusal("NoOtherKey", "s3:PutObject", f"{arn}/*", _unless(f"{_HEADER}-aws-kms-key-id", key_arn)),
        ]
    return document([*refused, *args.statements])


_HEADER = "s3:x-amz-server-side-encryption"


def _refusal(sid: str, action: str, resource: str | list[str], condition: dict[str, Any]) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }


def _unless(key: str, value: str) -> dict[str, Any]:
    return {"Null": {key: "false"}, "StringNotEquals": {key: value}}
