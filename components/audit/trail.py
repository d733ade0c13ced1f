"""CloudTrail: the record of the account's API calls, in files that nobody can change or delete for a time."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place
from components.shared.outputs import known_after
from components.shared.policy_documents import Statement, document, trust
from components.storage.bucket import Bucket, BucketArgs, bucket_arn, bucket_name

AUDIT = "audit"


@dataclass(frozen=True, kw_only=True)
class ArchivedTrail:
    """Where a trail's files go in the log archive account: the place, and the ARN of the key there."""

    place: Place
    key_arn: str


@dataclass(frozen=True, kw_only=True)
class TrailArgs:
    """Where the trail stands, whether it records all regions, its key and bucket, and how long what is kept (days).

    One trail of the account records all regions; that of the other site records its own once more, so that what is
    done there is written down while the first one's region does not answer (decision 12).

    `archive`: the files go to another account; the bucket here stays, with what was recorded before (decision 86).
    """

    place: Place
    all_regions: bool
    key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    access_log_bucket: pulumi.Input[str]
    retention_days: int
    locked_days: int
    log_retention_days: int
    boundary_arn: pulumi.Input[str]
    archive: ArchivedTrail | None = None


class Trail(pulumi.ComponentResource):
    """The trail, its locked bucket, and the log group in which it can be searched; `arn` is the trail's."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, *, args: TrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:audit:Trail", name, None, opts)
        self._args, self._child = args, pulumi.ResourceOptions(parent=self)
        place = args.place
        bucket = self._bucket()
        group = aws.cloudwatch.LogGroup(
            place.logical("trail"),
            name=f"/{place.name('trail')}",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        role_arn = self._role()
        trail = aws.cloudtrail.Trail(
            place.logical("trail"),
            name=place.name("trail"),
            s3_bucket_name=bucket.name if args.archive is None else bucket_name(args.archive.place, AUDIT),
            kms_key_id=args.key_arn if args.archive is None else args.archive.key_arn,
            enable_logging=True,
            enable_log_file_validation=True,
            is_multi_region_trail=args.all_regions,
            include_global_service_events=args.all_regions,
            # CloudTrail asks for the group's streams, not for the group.
            cloud_watch_logs_group_arn=group.arn.apply(lambda arn: f"{arn}:*"),
            cloud_watch_logs_role_arn=role_arn,
            advanced_event_selectors=self._selectors(),
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        self.arn = trail.arn
        self.register_outputs({"arn": self.arn})

    def _bucket(self) -> Bucket:
        args = self._args
        return Bucket(
            args.place.logical(AUDIT),
            args=BucketArgs(
                place=args.place,
                what=AUDIT,
                key_arn=args.key_arn,
                expires_after_days=args.retention_days,
                locked_days=args.locked_days,
                access_log_bucket=args.access_log_bucket,
                statements=delivery_statements(args.place, args.place),
            ),
            opts=self._child,
        )

    def _selectors(self) -> list[aws.cloudtrail.TrailAdvancedEventSelectorArgs]:
        """Record all that is managed (a secret's reading is among it), and what is done to the records themselves.

        Deliveries are left out: each would be recorded, and delivered, and recorded again. Objects of other buckets
        carry requests and backups of the platform's own, which their access logs tell for less.
        """
        field = aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs
        places = [self._args.place, *([self._args.archive.place] if self._args.archive else [])]
        return [
            aws.cloudtrail.TrailAdvancedEventSelectorArgs(
                name="Everything that is managed",
                field_selectors=[field(field="eventCategory", equals=["Management"])],
            ),
            aws.cloudtrail.TrailAdvancedEventSelectorArgs(
                name="Every look at the records, and every attempt to change them",
                field_selectors=[
                    field(field="eventCategory", equals=["Data"]),
                    field(field="resources.type", equals=["AWS::S3::Object"]),
                    field(field="resources.ARN", starts_withs=[f"{bucket_arn(place, AUDIT)}/" for place in places]),
                    field(field="eventName", not_equals=["PutObject"]),
                ],
            ),
        ]

    def _role(self) -> pulumi.Output[str]:
        place = self._args.place
        role = aws.iam.Role(
            place.logical("trail"),
            name=place.name("trail", limit=64),
            assume_role_policy=trust("cloudtrail.amazonaws.com", account=place.account, source=trail_arn(place)),
            permissions_boundary=self._args.boundary_arn,
            opts=self._child,
        )
        streams = place.arn("logs", f"log-group:/{place.name('trail')}:log-stream:{place.account}_CloudTrail_*")
        policy = aws.iam.RolePolicy(
            place.logical("trail"),
            name="write-trail",
            role=role.name,
            policy=document(
                [
                    {
                        "Sid": "WriteOwnStreams",
                        "Effect": "Allow",
                        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                        "Resource": streams,
                    }
                ]
            ),
            opts=self._child,
        )
        # CloudTrail tries the role when a trail is made, so that its rights must be there by then.
        return known_after(role.arn, policy.id)


def trail_arn(place: Place) -> str:
    """Return the ARN of the site's trail, for the policies that must stand before it."""
    return place.arn("cloudtrail", f"trail/{place.name('trail')}")


def delivery_statements(place: Place, kept: Place) -> list[Statement]:
    """Let the site's trail, and no other, deliver into the bucket at `kept`, in the same account or in another.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-set-bucket-policy-for-multiple-accounts.html
    """
    arn, service = bucket_arn(kept, AUDIT), {"Service": "cloudtrail.amazonaws.com"}
    ours = {"aws:SourceArn": trail_arn(place)}
    return [
        {
            "Sid": "TrailLooks",
            "Effect": "Allow",
            "Principal": service,
            "Action": "s3:GetBucketAcl",
            "Resource": arn,
            "Condition": {"StringEquals": ours},
        },
        {
            "Sid": "TrailDelivers",
            "Effect": "Allow",
            "Principal": service,
            "Action": "s3:PutObject",
            "Resource": f"{arn}/AWSLogs/{place.account}/*",
            "Condition": {"StringEquals": {**ours, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]
