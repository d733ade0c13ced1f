"""The page docs/alarms.md, made from the catalogue and from what the program makes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from components.alarms.alarm import BANDS, Alarm, Size, Tier
from components.audit.tripwires import TRIPWIRES
from components.monitoring.catalogue import CATALOGUE
from components.monitoring.notice import quantity, when
from components.monitoring.observability import CAUSES

# USD a month, us-east-1 and us-west-2, July 2026: https://aws.amazon.com/cloudwatch/pricing/
# A band is a metric and two more for its edges.
A_METRIC, A_BAND, A_COMPOSITE = 0.10, 0.30, 0.50

_INTRODUCTION = """\
# Alarms

Made from the catalogue in `components/monitoring/` by `make docs`: change that, not this page.

An alarm exists in a site for each thing that stands there and that it is about. *page* wakes whoever is on call;
*ticket* waits for the next working day. Every alarm, and its end, is told to the operations topic. What wakes
somebody is one composite alarm for each tier over the tier's pages; it keeps silent while a tier below it is in
trouble, so that one cause pages once. [Support](support.md) has who is told and what follows.

Columns: *bad* is what sets it off (M of N periods); *silence* is what a missing datapoint counts as.
"""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """How many alarms a region has, how many metrics they read, how many are bands, and the composite alarms."""

    alarms: int
    metrics: int
    bands: int
    composites: int

    @property
    def usd_a_month(self) -> float:
        """What they cost, in USD a month."""
        return A_METRIC * self.metrics + (A_BAND - A_METRIC) * self.bands + A_COMPOSITE * self.composites


def render(stacks: Mapping[str, Mapping[str, Numbers]]) -> str:
    """Return the page; `stacks` has the numbers of each environment's regions, as the program makes them."""
    return "\n".join((_INTRODUCTION, *_totals(stacks), *_causes(), *_tiers(), *_tripwires(), ""))


def _totals(stacks: Mapping[str, Mapping[str, Numbers]]) -> Iterator[str]:
    yield "## How many, and what they cost\n"
    yield "| environment | region | alarms | composite | USD a month |"
    yield "|---|---|---:|---:|---:|"
    for stack, regions in stacks.items():
        for region, made in sorted(regions.items()):
            yield f"| {stack} | {region} | {made.alarms} | {made.composites} | {made.usd_a_month:.2f} |"
    yield ""
    yield (
        f"CloudWatch takes {A_METRIC:.2f} USD a month for each metric that an alarm reads, {A_BAND:.2f} for a band "
        f"and {A_COMPOSITE:.2f} for a composite alarm.\n"
    )


def _causes() -> Iterator[str]:
    yield "## What is silent for what\n"
    yield "| tier | silent while a page of these is on |"
    yield "|---|---|"
    for tier, causes in CAUSES.items():
        yield f"| {tier} | {', '.join(causes)} |"
    yield ""


def _tiers() -> Iterator[str]:
    for tier in Tier:
        rows = [alarm for alarm in CATALOGUE if alarm.tier is tier]
        if rows:
            yield f"## {tier.title()}\n"
            yield "| alarm | bad | silence | severity | owner | why | what to do |"
            yield "|---|---|---|---|---|---|---|"
            yield from (_row(alarm) for alarm in rows)
            yield ""


def _row(alarm: Alarm) -> str:
    muted = ", mute in maintenance" if alarm.in_maintenance else ""
    link = f"[{alarm.tier}: {alarm.section}](runbooks/{alarm.runbook})"
    return (
        f"| {alarm.what} | {_bad(alarm)} | {alarm.missing} | {alarm.severity}{muted} | {alarm.owner} | {alarm.why} "
        f"| {link} |"
    )


def _bad(alarm: Alarm) -> str:
    if alarm.comparison in BANDS:
        return when(alarm, "")
    limit = alarm.threshold
    if isinstance(limit, Size):
        return when(alarm, f"{limit.share * 100:g} percent of its {limit.of}" if limit.share < 1 else _times(limit))
    return when(alarm, quantity(limit or 0, alarm.unit))


def _times(size: Size) -> str:
    return f"its {size.of}" if size.share == 1 else f"{size.share:g} times its {size.of}"


def _tripwires() -> Iterator[str]:
    yield "## Tripwires\n"
    yield "Single events, told at once where they happen; all of them are the security team's.\n"
    yield "| tripwire | told to | why | what to do |"
    yield "|---|---|---|---|"
    for row in TRIPWIRES:
        link = f"[security: {row.what}](runbooks/security.md#{row.what})"
        yield f"| {row.what} | {row.channel} | {row.why} | {link} |"
