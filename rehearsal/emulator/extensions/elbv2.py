"""Elastic Load Balancing: where the logs of health checks go, and hosts as regular expressions, which moto lacks.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HostHeaderConditionConfig.html
"""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer

_CHECK = "_validate_host_header_condition"
_validate_names = getattr(ELBv2Backend, _CHECK)
_ATTRIBUTES = {"health_check_logs.s3.bucket", "health_check_logs.s3.prefix"}


def install() -> None:
    """Add the attributes to those that moto takes; it keeps and shows them like the others."""
    FakeLoadBalancer.VALID_ATTRS |= _ATTRIBUTES
    setattr(ELBv2Backend, _CHECK, _validate_hosts)


def _validate_hosts(backend: ELBv2Backend, condition: dict[str, Any]) -> None:
    """Look at expressions as moto looks at names."""
    config: dict[str, list[str]] = condition.get("HostHeaderConfig", {})
    if "RegexValues" in config:
        condition = {**condition, "HostHeaderConfig": {"Values": config["RegexValues"]}}
    _validate_names(backend, condition)
