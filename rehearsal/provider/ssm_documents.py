"""Systems Manager documents, and their associations with servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Handler, Inputs, Live, PairedTags, Property, Table, same
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_NESTED = Nested()


def _tags(kind: str) -> PairedTags:
    return PairedTags(
        "ssm",
        "ListTagsForResource",
        by=lambda _aws, resource_id, _live: {"ResourceType": kind, "ResourceId": resource_id},
        at="TagList",
    )


def _describe_document(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    about = aws.call("ssm", "DescribeDocument", Name=name)["Document"]
    return {**about, "Content": aws.call("ssm", "GetDocument", Name=name)["Content"]}


_DOCUMENT = Table(
    service="ssm",
    create_operation="CreateDocument",
    id_at="@name",
    properties=same("name", "content", "documentType", "documentFormat", "targetType", "versionName"),
    describe=_describe_document,
    computed={"latestVersion": "LatestVersion", "defaultVersion": "DefaultVersion", "hash": "Hash"},
    tagging=_tags("Document"),
)


def _describe_association(aws: AwsRegion, association: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("ssm", "DescribeAssociation", AssociationId=association)["AssociationDescription"]


def _send_parameters(parameters: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [str(value)] for name, value in parameters.items()}


def _show_parameters(parameters: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in parameters.items()}


def _send_location(location: dict[str, Any]) -> dict[str, Any]:
    named = {"s3BucketName": "OutputS3BucketName", "s3KeyPrefix": "OutputS3KeyPrefix", "s3Region": "OutputS3Region"}
    return {"S3Location": {api: location[own] for own, api in named.items() if location.get(own)}}


def _show_location(location: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = location["S3Location"]
    return {key[6].lower() + key[7:]: value for key, value in shown.items()}


_ASSOCIATION = Table(
    service="ssm",
    create_operation="CreateAssociation",
    id_at="AssociationDescription.AssociationId",
    properties={
        **same("name", "associationName", "documentVersion", "scheduleExpression", "complianceSeverity"),
        **same("syncCompliance", "maxConcurrency", "maxErrors", "applyOnlyAtCronInterval"),
        "targets": Property("Targets", send=_NESTED.send, show=_NESTED.show),
        "parameters": Property("Parameters", send=_send_parameters, show=_show_parameters),
        "outputLocation": Property("OutputLocation", send=_send_location, show=_show_location),
    },
    describe=_describe_association,
    computed={"associationId": "AssociationId"},
    tagging=_tags("Association"),
)

HANDLERS: Mapping[str, Handler] = {
    "aws:ssm/document:Document": _DOCUMENT,
    "aws:ssm/association:Association": _ASSOCIATION,
}
