"""The client of one region, for what never looks into another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from operations.aws.client import AwsClient


@dataclass(frozen=True)
class AwsRegion:
    """One region; its methods are the client's."""

    client: AwsClient
    region: str

    def call(self, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """See `AwsClient.call`."""
        return self.client.call(self.region, service, operation, **params)

    def list_all(self, service: str, operation: str, /, result_key: str = "", **params: Any) -> list[Any]:
        """See `AwsClient.list_all`."""
        return self.client.list_all(self.region, service, operation, result_key, **params)

    def pages(self, service: str, operation: str, /, **params: Any) -> Iterator[dict[str, Any]]:
        """See `AwsClient.pages`."""
        return self.client.pages(self.region, service, operation, **params)

    def whole(self, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """See `AwsClient.whole`."""
        return self.client.whole(self.region, service, operation, **params)

    @property
    def account(self) -> str:
        """The account whose resources these are."""
        known = self.client.connection.settings.account
        return known or str(self.call("sts", "GetCallerIdentity")["Account"])

    @property
    def partition(self) -> str:
        """The partition that the region is in: `aws`."""
        return self.client.connection.partition(self.region)

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource of this region and account."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def parameters(self, service: str, operation: str) -> frozenset[str]:
        """Return the parameters that an operation takes."""
        return frozenset(self.client.connection.operation(service, operation).input_shape.members)
