"""The roles of a rehearsed stack, each with all the policies that decide what it can do; and the resources' own."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, cast

from moto.iam.aws_managed_policies import aws_managed_policies_data

Document = Mapping[str, Any]
Resource = Mapping[str, Any]
ROLE, POLICY = "aws:iam/role:Role", "aws:iam/policy:Policy"
RIGHTS, ATTACHMENT = "aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
AWS_OWN = "arn:aws:iam::aws:policy/"

# The property with a resource's own policy, and the output or input that names the resource, by type.
_RESOURCE_POLICIES = {
    "aws:kms/key:Key": ("policy", "arn", ""),
    "aws:sns/topicPolicy:TopicPolicy": ("policy", "arn", ""),
    "aws:s3/bucketPolicy:BucketPolicy": ("policy", "bucket", "arn:aws:s3:::"),
    "aws:backup/vaultPolicy:VaultPolicy": ("policy", "backupVaultArn", ""),
    "aws:secretsmanager/secretPolicy:SecretPolicy": ("policy", "secretArn", ""),
    ROLE: ("assumeRolePolicy", "arn", ""),
}


@dataclass(frozen=True)
class Principal:
    """A role: its ARN, what it is allowed by name of policy, its boundary, and who may take it."""

    name: str
    arn: str
    trust: Document
    policies: Mapping[str, Document]
    boundary: Document | None

    def without(self, sid: str) -> Principal:
        """The role with policies that lack a statement."""
        less = {
            name: {**one, "Statement": [row for row in one["Statement"] if row.get("Sid") != sid]}
            for name, one in self.policies.items()
        }
        return replace(self, policies=less)

    @property
    def everything(self) -> bool:
        """Whether a policy allows all actions."""
        return any(
            statement["Effect"] == "Allow" and statement.get("Action") == "*"
            for policy in self.policies.values()
            for statement in policy["Statement"]
        )


@dataclass(frozen=True)
class Stack:
    """A rehearsed stack, as far as access goes."""

    environment: str
    account: str
    resources: Sequence[Resource]
    principals: Mapping[str, Principal] = field(repr=False)

    @property
    def prefix(self) -> str:
        """What names begin with."""
        return f"storefront-{self.environment}-"

    def having(self, role: Principal) -> Stack:
        """The stack with a role as it is here."""
        return replace(self, principals={**self.principals, role.name: role})

    def of_type(self, token: str) -> list[Resource]:
        """The resources of a type."""
        return self._by_type.get(token, [])

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for one in self.resources:
            found[str(one["type"])].append(one)
        return found

    def output(self, token: str, name: str, key: str = "arn") -> str:
        """An output of the one resource of that type and logical name."""
        (found,) = [one for one in self.of_type(token) if one["name"] == name]
        return str(found["outputs"][key])

    def policy_on(self, arn: str) -> Document | None:
        """The policy of a resource's own; an object's is its bucket's."""
        text = self._policies.get(arn.partition("/")[0] if arn.startswith("arn:aws:s3:::") else arn)
        return None if text is None else _document(text)

    @cached_property
    def _policies(self) -> Mapping[str, str]:
        """The resources' own policies, as text, by the ARN of what they guard."""
        return {
            before + str({**one["inputs"], **one["outputs"]}.get(name)): str(one["inputs"][key])
            for token, (key, name, before) in _RESOURCE_POLICIES.items()
            for one in self.of_type(token)
        }

    def documents(self) -> Iterator[tuple[str, Document]]:
        """Every policy of an identity that the stack itself writes, boundaries among them."""
        for token in (POLICY, RIGHTS):
            for one in self.of_type(token):
                yield str(one["name"]), _document(one["inputs"]["policy"])


def read_stack(record: Mapping[str, Any]) -> Stack:
    """Read a stack from the record that `storefront rehearse STACK --json FILE` writes."""
    resources = cast("list[Resource]", record["resources"])
    roles = [one for one in resources if one["type"] == ROLE]
    account = str(roles[0]["outputs"]["arn"]).split(":")[4]
    principals = [_principal(role, resources) for role in roles]
    return Stack(str(record["stack"]), account, resources, {one.name: one for one in principals})


def _principal(role: Resource, resources: Sequence[Resource]) -> Principal:
    name, own = str(role["inputs"]["name"]), {str(role["inputs"]["name"]), str(role["outputs"]["arn"])}
    managed = {str(one["outputs"]["arn"]): one for one in resources if one["type"] == POLICY}
    policies = {
        f"{name}:{one['inputs']['name']}": _document(one["inputs"]["policy"])
        for one in resources
        if one["type"] == RIGHTS and one["inputs"]["role"] in own
    }
    for one in resources:
        if one["type"] == ATTACHMENT and one["inputs"]["role"] in own:
            arn = str(one["inputs"]["policyArn"])
            policies[arn] = (
                aws_policy(arn) if arn.startswith(AWS_OWN) else _document(managed[arn]["inputs"]["policy"])
            )
    bound = role["inputs"].get("permissionsBoundary")
    return Principal(
        name,
        str(role["outputs"]["arn"]),
        _document(role["inputs"]["assumeRolePolicy"]),
        policies,
        _document(managed[bound]["inputs"]["policy"]) if bound else None,
    )


def aws_policy(arn: str) -> Document:
    """A managed policy of AWS's own, as moto keeps it."""
    return _managed()[arn.rpartition("/")[2]]["Document"]


@cache
def _managed() -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", json.loads(aws_managed_policies_data))


def _document(text: str) -> Document:
    return cast("Document", json.loads(text))
