"""What the platform needs and moto lacks: operations added, and the refusals AWS gives where moto nods.

Each module adds to one service through moto's own extension points: a subclass of its response class takes the
service's routes over (`url_paths`), and state of ours lives in a `BaseBackend` of its own beside moto's, so that
moto's reset clears it too. Nothing of moto is patched, but for one name in `s3`, one property in `launched`, one
table and one check in `elbv2`, and what `remembered` has moto work out once instead of for each request.
"""

from rehearsal.emulator.extensions import (
    acm,
    autoscaling,
    backup,
    cloudfront,
    cloudwatch,
    dns_firewall,
    ec2,
    elbv2,
    events,
    functions,
    guardduty,
    kms,
    logs,
    rds,
    remembered,
    route53,
    s3,
    secretsmanager,
    ssm,
)


def install() -> None:
    """Take the extended services' routes over. To be called before the server answers its first request."""
    for extension in (
        acm,
        autoscaling,
        backup,
        cloudfront,
        cloudwatch,
        dns_firewall,
        ec2,
        elbv2,
        events,
        functions,
        guardduty,
        kms,
        logs,
        rds,
        remembered,
        route53,
        s3,
        secretsmanager,
        ssm,
    ):
        extension.install()
