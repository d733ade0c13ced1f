"""One function makes every physical name, so that length limits are kept in one place."""

import hashlib
from dataclasses import dataclass

from components.shared.lifecycle import LASTING, Lifecycle

PROJECT = "storefront"
_DIGEST_LENGTH = 6


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a resource stands: the environment, the region and the AWS account; and how it ends there."""

    environment: str
    region: str
    account: str
    lifecycle: Lifecycle = LASTING

    def name(self, what: str, *, limit: int = 63) -> str:
        """Return the physical name of `what` here, at most `limit` characters long."""
        return physical_name(self.environment, self.region, what, limit=limit)

    def prefix(self, *, limit: int) -> str:
        """Return what physical names here begin with, at most `limit` characters long."""
        return _fitting(f"{PROJECT}-{self.environment}-{self.region}", limit)

    def logical(self, what: str) -> str:
        """Return Pulumi's name: it carries the region, never the site's role, so that a failover keeps it."""
        return f"{self.region}-{what}"

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of `resource` (type and name) of a regional `service` in this account."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where a resource stands that belongs to no region, such as a role: the environment and the AWS account."""

    environment: str
    account: str

    def name(self, what: str, *, limit: int = 64) -> str:
        """Return the physical name of `what`, at most `limit` characters long; the default is a role's limit."""
        return _fitting(f"{PROJECT}-{self.environment}-{what}", limit)

    def logical(self, what: str) -> str:
        """Return Pulumi's name, which carries no region."""
        return f"account-{what}"

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of `resource` (type and name) of a `service` without regions."""
        return f"arn:aws:{service}::{self.account}:{resource}"


def account_of(arn: str) -> str:
    """Return the account that an ARN names."""
    return arn.split(":")[4]


def physical_name(environment: str, region: str, what: str, *, limit: int = 63) -> str:
    """Return `storefront-<environment>-<region>-<what>`, with a digest in place of what does not fit.

    The default limit is that of an RDS identifier (63), the shortest of the names used for most types.
    """
    return _fitting(f"{PROJECT}-{environment}-{region}-{what}", limit)


def digest(text: str) -> str:
    """Return a few characters that stand for `text` in a name, where it is too long or is not to be read."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _fitting(name: str, limit: int) -> str:
    if len(name) <= limit:
        return name
    kept = name[: limit - _DIGEST_LENGTH - 1].rstrip("-")
    return f"{kept}-{digest(name)}"
