"""The application servers of a site: one launch template, a fleet of several types and prices, and its reserve.

Split by idea: this file holds the template and the groups; `capacity.py` how many servers; `scaling.py` what moves
that number; `release.py` what a release puts into service, which this program declares and a procedure carries out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind
from components.edge.target import Target
from components.encryption.keys import Purpose
from components.fleet.capacity import capacity_of
from components.fleet.release import ON_DEMAND_STRATEGY, SPOT_STRATEGY, release_of
from components.fleet.scaling import Scaling, ScalingArgs
from components.network.security_groups import Group
from components.servers import variables
from components.servers.delivery import Association, AssociationArgs
from components.servers.foundation import ServersFoundation
from components.servers.kinds import ServerKind
from components.servers.launching import LaunchArgs, group_tags, launch_template
from components.servers.names import FLEET
from components.servers.off_hours import Capacity, at
from components.settings import FleetSettings, OffHoursSettings
from components.shared.filling import Filled, fill
from manifest import site as model

GROUP, RESERVE = FLEET, "reserve"
# The shortest wait of a hook: a prepared server has so long to start once before it is stopped.
_SETTLE_SECONDS = 30
# A tenth more while servers are replaced, none less; the rules count the addresses for it.
_MIN_HEALTHY_PERCENT, _MAX_HEALTHY_PERCENT = 100, 110
# So many of the servers are brought to their playbook at the same time.
_AT_ONCE = "10%"
# Those that cost nothing: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
_METRICS = (
    "GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupPendingInstances",
    "GroupTerminatingInstances", "GroupTotalInstances",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AppFleetArgs:
    """On which foundation the fleet stands, the settings, and where requests come from.

    `now` tells whether a peak or off-hours are under way.
    """

    foundation: ServersFoundation
    fleet: FleetSettings
    target: Target
    now: datetime
    off_hours: OffHoursSettings | None = None


class AppFleet(pulumi.ComponentResource):
    """The template and the groups; `manifest()` is what procedures must know of them."""

    template: aws.ec2.LaunchTemplate
    group: aws.autoscaling.Group
    reserve: aws.autoscaling.Group | None

    def __init__(self, name: str, *, args: AppFleetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:fleet:AppFleet", name, None, opts)
        self._args, self._place, self._baseline = args, args.foundation.place, args.foundation.baseline
        self._child = pulumi.ResourceOptions(parent=self)
        self._launch = self._launch_args()
        self.template = launch_template(self._launch, self)
        self.group = self._regular()
        self.reserve = self._reserve()
        self._hooks()
        self._scaling()
        self._deliveries()
        self.register_outputs({"group": self.group.name})

    def manifest(self) -> Filled[model.Fleet]:
        """Return what scale-up and failover must know."""
        usual = self._args.fleet.capacity
        return fill(
            model.Fleet,
            group=self.group.name,
            reserve=self.reserve.name if self.reserve else None,
            launch_template=self.template.id,
            image=self._args.fleet.images[self._place.region],
            release=release_of(self._args.fleet, self._place, self._newest()),
            capacity=fill(
                model.Capacity, min_size=usual.min_size, max_size=usual.max_size, warm_size=usual.warm_size
            ),
            target_group=self._args.target.group_arn,
        )

    def monitored(self) -> Inventory:
        """Return the group; it goes by its name, which is known before it stands."""
        dimensions = {"AutoScalingGroupName": self._place.name(GROUP)}
        return {ResourceKind.FLEET: [MonitoredResource(dimensions=dimensions)]}

    def _launch_args(self) -> LaunchArgs:
        args = self._args
        return LaunchArgs(
            place=self._place,
            kind=ServerKind.APPLICATION,
            # A pinned image, not a parameter that EC2 resolves: with one a refresh cannot be taken back.
            image=args.fleet.images[self._place.region],
            instance_type=args.fleet.instance_types[0],
            volume_gib=args.fleet.volume_gib,
            key_arn=self._baseline.key_arn(Purpose.STORAGE),
            group_id=self._baseline.group_id(Group.APPLICATION),
            profile_arn=args.foundation.identities[ServerKind.APPLICATION].profile_arn,
            tags=self._baseline.tags,
        )

    def _regular(self) -> aws.autoscaling.Group:
        args, spot = self._args, self._args.fleet.spot
        capacity = at(args.now, args.off_hours, capacity_of(args.fleet, self._baseline.level, args.now))
        return aws.autoscaling.Group(
            self._place.logical(GROUP),
            name=self._place.name(GROUP),
            min_size=capacity.min_size,
            max_size=capacity.max_size,
            capacity_rebalance=True,
            mixed_instances_policy=aws.autoscaling.GroupMixedInstancesPolicyArgs(
                launch_template=self._mixed_template(),
                instances_distribution=aws.autoscaling.GroupMixedInstancesPolicyInstancesDistributionArgs(
                    on_demand_allocation_strategy=ON_DEMAND_STRATEGY,
                    on_demand_base_capacity=spot.on_demand_base,
                    on_demand_percentage_above_base_capacity=spot.on_demand_percent,
                    spot_allocation_strategy=SPOT_STRATEGY,
                ),
            ),
            **self._common(),
            opts=self._released_by_procedure("mixedInstancesPolicy"),
        )

    def _mixed_template(self) -> aws.autoscaling.GroupMixedInstancesPolicyLaunchTemplateArgs:
        template = aws.autoscaling.GroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecificationArgs(
            launch_template_id=self.template.id, version=self._newest()
        )
        return aws.autoscaling.GroupMixedInstancesPolicyLaunchTemplateArgs(
            launch_template_specification=template,
            overrides=[
                aws.autoscaling.GroupMixedInstancesPolicyLaunchTemplateOverrideArgs(instance_type=kind)
                for kind in self._args.fleet.instance_types
            ],
        )

    def _reserve(self) -> aws.autoscaling.Group | None:
        """Make the group of prepared, stopped servers: of one type and On-Demand, or there is no pool."""
        reserve = self._args.fleet.reserve
        if reserve is None:
            return None
        serves = self._baseline.serves
        prepared = reserve.prepared if serves else 0
        bounds = at(self._args.now, self._args.off_hours, Capacity(min_size=0, max_size=reserve.max_size))
        return aws.autoscaling.Group(
            self._place.logical(RESERVE),
            name=self._place.name(RESERVE),
            min_size=bounds.min_size,
            max_size=bounds.max_size,
            launch_template=aws.autoscaling.GroupLaunchTemplateArgs(id=self.template.id, version=self._newest()),
            warm_pool=aws.autoscaling.GroupWarmPoolArgs(
                pool_state="Stopped",
                min_size=prepared,
                max_group_prepared_capacity=prepared,
                instance_reuse_policy=aws.autoscaling.GroupWarmPoolInstanceReusePolicyArgs(reuse_on_scale_in=True),
            ),
            **self._common(),
            opts=self._released_by_procedure("launchTemplate"),
        )

    def _released_by_procedure(self, what: str) -> pulumi.ResourceOptions:
        """Let the group be created by what is declared, and changed in this property by `storefront release` alone.

        The whole property, not its version: an update sends it whole, and with it the version of the last refreshed
        state, which a release has changed since (decision 79).
        """
        return pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(ignore_changes=[what]))

    def _newest(self) -> pulumi.Output[str]:
        """Return the newest version by its number: AWS takes no release back to `$Latest` or `$Default`."""
        return self.template.latest_version.apply(str)

    def _common(self) -> dict[str, Any]:
        """Return what both groups share. Desired capacity is left to scaling."""
        args, warmup = self._args, int(self._args.fleet.warmup.total_seconds())
        return {
            "vpc_zone_identifiers": self._baseline.application_subnet_ids,
            "health_check_type": "ELB",
            "health_check_grace_period": warmup,
            "default_instance_warmup": warmup,
            "target_group_arns": [args.target.group_arn],
            # Without it AWS ends no group that has servers, and scales none in that are protected.
            "force_delete": self._place.lifecycle.force_destroy or None,
            "protect_from_scale_in": args.fleet.target.hold_scale_in,
            "termination_policies": ["OldestLaunchTemplate", "AllocationStrategy", "Default"],
            "instance_maintenance_policy": aws.autoscaling.GroupInstanceMaintenancePolicyArgs(
                min_healthy_percentage=_MIN_HEALTHY_PERCENT, max_healthy_percentage=_MAX_HEALTHY_PERCENT
            ),
            "service_linked_role_arn": self._baseline.scaling_role.arn,
            "enabled_metrics": list(_METRICS),
            # No server is healthy before the deployment script has set the application's password.
            "wait_for_capacity_timeout": "0",
            "tags": group_tags(self._launch),
        }

    def _hooks(self) -> None:
        drain = int(self._args.fleet.drain.total_seconds())
        self._hook("fleet-drain", self.group, "EC2_INSTANCE_TERMINATING", drain)
        if self.reserve:
            self._hook("reserve-drain", self.reserve, "EC2_INSTANCE_TERMINATING", drain)
            self._hook("reserve-settle", self.reserve, "EC2_INSTANCE_LAUNCHING", _SETTLE_SECONDS)

    def _hook(self, what: str, group: aws.autoscaling.Group, transition: str, seconds: int) -> None:
        place = self._place
        aws.autoscaling.LifecycleHook(
            place.logical(what),
            name=place.name(what),
            autoscaling_group_name=group.name,
            lifecycle_transition=f"autoscaling:{transition}",
            heartbeat_timeout=seconds,
            default_result="CONTINUE",
            opts=self._child,
        )

    def _scaling(self) -> None:
        args = self._args
        Scaling(
            self._place.logical("fleet-scaling"),
            args=ScalingArgs(
                place=self._place,
                fleet=args.fleet,
                group_name=self.group.name,
                reserve_name=self.reserve.name if self.reserve else None,
                target=args.target,
                level=self._baseline.level,
                now=args.now,
                off_hours=args.off_hours,
            ),
            opts=self._child,
        )

    def _deliveries(self) -> None:
        args = self._args
        context = args.foundation.playbook_context
        Association(
            self._place.logical("application-delivery"),
            args=AssociationArgs(
                place=self._place,
                kind=ServerKind.APPLICATION,
                bundle=args.foundation.bundle,
                delivery=args.foundation.delivery,
                variables=variables.application(context, self._args.fleet.architecture),
                schedule=args.foundation.settings.delivery_schedule,
                reports_bucket=args.foundation.reports_bucket,
                at_once=_AT_ONCE,
            ),
            opts=self._child,
        )
