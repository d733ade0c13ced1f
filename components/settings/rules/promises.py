"""Rules of what is promised: no guideline is tighter than what brings the store back there can keep.

Promises in which a whole region, an account or the only database instance is lost have rules of their own beside
this, in `backups` and `replica`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from components.settings.problem import Problem, Way, as_yaml, show
from components.settings.rules.backups import REPLICATION_LAG
from components.settings.rules.replica import MOVE_TIME, RESTORE_LOSS
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.sections.recovery import Guideline, Scenario
from components.settings.sections.site import StandbyLevel
from components.settings.types import DAY, HOUR, MINUTE, format_duration


@dataclass(frozen=True, kw_only=True)
class RecoveryStrategy:
    """A recovery strategy: when it is there, how long it takes, and what of the last data it may lose.

    `rto` is the sum of the steps that `storefront guidelines STACK --sources` lists with where each figure is from;
    a test holds the two together, and both to what the pack accepts.
    """

    name: str
    what: str
    scenarios: frozenset[Scenario]
    there: Callable[[Settings], bool]
    rto: timedelta
    rpo: Callable[[Settings], timedelta]


def _always(loss: timedelta) -> Callable[[Settings], timedelta]:
    return lambda _: loss


def _between_backups(settings: Settings) -> timedelta:
    return settings.backups.schedule.schedule.longest_gap


def _with_standby(settings: Settings) -> bool:
    return settings.standby_level is not StandbyLevel.NONE


STRATEGIES = (
    RecoveryStrategy(
        name="fail over to the Multi-AZ standby",
        what="the standby of the Multi-AZ pair takes over",
        scenarios=frozenset({Scenario.ZONE_OUTAGE}),
        there=lambda settings: settings.database.multi_az,
        rto=2 * MINUTE,
        rpo=_always(timedelta(0)),
    ),
    RecoveryStrategy(
        name="promote the replica in another zone",
        what="the replica is promoted",
        scenarios=frozenset({Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE}),
        there=lambda settings: settings.database.replica is not None,
        rto=25 * MINUTE,
        rpo=_always(MINUTE),
    ),
    RecoveryStrategy(
        name="restore the automated backups in a zone that is left",
        what="the automated backups are restored in another zone",
        scenarios=frozenset({Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE}),
        there=lambda _: True,
        rto=70 * MINUTE,
        rpo=_always(RESTORE_LOSS),
    ),
    RecoveryStrategy(
        name="restore the automated backups that are replicated to the other region",
        what="the replicated backups are restored in the other region",
        scenarios=frozenset({Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE}),
        there=_with_standby,
        rto=223 * MINUTE,
        rpo=_always(REPLICATION_LAG),
    ),
    RecoveryStrategy(
        name="restore a backup from the locked vault in the other region",
        what="a backup of the locked vault is restored in the other region",
        scenarios=frozenset({Scenario.REGION_OUTAGE}),
        there=_with_standby,
        rto=308 * MINUTE,
        rpo=_between_backups,
    ),
    RecoveryStrategy(
        name="restore the automated backups beside the damaged database",
        what="the automated backups are restored beside the damaged database",
        scenarios=frozenset({Scenario.DATA_CORRUPTION}),
        there=lambda _: True,
        rto=95 * MINUTE,
        rpo=_always(RESTORE_LOSS),
    ),
    RecoveryStrategy(
        name="restore a backup from the locked vault",
        what="a backup of the locked vault is restored",
        scenarios=frozenset({Scenario.DATA_CORRUPTION, Scenario.ACCOUNT_COMPROMISE}),
        there=lambda _: True,
        rto=285 * MINUTE,
        rpo=_between_backups,
    ),
)
_OF_ONE_INSTANCE = frozenset({Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE})
_BY_RESTORE = {
    Scenario.ZONE_OUTAGE: (MOVE_TIME, RESTORE_LOSS),
    Scenario.MULTI_ZONE_OUTAGE: (MOVE_TIME, RESTORE_LOSS),
    Scenario.REGION_OUTAGE: (4 * HOUR, REPLICATION_LAG),
    Scenario.DATA_CORRUPTION: (2 * HOUR, RESTORE_LOSS),
    Scenario.ACCOUNT_COMPROMISE: (5 * HOUR, DAY),
}
_LOSS_IS_ANOTHERS_RULE = frozenset({Scenario.REGION_OUTAGE, Scenario.ACCOUNT_COMPROMISE})


def _guidelines_are_complete(settings: Settings, _: Others) -> Iterator[Problem]:
    for scenario in Scenario:
        promised = scenario is not Scenario.REGION_OUTAGE or _with_standby(settings)
        if promised and scenario not in settings.guidelines:
            least = _that_can_be_kept(settings, scenario)
            mend = f"add {scenario}: {as_yaml(least)}, or what the service can promise beyond that"
            path = ("guidelines", scenario.value)
            yield Problem(path, "nothing", "rto and rpo for each scenario", mend, ways=(Way(path, least),))


def _that_can_be_kept(settings: Settings, scenario: Scenario) -> dict[str, str]:
    """A promise that holds at any level, with a replica or without: what a restore takes in whole hours, and loses.

    The time between two backups is left at a day where the section on backups cannot be read.
    """
    rto, rpo = _BY_RESTORE[scenario]
    if scenario is Scenario.ACCOUNT_COMPROMISE and "backups" in settings.model_fields_set:
        rpo = _between_backups(settings)
    return {"rto": format_duration(rto), "rpo": format_duration(rpo)}


def _promises_can_be_kept(settings: Settings, _: Others) -> Iterator[Problem]:
    for scenario, guideline in settings.guidelines.items():
        strategies = [
            strategy for strategy in STRATEGIES if scenario in strategy.scenarios and strategy.there(settings)
        ]
        if strategies and not (settings.database.replica is None and scenario in _OF_ONE_INSTANCE):
            yield from _kept(settings, scenario, guideline, strategies)


def _kept(
    settings: Settings, scenario: Scenario, guideline: Guideline, strategies: list[RecoveryStrategy]
) -> Iterator[Problem]:
    fresh = [strategy for strategy in strategies if strategy.rpo(settings) <= guideline.rpo]
    if any(strategy.rto <= guideline.rto for strategy in fresh):
        return
    lowest = [
        f"rto: {format_duration(one.rto)} and rpo: {format_duration(one.rpo(settings))}, as {one.what}"
        for one in strategies
    ]
    if fresh:
        least = min(strategy.rto for strategy in fresh)
        given, key, allowed = guideline.rto, "rto", f"at least {format_duration(least)} with such an rpo"
    elif scenario in _LOSS_IS_ANOTHERS_RULE:
        return
    else:
        least = min(strategy.rpo(settings) for strategy in strategies)
        given, key, allowed = guideline.rpo, "rpo", f"at least {format_duration(least)}"
    path, mend = ("guidelines", scenario.value, key), f"the lowest that can be kept: {'; or '.join(lowest)}"
    ways = (Way(path, format_duration(least)),)
    yield Problem(path, show(format_duration(given)), allowed, mend, ways=ways)


RULES = (
    Rule(("guidelines", "standby_level"), _guidelines_are_complete),
    Rule(("guidelines", "database", "backups", "standby_level"), _promises_can_be_kept),
)
