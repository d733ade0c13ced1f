"""Patch baselines and maintenance windows of Systems Manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Created, Handler, Inputs, Live, PairedTags, Property, Table, dig, same
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_NESTED = Nested()
_COMMAND = Nested({"outputS3Bucket": "OutputS3BucketName"})


def _tags(kind: str) -> PairedTags:
    return PairedTags(
        "ssm",
        "ListTagsForResource",
        by=lambda _aws, resource_id, _live: {"ResourceType": kind, "ResourceId": resource_id},
        at="TagList",
    )


def _send_rules(rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {"PatchRules": [_send_rule(rule) for rule in rules]}


def _send_rule(rule: dict[str, Any]) -> dict[str, Any]:
    sent = _NESTED.send(rule)
    filters = sent.pop("PatchFilters")
    return {**sent, "PatchFilterGroup": {"PatchFilters": filters}}


def _show_rules(rules: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **{key: value for key, value in _NESTED.show(rule).items() if key != "patchFilterGroup"},
            "patchFilters": _NESTED.show(rule["PatchFilterGroup"]["PatchFilters"]),
        }
        for rule in rules["PatchRules"]
    ]


def _describe_baseline(aws: AwsRegion, baseline: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("ssm", "GetPatchBaseline", BaselineId=baseline)


_BASELINE = Table(
    service="ssm",
    create_operation="CreatePatchBaseline",
    id_at="BaselineId",
    properties={
        **same("name", "description", "operatingSystem", "approvedPatchesComplianceLevel"),
        "approvalRules": Property("ApprovalRules", send=_send_rules, show=_show_rules),
    },
    describe=_describe_baseline,
    tagging=_tags("PatchBaseline"),
)


class _DefaultBaselines:
    """Which baseline an operating system has; the provider's id is the operating system."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        aws.call("ssm", "RegisterDefaultPatchBaseline", BaselineId=inputs["baselineId"])
        system = str(inputs["operatingSystem"])
        return Created(system, self.read(aws, system, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.call("ssm", "GetDefaultPatchBaseline", OperatingSystem=resource_id)
        return {"baselineId": live["BaselineId"], "operatingSystem": live["OperatingSystem"]}


def _describe_window(aws: AwsRegion, window: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("ssm", "GetMaintenanceWindow", WindowId=window)


_WINDOW = Table(
    service="ssm",
    create_operation="CreateMaintenanceWindow",
    id_at="WindowId",
    properties=same(
        "name", "description", "schedule", "scheduleTimezone", "duration", "cutoff", "allowUnassociatedTargets"
    ),
    describe=_describe_window,
    tagging=_tags("MaintenanceWindow"),
)


def _describe_target(aws: AwsRegion, target: str, inputs: Inputs) -> Live:
    answer = aws.whole("ssm", "DescribeMaintenanceWindowTargets", WindowId=inputs["windowId"])
    found = dig(f"Targets[?WindowTargetId=='{target}'] | [0]", answer)
    if found is None:
        raise NotStandingError("ssm", "DescribeMaintenanceWindowTargets", target)
    return found


def _describe_task(aws: AwsRegion, task: str, inputs: Inputs) -> Live:
    return aws.call("ssm", "GetMaintenanceWindowTask", WindowId=inputs["windowId"], WindowTaskId=task)


_TARGET = Table(
    service="ssm",
    create_operation="RegisterTargetWithMaintenanceWindow",
    id_at="WindowTargetId",
    properties={
        **same("name", "description", "windowId", "resourceType"),
        "targets": Property("Targets", send=_NESTED.send, show=_NESTED.show),
    },
    describe=_describe_target,
)


def _send_invocation(given: dict[str, Any]) -> dict[str, Any]:
    command = dict(given["runCommandParameters"])
    listed = cast("list[dict[str, Any]]", command.pop("parameters", None) or [])
    parameters = {one["name"]: one["values"] for one in listed}
    return {"RunCommand": {**_COMMAND.send(command), "Parameters": parameters}}


def _show_invocation(invocation: dict[str, Any]) -> dict[str, Any]:
    command = dict(invocation["RunCommand"])
    parameters = [{"name": name, "values": values} for name, values in command.pop("Parameters").items()]
    return {"runCommandParameters": {**_COMMAND.show(command), "parameters": parameters}}


_TASK = Table(
    service="ssm",
    create_operation="RegisterTaskWithMaintenanceWindow",
    id_at="WindowTaskId",
    properties={
        **same("name", "description", "windowId", "taskType", "taskArn", "serviceRoleArn", "priority"),
        **same("maxConcurrency", "maxErrors", "cutoffBehavior"),
        "targets": Property("Targets", send=_NESTED.send, show=_NESTED.show),
        "taskInvocationParameters": Property(
            "TaskInvocationParameters", send=_send_invocation, show=_show_invocation
        ),
    },
    describe=_describe_task,
)

HANDLERS: Mapping[str, Handler] = {
    "aws:ssm/patchBaseline:PatchBaseline": _BASELINE,
    "aws:ssm/defaultPatchBaseline:DefaultPatchBaseline": _DefaultBaselines(),
    "aws:ssm/maintenanceWindow:MaintenanceWindow": _WINDOW,
    "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget": _TARGET,
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": _TASK,
}
