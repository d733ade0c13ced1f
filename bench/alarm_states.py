"""The states of an alarm over a series, as CloudWatch comes to them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components.alarms.alarm import BANDS, Alarm, Comparison, Missing
from operations.health.metric_math.band import Edges, Series, band

ALARM, OK, INSUFFICIENT = "ALARM", "OK", "INSUFFICIENT_DATA"
# CloudWatch looks back somewhat further than it has to, for datapoints that came late.
_MORE = 2


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How datapoints become a state: M of N, and what a missing one counts as."""

    periods: int
    datapoints: int
    missing: Missing


def rule_of(alarm: Alarm) -> Rule:
    """Return a row's rule."""
    return Rule(periods=alarm.periods, datapoints=alarm.datapoints, missing=alarm.missing)


def breaches(alarm: Alarm, series: Series, threshold: float | None) -> list[bool | None]:
    """Say of each datapoint whether it is bad; None where it is missing, or its band is not known yet."""
    if alarm.comparison in BANDS:
        edges = band(series, alarm.period, alarm.band or 0)
        return [_outside(alarm.comparison, *pair) for pair in zip(series, edges, strict=True)]
    limit = threshold or 0.0
    above = alarm.comparison is Comparison.ABOVE
    return [None if value is None else (value > limit if above else value < limit) for value in series]


def _outside(comparison: Comparison, value: float | None, edges: Edges) -> bool | None:
    if value is None or edges is None:
        return None
    low, high = edges
    below = value < low and comparison is not Comparison.ABOVE_BAND
    return below or (value > high and comparison is not Comparison.BELOW_BAND)


def states(bad: Sequence[bool | None], rule: Rule) -> Iterator[str]:
    """Yield the alarm's state after each datapoint."""
    state = INSUFFICIENT
    for end in range(1, len(bad) + 1):
        state = _state(bad[max(end - rule.periods - _MORE, 0) : end], rule, state)
        yield state


def _state(recent: Sequence[bool | None], rule: Rule, before: str) -> str:
    """Decide by the newest datapoints that are there; only what they leave open is decided by those missing."""
    known = [one for one in recent if one is not None][-rule.periods :]
    if not known:
        return {Missing.BREACHING: ALARM, Missing.NOT_BREACHING: OK, Missing.IGNORE: before}.get(
            rule.missing, INSUFFICIENT
        )
    bad = sum(known)
    if rule.missing is Missing.BREACHING:
        bad += rule.periods - len(known)
    if bad >= rule.datapoints:
        return ALARM
    return before if rule.missing is Missing.IGNORE and len(known) < rule.periods else OK


def onsets(seen: Sequence[str]) -> list[int]:
    """Return at which datapoints the alarm went on."""
    return [i for i, (was, now) in enumerate(zip([OK, *seen], seen, strict=False)) if now == ALARM != was]
