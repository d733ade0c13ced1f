"""The log archive's part of an environment: a CloudFormation template for each region, deployed in that account.

Whoever deploys the store must not hold what its record lies in; so the program makes none of this (decision 86).
The policies are made by the same functions as those of the account itself.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from components.audit.trail import AUDIT, delivery_statements
from components.audit.tripwires import archiving_role
from components.encryption.keys import Purpose, key_policy
from components.notifications.notifications import Channel, topic_policy
from components.settings import KeySettings, Settings
from components.shared.log_archive import event_bus_arn, event_bus_name
from components.shared.naming import Account, Place
from components.storage.access_logs import ACCESS_LOGS, requests_statement
from components.storage.bucket import (
    ABANDONED_UPLOAD_DAYS,
    NONCURRENT_DAYS,
    S3_PREFIX,
    BucketArgs,
    bucket_name,
    bucket_policy,
)

Part = Mapping[str, Any]
KEY_OUTPUT = "RecordKeyArn"
"""The output that storefront:audit.logArchive.keys names."""
# CloudTrail signs an hour's files in the next one, also an hour without any:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
_SILENT_HOURS, _HOUR_SECONDS = 3, 3600
_KEPT = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
_RECORD_KEY, _TOPIC_KEY = "RecordKey", "NotificationsKey"
_PATHS = {"time": "$.time", "kind": "$.detail-type", "id": "$.id", "region": "$.region"}
_REQUESTS = {"DestinationBucketName": {"Ref": "Requests"}, "LogFilePrefix": f"{S3_PREFIX}/{AUDIT}/"}


def template(settings: Settings, archive: Place, recipients: Sequence[str]) -> str:
    """Return the template of a region, as JSON. Its tags are the stack's, which CloudFormation hands on.

    Args:
        settings: of the environment whose record is archived.
        archive: the region's place in the log archive account.
        recipients: e-mail addresses of those who are told there.
    """
    recorded = settings.place(archive.region)
    site = archive.region in settings.sites
    keys = _keys(archive, recorded, settings.keys, trail=site)
    parts = {**keys, **(_record(settings, archive, recorded) if site else {})}
    parts |= {
        **_topic(archive, recipients),
        **_bus(archive, recorded),
        **(_silence(archive, recorded) if site else {}),
    }
    outputs = {KEY_OUTPUT: {"Value": _arn(_RECORD_KEY)}} if site else {}
    return _rendered(
        {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": f"The record of storefront {settings.environment}, of account {settings.account}",
            "Resources": parts,
            "Outputs": outputs or {"EventBusArn": {"Value": _arn("Bus")}},
        }
    )


def _rendered(whole: Part) -> str:
    return json.dumps(whole, indent=2) + "\n"


def _arn(of: str) -> Part:
    return {"Fn::GetAtt": [of, "Arn"]}


def _document(text: str, **known: Part) -> object:
    """Return a policy as a mapping, with what CloudFormation alone knows in the place of values of these names."""

    def put(value: object) -> object:
        if isinstance(value, Mapping):
            return {key: put(one) for key, one in cast("Mapping[str, object]", value).items()}
        if isinstance(value, list):
            return [put(one) for one in cast("list[object]", value)]
        return known.get(value, value) if isinstance(value, str) else value

    return put(json.loads(text))


def _keys(archive: Place, recorded: Place, keys: KeySettings, *, trail: bool) -> dict[str, Part]:
    wanted = {_TOPIC_KEY: Purpose.NOTIFICATIONS} | ({_RECORD_KEY: Purpose.AUDIT} if trail else {})
    found: dict[str, Part] = {}
    for name, purpose in wanted.items():
        found[name] = {
            "Type": "AWS::KMS::Key",
            **_KEPT,
            "Properties": {
                "Description": f"storefront {archive.environment}: {purpose}, archived",
                "KeyPolicy": json.loads(key_policy(purpose, archive, recorded=recorded)),
                "EnableKeyRotation": True,
                "RotationPeriodInDays": keys.rotation_period_days,
                "PendingWindowInDays": keys.deletion_window_days,
            },
        }
        alias = {"AliasName": f"alias/{archive.name(purpose)}", "TargetKeyId": {"Ref": name}}
        found[f"{name}Alias"] = {"Type": "AWS::KMS::Alias", "Properties": alias}
    return found


def _record(settings: Settings, archive: Place, recorded: Place) -> dict[str, Part]:
    """Return the bucket of the trail's files, and that of the requests to it."""
    audit = settings.audit
    lock = {"Mode": archive.lifecycle.lock_mode, "Days": audit.locked_days}
    by_key = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": _arn(_RECORD_KEY)}
    args = BucketArgs(
        place=archive,
        what=AUDIT,
        key_arn=_RECORD_KEY,
        expires_after_days=audit.retention_days,
        access_log_bucket=None,
        statements=delivery_statements(recorded, archive),
    )
    requests = BucketArgs(
        place=archive,
        what=ACCESS_LOGS,
        key_arn=None,
        expires_after_days=settings.logs.retention_days,
        access_log_bucket=None,
        statements=[requests_statement(archive)],
    )
    locked = {
        "ObjectLockEnabled": True,
        "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": lock}},
        "LoggingConfiguration": _REQUESTS,
        # The alarm on a silent record counts what is written here.
        "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
    }
    return {
        **_bucket("Record", args, by_key, bucket_policy(args, _RECORD_KEY), locked),
        **_bucket("Requests", requests, {"SSEAlgorithm": "AES256"}, bucket_policy(requests), {}),
    }


