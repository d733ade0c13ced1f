"""Auto Scaling: a group's service-linked role, warm-up, maintenance policy and refreshes; warm pools without Spot.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html#warm-pools-limitations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.autoscaling import urls
from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from moto.iam.models import iam_backends

from rehearsal.emulator.extensions import launched
from rehearsal.emulator.extensions.instance_refresh import refreshes_backends

if TYPE_CHECKING:
    from rehearsal.emulator.extensions.instance_refresh import RefreshesBackend

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

    def update_auto_scaling_group(self) -> ActionResult:
        """`UpdateAutoScalingGroup`: what is not given stays, the launch template's version among it."""
        group, given = self._group(), self._get_params()
        self._refreshes.check_update(group, given)
        launched.mark(group)
        kept = group.mixed_instances_policy
        answer = super().update_auto_scaling_group()
        if not {"LaunchTemplate", "MixedInstancesPolicy", "LaunchConfigurationName"} & given.keys():
            group.mixed_instances_policy = kept
        return answer

    def start_instance_refresh(self) -> ActionResult:
        """`StartInstanceRefresh`."""
        return _identified(self._refreshes.start(self._group(), self._get_params()))

    def rollback_instance_refresh(self) -> ActionResult:
        """`RollbackInstanceRefresh`."""
        return _identified(self._refreshes.roll_back(self._group()))

    def cancel_instance_refresh(self) -> ActionResult:
        """`CancelInstanceRefresh`."""
        return _identified(self._refreshes.cancel(self._group()))

    def describe_instance_refreshes(self) -> ActionResult:
        """`DescribeInstanceRefreshes`."""
        wanted: list[str] = self._get_param("InstanceRefreshIds") or []
        found = self._refreshes.look(self._group())
        return ActionResult(
            {"InstanceRefreshes": [one for one in found if not wanted or one["InstanceRefreshId"] in wanted]}
        )

    @property
    def _refreshes(self) -> RefreshesBackend:
        return refreshes_backends[self.current_account][self.region]

    def put_warm_pool(self) -> ActionResult:
        """`PutWarmPool`."""
        if _launches_spot(self._group()):
            raise ValidationError(
                "You cannot add a warm pool to an Auto Scaling group that launches Spot Instances."
            )
        return super().put_warm_pool()

    def _group(self) -> Any:
        name = self._get_param("AutoScalingGroupName")
        found = self.autoscaling_backend.describe_auto_scaling_groups([name])
        if not found:
            raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup {name} not found")
        return found[0]

    def _check_role(self, arn: str) -> None:
        roles = iam_backends[self.current_account][self.partition].roles.values()
        if arn not in {role.arn for role in roles}:
            raise ValidationError(f"ARN specified for Service-Linked Role {arn} not found.")


def _identified(refresh: Any) -> ActionResult:
    return ActionResult({"InstanceRefreshId": refresh.id})


def _launches_spot(group: Any) -> bool:
    policy: dict[str, Any] = group.mixed_instances_policy or {}
    distribution = policy.get("InstancesDistribution", {})
    return bool(policy) and int(distribution.get("OnDemandPercentageAboveBaseCapacity", 100)) < _ALL_ON_DEMAND


def install() -> None:
    """Let the extended responses answer the service's routes."""
    launched.install()
    for path in urls.url_paths:
        urls.url_paths[path] = RicherAutoScalingResponse.dispatch
