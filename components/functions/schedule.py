"""The schedule that runs a function, and the role by which it may."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.functions.names import function_arn, function_name
from components.shared.scheduler_role import SchedulerRoleArgs, scheduler_role

# Lambda's maximum.
_MAX_RETRIES = 2


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a function runs (`rate(…)` or `cron(…)`), whether it does at present, and how often it is tried.

    `oldest_seconds`: a run that could not begin within this time is left out (60 to 21600).
    """

    expression: str
    enabled: bool
    retries: int
    oldest_seconds: int
    time_zone: str = "UTC"


def run_by_schedule(
    parent: pulumi.Resource, baseline: Baseline, what: str, function: aws.lambda_.Function, when: Schedule
) -> None:
    """Have EventBridge Scheduler run the function named `what`."""
    place = baseline.place
    logical, child = place.logical(what), pulumi.ResourceOptions(parent=parent)
    # Scheduler retries to hand a run over, Lambda the run itself: each for hours, unless it is told otherwise.
    aws.lambda_.FunctionEventInvokeConfig(
        logical,
        function_name=function.name,
        maximum_retry_attempts=min(when.retries, _MAX_RETRIES),
        maximum_event_age_in_seconds=when.oldest_seconds,
        opts=child,
    )
    aws.scheduler.Schedule(
        logical,
        name=function_name(place, what),
        description=function.description,
        schedule_expression=when.expression,
        schedule_expression_timezone=when.time_zone,
        state="ENABLED" if when.enabled else "DISABLED",
        flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
        target=aws.scheduler.ScheduleTargetArgs(
            arn=function.arn,
            role_arn=_role(parent, baseline, what),
            retry_policy=aws.scheduler.ScheduleTargetRetryPolicyArgs(
                maximum_retry_attempts=when.retries, maximum_event_age_in_seconds=when.oldest_seconds
            ),
        ),
        opts=child,
    )


def _role(parent: pulumi.Resource, baseline: Baseline, what: str) -> pulumi.Output[str]:
    place, name = baseline.place, f"{what}-schedule"
    args = SchedulerRoleArgs(
        place=place,
        what=name,
        policy_name=name,
        statement={
            "Sid": "RunsIt",
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": function_arn(place, what),
        },
        boundary_arn=baseline.boundary_arn,
    )
    return scheduler_role(parent, args)
