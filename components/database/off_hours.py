"""How a database without a replica stops in off-hours: EventBridge Scheduler has RDS stop it, and start it again.

RDS starts by itself what has been stopped for seven days; the settings take no stop that long.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.database.database import Database
from components.database.foundation import primary_name
from components.settings import OffHoursSettings
from components.settings.types import DAYS, MINUTES_A_DAY
from components.shared.scheduler_role import SchedulerRoleArgs, scheduler_role

WHAT = "database-off-hours"
# Our allowances. AWS says of a start that it takes "from minutes to hours": a small database that was shut down in
# order is up in minutes, and servers wait for one that is late. In the evening the servers end their work first.
STARTS_BEFORE_MINUTES, STOPS_AFTER_MINUTES = 30, 15
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
_CALL = "arn:aws:scheduler:::aws-sdk:rds:"
# A backup that is being made keeps RDS from stopping the instance: it is over within the hour.
_RETRIES, _OLDEST_SECONDS = 10, 3600


@dataclass(frozen=True, kw_only=True)
class DatabaseOffHoursArgs:
    """The database, which has no replica, and when its environment is stopped."""

    database: Database
    off_hours: OffHoursSettings


class DatabaseOffHours(pulumi.ComponentResource):
    """The evening's schedule, the morning's, and the role that may do just that to just this instance."""

    def __init__(
        self, name: str, *, args: DatabaseOffHoursArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:database:DatabaseOffHours", name, None, opts)
        self._baseline, self._off_hours = args.database.baseline, args.off_hours
        self._place, self._child = self._baseline.place, pulumi.ResourceOptions(parent=self)
        self._instance = primary_name(self._baseline.settings, self._place.region)
        role_arn = self._role()
        when = recurrences(args.off_hours)
        self._call("stops", "stopDBInstance", when["stops"], role_arn)
        self._call("starts", "startDBInstance", when["starts"], role_arn)
        self.register_outputs({})

    def _role(self) -> pulumi.Output[str]:
        place = self._place
        args = SchedulerRoleArgs(
            place=place,
            what=WHAT,
            policy_name="stop-and-start",
            statement={
                "Sid": "StopAndStart",
                "Effect": "Allow",
                "Action": ["rds:StartDBInstance", "rds:StopDBInstance"],
                "Resource": place.arn("rds", f"db:{self._instance}"),
            },
            boundary_arn=self._baseline.boundary_arn,
        )
        return scheduler_role(self, args)

    def _call(self, what: str, call: str, expression: str, role_arn: pulumi.Output[str]) -> None:
        name = f"database-{what}"
        aws.scheduler.Schedule(
            self._place.logical(name),
            name=self._place.name(name, limit=64),
            description=f"The database {what} with its environment",
            schedule_expression=expression,
            schedule_expression_timezone=str(self._off_hours.time_zone),
            state="ENABLED",
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": f"{_CALL}{call}",
                "role_arn": role_arn,
                # Scheduler names it as AWS's SDK for Java does, not as RDS's own reference.
                "input": json.dumps({"DbInstanceIdentifier": self._instance}),
                "retry_policy": {
                    "maximum_retry_attempts": _RETRIES,
                    "maximum_event_age_in_seconds": _OLDEST_SECONDS,
                },
            },
            opts=self._child,
        )


def recurrences(off_hours: OffHoursSettings) -> dict[str, str]:
    """Return when the database is stopped and started, as Scheduler's cron expressions in that time zone."""
    return {
        "stops": _recurs(off_hours.begins.minute + STOPS_AFTER_MINUTES, off_hours.evenings),
        "starts": _recurs(off_hours.ends.minute - STARTS_BEFORE_MINUTES, off_hours.mornings),
    }


def _recurs(minute: int, numbers: Sequence[int]) -> str:
    """Return Scheduler's cron expression of a minute of these days of the week, or of those beside them."""
    shift, minute = divmod(minute, MINUTES_A_DAY)
    days = ",".join(DAYS[(day + shift) % len(DAYS)] for day in numbers).upper()
    return f"cron({minute % 60} {minute // 60} ? * {days} *)"
