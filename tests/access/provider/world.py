"""A rehearsed stack as calls see it: which ARNs the values of a resource lead to, and what IAM is told of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tests.access.calls.call import leaves
from tests.access.principals import ROLE, Resource, Stack

# Services without regions: IAM is told the region of their one endpoint.
# https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
_GLOBAL = ("ce", "cloudfront", "iam", "route53")
_HOME = "us-east-1"


@dataclass(frozen=True)
class World:
    """A stack, and how its resources name each other."""

    stack: Stack = field(repr=False)

    @cached_property
    def _arns(self) -> Mapping[str, frozenset[str]]:
        """The ARNs of resources, by what others call them: their id, or a name that several kinds may share."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.stack.resources:
            arn = own_arn(one)
            for name in (one["id"], one["inputs"].get("name"), one["outputs"].get("name")) if arn else ():
                if isinstance(name, str):
                    found[name].add(arn)
        return {name: frozenset(arns) for name, arns in found.items()}

    def arns(self, resource: Resource) -> frozenset[str]:
        """Return what a resource's inputs and outputs name, by ARN, by id or by name; itself among it."""
        return frozenset(self._named(resource))

    def _named(self, resource: Resource) -> Iterator[str]:
        for part in (resource["inputs"], resource["outputs"], {"id": resource["id"]}):
            for _, value in leaves(part):
                if value.startswith("arn:"):
                    yield value
                yield from self._arns.get(value, ())

    def boundary(self, arn: str) -> dict[str, str]:
        """Return what IAM is told of the boundary of a role; nothing for a role that has none, or is not ours."""
        found = self._boundaries.get(arn)
        return {"iam:PermissionsBoundary": found} if found else {}

    @cached_property
    def _boundaries(self) -> Mapping[str, str]:
        roles = self.stack.of_type(ROLE)
        return {own_arn(one): str(one["inputs"]["permissionsBoundary"]) for one in roles}

    def aliases(self, arn: str) -> dict[str, list[str]]:
        """Return what KMS is told of the aliases of a key."""
        found = self._aliases.get(arn)
        return {"kms:ResourceAliases": found} if found else {}

    @cached_property
    def _aliases(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.stack.of_type("aws:kms/alias:Alias"):
            found[str(one["outputs"].get("targetKeyArn"))].append(str(one["inputs"]["name"]))
        return found


def own_arn(resource: Resource) -> str:
    """Return a resource's ARN; empty where it has none."""
    outputs = resource["outputs"]
    for one in (outputs.get("arn"), outputs.get("dashboardArn"), resource["id"]):
        if isinstance(one, str) and one.startswith("arn:"):
            return one
    return ""


def region_of(resource: Resource, service: str) -> str:
    """Return the region that IAM is told of a call about a resource."""
    return _HOME if service in _GLOBAL else str(resource["site"])
