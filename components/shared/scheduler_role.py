"""The role by which EventBridge Scheduler acts, for the account's own schedules alone."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place
from components.shared.outputs import known_after
from components.shared.policy_documents import Statement, document, trust


@dataclass(frozen=True, kw_only=True)
class SchedulerRoleArgs:
    """Where the schedule is, what its role is for, and the role's one policy with its statement."""

    place: Place
    what: str
    policy_name: str
    statement: Statement
    boundary_arn: pulumi.Input[str]


def scheduler_role(parent: pulumi.Resource, args: SchedulerRoleArgs) -> pulumi.Output[str]:
    """Make the role under `parent`; return its ARN, known once it may do what it is for."""
    place, child = args.place, pulumi.ResourceOptions(parent=parent)
    role = aws.iam.Role(
        place.logical(args.what),
        name=place.name(args.what, limit=64),
        # Scheduler acts for its group of schedules, and can be held to no narrower source:
        # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
        assume_role_policy=trust(
            "scheduler.amazonaws.com",
            account=place.account,
            source=place.arn("scheduler", "schedule-group/default"),
        ),
        permissions_boundary=args.boundary_arn,
        opts=child,
    )
    policy = aws.iam.RolePolicy(
        place.logical(args.what),
        name=args.policy_name,
        role=role.name,
        policy=document([args.statement]),
        opts=child,
    )
    return known_after(role.arn, policy.id)
