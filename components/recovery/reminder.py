"""What asks for a drill: an item of work in OpsCenter, opened on a schedule in the region of recoveries."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.settings import Scenario
from components.shared.naming import PROJECT, Place
from components.shared.policy_documents import document, trust

WHAT = "drill-reminder"
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
_CREATE_ITEM = "arn:aws:scheduler:::aws-sdk:ssm:createOpsItem"
_SOON = 3
_ATTEMPTS, _HOUR_SECONDS = 3, 3600


@dataclass(frozen=True, kw_only=True)
class DrillReminderArgs:
    """Where it reminds."""

    baseline: Baseline


class DrillReminder(pulumi.ComponentResource):
    """The schedule and its role.

    No drill starts by itself: one lasts for hours, longer than a function may, costs a copy of the database, and is
    there for the people who take part in it.
    """

    def __init__(self, name: str, *, args: DrillReminderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:recovery:DrillReminder", name, None, opts)
        place, child = args.baseline.place, pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            place.logical(WHAT),
            name=place.name(WHAT, limit=64),
            assume_role_policy=trust(
                "scheduler.amazonaws.com", account=place.account, source=place.arn("scheduler", "schedule-group/*")
            ),
            permissions_boundary=args.baseline.boundary_arn,
            opts=child,
        )
        rights = aws.iam.RolePolicy(
            place.logical(WHAT), name="open-items", role=role.name, policy=_rights(place), opts=child
        )
        aws.scheduler.Schedule(
            place.logical(WHAT),
            name=place.name(WHAT, limit=64),
            description="asks for a recovery drill",
            schedule_expression=str(args.baseline.settings.recovery.drill_schedule),
            schedule_expression_timezone="UTC",
            flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            target=aws.scheduler.ScheduleTargetArgs(
                arn=_CREATE_ITEM,
                role_arn=role.arn,
                input=json.dumps(_item(args.baseline)),
                retry_policy=aws.scheduler.ScheduleTargetRetryPolicyArgs(
                    maximum_event_age_in_seconds=_HOUR_SECONDS, maximum_retry_attempts=_ATTEMPTS
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )
        self.register_outputs({})


def _rights(place: Place) -> str:
    return document(
        [
            {
                # An item has no name before it is there: the region is all that narrows the call.
                "Sid": "OpenItems",
                "Effect": "Allow",
                "Action": "ssm:CreateOpsItem",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:RequestedRegion": place.region}},
            }
        ]
    )


def _item(baseline: Baseline) -> dict[str, object]:
    """Return the item: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateOpsItem.html"""
    stack, promised = baseline.place.environment, baseline.settings.guidelines
    # The greatest outage for which something is promised.
    outage = Scenario.REGION_OUTAGE if Scenario.REGION_OUTAGE in promised else Scenario.ZONE_OUTAGE
    open_one = json.dumps({"dedupString": f"{PROJECT}-{stack}-drill"})
    return {
        "Title": f"Recovery drill of {stack}",
        "Description": (
            f"Hold the drills of docs/runbooks/drills.md: `storefront drill run {stack} {outage} --target "
            f"rehearsal`, then `storefront drill run {stack} data-corruption --target copy`. Put both reports "
            "here, and resolve this item."
        ),
        "Source": PROJECT,
        "Category": "Recovery",
        "Severity": str(_SOON),
        # While one is open, no second is opened.
        "OperationalData": {"/aws/dedup": {"Type": "SearchableString", "Value": open_one}},
    }
