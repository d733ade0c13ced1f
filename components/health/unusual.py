"""Alarms on a level that differs from its own past: two bands, since trouble is short and steep or long and flat.

One datapoint outside says nothing: every night's backup is outside. Both rules are round numbers from the middle of
a range in which their neighbours do about as well on the labelled series that bench/alarms.py judges.
"""

from dataclasses import replace

from components.health.alarm import Alarm, Comparison, Metric, Missing, Owner, Severity, Subject, Tier

PERIOD = 300  # seconds: the longest in which half an hour still has several datapoints
SUDDEN_BAND, SUDDEN_DATAPOINTS, SUDDEN_PERIODS = 4, 2, 6  # twice within half an hour
LASTING_BAND, LASTING_DATAPOINTS, LASTING_PERIODS = 3, 4, 24  # four times within two hours


def sudden(
    what: str,
    metric: Metric,
    *,
    subject: Subject,
    tier: Tier,
    owner: Owner,
    unit: str,
    missing: Missing,
    why: str,
    section: str,
    first: str,
    comparison: Comparison = Comparison.OUTSIDE_BAND,
) -> Alarm:
    """Return the alarm on what is far outside for a short time."""
    return Alarm(
        what=f"{what}-sudden", subject=subject, tier=tier, severity=Severity.TICKET, owner=owner,
        metrics={"level": metric}, band=SUDDEN_BAND, comparison=comparison, period=PERIOD, periods=SUDDEN_PERIODS,
        datapoints=SUDDEN_DATAPOINTS, missing=missing, unit=unit, why=why, section=section, first=first,
    )  # fmt: skip


def lasting(row: Alarm) -> Alarm:
    """Return the alarm beside a sudden one, on what is somewhat outside again and again."""
    return replace(
        row,
        what=row.what.replace("-sudden", "-lasting"),
        band=LASTING_BAND,
        periods=LASTING_PERIODS,
        datapoints=LASTING_DATAPOINTS,
    )
