"""How well the catalogue's rules find labelled trouble in real series, beside a plain static threshold.

The rules are those of the catalogue that hold a level against its own past; a series is not known to them by name,
and is put into the rule's own periods, as CloudWatch does with what is measured.
A window is found where an alarm goes on within it, and every other time that one goes on is a false alarm. The
static threshold is what is commonly set after a look at the first days: their mean and three standard deviations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, pstdev

from bench.alarm_states import breaches, onsets, rule_of, states
from bench.figure import Figure, Measured, MeasurementError
from bench.labelled import FOLDER, Labelled, read
from components.alarms.alarm import Alarm, Comparison, Missing, Owner, ResourceKind, Severity, Tier
from components.monitoring.catalogue import CATALOGUE
from operations.health.metric_math.band import DAY_SECONDS, FIRST_DAYS

# Of the windows a quarter may be missed; of the false alarms of a static threshold a tenth may be left.
MISSED_BOUND, FALSE_BOUND = 0.25, 0.1
_STATIC_WIDTH = 3


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """What alarms made of one series."""

    found: int
    windows: int
    false: int
    weeks: float


def measure(*, quick: bool) -> Measured:  # noqa: ARG001 - there is nothing to repeat
    """Judge the rules on every series that is there."""
    if not FOLDER.is_dir():
        return Measured([], [f"alarms: skipped, for there is no {FOLDER.relative_to(FOLDER.parents[3])}"])
    try:
        series = read()
    except (OSError, ValueError, KeyError) as error:
        raise MeasurementError(f"the labelled series cannot be read: {error!r}") from None
    ours = [evaluate(one, unusual_rules()) for one in series]
    plain = [evaluate(one, [static_rule(one)]) for one in series]
    figures = [
        Figure(f"alarms found, and false a week: {one.name}", f"{_words(mine)} (static {_words(its)})")
        for one, mine, its in zip(series, ours, plain, strict=True)
    ]
    missed = 1 - _sum(ours, "found") / _sum(ours, "windows")
    false, static_false = _rate(ours), _rate(plain)
    return Measured(
        [
            *figures,
            Figure(
                "alarms: windows missed",
                f"{_sum(ours, 'found'):.0f} of {_sum(ours, 'windows'):.0f} found",
                missed,
                MISSED_BOUND,
            ),
            Figure(
                "alarms: false a week, of a static threshold's",
                f"{false:.2f} of {static_false:.1f}",
                false / static_false if static_false else false,
                FALSE_BOUND,
            ),
        ],
        ["alarms: bands are approximated (operations/health/metric_math/band.py), since CloudWatch has its own"],
    )


def unusual_rules() -> list[Alarm]:
    """Return the catalogue's rules about a level that differs from its own past, each once."""
    found = [row for row in CATALOGUE if row.comparison is Comparison.OUTSIDE_BAND]
    return list({(row.band, row.period, row.periods, row.datapoints): row for row in found}.values())


def static_rule(series: Labelled) -> Alarm:
    """Return the rule that looks at one datapoint against a limit from the first days."""
    first = [value for value in series.values[: FIRST_DAYS * DAY_SECONDS // series.period] if value is not None]
    return Alarm(
        what="static", monitors=ResourceKind.INSTANCE, tier=Tier.DATABASE, severity=Severity.TICKET,
        owner=Owner.DATABASE,
        metrics={}, threshold=fmean(first) + _STATIC_WIDTH * pstdev(first), period=series.period, periods=1,
        datapoints=1, missing=Missing.MISSING, unit="", why="", section="", first="",
    )  # fmt: skip


def evaluate(series: Labelled, rules: Iterable[Alarm]) -> Evaluated:
    """Let each rule watch the series; each is an alarm of its own."""
    found: set[int] = set()
    false = 0
    for rule in rules:
        seen = series.over(rule.period)
        own = replace(rule, period=seen.period)
        limit = own.threshold if isinstance(own.threshold, float) else None
        for onset in onsets(list(states(breaches(own, seen.values, limit), rule_of(own)))):
            within = [number for number, (first, last) in enumerate(seen.windows) if first <= onset <= last]
            found.update(within)
            false += not within
    return Evaluated(found=len(found), windows=len(series.windows), false=false, weeks=series.weeks)


def _sum(evaluated: Sequence[Evaluated], what: str) -> float:
    return sum(getattr(one, what) for one in evaluated)


def _rate(evaluated: Sequence[Evaluated]) -> float:
    """The false alarms of a week of one series, on average."""
    return _sum(evaluated, "false") / _sum(evaluated, "weeks")


def _words(one: Evaluated) -> str:
    return f"{one.found}/{one.windows}, {one.false / one.weeks:.1f}"
