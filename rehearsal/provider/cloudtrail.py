"""CloudTrail's trails: created, told what to record, and started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Handler, Inputs, Live, Property, Table, listed, pairs, unpaired
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

# The provider's plurals of what the service has as singulars.
_FIELDS = Nested(
    {
        "equals": "Equals",
        "startsWiths": "StartsWith",
        "endsWiths": "EndsWith",
        "notEquals": "NotEquals",
        "notStartsWiths": "NotStartsWith",
        "notEndsWiths": "NotEndsWith",
    }
)


def _select(aws: AwsRegion, trail: str, inputs: Inputs) -> None:
    if selectors := listed(inputs, "advancedEventSelectors"):
        aws.call("cloudtrail", "PutEventSelectors", TrailName=trail, AdvancedEventSelectors=_FIELDS.send(selectors))


def _record(aws: AwsRegion, trail: str, inputs: Inputs) -> None:
    # The provider starts a trail unless it is told not to.
    if inputs.get("enableLogging") is not False:
        aws.call("cloudtrail", "StartLogging", Name=trail)


def _describe(aws: AwsRegion, trail: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    selectors = aws.call("cloudtrail", "GetEventSelectors", TrailName=trail)
    return {
        **aws.call("cloudtrail", "GetTrail", Name=trail)["Trail"],
        "HomeRegion": aws.region,
        "IsLogging": aws.call("cloudtrail", "GetTrailStatus", Name=trail)["IsLogging"],
        "Selectors": selectors.get("AdvancedEventSelectors") or [],
    }


class _TrailTags:
    """Tags are listed for several trails at once."""

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        return {"TagsList": pairs(tags)}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:  # noqa: ARG002 - see `Tagging`
        answer = aws.whole("cloudtrail", "ListTags", ResourceIdList=[resource_id])
        return unpaired(answer["ResourceTagList"][0]["TagsList"])


HANDLERS: Mapping[str, Handler] = {
    "aws:cloudtrail/trail:Trail": Table(
        service="cloudtrail",
        create_operation="CreateTrail",
        # Since version 6 of the provider a trail's id is its ARN.
        id_at="TrailARN",
        properties={
            "name": Property("Name"),
            "s3BucketName": Property("S3BucketName"),
            "kmsKeyId": Property("KmsKeyId"),
            "enableLogFileValidation": Property("EnableLogFileValidation", "LogFileValidationEnabled"),
            "isMultiRegionTrail": Property("IsMultiRegionTrail"),
            "includeGlobalServiceEvents": Property("IncludeGlobalServiceEvents"),
            "cloudWatchLogsGroupArn": Property("CloudWatchLogsLogGroupArn"),
            "cloudWatchLogsRoleArn": Property("CloudWatchLogsRoleArn"),
            "enableLogging": Property(live="IsLogging"),
            "advancedEventSelectors": Property(live="Selectors", show=_FIELDS.show),
        },
        steps=(_select, _record),
        describe=_describe,
        computed={"arn": "TrailARN", "homeRegion": "HomeRegion"},
        tagging=_TrailTags(),
    ),
}
