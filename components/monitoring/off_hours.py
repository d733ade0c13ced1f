"""Keeps a stopped environment's alarms from telling anybody: mute rules for its stops, and an hour of starting.

Alarms go on measuring. One that is still on when its mute rule ends then tells of it: an environment that does not
start is known. What is about rights and backups is told at any hour.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Tier
from components.settings import OffHoursSettings
from components.settings.types import DAYS
from components.shared.naming import Place

# The longest window that looks back at the stop: two half hours of a sudden change.
STARTING = timedelta(hours=1)
TOLD_AT_ANY_HOUR = frozenset({Tier.SECURITY, Tier.BACKUPS})


@dataclass(frozen=True, kw_only=True)
class MutedOffHoursArgs:
    """Where the alarms are, their names by tier, when what they watch stops, and the components that make them."""

    place: Place
    names: Mapping[Tier, Sequence[str]]
    off_hours: OffHoursSettings
    alarms: Sequence[pulumi.Resource]


class MutedOffHours(pulumi.ComponentResource):
    """A mute rule for each tier and each length of a stop: a rule names a hundred alarms, a tier has fewer."""

    def __init__(self, name: str, *, args: MutedOffHoursArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:monitoring:MutedOffHours", name, None, opts)
        for tier, names in args.names.items():
            if tier not in TOLD_AT_ANY_HOUR:
                for days, schedule in _schedules(args.off_hours):
                    what = f"off-hours-{days}-{tier}"
                    aws.cloudwatch.AlarmMuteRule(
                        args.place.logical(what),
                        name=args.place.name(what, limit=255),
                        description="What an environment that is stopped, or starting, may set off",
                        rule={"schedule": schedule},
                        mute_targets={"alarm_names": list(names)},
                        # A mute rule names alarms that stand.
                        opts=pulumi.ResourceOptions(parent=self, depends_on=args.alarms),
                    )
        self.register_outputs({})


def _schedules(
    off_hours: OffHoursSettings,
) -> Iterator[tuple[str, aws.cloudwatch.AlarmMuteRuleRuleScheduleArgsDict]]:
    """Yield the days on which stops of one length begin, and these stops in the words of a mute rule."""
    hour, minute = divmod(off_hours.begins.minute, 60)
    for length, numbers in off_hours.stops.items():
        days = [DAYS[number] for number in numbers]
        minutes = length + int(STARTING.total_seconds()) // 60
        yield (
            "-".join(days),
            {
                "expression": f"cron({minute} {hour} * * {','.join(days).upper()})",
                "duration": f"PT{minutes}M",
                "timezone": str(off_hours.time_zone),
            },
        )
