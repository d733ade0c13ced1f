"""The provider of the rehearsal: creates what the program registers, over HTTP, in the embedded AWS."""

from collections.abc import Iterable, Mapping

from rehearsal.provider import (
    acm,
    autoscaling,
    backup,
    cloudfront,
    cloudtrail,
    cloudwatch,
    defaults,
    dns_firewall,
    dynamodb,
    elbv2,
    events,
    functions,
    guardduty,
    iam,
    kms,
    launch_templates,
    logs,
    network,
    network_acls,
    prefix_lists,
    random,
    rds,
    route53,
    s3,
    s3_objects,
    scheduler,
    secretsmanager,
    security_groups,
    sns,
    ssm,
    ssm_documents,
    ssm_patching,
    vpc_services,
    wafv2,
)
from rehearsal.provider.handler import Created, Handler

__all__ = ["HANDLERS", "Created", "Handler"]

_MODULES = (
    acm,
    autoscaling,
    backup,
    cloudfront,
    cloudtrail,
    cloudwatch,
    defaults,
    dns_firewall,
    dynamodb,
    elbv2,
    events,
    functions,
    guardduty,
    iam,
    kms,
    launch_templates,
    logs,
    network,
    network_acls,
    prefix_lists,
    random,
    rds,
    route53,
    s3,
    s3_objects,
    scheduler,
    secretsmanager,
    security_groups,
    sns,
    ssm,
    ssm_documents,
    ssm_patching,
    vpc_services,
    wafv2,
)


def merged(tables: Iterable[Mapping[str, Handler]]) -> Mapping[str, Handler]:
    """Return the handlers of all tables by type token.

    Raises:
        ValueError: a type has two handlers, one of which would never be asked.
    """
    found: dict[str, Handler] = {}
    for table in tables:
        doubled = sorted(found.keys() & table.keys())
        if doubled:
            raise ValueError(f"types with two handlers: {', '.join(doubled)}; keep one of each")
        found |= table
    return found


HANDLERS: Mapping[str, Handler] = merged(module.HANDLERS for module in _MODULES)
"""The handler of each type that the provider can create, by type token."""
