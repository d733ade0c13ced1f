"""Alarms on a level that differs from its own past: two bands, since trouble is short and steep or long and flat.

Some minutes outside say nothing: every night's backup is. So both look at half an hour or an hour as a whole, and
are round numbers from the middle of a range in which their neighbours do about as well on real series of the kind
that bench/alarms.py evaluates (decision 44).
"""

from dataclasses import replace

from components.alarms.alarm import Alarm, Comparison, Metric, Missing, Owner, ResourceKind, Severity, Tier

SUDDEN_PERIOD, LASTING_PERIOD = 1800, 3600  # seconds
SUDDEN_BAND, SUDDEN_DATAPOINTS, SUDDEN_PERIODS = 10, 1, 2  # once in the last hour: it does not flap
LASTING_BAND, LASTING_DATAPOINTS, LASTING_PERIODS = 3, 2, 12  # twice within half a day


def sudden(
    what: str,
    metric: Metric,
    *,
    monitors: ResourceKind,
    tier: Tier,
    owner: Owner,
    unit: str,
    missing: Missing,
    why: str,
    section: str,
    first: str,
    comparison: Comparison = Comparison.OUTSIDE_BAND,
) -> Alarm:
    """Return the alarm on half an hour that is like none before."""
    return Alarm(
        what=f"{what}-sudden", monitors=monitors, tier=tier, severity=Severity.TICKET, owner=owner,
        metrics={"level": metric}, band=SUDDEN_BAND, comparison=comparison, period=SUDDEN_PERIOD,
        periods=SUDDEN_PERIODS, datapoints=SUDDEN_DATAPOINTS, missing=missing, unit=unit, why=why, section=section,
        first=first,
    )  # fmt: skip


def lasting(row: Alarm) -> Alarm:
    """Return the alarm beside a sudden one, on hours that are somewhat outside, again and again."""
    return replace(
        row,
        what=row.what.replace("-sudden", "-lasting"),
        band=LASTING_BAND,
        period=LASTING_PERIOD,
        periods=LASTING_PERIODS,
        datapoints=LASTING_DATAPOINTS,
    )
