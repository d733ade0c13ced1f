"""What Auto Scaling, EC2's launch templates and Systems Manager document beside their service models."""

from __future__ import annotations

import base64
import binascii
import re
import zoneinfo
from typing import TYPE_CHECKING, Any

from rehearsal.provider.limit import Limit, matches, one_of, within

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUP_DOC = "Amazon EC2 Auto Scaling API reference, CreateAutoScalingGroup"
_HOOK_DOC = "Amazon EC2 Auto Scaling API reference, PutLifecycleHook"
_SCHEDULE_DOC = "Amazon EC2 Auto Scaling API reference, PutScheduledUpdateGroupAction"
_POLICY_DOC = "Amazon EC2 Auto Scaling API reference, PutScalingPolicy and its configurations"
_TEMPLATE_DOC = "Amazon EC2 API reference, CreateLaunchTemplate and RequestLaunchTemplateData"
_VOLUME_DOC = "Amazon EBS user guide, Amazon EBS General Purpose SSD volumes: gp3"
_CRON_DOC = "AWS Systems Manager user guide, Reference: Cron and rate expressions for Systems Manager"
_WINDOW_DOC = "AWS Systems Manager API reference, CreateMaintenanceWindow"
_TASK_DOC = "AWS Systems Manager API reference, RegisterTaskWithMaintenanceWindow"
_BASELINE_DOC = "AWS Systems Manager API reference, PatchRule"
_DOCUMENT_DOC = "AWS Systems Manager API reference, CreateDocument"

