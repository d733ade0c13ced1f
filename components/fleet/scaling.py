"""What makes the fleet grow and shrink: targets that are tracked, a forecast, and peaks ordered beforehand."""

from dataclasses import dataclass
from datetime import datetime

import pulumi
import pulumi_aws as aws

from components.edge.target import Target
from components.fleet.capacity import capacity_of
from components.servers.off_hours import Capacity, stop_and_start
from components.settings import FleetSettings, OffHoursSettings, StandbyLevel
from components.shared.naming import Place

# The reserve joins when the fleet cannot keep its target: it is at its maximum size, or Spot capacity is short.
RESERVE_LOAD = 1.5
UNCHANGED = -1
"""What the provider takes for a number that a scheduled action leaves as it is."""


@dataclass(frozen=True, kw_only=True)
class ScalingArgs:
    """The groups' names, what they bear, what the site is ready for (None: it serves), and when it stops."""

    place: Place
    fleet: FleetSettings
    group_name: pulumi.Input[str]
    reserve_name: pulumi.Input[str] | None
    target: Target
    level: StandbyLevel | None
    now: datetime
    off_hours: OffHoursSettings | None


class Scaling(pulumi.ComponentResource):
    """The policies and scheduled actions of the fleet and its reserve."""

    def __init__(self, name: str, *, args: ScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:fleet:Scaling", name, None, opts)
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
        if args.level is None:
            self._peaks()
        if args.off_hours:
            self._stop_and_start(args.off_hours)
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
            if peak.is_over(now):
                pulumi.log.warn(f"the peak {peak.name} is over and left out: take it out of the settings", self)
                continue
            if now < peak.begins:
                self._order(f"{peak.name}-begins", peak.begins, peak.min_size, peak.max_size)
            self._order(f"{peak.name}-ends", peak.ends, usual.min_size, usual.max_size)

    def _stop_and_start(self, off_hours: OffHoursSettings) -> None:
        args = self._args
        running = capacity_of(args.fleet, args.level, args.now)
        stop_and_start(self, args.place, "fleet", args.group_name, running, off_hours)
        if args.reserve_name is not None and args.fleet.reserve:
            prepared = Capacity(min_size=0, max_size=args.fleet.reserve.max_size)
            stop_and_start(self, args.place, "reserve", args.reserve_name, prepared, off_hours)

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
