"""Keeps a sleeping environment's alarms from telling anybody: mute rules for its nights, and an hour of waking.

Alarms go on measuring. One that is still on when its mute rule ends then tells of it: an environment that does not
wake is known. What is about rights and backups is told at any hour.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Tier
from components.settings import SleepSettings
from components.settings.types import DAYS
from components.shared.naming import Place

# The longest window that looks back at the night: two half hours of a sudden change.
WAKING = timedelta(hours=1)
TOLD_AT_NIGHT = frozenset({Tier.SECURITY, Tier.BACKUPS})


@dataclass(frozen=True, kw_only=True)
class MutedNightsArgs:
    """Where the alarms are, their names by tier, when what they watch sleeps, and the components that make them."""

    place: Place
    names: Mapping[Tier, Sequence[str]]
    sleep: SleepSettings
    alarms: Sequence[pulumi.Resource]


class MutedNights(pulumi.ComponentResource):
    """A mute rule for each tier and each length of a night: a rule names a hundred alarms, a tier has fewer."""

    def __init__(self, name: str, *, args: MutedNightsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:monitoring:MutedNights", name, None, opts)
        for tier, names in args.names.items():
            if tier not in TOLD_AT_NIGHT:
                for days, schedule in _schedules(args.sleep):
                    what = f"nights-{days}-{tier}"
                    aws.cloudwatch.AlarmMuteRule(
                        args.place.logical(what),
                        name=args.place.name(what, limit=255),
                        description="What an environment that is asleep, or waking, may set off",
                        rule={"schedule": schedule},
                        mute_targets={"alarm_names": list(names)},
                        # A mute rule names alarms that stand.
                        opts=pulumi.ResourceOptions(parent=self, depends_on=args.alarms),
                    )
        self.register_outputs({})


def _schedules(sleep: SleepSettings) -> Iterator[tuple[str, aws.cloudwatch.AlarmMuteRuleRuleScheduleArgsDict]]:
    """Yield the days on which nights of one length begin, and these nights in the words of a mute rule."""
    hour, minute = divmod(sleep.begins.minute, 60)
    for length, numbers in sleep.nights.items():
        days = [DAYS[number] for number in numbers]
        minutes = length + int(WAKING.total_seconds()) // 60
        yield (
            "-".join(days),
            {
                "expression": f"cron({minute} {hour} * * {','.join(days).upper()})",
                "duration": f"PT{minutes}M",
                "timezone": str(sleep.time_zone),
            },
        )
