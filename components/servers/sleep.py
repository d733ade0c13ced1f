"""How a group of servers sleeps at night: scheduled actions take it to zero, and back in the morning.

Its maximum goes to zero too: else scaling, or a person's hand on the desired capacity, would wake it.
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pulumi
import pulumi_aws as aws

from components.database.foundation import primary_name
from components.settings import Settings, SleepSettings
from components.shared.naming import Place


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The bounds between which scaling moves a group."""

    min_size: int
    max_size: int


_ASLEEP = Capacity(min_size=0, max_size=0)


def at(now: datetime, sleep: SleepSettings | None, awake: Capacity) -> Capacity:
    """Return a group's bounds now.

    At night they are the scheduled action's: a deployment in the evening must not wake what has fallen asleep.
    """
    return _ASLEEP if sleep and sleep.asleep(now) else awake


def tell_if_asleep(settings: Settings, now: datetime) -> None:
    """Say at a deployment in the night that no server comes before the morning, and no database."""
    if settings.sleep and settings.sleep.asleep(now):
        until = f"{settings.sleep.wakes(now):%Y-%m-%d %H:%M} {settings.sleep.time_zone}"
        usual, group = settings.fleet.capacity, settings.place(settings.serving).name("fleet")
        pulumi.log.warn(
            f"{settings.environment} is asleep until {until}: its groups have no servers. "
            f"Awake until the next evening: aws autoscaling update-auto-scaling-group --region {settings.serving} "
            f"--auto-scaling-group-name {group} --min-size {usual.min_size} --max-size {usual.max_size}"
            + (_of_the_database(settings) if settings.database_sleep else "")
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


def sleep_by_schedule(
    parent: pulumi.Resource,
    place: Place,
    what: str,
    group_name: pulumi.Input[str],
    awake: Capacity,
    sleep: SleepSettings,
) -> None:
    """Have Auto Scaling send the group of `what` to sleep, and wake it to `awake`."""
    when = recurrences(sleep)
    _act(parent, place, f"{what}-sleeps", group_name, _ASLEEP, when["sleeps"], sleep)
    _act(parent, place, f"{what}-wakes", group_name, awake, when["wakes"], sleep)


def recurrences(sleep: SleepSettings) -> dict[str, str]:
    """Return when groups sleep and wake, as Unix cron expressions in the environment's time zone."""
    return {
        "sleeps": _recurs(sleep.begins.minute, sleep.evenings),
        "wakes": _recurs(sleep.ends.minute, sleep.mornings),
    }


def _act(
    parent: pulumi.Resource,
    place: Place,
    what: str,
    group_name: pulumi.Input[str],
    bounds: Capacity,
    recurrence: str,
    sleep: SleepSettings,
) -> None:
    aws.autoscaling.Schedule(
        place.logical(what),
        scheduled_action_name=place.name(what, limit=255),
        autoscaling_group_name=group_name,
        recurrence=recurrence,
        time_zone=str(sleep.time_zone),
        min_size=bounds.min_size,
        max_size=bounds.max_size,
        desired_capacity=bounds.min_size,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _recurs(minute: int, days: Sequence[int]) -> str:
    """Return a Unix cron expression, in which Monday is 1."""
    return f"{minute % 60} {minute // 60} * * {','.join(str((day + 1) % 7) for day in days)}"
