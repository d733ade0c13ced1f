"""The provider of the rehearsal: creates what the program registers, over HTTP, in the embedded AWS."""

from collections.abc import Mapping

from rehearsal.provider import (
    backup,
    functions,
    iam,
    kms,
    logs,
    network,
    network_acls,
    random,
    rds,
    s3,
    secrets,
    security_groups,
    sns,
    ssm,
    vpc_services,
)
from rehearsal.provider.handler import Created, Handler

__all__ = ["HANDLERS", "Created", "Handler"]

_MODULES = (
    backup,
    functions,
    iam,
    kms,
    logs,
    network,
    network_acls,
    random,
    rds,
    secrets,
    s3,
    security_groups,
    sns,
    ssm,
    vpc_services,
)

HANDLERS: Mapping[str, Handler] = {
    token: handler for module in _MODULES for token, handler in module.HANDLERS.items()
}
"""The handler of each type that the provider can create, by type token."""
