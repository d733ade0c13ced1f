"""What `storefront health` shows: what wakes somebody first, then what waits, then how much is well."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from operations.health.alarms import ALARM, OK, AlarmState


def screen(alarms: Sequence[AlarmState], now: datetime) -> Group:
    """Return the whole of it; `now` decides since how long an alarm is on."""
    burning = sorted((one for one in alarms if one.state == ALARM), key=lambda one: (not one.pages, one.since))
    return Group(*([_burning(burning, now)] if burning else []), _rest(alarms))


def _burning(alarms: Sequence[AlarmState], now: datetime) -> Table:
    table = Table(title="Alarms that are on", title_justify="left")
    for heading in ("alarm", "region", "for"):
        table.add_column(heading, no_wrap=True)
    table.add_column("why", overflow="fold")
    for one in alarms:
        style = "bold red" if one.pages else "yellow"
        table.add_row(escape(one.what), one.region, age(now - one.since), escape(one.why), style=style)
    return table


def _rest(alarms: Sequence[AlarmState]) -> Text:
    counts = {region: [one for one in alarms if one.region == region] for region in {one.region for one in alarms}}
    lines = Text()
    for region, here in sorted(counts.items()):
        well = sum(one.state == OK for one in here)
        burning = sum(one.state == ALARM for one in here)
        silent = len(here) - well - burning
        lines.append(f"{region}: {burning} on, {well} well, {silent} without data, of {len(here)} alarms\n")
    lines.rstrip()
    return lines


def age(length: timedelta) -> str:
    """Return a length of time in its two largest units."""
    minutes = max(int(length.total_seconds() // 60), 0)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
