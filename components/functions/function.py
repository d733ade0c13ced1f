"""A function in Lambda: its code, its role and log, and the schedule that runs it, where it has one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.documents import Statement, document, trust
from components.functions.package import Package
from components.functions.role import (
    INTERFACES_POLICY,
    RUNTIME,
    assumed_by_functions,
    function_name,
    log_group,
    no_interfaces,
    own_log,
)
from components.naming import Place

_SCHEDULE = "schedule"
# The most that Lambda takes.
_MOST_RETRIES = 2


@dataclass(frozen=True, kw_only=True)
class Inside:
    """Where in the VPC a function runs."""

    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a function runs (`rate(…)` or `cron(…)` in UTC), whether it does at present, and how often it is tried.

    `oldest_seconds`: a run that could not begin within this time is left out (60 to 21600).
    """

    expression: str
    enabled: bool
    retries: int
    oldest_seconds: int


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """What runs, with which rights, under which keys; when, where by schedule; where in the VPC, if inside."""

    place: Place
    what: str
    description: str
    package: Package
    environment: Mapping[str, pulumi.Input[str]]
    statements: pulumi.Input[Sequence[Statement]]
    timeout_seconds: int
    memory_mib: int
    boundary_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    log_retention_days: int
    schedule: Schedule | None = None
    inside: Inside | None = None


class Function(pulumi.ComponentResource):
    """The function with its role and log; `function` is its name."""

    function: pulumi.Output[str]

    def __init__(self, name: str, *, args: FunctionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Function", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        function = self._function(self._log_group(), self._role())
        if args.schedule is not None:
            self._run(function, args.schedule, self._schedule_role())
        self.function = function.name
        self.register_outputs({"function": self.function})

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        args, place = self._args, self._args.place
        return aws.cloudwatch.LogGroup(
            place.logical(args.what),
            name=log_group(place, args.what),
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _role(self) -> pulumi.Output[str]:
        args, place, own = self._args, self._args.place, self._own_statements()
        role = aws.iam.Role(
            place.logical(args.what),
            name=function_name(place, args.what),
            assume_role_policy=assumed_by_functions(),
            permissions_boundary=args.boundary_arn,
            opts=self._child,
        )
        policy = aws.iam.RolePolicy(
            place.logical(args.what),
            name=args.what,
            role=role.name,
            policy=pulumi.Output.from_input(args.statements).apply(lambda given: document([*given, *own])),
            opts=self._child,
        )
        needed: list[pulumi.Output[str]] = [role.arn, policy.id]
        if args.inside is not None:
            attached = aws.iam.RolePolicyAttachment(
                place.logical(args.what), role=role.name, policy_arn=INTERFACES_POLICY, opts=self._child
            )
            needed.append(attached.id)
        # Lambda tries the role when it makes the function's network interfaces, so that its rights must be there.
        return pulumi.Output.all(*needed).apply(lambda known: str(known[0]))

    def _own_statements(self) -> list[Statement]:
        args, place = self._args, self._args.place
        log = own_log(place, args.what)
        return [log] if args.inside is None else [log, no_interfaces(place, args.what)]

    def _function(self, group: aws.cloudwatch.LogGroup, role_arn: pulumi.Output[str]) -> aws.lambda_.Function:
        args, place, inside = self._args, self._args.place, self._args.inside
        return aws.lambda_.Function(
            place.logical(args.what),
            name=function_name(place, args.what),
            description=args.description,
            role=role_arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=args.package.handler,
            code=args.package.archive(),
            timeout=args.timeout_seconds,
            memory_size=args.memory_mib,
            kms_key_arn=args.secrets_key_arn,
            environment=aws.lambda_.FunctionEnvironmentArgs(variables=dict(args.environment)),
            vpc_config=None
            if inside is None
            else aws.lambda_.FunctionVpcConfigArgs(
                subnet_ids=list(inside.subnet_ids), security_group_ids=[inside.group_id]
            ),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(
                log_format="JSON", log_group=group.name, application_log_level="INFO", system_log_level="WARN"
            ),
            opts=self._child,
        )

    def _schedule_role(self) -> pulumi.Output[str]:
        args, place = self._args, self._args.place
        what = f"{args.what}-{_SCHEDULE}"
        role = aws.iam.Role(
            place.logical(what),
            name=function_name(place, what),
            # Scheduler acts for its group of schedules, and can be held to no narrower source:
            # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
            assume_role_policy=trust(
                "scheduler.amazonaws.com",
                account=place.account,
                source=place.arn("scheduler", "schedule-group/default"),
            ),
            permissions_boundary=args.boundary_arn,
            opts=self._child,
        )
        run: Statement = {
            "Sid": "RunsIt",
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": place.arn("lambda", f"function:{function_name(place, args.what)}"),
        }
        policy = aws.iam.RolePolicy(
            place.logical(what), name=what, role=role.name, policy=document([run]), opts=self._child
        )
        return pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))

    def _run(self, function: aws.lambda_.Function, schedule: Schedule, role_arn: pulumi.Output[str]) -> None:
        args = self._args
        logical = args.place.logical(args.what)
        # Scheduler retries to hand a run over, Lambda the run itself: each for hours, unless it is told otherwise.
        aws.lambda_.FunctionEventInvokeConfig(
            logical,
            function_name=function.name,
            maximum_retry_attempts=min(schedule.retries, _MOST_RETRIES),
            maximum_event_age_in_seconds=schedule.oldest_seconds,
            opts=self._child,
        )
        aws.scheduler.Schedule(
            logical,
            name=function_name(args.place, args.what),
            description=args.description,
            schedule_expression=schedule.expression,
            schedule_expression_timezone="UTC",
            state="ENABLED" if schedule.enabled else "DISABLED",
            flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            target=aws.scheduler.ScheduleTargetArgs(
                arn=function.arn,
                role_arn=role_arn,
                retry_policy=aws.scheduler.ScheduleTargetRetryPolicyArgs(
                    maximum_retry_attempts=schedule.retries, maximum_event_age_in_seconds=schedule.oldest_seconds
                ),
            ),
            opts=self._child,
        )
