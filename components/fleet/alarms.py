"""The fleet's alarms: a table, of which some also take a deployment back."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.fleet.target import Target
from components.naming import Place

RUNBOOK = "docs/runbooks/fleet.md"


@dataclass(frozen=True, kw_only=True)
class TargetAlarm:
    """One row: a metric of the target group, when it is too high, and why that matters.

    `minutes` of the last `of` must be above the threshold. Without `statistic` the metric is the share of all
    requests, in percent.
    """

    name: str
    metric: str
    statistic: str | None
    threshold: float
    minutes: int
    of: int
    why: str


# Each of these is about what customers meet, so that a deployment that raises it is taken back.
TARGET_ALARMS = (
    TargetAlarm(
        name="server-errors", metric="HTTPCode_Target_5XX_Count", statistic=None, threshold=1, minutes=3, of=5,
        why="more than 1 percent of the requests end in an error of ours",
    ),
    TargetAlarm(
        name="slow-answers", metric="TargetResponseTime", statistic="p99", threshold=2, minutes=3, of=5,
        why="one request in a hundred takes longer than 2 seconds",
    ),
    TargetAlarm(
        name="unhealthy-servers", metric="UnHealthyHostCount", statistic="Maximum", threshold=1, minutes=5, of=10,
        why="more than one server fails its health check for minutes, instead of being replaced",
    ),
)  # fmt: skip
_NEAR_THE_MOST = 0.9


@dataclass(frozen=True, kw_only=True)
class FleetAlarmsArgs:
    """The group with the most servers it may have, its target group, and who hears."""

    place: Place
    group_name: str
    most: int
    target: Target
    topic_arn: pulumi.Input[str]


class FleetAlarms(pulumi.ComponentResource):
    """The alarms; `rollback_names` are those on which a deployment is taken back."""

    rollback_names: Sequence[pulumi.Output[str]]

    def __init__(self, name: str, *, args: FleetAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:FleetAlarms", name, None, opts)
        self._args = args
        self._near_the_most()
        self.rollback_names = [self._of_target(row, args.target) for row in TARGET_ALARMS]
        self.register_outputs({})

    def _near_the_most(self) -> None:
        args = self._args
        self._alarm(
            "fleet-near-its-most",
            "the fleet has nearly all the servers it may have: raise its maximum before customers wait",
            threshold=int(args.most * _NEAR_THE_MOST),
            evaluation_periods=5,
            namespace="AWS/AutoScaling",
            metric_name="GroupInServiceInstances",
            dimensions={"AutoScalingGroupName": args.group_name},
            statistic="Maximum",
            period=60,
        )

    def _of_target(self, row: TargetAlarm, target: Target) -> pulumi.Output[str]:
        periods = {"evaluation_periods": row.of, "datapoints_to_alarm": row.minutes}
        if row.statistic is None:
            return self._alarm(row.name, row.why, row.threshold, metric_queries=_share(row, target), **periods)
        extended = row.statistic.startswith("p")
        return self._alarm(
            row.name,
            row.why,
            row.threshold,
            namespace="AWS/ApplicationELB",
            metric_name=row.metric,
            dimensions=target.dimensions(),
            period=60,
            statistic=None if extended else row.statistic,
            extended_statistic=row.statistic if extended else None,
            **periods,
        )

    def _alarm(self, what: str, why: str, threshold: float, **metric: object) -> pulumi.Output[str]:
        place = self._args.place
        alarm = aws.cloudwatch.MetricAlarm(
            place.logical(what),
            name=place.name(what),
            alarm_description=f"{why} ({RUNBOOK})",
            comparison_operator="GreaterThanThreshold",
            threshold=threshold,
            treat_missing_data="notBreaching",  # a fleet without requests has no errors
            alarm_actions=[self._args.topic_arn],
            ok_actions=[self._args.topic_arn],
            opts=pulumi.ResourceOptions(parent=self),
            **metric,  # pyright: ignore[reportArgumentType] - the rows' own arguments
        )
        return alarm.name


def _share(row: TargetAlarm, target: Target) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    def of(query_id: str, metric: str) -> aws.cloudwatch.MetricAlarmMetricQueryArgs:
        return aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id=query_id,
            metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace="AWS/ApplicationELB",
                metric_name=metric,
                dimensions=target.dimensions(),
                period=60,
                stat="Sum",
            ),
        )

    share = aws.cloudwatch.MetricAlarmMetricQueryArgs(
        id="share", expression="100 * wrong / requests", label="percent of requests", return_data=True
    )
    return [of("wrong", row.metric), of("requests", "RequestCount"), share]