_USER_DATA_BYTES, _DOCUMENT_BYTES = 16 * 1024, 64 * 1024
_TERMINATIONS = re.compile(
    "Default|OldestInstance|NewestInstance|OldestLaunchConfiguration|ClosestToNextInstanceHour|AllocationStrategy|"
    "OldestLaunchTemplate|arn:aws:lambda:.+"
)
_MAINTENANCE_SPREAD, _BUFFER_SECONDS = 100, 3600
_FIELDS_OF_A_RECURRENCE = 5
_IOPS_FREE, _IOPS_PER_GIB, _IOPS_PER_MIBPS, _MIBPS_FREE = 3_000, 500, 4, 125
_SHORTEST_RATE_MINUTES = 30
_RATE = re.compile(r"rate\(([1-9]\d*) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
_CRON = re.compile(r"cron\((.+)\)")
_AT = re.compile(r"at\(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?\)")


def _sizes(params: Mapping[str, Any]) -> bool:
    minimum, maximum = params.get("MinSize"), params.get("MaxSize")
    wanted = params.get("DesiredCapacity")
    given = [size for size in (minimum, wanted, maximum) if size is not None]
    return given == sorted(given)


def _one_template(params: Mapping[str, Any]) -> bool:
    ways = ("LaunchTemplate", "MixedInstancesPolicy", "LaunchConfigurationName", "InstanceId")
    return sum(way in params for way in ways) == 1


def _maintenance(policy: Mapping[str, Any]) -> bool:
    minimum, maximum = policy.get("MinHealthyPercentage"), policy.get("MaxHealthyPercentage")
    return (minimum is None) == (maximum is None) and (
        minimum is None or maximum is None or maximum - minimum <= _MAINTENANCE_SPREAD
    )


def _changes_a_size(params: Mapping[str, Any]) -> bool:
    return any(size in params for size in ("MinSize", "MaxSize", "DesiredCapacity"))


def _recurs(text: str) -> bool:
    return len(text.split()) == _FIELDS_OF_A_RECURRENCE


def _ends_later(params: Mapping[str, Any]) -> bool:
    start, end = params.get("StartTime"), params.get("EndTime")
    return start is None or end is None or str(start) < str(end)


def _tracks_requests(specification: Mapping[str, Any]) -> bool:
    label = str(specification.get("ResourceLabel", ""))
    if specification.get("PredefinedMetricType") != "ALBRequestCountPerTarget":
        return not label
    return re.fullmatch(r"app/[^/]+/[0-9a-f]+/targetgroup/[^/]+/[0-9a-f]+", label) is not None


def _buffered(configuration: Mapping[str, Any]) -> bool:
    raises = configuration.get("MaxCapacityBreachBehavior") == "IncreaseMaxCapacity"
    return raises or "MaxCapacityBuffer" not in configuration


def _fits_user_data(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) <= _USER_DATA_BYTES
    except binascii.Error:
        return False


def _gp3(volume: Mapping[str, Any]) -> bool:
    if volume.get("VolumeType") != "gp3":
        return True
    iops, throughput = int(volume.get("Iops", _IOPS_FREE)), int(volume.get("Throughput", _MIBPS_FREE))
    gib = volume.get("VolumeSize")
    room = gib is None or iops <= max(_IOPS_FREE, _IOPS_PER_GIB * int(gib))
    return iops >= _IOPS_FREE and throughput >= _MIBPS_FREE and room and throughput * _IOPS_PER_MIBPS <= iops


def _encrypted_by_its_key(volume: Mapping[str, Any]) -> bool:
    return "KmsKeyId" not in volume or volume.get("Encrypted") is True


def _groups_once(data: Mapping[str, Any]) -> bool:
    return not (data.get("NetworkInterfaces") and (data.get("SecurityGroupIds") or data.get("SecurityGroups")))


def _associated(text: str) -> bool:
    """State Manager's own schedules: rates from half an hour on, and cron expressions that name no months."""
    rate, cron = _RATE.fullmatch(text), _CRON.fullmatch(text)
    if rate is not None:
        return int(rate[1]) * _MINUTES[rate[2]] >= _SHORTEST_RATE_MINUTES
    if cron is None:
        return _AT.fullmatch(text) is not None
    fields = cron[1].split()
    return len(fields) in {5, 6} and fields[3] == "*" and (fields[2] == "?" or fields[4] == "?")


def _windowed(text: str) -> bool:
    cron = _CRON.fullmatch(text)
    if cron is None:
        return _RATE.fullmatch(text) is not None or _AT.fullmatch(text) is not None
    fields = cron[1].split()
    return len(fields) == 6 and "?" in {fields[2], fields[4]}  # noqa: PLR2004 - the year is the sixth


def _waits_for_its_schedule(params: Mapping[str, Any]) -> bool:
    return not params.get("ApplyOnlyAtCronInterval") or str(params.get("ScheduleExpression", "")).startswith(
        "cron("
    )


def _paced(params: Mapping[str, Any]) -> bool:
    return not params.get("Targets") or {"MaxConcurrency", "MaxErrors"} <= set(params)


def _is_zone(name: str) -> bool:
    return name in zoneinfo.available_timezones()


_TEMPLATES = ("CreateLaunchTemplate", "CreateLaunchTemplateVersion")
_GROUPS = ("CreateAutoScalingGroup", "UpdateAutoScalingGroup")
_DATA = "LaunchTemplateData"
_VOLUMES = f"{_DATA}.BlockDeviceMappings[].Ebs"

LIMITS = (
    Limit(
        "autoscaling",
        ("CreateAutoScalingGroup",),
        "AutoScalingGroupName",
        "1 to 255 printable ASCII characters without a colon",
        _GROUP_DOC,
        matches(r"[!-9;-~ ]{1,255}"),
    ),
    Limit(
        "autoscaling",
        (*_GROUPS, "PutScheduledUpdateGroupAction"),
        "",
        "MinSize, DesiredCapacity and MaxSize in this order",
        _GROUP_DOC,
        _sizes,
    ),
    Limit(
        "autoscaling",
        ("CreateAutoScalingGroup",),
        "",
        "one of LaunchTemplate, MixedInstancesPolicy, LaunchConfigurationName and InstanceId",
        _GROUP_DOC,
        _one_template,
    ),
    Limit(
        "autoscaling",
        _GROUPS,
        "TerminationPolicies[]",
        "a termination policy of the service, or a function's ARN",
        "Amazon EC2 Auto Scaling user guide, Configure termination policies for Amazon EC2 Auto Scaling",
        lambda name: _TERMINATIONS.fullmatch(name) is not None,
    ),
    Limit(
        "autoscaling",
        _GROUPS,
        "InstanceMaintenancePolicy",
        "both percentages or none, at most 100 apart",
        "Amazon EC2 Auto Scaling API reference, InstanceMaintenancePolicy",
        _maintenance,
    ),
    Limit(
        "autoscaling", ("PutLifecycleHook",), "HeartbeatTimeout", "30 to 7200 seconds", _HOOK_DOC, within(30, 7_200)
    ),
    Limit(
        "autoscaling",
        ("PutScheduledUpdateGroupAction",),
        "",
        "at least one of MinSize, MaxSize and DesiredCapacity",
        _SCHEDULE_DOC,
        _changes_a_size,
    ),
    Limit(
        "autoscaling",
        ("PutScheduledUpdateGroupAction",),
        "Recurrence",
        "a cron expression of five fields, without cron()",
        _SCHEDULE_DOC,
        _recurs,
    ),
    Limit(
        "autoscaling",
        ("PutScheduledUpdateGroupAction",),
        "",
        "an EndTime after the StartTime",
        _SCHEDULE_DOC,
        _ends_later,
    ),
    Limit(
        "autoscaling",
        ("PutScheduledUpdateGroupAction",),
        "TimeZone",
        "a name of IANA's time zone database",
        _SCHEDULE_DOC,
        _is_zone,
    ),
    Limit(
        "autoscaling",
        ("PutScalingPolicy",),
        "TargetTrackingConfiguration.PredefinedMetricSpecification",
        "a ResourceLabel app/NAME/ID/targetgroup/NAME/ID with ALBRequestCountPerTarget, and with it alone",
        _POLICY_DOC,
        _tracks_requests,
    ),
    Limit(
        "autoscaling",
        ("PutScalingPolicy",),
        "PredictiveScalingConfiguration.SchedulingBufferTime",
        "less than 3600 seconds",
        _POLICY_DOC,
        lambda seconds: seconds < _BUFFER_SECONDS,
    ),
    Limit(
        "autoscaling",
        ("PutScalingPolicy",),
        "PredictiveScalingConfiguration",
        "a MaxCapacityBuffer with IncreaseMaxCapacity alone",
        _POLICY_DOC,
        _buffered,
    ),
    Limit(
        "ec2",
        ("CreateLaunchTemplate",),
        "LaunchTemplateName",
        "3 to 128 letters, digits and ( ) . - / _",
        _TEMPLATE_DOC,
        matches(r"[a-zA-Z0-9().\-/_]{3,128}"),
    ),
    Limit(
        "ec2",
        _TEMPLATES,
        f"{_DATA}.UserData",
        "base64 of at most 16384 bytes",
        "Amazon EC2 user guide, Run commands when you launch an EC2 instance with user data input",
        _fits_user_data,
    ),
    Limit(
        "ec2",
        _TEMPLATES,
        f"{_DATA}.TagSpecifications[].ResourceType",
        "instance, volume, network-interface or spot-instances-request",
        "Amazon EC2 API reference, LaunchTemplateTagSpecificationRequest",
        one_of("instance", "volume", "network-interface", "spot-instances-request"),
    ),
    Limit(
        "ec2",
        _TEMPLATES,
        f"{_DATA}.MetadataOptions.HttpPutResponseHopLimit",
        "hops from 1 to 64",
        "Amazon EC2 API reference, LaunchTemplateInstanceMetadataOptionsRequest",
        within(1, 64),
    ),
    Limit(
        "ec2",
        _TEMPLATES,
        _DATA,
        "security groups with the network interfaces or beside them, not both",
        _TEMPLATE_DOC,
        _groups_once,
    ),
    Limit(
        "ec2",
        _TEMPLATES,
        _VOLUMES,
        "gp3 with at least 3000 IOPS, 500 for each GiB, and four for each MiB/s of at least 125",
        _VOLUME_DOC,
        _gp3,
    ),
    Limit(
        "ec2",
        _TEMPLATES,
        _VOLUMES,
        "a KmsKeyId for an encrypted volume alone",
        "Amazon EC2 API reference, LaunchTemplateEbsBlockDeviceRequest",
        _encrypted_by_its_key,
    ),
    Limit(
        "ssm",
        ("CreateAssociation",),
        "ScheduleExpression",
        "a rate from 30 minutes on, at(), or a cron expression that names no months",
        _CRON_DOC,
        _associated,
    ),
    Limit(
        "ssm",
        ("CreateAssociation",),
        "",
        "ApplyOnlyAtCronInterval with a cron expression alone",
        "AWS Systems Manager API reference, CreateAssociation",
        _waits_for_its_schedule,
    ),
    Limit(
        "ssm",
        ("CreateDocument",),
        "Name",
        "a name that does not begin with aws, amazon or amzn",
        _DOCUMENT_DOC,
        lambda name: re.match(r"(?i)aws|amazon|amzn", name) is None,
    ),
    Limit(
        "ssm",
        ("CreateDocument",),
        "Content",
        "at most 64 KiB",
        _DOCUMENT_DOC,
        lambda text: len(text.encode()) <= _DOCUMENT_BYTES,
    ),
    Limit(
        "ssm",
        ("CreateMaintenanceWindow",),
        "Schedule",
        "rate(), at(), or a cron expression of six fields",
        _CRON_DOC,
        _windowed,
    ),
    Limit(
        "ssm",
        ("CreateMaintenanceWindow",),
        "",
        "a Cutoff below the Duration",
        _WINDOW_DOC,
        lambda params: params.get("Cutoff", 0) < params.get("Duration", 24),
    ),
    Limit(
        "ssm",
        ("CreateMaintenanceWindow",),
        "ScheduleTimezone",
        "a name of IANA's time zone database",
        _WINDOW_DOC,
        _is_zone,
    ),
    Limit(
        "ssm",
        ("RegisterTaskWithMaintenanceWindow",),
        "",
        "MaxConcurrency and MaxErrors with Targets",
        _TASK_DOC,
        _paced,
    ),
    Limit(
        "ssm",
        ("CreatePatchBaseline",),
        "ApprovalRules.PatchRules[]",
        "ApproveAfterDays or ApproveUntilDate, and not both",
        _BASELINE_DOC,
        lambda rule: ("ApproveAfterDays" in rule) != ("ApproveUntilDate" in rule),
    ),
)
