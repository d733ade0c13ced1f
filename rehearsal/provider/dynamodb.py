"""DynamoDB tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Handler, Inputs, Live, PairedTags, Property, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_RECOVERY = "ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus"


def _definitions(attributes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"AttributeName": one["name"], "AttributeType": one["type"]} for one in attributes]


def _attributes(definitions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": one["AttributeName"], "type": one["AttributeType"]} for one in definitions]


def _encryption(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"Enabled": given["enabled"], "SSEType": "KMS", "KMSMasterKeyId": given["kmsKeyArn"]}


class _Tables(Table):
    """A table takes its key schema as one parameter, which the provider has as two properties."""

    def parameters(self, inputs: Inputs) -> dict[str, Any]:
        """See `Table`."""
        schema = [{"AttributeName": inputs["hashKey"], "KeyType": "HASH"}]
        if inputs.get("rangeKey"):
            schema.append({"AttributeName": inputs["rangeKey"], "KeyType": "RANGE"})
        return {**super().parameters(inputs), "KeySchema": schema}


def _recoverable(aws: AwsRegion, name: str, inputs: Inputs) -> None:
    given = inputs.get("pointInTimeRecovery")
    if given:
        aws.call(
            "dynamodb",
            "UpdateContinuousBackups",
            TableName=name,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": given["enabled"]},
        )


def _describe(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    table = aws.call("dynamodb", "DescribeTable", TableName=name)["Table"]
    return {**table, **aws.call("dynamodb", "DescribeContinuousBackups", TableName=name)}


_TABLE = _Tables(
    service="dynamodb",
    create_operation="CreateTable",
    id_at="@name",
    properties={
        "name": Property("TableName"),
        "billingMode": Property("BillingMode", "BillingModeSummary.BillingMode"),
        "hashKey": Property(live="KeySchema[?KeyType=='HASH'].AttributeName | [0]"),
        "rangeKey": Property(live="KeySchema[?KeyType=='RANGE'].AttributeName | [0]"),
        "attributes": Property("AttributeDefinitions", send=_definitions, show=_attributes),
        "serverSideEncryption": Property(
            "SSESpecification",
            "SSEDescription.{enabled: Status == 'ENABLED', kmsKeyArn: KMSMasterKeyArn}",
            send=_encryption,
        ),
        "pointInTimeRecovery": Property(live=f"{{enabled: {_RECOVERY} == 'ENABLED'}}"),
        "deletionProtectionEnabled": Property("DeletionProtectionEnabled"),
    },
    describe=_describe,
    computed={"arn": "TableArn"},
    tagging=PairedTags(
        "dynamodb",
        "ListTagsOfResource",
        by=lambda _aws, _name, live: {"ResourceArn": live["TableArn"]},
        at="Tags",
    ),
    steps=(_recoverable,),
)

HANDLERS: Mapping[str, Handler] = {"aws:dynamodb/table:Table": _TABLE}
