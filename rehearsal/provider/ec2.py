"""What the EC2 modules share: descriptions by id, and tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Describe, Inputs, Live, dig, pairs, unpaired

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from operations.aws import AwsRegion


class NotStandingError(Exception):
    """A resource that was created does not stand."""

    def __init__(self, service: str, operation: str, resource_id: str) -> None:
        super().__init__(f"{service}.{operation} does not show {resource_id}, which was created")


@dataclass(frozen=True)
class Ec2Tags:
    """Tags on creation, as a specification for one type of resource; in descriptions, beside everything else."""

    kind: str

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        """See `Tagging`."""
        return {"TagSpecifications": [{"ResourceType": self.kind, "Tags": pairs(tags)}]}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:  # noqa: ARG002 - as `Tagging` has it
        """See `Tagging`."""
        return unpaired(live.get("Tags"))


def described(
    operation: str, ids: str, at: str, also: Callable[[AwsRegion, str], Mapping[str, Any]] | None = None
) -> Describe:
    """A description by id.

    Args:
        operation: the describing operation.
        ids: its parameter that takes a list of ids.
        at: where its answer lists what it found.
        also: what other calls add to the description.
    """

    def describe(aws: AwsRegion, resource_id: str, inputs: Inputs) -> Live:  # noqa: ARG001 - as `Describe` has it
        found = dig(at, aws.whole("ec2", operation, **{ids: [resource_id]}))
        if not found:
            raise NotStandingError("ec2", operation, resource_id)
        return {**found[0], **(also(aws, resource_id) if also else {})}

    return describe


def arn_of(kind: str) -> Callable[[AwsRegion, str], Mapping[str, Any]]:
    """The ARN of an EC2 resource, which its description does not show; made as the provider makes it."""
    return lambda aws, resource_id: {"Arn": aws.arn("ec2", f"{kind}/{resource_id}")}