def _bucket(name: str, args: BucketArgs, encryption: Part, policy: str, more: Part) -> dict[str, Part]:
    closed = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    rule = {
        "Id": "kept",
        "Status": "Enabled",
        "ExpirationInDays": args.expires_after_days,
        "NoncurrentVersionExpiration": {"NoncurrentDays": NONCURRENT_DAYS},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": ABANDONED_UPLOAD_DAYS},
    }
    properties = {
        "BucketName": bucket_name(args.place, args.what),
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {
                    "ServerSideEncryptionByDefault": encryption,
                    "BucketKeyEnabled": args.key_arn is not None,
                    "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
                }
            ]
        },
        "VersioningConfiguration": {"Status": "Enabled"},
        "PublicAccessBlockConfiguration": dict.fromkeys(closed, True),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "LifecycleConfiguration": {"Rules": [rule]},
        **more,
    }
    allowed = {"Bucket": {"Ref": name}, "PolicyDocument": _document(policy, **{_RECORD_KEY: _arn(_RECORD_KEY)})}
    return {
        name: {"Type": "AWS::S3::Bucket", **_KEPT, "Properties": properties},
        f"{name}Policy": {"Type": "AWS::S3::BucketPolicy", **_KEPT, "Properties": allowed},
    }


def _topic_arn(archive: Place) -> str:
    return archive.arn("sns", archive.name(Channel.ON_CALL))


def _topic(archive: Place, recipients: Sequence[str]) -> dict[str, Part]:
    arn = _topic_arn(archive)
    found: dict[str, Part] = {
        "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {"TopicName": archive.name(Channel.ON_CALL), "KmsMasterKeyId": _arn(_TOPIC_KEY)},
        },
        "TopicPolicy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {
                "Topics": [{"Ref": "Topic"}],
                "PolicyDocument": json.loads(topic_policy(arn, archive, Channel.ON_CALL)),
            },
        },
    }
    for number, address in enumerate(recipients):
        told = {"TopicArn": {"Ref": "Topic"}, "Protocol": "email", "Endpoint": address}
        found[f"Recipient{number}"] = {"Type": "AWS::SNS::Subscription", "Properties": told}
    return found


