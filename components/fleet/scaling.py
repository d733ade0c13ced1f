"""What makes the fleet grow and shrink: targets that are tracked, a forecast, and peaks ordered beforehand."""

from dataclasses import dataclass
from datetime import datetime

import pulumi
import pulumi_aws as aws

from components.edge.target import Target
from components.settings import FleetSettings
from components.shared.naming import Place

# The reserve joins when the fleet cannot keep its target: it is at its maximum size, or Spot capacity is short.
RESERVE_LOAD = 1.5
UNCHANGED = -1
"""What the provider takes for a number that a scheduled action leaves as it is."""


@dataclass(frozen=True, kw_only=True)
class ScalingArgs:
    """The groups' names, what they are to bear, and whether peaks are theirs to meet now."""

    place: Place
    fleet: FleetSettings
    group_name: pulumi.Input[str]
    reserve_name: pulumi.Input[str] | None
    target: Target
    serves: bool
    now: datetime


class Scaling(pulumi.ComponentResource):
    """The policies and scheduled actions of the fleet and its reserve."""

    def __init__(self, name: str, *, args: ScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Scaling", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        load = args.fleet.target
        self._track("cpu", args.group_name, "ASGAverageCPUUtilization", load.cpu_percent, None)
        requests = load.requests_per_minute
        self._track("requests", args.group_name, "ALBRequestCountPerTarget", requests, args.target)
        if args.reserve_name is not None:
            more = int(requests * RESERVE_LOAD)
            self._track("reserve", args.reserve_name, "ALBRequestCountPerTarget", more, args.target)
        self._forecast()
        if args.serves:
            self._peaks()
        self.register_outputs({})

    def _track(self, what: str, group: pulumi.Input[str], metric: str, value: float, target: Target | None) -> None:
        place = self._args.place
        aws.autoscaling.Policy(
            place.logical(f"fleet-{what}"),
            name=place.name(what),
            autoscaling_group_name=group,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration=aws.autoscaling.PolicyTargetTrackingConfigurationArgs(
                predefined_metric_specification=aws.autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs(
                    predefined_metric_type=metric,
                    resource_label=target.label if target else None,
                ),
                target_value=value,
                disable_scale_in=self._args.fleet.target.hold_scale_in,
            ),
            opts=self._child,
        )

    def _forecast(self) -> None:
        place, fleet = self._args.place, self._args.fleet
        aws.autoscaling.Policy(
            place.logical("fleet-forecast"),
            name=place.name("forecast"),
            autoscaling_group_name=self._args.group_name,
            policy_type="PredictiveScaling",
            predictive_scaling_configuration=aws.autoscaling.PolicyPredictiveScalingConfigurationArgs(
                mode=str(fleet.target.predictive),
                max_capacity_breach_behavior="HonorMaxCapacity",
                # So long before the hour for which it is forecast a server must be launched to bear its share then.
                scheduling_buffer_time=str(int(fleet.warmup.total_seconds())),
                metric_specification=aws.autoscaling.PolicyPredictiveScalingConfigurationMetricSpecificationArgs(
                    target_value=fleet.target.cpu_percent,
                    predefined_metric_pair_specification=aws.autoscaling.PolicyPredictiveScalingConfigurationMetricSpecificationPredefinedMetricPairSpecificationArgs(
                        predefined_metric_type="ASGCPUUtilization"
                    ),
                ),
            ),
            opts=self._child,
        )

    def _peaks(self) -> None:
        """Order what has not begun, and the return from what is not over; AWS forgets an action that has run."""
        usual, now = self._args.fleet.capacity, self._args.now
        for peak in self._args.fleet.peaks:
            if now < peak.begins:
                self._order(f"{peak.name}-begins", peak.begins, peak.min_size, peak.max_size)
            self._order(f"{peak.name}-ends", peak.ends, usual.min_size, usual.max_size)

    def _order(self, what: str, moment: datetime, min_size: int, max_size: int) -> None:
        place = self._args.place
        aws.autoscaling.Schedule(
            place.logical(f"fleet-{what}"),
            scheduled_action_name=place.name(what, limit=255),
            autoscaling_group_name=self._args.group_name,
            start_time=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            min_size=min_size,
            max_size=max_size,
            desired_capacity=UNCHANGED,
            opts=self._child,
        )
