"""KMS keys and aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Handler, Inputs, Live, Property, Table, dig, same, unpaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


class _KeyTags:
    """KMS has names of its own for the two halves of a tag."""

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        return {"Tags": [{"TagKey": key, "TagValue": value} for key, value in tags.items()]}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:  # noqa: ARG002 - see `Tagging`
        answer = aws.whole("kms", "ListResourceTags", KeyId=resource_id)
        return unpaired(answer.get("Tags"), "TagKey", "TagValue")


def _rotate(aws: AwsRegion, key: str, inputs: Inputs) -> None:
    if inputs.get("enableKeyRotation"):
        period = inputs.get("rotationPeriodInDays")
        aws.call("kms", "EnableKeyRotation", KeyId=key, **({"RotationPeriodInDays": period} if period else {}))


def _disable(aws: AwsRegion, key: str, inputs: Inputs) -> None:
    if inputs.get("isEnabled") is False:
        aws.call("kms", "DisableKey", KeyId=key)


def _describe_key(aws: AwsRegion, key: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return {
        **aws.call("kms", "DescribeKey", KeyId=key)["KeyMetadata"],
        "Rotation": aws.call("kms", "GetKeyRotationStatus", KeyId=key),
        "Policy": aws.call("kms", "GetKeyPolicy", KeyId=key, PolicyName="default")["Policy"],
    }


_KEY = Table(
    service="kms",
    create_operation="CreateKey",
    id_at="KeyMetadata.KeyId",
    properties={
        **same("description", "keyUsage", "policy", "multiRegion", "bypassPolicyLockoutSafetyCheck"),
        "customerMasterKeySpec": Property("KeySpec"),
        "enableKeyRotation": Property(live="Rotation.KeyRotationEnabled"),
        "rotationPeriodInDays": Property(live="Rotation.RotationPeriodInDays"),
        "isEnabled": Property(live="Enabled"),
    },
    steps=(_rotate, _disable),
    describe=_describe_key,
    computed={"arn": "Arn", "keyId": "KeyId"},
    tagging=_KeyTags(),
)


def _describe_alias(aws: AwsRegion, alias: str, inputs: Inputs) -> Live:
    key = aws.call("kms", "DescribeKey", KeyId=inputs["targetKeyId"])["KeyMetadata"]
    listed = aws.whole("kms", "ListAliases", KeyId=key["KeyId"])
    found: Live = dig(f"Aliases[?AliasName=='{alias}'] | [0]", listed) or {}
    # Whether a key was named by its id or its ARN, the alias shows its id.
    target = aws.call("kms", "DescribeKey", KeyId=alias)["KeyMetadata"]
    return {**found, "TargetKeyArn": target["Arn"]}


_ALIAS = Table(
    service="kms",
    create_operation="CreateAlias",
    id_at="@name",
    properties={"name": Property("AliasName"), "targetKeyId": Property("TargetKeyId")},
    describe=_describe_alias,
    computed={"arn": "AliasArn", "targetKeyArn": "TargetKeyArn"},
)

HANDLERS: Mapping[str, Handler] = {"aws:kms/key:Key": _KEY, "aws:kms/alias:Alias": _ALIAS}
