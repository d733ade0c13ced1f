"""Rules of order of what is found by its name or its state: log groups, alarms, versioned buckets, recorders."""

import re
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import listed, strings
from policies.order.rule import Order, has, in_region, made

_VERSIONING = tokens.BUCKET_VERSIONING[0]
_HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"
_RECORDER_STATUS = "aws:cfg/recorderStatus:RecorderStatus"
_DELIVERY_CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"


def _log_groups(stack: Stack, database: Resource) -> Iterator[Resource]:
    for export in listed(database.at("enabledCloudwatchLogsExports")):
        yield from _log_group(stack, database, f"/aws/rds/instance/{database.at('identifier')}/{export}")


def _function_log_group(stack: Stack, function: Resource) -> Iterator[Resource]:
    yield from _log_group(stack, function, f"/aws/lambda/{function.at('name')}")


def _log_group(stack: Stack, later: Resource, name: str) -> Iterator[Resource]:
    yield from in_region(stack, later, (one for one in stack.of(tokens.LOG_GROUP) if one.at("name") == name))


_ALARM = re.compile(r"(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*[\"']?([^\"')]+)[\"']?\s*\)")


def _alarms(stack: Stack, composite: Resource) -> Iterator[Resource]:
    rule = composite.at("alarmRule")
    named = _ALARM.findall(rule) if isinstance(rule, str) else []
    suppressor = strings(composite.at("actionsSuppressor", "alarm"))
    # Names and ARNs are both allowed: the name is the last part of an ARN.
    names = {one.rpartition(":alarm:")[2] for one in (*named, *suppressor)}
    alarms = (
        one
        for one in stack.of(tokens.METRIC_ALARM, tokens.COMPOSITE_ALARM)
        if {str(one.at("name")), str(one.at("alarmName"))} & names
    )
    yield from in_region(stack, composite, alarms)


def _alarm_of_check(stack: Stack, check: Resource) -> Iterator[Resource]:
    name, region = check.at("cloudwatchAlarmName"), check.at("cloudwatchAlarmRegion")
    yield from (
        one for one in stack.of(tokens.METRIC_ALARM) if one.at("name") == name and stack.region_of(one) == region
    )


def _versioned(stack: Stack, later: Resource) -> Iterator[Resource]:
    for bucket in stack.referred(later, "bucket", *tokens.BUCKETS):
        # A bucket that is made with locks is versioned from its first moment.
        if later.type == tokens.BUCKET_LOCK and bucket.at("objectLockEnabled") is True:
            continue
        yield from stack.referring(bucket, "bucket", _VERSIONING)
    for bucket in stack.referred(later, "rules", *tokens.BUCKETS):
        yield from stack.referring(bucket, "bucket", _VERSIONING)


_BUCKET = made(tokens.BUCKETS[0], "logs")
_BUCKET_VERSIONING = made(_VERSIONING, "logs-versioning", bucket=[_BUCKET])
_HIGH = made(tokens.METRIC_ALARM, "high")
_LOGS = made(tokens.LOG_GROUP, "/aws/rds/instance/main/postgresql")
_OWN_LOGS = made(tokens.LOG_GROUP, "/aws/lambda/orders")

ORDERS = (
    Order(
        later=(tokens.RDS_INSTANCE,),
        earlier=_log_groups,
        refusal="RDS makes the log group itself, and the declared one fails: ResourceAlreadyExistsException",
        source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
        late=(
            _LOGS,
            made(
                tokens.RDS_INSTANCE,
                "database",
                {"identifier": "main", "enabledCloudwatchLogsExports": ["postgresql"]},
            ),
        ),
    ),
    Order(
        later=(tokens.FUNCTION,),
        when=lambda function: not has("loggingConfig", "logGroup")(function),
        earlier=_function_log_group,
        refusal="Lambda makes the log group itself, and the declared one fails: ResourceAlreadyExistsException",
        source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
        late=(_OWN_LOGS, made(tokens.FUNCTION, "orders")),
    ),
    Order(
        later=(tokens.COMPOSITE_ALARM,),
        earlier=_alarms,
        refusal="ValidationError: Could not save the composite alarm as alarms in the alarm rule do not exist",
        source="https://github.com/awsdocs/aws-cloudformation-user-guide/issues/911",
        late=(_HIGH, made(tokens.COMPOSITE_ALARM, "page", {"alarmRule": 'ALARM("high") OR ALARM(elsewhere)'})),
    ),
    Order(
        later=(_HEALTH_CHECK,),
        when=has("cloudwatchAlarmName"),
        earlier=_alarm_of_check,
        refusal="InvalidInput: the CloudWatch alarm does not exist",
        source="https://docs.aws.amazon.com/Route53/latest/APIReference/API_AlarmIdentifier.html",
        late=(
            _HIGH,
            made(_HEALTH_CHECK, "check", {"cloudwatchAlarmName": "high", "cloudwatchAlarmRegion": "us-east-1"}),
        ),
    ),
    Order(
        later=(tokens.BUCKET_REPLICATION, tokens.BUCKET_LOCK),
        earlier=_versioned,
        refusal="InvalidBucketState: Versioning must be 'Enabled' on the bucket",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
        late=(_BUCKET_VERSIONING, _BUCKET, made(tokens.BUCKET_REPLICATION, "copies", bucket=[_BUCKET])),
    ),
    Order(
        later=(_RECORDER_STATUS,),
        earlier=lambda stack, status: in_region(stack, status, stack.of(_DELIVERY_CHANNEL)),
        refusal="NoAvailableDeliveryChannelException",
        source="https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html",
        late=(made(_DELIVERY_CHANNEL, "channel"), made(_RECORDER_STATUS, "on")),
    ),
)
