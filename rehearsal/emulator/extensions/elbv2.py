"""Elastic Load Balancing: where the logs of health checks go, which moto knows only to be on or off.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
"""

from __future__ import annotations

from moto.elbv2.models import FakeLoadBalancer

_ATTRIBUTES = {"health_check_logs.s3.bucket", "health_check_logs.s3.prefix"}


def install() -> None:
    """Add the attributes to those that moto takes; it keeps and shows them like the others."""
    FakeLoadBalancer.VALID_ATTRS |= _ATTRIBUTES
