"""The page docs/alarms.md, made from the catalogue."""

from collections.abc import Iterator, Mapping

from components.alarms.alarm import BANDS, Alarm, Severity, Size, Subject, Tier
from components.audit.tripwires import TRIPWIRES
from components.monitoring.catalogue import CATALOGUE
from components.monitoring.notice import quantity, when
from components.monitoring.observability import CAUSES
from components.notifications.notifications import Channel
from components.settings import NatMode, Settings, StandbyLevel

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


def render(stacks: Mapping[str, Settings]) -> str:
    """Return the page; the numbers of alarms and what they cost are those of the given environments."""
    return "\n".join((_INTRODUCTION, *_totals(stacks), *_causes(), *_tiers(), *_tripwires(), ""))


def _totals(stacks: Mapping[str, Settings]) -> Iterator[str]:
    yield "## How many, and what they cost\n"
    yield "| environment | region | alarms | composite | USD a month |"
    yield "|---|---|---:|---:|---:|"
    for stack, settings in stacks.items():
        for region in sorted(settings.sites):
            numbers = numbers_of(settings, region)
            alarms = sum(numbers.get(alarm.subject, 0) for alarm in CATALOGUE)
            composites = _composites(numbers)
            cost = sum(numbers.get(alarm.subject, 0) * price(alarm) for alarm in CATALOGUE)
            yield f"| {stack} | {region} | {alarms} | {composites} | {cost + composites * A_COMPOSITE:.2f} |"
    yield ""
    yield (
        f"CloudWatch takes {A_METRIC:.2f} USD a month for each metric that an alarm reads, {A_BAND:.2f} for a band "
        f"and {A_COMPOSITE:.2f} for a composite alarm.\n"
    )


def price(alarm: Alarm) -> float:
    """Return what one alarm of a row costs, in USD a month."""
    metrics = A_METRIC * max(len(alarm.metrics), 1)
    return metrics + A_BAND - A_METRIC if alarm.comparison in BANDS else metrics


def numbers_of(settings: Settings, region: str) -> Mapping[Subject, int]:
    """Return how many of each subject stand in a region by its settings."""
    serves, home = region == settings.serving, region == settings.home
    stands = serves or settings.standby_level is not StandbyLevel.BACKUPS
    runs = serves or settings.standby_level is StandbyLevel.WARM
    front = settings.edge.cloud_front.enabled
    gateways = len(settings.sites[region].zones) if settings.network.nat is NatMode.PER_ZONE else 1
    load_balancers = 1 if settings.standby_level is StandbyLevel.BACKUPS else 2
    return {
        Subject.APPLICATION: int(stands),
        Subject.CERTIFICATE: 1,
        Subject.DISTRIBUTION: int(home and front),
        Subject.LOAD_BALANCER: int(stands),
        Subject.HEALTH_CHECK: load_balancers if home else 0,
        Subject.EFFICIENCY: int(serves),
        Subject.FEED: int(serves),
        Subject.FIREWALL: int(home if front else stands),
        Subject.FLEET: int(stands),
        Subject.HEARTBEAT: int(serves),
        Subject.INSTANCE: 2 * serves,
        Subject.NAT_GATEWAY: gateways * runs,
        Subject.PRIMARY: int(serves),
        Subject.QUOTA: 2 * runs,
        Subject.REPLICA: int(serves),
        Subject.SERVER: 2 * serves,
        Subject.SUPPORT: 1,
        Subject.TRIPWIRE: sum(row.channel is Channel.ON_CALL for row in TRIPWIRES),
        Subject.VAULT: int(serves),
        Subject.SERVING_LOAD_BALANCER: int(serves),
    }


def _composites(numbers: Mapping[Subject, int]) -> int:
    pages = {alarm.tier for alarm in CATALOGUE if alarm.severity is Severity.PAGE and numbers.get(alarm.subject)}
    several = [tier for tier in pages if len(pages & set(CAUSES.get(tier, ()))) > 1]
    return len(pages) + len(several) + 1  # and the escalation


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
