"""Where visitors are let in, and how they are led there."""

from manifest.part import Part


class LoadBalancer(Part):
    """A site's load balancer."""

    arn: str
    dns_name: str
    target_group: str
    """The ARN of the target group in which the servers are."""
    rules: dict[str, str]
    """The ARNs of the listener's rules, by name."""


class Traffic(Part):
    """Where visitors are let in, and what leads them there."""

    hosted_zone: str
    names: tuple[str, ...]
    """What visitors call the store."""
    origin: str
    """What CloudFront, or every visitor where there is none, reaches the load balancers by."""
    home: str
    """The region to which Route 53 sends traffic unless the other says that it serves."""
    reachable_checks: dict[str, str]
    """The Route 53 health checks that tell whether a load balancer is reached, by region."""
    load_balancers: dict[str, LoadBalancer]
    """By region; a standby that runs no servers has none."""
    switch_check: str | None = None
    """The health check that leads traffic; None where only one site lets visitors in."""
    distribution: str | None = None
    """CloudFront's distribution; None where there is no CloudFront."""
    origin_header: str | None = None
    """The header by which load balancers know CloudFront; None where there is no CloudFront."""
