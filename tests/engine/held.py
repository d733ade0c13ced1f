"""What AWS holds and refuses to hold twice: records of DNS, rows of network ACLs, and subscriptions."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

RECORD, SUBSCRIPTION = "aws:route53/record:Record", "aws:sns/topicSubscription:TopicSubscription"
ACL_ROW = "aws:ec2/networkAclRule:NetworkAclRule"

Values = Mapping[str, Any]
Key = tuple[Any, ...]

# What makes two resources of a type the same thing to AWS.
_SAME: Mapping[str, tuple[str, ...]] = {
    RECORD: ("zoneId", "name", "type", "setIdentifier"),
    SUBSCRIPTION: ("topic", "protocol", "endpoint"),
    ACL_ROW: ("networkAclId", "ruleNumber", "egress"),
}


class HeldAlreadyError(Exception):
    """AWS's refusal of a second one."""


@dataclass
class Held:
    """What stands, by type and by what makes it one thing."""

    ids: dict[Key, str] = field(default_factory=dict[Key, str])

    def create(self, kind: str, inputs: Values, resource_id: str) -> str:
        """Take a resource in and return its id: the one it has already, where AWS gives that back.

        Raises HeldAlreadyError, with AWS's words, where a second one is refused.
        https://docs.aws.amazon.com/Route53/latest/APIReference/API_Change.html (CREATE, UPSERT)
        https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
        """
        if kind not in _SAME:
            return resource_id
        key = _key(kind, inputs)
        refuse = _REFUSALS.get(kind)
        if key in self.ids and refuse is not None and not inputs.get("allowOverwrite"):
            raise HeldAlreadyError(refuse(inputs))
        return self.ids.setdefault(key, resource_id)

    def update(self, kind: str, old: Values, new: Values) -> None:
        """Keep up with a resource that changed in place."""
        if kind in _SAME and (stood := self.ids.pop(_key(kind, old), None)) is not None:
            self.ids[_key(kind, new)] = stood

    def delete(self, kind: str, values: Values) -> None:
        """Let go of a resource; of one that is called twice, no other is left."""
        if kind in _SAME:
            self.ids.pop(_key(kind, values), None)

    def of(self, kind: str) -> list[Values]:
        """Return what stands of a type, by the properties that make each one thing."""
        return [dict(zip(_SAME[kind], key[1:], strict=True)) for key in self.ids if key[0] == kind]

    def copy(self) -> "Held":
        """Return the same, to be changed freely."""
        return deepcopy(self)


def _key(kind: str, values: Values) -> Key:
    return (kind, *(values.get(one) for one in _SAME[kind]))


def _record_stands(inputs: Values) -> str:
    return f"InvalidChangeBatch: tried to create {inputs['name']} {inputs['type']} but it already exists"


def _row_stands(inputs: Values) -> str:
    return f"NetworkAclEntryAlreadyExists: {inputs['ruleNumber']} of {inputs['networkAclId']}"


# SNS refuses nothing: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
_REFUSALS: Mapping[str, Callable[[Values], str]] = {RECORD: _record_stands, ACL_ROW: _row_stands}
