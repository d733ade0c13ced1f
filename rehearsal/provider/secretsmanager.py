"""Secrets, their policies, versions and rotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import (
    Created,
    Handler,
    Inputs,
    Live,
    Property,
    Table,
    listed,
    pairs,
    same,
    unpaired,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


class _SecretTags:
    """Tags that come with the secret's description."""

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        return {"Tags": pairs(tags)}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:  # noqa: ARG002 - see `Tagging`
        return unpaired(live.get("Tags"))


def _describe(aws: AwsRegion, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("secretsmanager", "DescribeSecret", SecretId=arn)


def _replicas(given: list[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{"Region": one["region"], "KmsKeyId": one["kmsKeyId"]} for one in given]


def _shown_replicas(live: list[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{"region": one["Region"], "kmsKeyId": one["KmsKeyId"]} for one in live]


_SECRET = Table(
    service="secretsmanager",
    create_operation="CreateSecret",
    id_at="ARN",
    properties={
        **same("name", "description", "kmsKeyId"),
        "forceOverwriteReplicaSecret": Property("ForceOverwriteReplicaSecret", ""),
        "replicas": Property("AddReplicaRegions", "ReplicationStatus", send=_replicas, show=_shown_replicas),
    },
    describe=_describe,
    computed={"arn": "ARN"},
    tagging=_SecretTags(),
)


class _Policies:
    """A secret's resource policy; the provider's id is the secret's ARN."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        arn = str(inputs["secretArn"])
        aws.call(
            "secretsmanager",
            "PutResourcePolicy",
            SecretId=arn,
            ResourcePolicy=inputs["policy"],
            BlockPublicPolicy=bool(inputs.get("blockPublicPolicy")),
        )
        return Created(arn, self.read(aws, arn, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.call("secretsmanager", "GetResourcePolicy", SecretId=resource_id)
        return {"secretArn": live["ARN"], "policy": live["ResourcePolicy"]}


class _Versions:
    """A version of a secret; the provider's id is `secret|version`."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        secret = str(inputs["secretId"])
        made = aws.call(
            "secretsmanager",
            "PutSecretValue",
            SecretId=secret,
            SecretString=inputs["secretString"],
            **({"VersionStages": listed(inputs, "versionStages")} if "versionStages" in inputs else {}),
        )
        resource_id = f"{secret}|{made['VersionId']}"
        shown = self.read(aws, resource_id, inputs)
        return Created(resource_id, {**shown, "arn": made["ARN"], "versionId": made["VersionId"]})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        secret, _, version = resource_id.rpartition("|")
        live = aws.call("secretsmanager", "GetSecretValue", SecretId=secret, VersionId=version)
        # A first version is also the current one; the program asks for its own labels and leaves the others alone.
        wanted = listed(inputs, "versionStages") or live["VersionStages"]
        stages = [stage for stage in wanted if stage in live["VersionStages"]]
        return {"secretId": live["ARN"], "secretString": live["SecretString"], "versionStages": stages}


HANDLERS: Mapping[str, Handler] = {
    "aws:secretsmanager/secret:Secret": _SECRET,
    "aws:secretsmanager/secretPolicy:SecretPolicy": _Policies(),
    "aws:secretsmanager/secretVersion:SecretVersion": _Versions(),
}
