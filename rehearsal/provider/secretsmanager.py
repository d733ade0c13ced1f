"""Secrets Manager: secrets, and the versions of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs, Live, Table, pairs, same, unpaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.provider.cloud import Cloud


class _Tags:
    """Tags on creation; in the description, beside everything else."""

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        return {"Tags": pairs(tags)}

    def read(self, cloud: Cloud, resource_id: str, live: Live) -> dict[str, str]:  # noqa: ARG002 - as `Tagging` has it
        return unpaired(live.get("Tags"))


def _describe(cloud: Cloud, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return cloud.call("secretsmanager", "DescribeSecret", SecretId=arn)


_SECRET = Table(
    service="secretsmanager",
    create_operation="CreateSecret",
    id_at="ARN",
    # The window of recovery is for the deletion alone.
    properties=same("name", "description", "kmsKeyId"),
    describe=_describe,
    computed={"arn": "ARN"},
    tagging=_Tags(),
)


class _Versions:
    """A value; the provider's id is `ARN|version`."""

    def create(self, cloud: Cloud, inputs: Inputs) -> Created:
        made = cloud.call(
            "secretsmanager", "PutSecretValue", SecretId=inputs["secretId"], SecretString=inputs["secretString"]
        )
        resource_id = f"{made['ARN']}|{made['VersionId']}"
        computed = {"arn": made["ARN"], "versionId": made["VersionId"], "versionStages": made["VersionStages"]}
        return Created(resource_id, {**self.read(cloud, resource_id, inputs), **computed})

    def read(self, cloud: Cloud, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        arn, _, version = resource_id.partition("|")
        live = cloud.call("secretsmanager", "GetSecretValue", SecretId=arn, VersionId=version)
        return {"secretId": live["ARN"], "secretString": live["SecretString"]}


HANDLERS: Mapping[str, Handler] = {
    "aws:secretsmanager/secret:Secret": _SECRET,
    "aws:secretsmanager/secretVersion:SecretVersion": _Versions(),
}
