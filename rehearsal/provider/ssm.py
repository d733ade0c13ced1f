"""Systems Manager parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.provider.handler import Handler, Inputs, Live, PairedTags, Property, Table, dig, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


def _describe(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    value = aws.call("ssm", "GetParameter", Name=name, WithDecryption=True)["Parameter"]
    named = {"Key": "Name", "Option": "Equals", "Values": [name]}
    about = aws.whole("ssm", "DescribeParameters", ParameterFilters=[named])
    return {**(dig("Parameters[0]", about) or {}), **value}


_PARAMETER = Table(
    service="ssm",
    create_operation="PutParameter",
    id_at="@name",
    properties={
        **same("name", "type", "value", "description", "tier", "keyId", "overwrite", "dataType", "allowedPattern"),
        "insecureValue": Property("Value"),
    },
    describe=_describe,
    computed={"arn": "ARN", "version": "Version"},
    tagging=PairedTags(
        "ssm",
        "ListTagsForResource",
        by=lambda _aws, name, _live: {"ResourceType": "Parameter", "ResourceId": name},
        at="TagList",
    ),
)

HANDLERS: Mapping[str, Handler] = {"aws:ssm/parameter:Parameter": _PARAMETER}
