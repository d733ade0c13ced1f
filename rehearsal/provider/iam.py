"""IAM: roles, their policies, the issuers that they trust, and the account's passwords."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import (
    Created,
    Handler,
    Inputs,
    Live,
    PairedTags,
    Property,
    ShownTags,
    Table,
    pairs,
    same,
    unpaired,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


def _describe_role(aws: AwsRegion, role: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("iam", "GetRole", RoleName=role)["Role"]


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
    tagging=PairedTags("iam", "ListRoleTags", by=lambda _aws, role, _live: {"RoleName": role}, at="Tags"),
)


class _RolePolicies:
    """An inline policy; the provider's id is `role:policy`."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        role, name = str(inputs["role"]), str(inputs["name"])
        aws.call("iam", "PutRolePolicy", RoleName=role, PolicyName=name, PolicyDocument=inputs["policy"])
        resource_id = f"{role}:{name}"
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        role, _, name = resource_id.partition(":")
        live = aws.call("iam", "GetRolePolicy", RoleName=role, PolicyName=name)
        return {
            "role": live["RoleName"],
            "name": live["PolicyName"],
            "policy": json.dumps(live["PolicyDocument"]),
        }


class _Attachments:
    """A managed policy on a role; the provider's id is `role/ARN`."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        role, arn = str(inputs["role"]), str(inputs["policyArn"])
        aws.call("iam", "AttachRolePolicy", RoleName=role, PolicyArn=arn)
        resource_id = f"{role}/{arn}"
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        role, _, arn = resource_id.partition("/")
        listed = aws.whole("iam", "ListAttachedRolePolicies", RoleName=role)["AttachedPolicies"]
        if arn not in [one["PolicyArn"] for one in listed]:
            raise NotStandingError("iam", "ListAttachedRolePolicies", resource_id)
        return {"role": role, "policyArn": arn}


def _describe_policy(aws: AwsRegion, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    policy = aws.call("iam", "GetPolicy", PolicyArn=arn)["Policy"]
    version = aws.call("iam", "GetPolicyVersion", PolicyArn=arn, VersionId=policy["DefaultVersionId"])
    return {**policy, "PolicyDocument": version["PolicyVersion"]["Document"]}


_POLICY = Table(
    service="iam",
    create_operation="CreatePolicy",
    id_at="Policy.Arn",
    properties={
        **same("description", "path"),
        "name": Property("PolicyName"),
        "policy": Property("PolicyDocument", show=json.dumps),
    },
    describe=_describe_policy,
    computed={"arn": "Arn", "policyId": "PolicyId"},
    tagging=PairedTags("iam", "ListPolicyTags", by=lambda _aws, arn, _live: {"PolicyArn": arn}, at="Tags"),
)


def _describe_issuer(aws: AwsRegion, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    live = aws.call("iam", "GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn)
    # IAM shows the address without its scheme.
    return {**live, "Url": f"https://{str(live['Url']).removeprefix('https://')}", "Arn": arn}


_ISSUER = Table(
    service="iam",
    create_operation="CreateOpenIDConnectProvider",
    id_at="OpenIDConnectProviderArn",
    properties={
        "url": Property("Url"),
        "clientIdLists": Property("ClientIDList"),
        "thumbprintLists": Property("ThumbprintList"),
    },
    describe=_describe_issuer,
    computed={"arn": "Arn"},
    tagging=PairedTags(
        "iam",
        "ListOpenIDConnectProviderTags",
        by=lambda _aws, arn, _live: {"OpenIDConnectProviderArn": arn},
        at="Tags",
    ),
)


class _PasswordPolicy:
    """The account's one password policy, under the id that the provider gives it."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        given = {_PASSWORDS[name]: value for name, value in inputs.items() if name in _PASSWORDS}
        aws.call("iam", "UpdateAccountPasswordPolicy", **given)
        return Created("iam-account-password-policy", self.read(aws, "", inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.call("iam", "GetAccountPasswordPolicy")["PasswordPolicy"]
        return {name: live[shown] for name, shown in _PASSWORDS.items() if shown in live}


_PASSWORDS = {
    "allowUsersToChangePassword": "AllowUsersToChangePassword",
    "hardExpiry": "HardExpiry",
    "maxPasswordAge": "MaxPasswordAge",
    "minimumPasswordLength": "MinimumPasswordLength",
    "passwordReusePrevention": "PasswordReusePrevention",
    "requireLowercaseCharacters": "RequireLowercaseCharacters",
    "requireNumbers": "RequireNumbers",
    "requireSymbols": "RequireSymbols",
    "requireUppercaseCharacters": "RequireUppercaseCharacters",
}


class _ServiceLinkedRoles:
    """A role that a service uses in its own name; the provider's id is the ARN."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        named = {"awsServiceName": "AWSServiceName", "customSuffix": "CustomSuffix", "description": "Description"}
        params = {api: inputs[own] for own, api in named.items() if inputs.get(own)}
        role = aws.call("iam", "CreateServiceLinkedRole", **params)["Role"]
        if inputs.get("tagsAll"):
            aws.call("iam", "TagRole", RoleName=role["RoleName"], Tags=pairs(inputs["tagsAll"]))
        arn = str(role["Arn"])
        outputs = {"arn": arn, "name": role["RoleName"], "path": role["Path"], "uniqueId": role["RoleId"]}
        return Created(arn, {**self.read(aws, arn, inputs), **outputs})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        _, service, name = resource_id.rsplit("/", 2)
        role = aws.call("iam", "GetRole", RoleName=name)["Role"]
        tags = unpaired(aws.whole("iam", "ListRoleTags", RoleName=name)["Tags"])
        return {
            "awsServiceName": service,
            "customSuffix": name.partition("_")[2],
            "description": role.get("Description"),
            "tags": tags,
            "tagsAll": tags,
        }


def _describe_profile(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("iam", "GetInstanceProfile", InstanceProfileName=name)["InstanceProfile"]


def _give_role(aws: AwsRegion, name: str, inputs: Inputs) -> None:
    if inputs.get("role"):
        aws.call("iam", "AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=inputs["role"])


_PROFILE = Table(
    service="iam",
    create_operation="CreateInstanceProfile",
    id_at="InstanceProfile.InstanceProfileName",
    properties={
        "name": Property("InstanceProfileName"),
        **same("path"),
        "role": Property(live="Roles[0].RoleName"),
    },
    steps=(_give_role,),
    describe=_describe_profile,
    computed={"arn": "Arn", "uniqueId": "InstanceProfileId"},
    tagging=ShownTags(),
)

HANDLERS: Mapping[str, Handler] = {
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": _PasswordPolicy(),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _ISSUER,
    "aws:iam/policy:Policy": _POLICY,
    "aws:iam/instanceProfile:InstanceProfile": _PROFILE,
    "aws:iam/role:Role": _ROLE,
    "aws:iam/rolePolicy:RolePolicy": _RolePolicies(),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _Attachments(),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": _ServiceLinkedRoles(),
}
