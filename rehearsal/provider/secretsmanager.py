"""Secrets Manager: secrets without their values, which come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.provider.handler import Handler, Inputs, Live, ShownTags, Table, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.provider.cloud import Cloud


def _describe(cloud: Cloud, secret: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return cloud.call("secretsmanager", "DescribeSecret", SecretId=secret)


_SECRET = Table(
    service="secretsmanager",
    create_operation="CreateSecret",
    id_at="ARN",
    properties=same("name", "description", "kmsKeyId"),
    describe=_describe,
    computed={"arn": "ARN"},
    tagging=ShownTags(),
)

HANDLERS: Mapping[str, Handler] = {"aws:secretsmanager/secret:Secret": _SECRET}