def _bus(archive: Place, recorded: Place) -> dict[str, Part]:
    """Return the bus on which the tripwires' role, and nobody else, tells; and what tells people of it."""
    role = Account(environment=recorded.environment, account=recorded.account).arn(
        "iam", f"role/{archiving_role(recorded)}"
    )
    let_in = {
        "Effect": "Allow",
        # EventBridge takes no role as a principal before it stands; the program makes it later.
        "Principal": {"AWS": f"arn:aws:iam::{recorded.account}:root"},
        "Action": "events:PutEvents",
        "Resource": event_bus_arn(archive),
        "Condition": {"ArnEquals": {"aws:PrincipalArn": role}},
    }
    lines = (
        f"A tripwire of storefront {recorded.environment} in account {recorded.account} was touched: <kind>.",
        "Since: <time> (<region>, event <id>).",
        "This comes from the log archive. If the store's own message is missing, its topics are in other hands.",
    )
    message = {"InputPathsMap": _PATHS, "InputTemplate": "\n".join(json.dumps(line) for line in lines)}
    target = {"Id": "people", "Arn": _topic_arn(archive), "InputTransformer": message}
    return {
        "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": event_bus_name(archive)}},
        "BusPolicy": {
            "Type": "AWS::Events::EventBusPolicy",
            "DependsOn": ["Bus"],
            "Properties": {
                "EventBusName": event_bus_name(archive),
                "StatementId": "Tripwires",
                "Statement": let_in,
            },
        },
        "Tripwires": {
            "Type": "AWS::Events::Rule",
            # Whoever publishes must find the policy in place.
            "DependsOn": ["Bus", "TopicPolicy"],
            "Properties": {
                "Name": archive.name("tripwires", limit=64),
                "EventBusName": event_bus_name(archive),
                "EventPattern": {"account": [recorded.account]},
                "State": "ENABLED",
                "Targets": [target],
            },
        },
    }


def _silence(archive: Place, recorded: Place) -> dict[str, Part]:
    """Return the alarm on a trail that delivers no more: its digests come every hour, whatever is done."""
    rule = archive.name("digests", limit=64)
    digests = f"AWSLogs/{recorded.account}/CloudTrail-Digest/"
    written = {"bucket": {"name": [{"Ref": "Record"}]}, "object": {"key": [{"prefix": digests}]}}
    # EventBridge counts what a rule sends, so that the rule needs somebody to send to; the group keeps a week.
    group = f"/aws/events/{rule}"
    return {
        "DigestsLog": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": group, "RetentionInDays": 7}},
        "DigestsLogPolicy": {
            "Type": "AWS::Logs::ResourcePolicy",
            "Properties": {
                "PolicyName": archive.name("digests"),
                "PolicyDocument": json.dumps(_writing(archive, group)),
            },
        },
        "Digests": {
            "Type": "AWS::Events::Rule",
            "DependsOn": ["DigestsLogPolicy"],
            "Properties": {
                "Name": rule,
                "EventPattern": {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": written},
                "State": "ENABLED",
                "Targets": [{"Id": "log", "Arn": archive.arn("logs", f"log-group:{group}")}],
            },
        },
        "Silence": {
            "Type": "AWS::CloudWatch::Alarm",
            "DependsOn": ["TopicPolicy"],
            "Properties": _alarm(archive, recorded, rule),
        },
    }


def _writing(archive: Place, group: str) -> Part:
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Digests",
                "Effect": "Allow",
                "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"{archive.arn('logs', f'log-group:{group}')}:*",
            }
        ],
    }


def _alarm(archive: Place, recorded: Place, rule: str) -> Part:
    return {
        "AlarmName": archive.name("record-silent"),
        "AlarmDescription": (
            f"The trail of storefront {recorded.environment} in account {recorded.account}, {recorded.region}, has "
            f"delivered no digest for {_SILENT_HOURS} hours: it is stopped, changed or closed out. "
            f"First: aws cloudtrail get-trail-status --region {recorded.region} --name {recorded.name('trail')}"
        ),
        "Namespace": "AWS/Events",
        "MetricName": "Invocations",
        "Dimensions": [{"Name": "RuleName", "Value": rule}],
        "Statistic": "Sum",
        "Period": _HOUR_SECONDS,
        "EvaluationPeriods": _SILENT_HOURS,
        "DatapointsToAlarm": _SILENT_HOURS,
        "Threshold": 1,
        "ComparisonOperator": "LessThanThreshold",
        "TreatMissingData": "breaching",
        "AlarmActions": [_topic_arn(archive)],
        "OKActions": [_topic_arn(archive)],
    }
