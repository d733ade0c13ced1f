"""IAM roles and their policies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Created, Handler, Inputs, Live, PairedTags, Property, Table, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.provider.cloud import Cloud


def _describe_role(cloud: Cloud, role: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return cloud.call("iam", "GetRole", RoleName=role)["Role"]


_ROLE = Table(
    service="iam",
    create_operation="CreateRole",
    id_at="Role.RoleName",
    properties={
        **same("description", "maxSessionDuration", "path"),
        "name": Property("RoleName"),
        # botocore has decoded the document; the provider shows its text.
        "assumeRolePolicy": Property("AssumeRolePolicyDocument", show=json.dumps),
        "permissionsBoundary": Property("PermissionsBoundary", "PermissionsBoundary.PermissionsBoundaryArn"),
    },
    describe=_describe_role,
    computed={"arn": "Arn", "uniqueId": "RoleId"},
    tagging=PairedTags("iam", "ListRoleTags", by=lambda _cloud, role, _live: {"RoleName": role}, at="Tags"),
)


class _RolePolicies:
    """An inline policy; the provider's id is `role:policy`."""

    def create(self, cloud: Cloud, inputs: Inputs) -> Created:
        role, name = str(inputs["role"]), str(inputs["name"])
        cloud.call("iam", "PutRolePolicy", RoleName=role, PolicyName=name, PolicyDocument=inputs["policy"])
        resource_id = f"{role}:{name}"
        return Created(resource_id, self.read(cloud, resource_id, inputs))

    def read(self, cloud: Cloud, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        role, _, name = resource_id.partition(":")
        live = cloud.call("iam", "GetRolePolicy", RoleName=role, PolicyName=name)
        return {
            "role": live["RoleName"],
            "name": live["PolicyName"],
            "policy": json.dumps(live["PolicyDocument"]),
        }


class _Attachments:
    """A managed policy on a role; the provider's id is `role/ARN`."""

    def create(self, cloud: Cloud, inputs: Inputs) -> Created:
        role, arn = str(inputs["role"]), str(inputs["policyArn"])
        cloud.call("iam", "AttachRolePolicy", RoleName=role, PolicyArn=arn)
        resource_id = f"{role}/{arn}"
        return Created(resource_id, self.read(cloud, resource_id, inputs))

    def read(self, cloud: Cloud, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        role, _, arn = resource_id.partition("/")
        listed = cloud.call("iam", "ListAttachedRolePolicies", RoleName=role)["AttachedPolicies"]
        if arn not in [one["PolicyArn"] for one in listed]:
            raise NotStandingError("iam", "ListAttachedRolePolicies", resource_id)
        return {"role": role, "policyArn": arn}


HANDLERS: Mapping[str, Handler] = {
    "aws:iam/role:Role": _ROLE,
    "aws:iam/rolePolicy:RolePolicy": _RolePolicies(),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _Attachments(),
}
