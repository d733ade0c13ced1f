"""How a group of servers stops in off-hours: scheduled actions take it to zero, and back in the morning.

Its maximum goes to zero too: else scaling, or a person's hand on the desired capacity, would start it.
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pulumi
import pulumi_aws as aws

from components.database.foundation import primary_name
from components.settings import OffHoursSettings, Settings
from components.shared.naming import Place


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The bounds between which scaling moves a group."""

    min_size: int
    max_size: int


_STOPPED = Capacity(min_size=0, max_size=0)


def at(now: datetime, off_hours: OffHoursSettings | None, running: Capacity) -> Capacity:
    """Return a group's bounds now.

    In off-hours they are the scheduled action's: a deployment in the evening must not start what has stopped.
    """
    return _STOPPED if off_hours and off_hours.cover(now) else running


def warn_in_off_hours(settings: Settings, now: datetime) -> None:
    """Say at a deployment in off-hours that no server comes before the morning, and no database."""
    if settings.off_hours and settings.off_hours.cover(now):
        until = f"{settings.off_hours.next_start(now):%Y-%m-%d %H:%M} {settings.off_hours.time_zone}"
        usual, group = settings.fleet.capacity, settings.place(settings.serving).name("fleet")
        pulumi.log.warn(
            f"{settings.environment} is stopped until {until}: its groups have no servers. "
            "To start it until the next evening: aws autoscaling update-auto-scaling-group "
            f"--region {settings.serving} --auto-scaling-group-name {group} "
            f"--min-size {usual.min_size} --max-size {usual.max_size}"
            + (_of_the_database(settings) if settings.database_off_hours else "")
        )


def _of_the_database(settings: Settings) -> str:
    """Say that RDS changes no stopped instance: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html"""
    instance = primary_name(settings, settings.serving)
    named = f"--region {settings.serving} --db-instance-identifier {instance}"
    return (
        ". Its database is stopped: RDS changes no stopped instance, so that an update which changes it fails, and "
        f"nothing can log in. Start it first: aws rds start-db-instance {named} && aws rds wait "
        f"db-instance-available {named}"
    )


def stop_and_start(
    parent: pulumi.Resource,
    place: Place,
    what: str,
    group_name: pulumi.Input[str],
    running: Capacity,
    off_hours: OffHoursSettings,
) -> None:
    """Have Auto Scaling stop the group of `what`, and start it with the bounds of `running`."""
    when = recurrences(off_hours)
    _act(parent, place, f"{what}-stops", group_name, _STOPPED, when["stops"], off_hours)
    _act(parent, place, f"{what}-starts", group_name, running, when["starts"], off_hours)


def recurrences(off_hours: OffHoursSettings) -> dict[str, str]:
    """Return when groups stop and start, as Unix cron expressions in the environment's time zone."""
    return {
        "stops": _recurs(off_hours.begins.minute, off_hours.evenings),
        "starts": _recurs(off_hours.ends.minute, off_hours.mornings),
    }


def _act(
    parent: pulumi.Resource,
    place: Place,
    what: str,
    group_name: pulumi.Input[str],
    bounds: Capacity,
    recurrence: str,
    off_hours: OffHoursSettings,
) -> None:
    aws.autoscaling.Schedule(
        place.logical(what),
        scheduled_action_name=place.name(what, limit=255),
        autoscaling_group_name=group_name,
        recurrence=recurrence,
        time_zone=str(off_hours.time_zone),
        min_size=bounds.min_size,
        max_size=bounds.max_size,
        desired_capacity=bounds.min_size,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _recurs(minute: int, days: Sequence[int]) -> str:
    """Return a Unix cron expression, in which Monday is 1."""
    return f"{minute % 60} {minute // 60} * * {','.join(str((day + 1) % 7) for day in days)}"
