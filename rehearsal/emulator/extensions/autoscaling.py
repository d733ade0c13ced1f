"""Auto Scaling: a group's own service-linked role, warm-up and maintenance policy, and warm pools without Spot.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html#warm-pools-limitations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.autoscaling import urls
from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.responses import AutoScalingResponse
from moto.iam.models import iam_backends

if TYPE_CHECKING:
    from moto.core.responses import ActionResult

_ALL_ON_DEMAND = 100


class RicherAutoScalingResponse(AutoScalingResponse):
    """Auto Scaling with the properties and refusals of this module."""

    def create_auto_scaling_group(self) -> ActionResult:
        """`CreateAutoScalingGroup`."""
        role = self._get_param("ServiceLinkedRoleARN")
        if role is not None:
            self._check_role(role)
        answer = super().create_auto_scaling_group()
        group = self._group()
        if role is not None:
            group.service_linked_role_arn = role
        group.default_instance_warmup = self._get_int_param("DefaultInstanceWarmup")
        group.instance_maintenance_policy = self._get_param("InstanceMaintenancePolicy")
        return answer

    def put_warm_pool(self) -> ActionResult:
        """`PutWarmPool`."""
        if _launches_spot(self._group()):
            raise ValidationError(
                "You cannot add a warm pool to an Auto Scaling group that launches Spot Instances."
            )
        return super().put_warm_pool()

    def _group(self) -> Any:
        name = self._get_param("AutoScalingGroupName")
        return self.autoscaling_backend.describe_auto_scaling_groups([name])[0]

    def _check_role(self, arn: str) -> None:
        roles = iam_backends[self.current_account][self.partition].roles.values()
        if arn not in {role.arn for role in roles}:
            raise ValidationError(f"ARN specified for Service-Linked Role {arn} not found.")


def _launches_spot(group: Any) -> bool:
    policy: dict[str, Any] = group.mixed_instances_policy or {}
    distribution = policy.get("InstancesDistribution", {})
    return bool(policy) and int(distribution.get("OnDemandPercentageAboveBaseCapacity", 100)) < _ALL_ON_DEMAND


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = RicherAutoScalingResponse.dispatch
