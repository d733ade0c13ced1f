"""The provider of the rehearsal: creates what the program registers, over HTTP, in the embedded AWS."""

from collections.abc import Mapping

from rehearsal.provider import (
    acm,
    autoscaling,
    backup,
    cloudfront,
    cloudtrail,
    cloudwatch,
    defaults,
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
    autoscaling,
    backup,
    cloudwatch,
    acm,
    backup,
    cloudtrail,
    cloudwatch,
    defaults,
    events,
    guardduty,
    functions,
    cloudfront,
    dynamodb,
    elbv2,
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

HANDLERS: Mapping[str, Handler] = {
    token: handler for module in _MODULES for token, handler in module.HANDLERS.items()
}
"""The handler of each type that the provider can create, by type token."""
