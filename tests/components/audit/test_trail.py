"""The trails: one that records every region and one more where the standby stands, into buckets that are locked.

What every bucket has is shown in `tests/components/storage`; that CloudTrail delivers is left to AWS.
"""

import pytest

from components.encryption.keys import Purpose
from tests.components.audit.alone import audit
from tests.components.stacks import ACCOUNTS, SERVING, SITES, STACKS, STANDBY, by_name, name, settings, statements
from tests.support.alone import key_arn

TRAIL = "aws:cloudtrail/trail:Trail"

every_site = pytest.mark.parametrize(("stack", "region"), SITES)


@every_site
def test_each_site_has_a_trail_and_the_first_one_records_all_regions(stack: str, region: str) -> None:
    bucket = f"{name(stack, region, 'audit')}-{ACCOUNTS[stack]}"
    (trail,) = audit(stack, region).of_type(TRAIL, region=region)
    group = by_name(audit(stack, region), "aws:cloudwatch/logGroup:LogGroup", region)["trail"]
    role = by_name(audit(stack, region), "aws:iam/role:Role", region)["trail"]
    selectors = trail.inputs["advancedEventSelectors"]
    assert {key: value for key, value in trail.inputs.items() if key != "advancedEventSelectors"} == {
        "name": name(stack, region, "trail"),
        "s3BucketName": bucket,
        "kmsKeyId": key_arn(stack, region, Purpose.AUDIT),
        "enableLogging": True,
        "enableLogFileValidation": True,
        "isMultiRegionTrail": region == SERVING,
        "includeGlobalServiceEvents": region == SERVING,
        "cloudWatchLogsGroupArn": f"{group.outputs['arn']}:*",
        "cloudWatchLogsRoleArn": role.outputs["arn"],
    }
    assert [one["fieldSelectors"] for one in selectors] == [
        [{"field": "eventCategory", "equals": ["Management"]}],
        [
            {"field": "eventCategory", "equals": ["Data"]},
            {"field": "resources.type", "equals": ["AWS::S3::Object"]},
            {"field": "resources.ARN", "startsWiths": [f"arn:aws:s3:::{bucket}/"]},
            {"field": "eventName", "notEquals": ["PutObject"]},
        ],
    ]


@pytest.mark.parametrize("stack", STACKS)
def test_the_same_trail_records_all_regions_whichever_site_serves(stack: str) -> None:
    trails = [audit(stack, region, serving=STANDBY).one(TRAIL) for region in (SERVING, STANDBY)]
    assert [trail.inputs["isMultiRegionTrail"] for trail in trails] == [True, False]


@every_site
def test_what_is_delivered_is_locked_and_kept(stack: str, region: str) -> None:
    kept_for = settings(stack)["audit"]
    bucket = by_name(audit(stack, region), "aws:s3/bucket:Bucket", region)["audit"]
    assert bucket.inputs["objectLockEnabled"] is True
    lock = by_name(
        audit(stack, region), "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", region
    )
    assert {what: one.inputs["rule"] for what, one in lock.items()} == {
        "audit": {"defaultRetention": {"mode": "COMPLIANCE", "days": kept_for["lockedDays"]}}
    }
    kept = by_name(audit(stack, region), "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", region)
    assert kept["audit"].inputs["rules"][0]["expiration"] == {"days": kept_for["retentionDays"]}


@every_site
def test_only_the_sites_own_trail_delivers(stack: str, region: str) -> None:
    arn = f"arn:aws:s3:::{name(stack, region, 'audit')}-{ACCOUNTS[stack]}"
    source = {
        "aws:SourceArn": f"arn:aws:cloudtrail:{region}:{ACCOUNTS[stack]}:trail/{name(stack, region, 'trail')}"
    }
    policy = by_name(audit(stack, region), "aws:s3/bucketPolicy:BucketPolicy", region)["audit"]
    allowed = [one for one in statements(policy) if one["Effect"] == "Allow"]
    assert [(one["Principal"], one["Action"], one["Resource"], one["Condition"]) for one in allowed] == [
        ({"Service": "cloudtrail.amazonaws.com"}, "s3:GetBucketAcl", arn, {"StringEquals": source}),
        (
            {"Service": "cloudtrail.amazonaws.com"},
            "s3:PutObject",
            f"{arn}/AWSLogs/{ACCOUNTS[stack]}/*",
            {"StringEquals": {**source, "s3:x-amz-acl": "bucket-owner-full-control"}},
        ),
    ]


@every_site
def test_its_role_writes_its_own_streams(stack: str, region: str) -> None:
    rights = by_name(audit(stack, region), "aws:iam/rolePolicy:RolePolicy", region)["trail"]
    group = f"arn:aws:logs:{region}:{ACCOUNTS[stack]}:log-group:/{name(stack, region, 'trail')}"
    assert statements(rights) == [
        {
            "Sid": "WriteOwnStreams",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{group}:log-stream:{ACCOUNTS[stack]}_CloudTrail_*",
        }
    ]
