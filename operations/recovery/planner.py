"""From the manifest, the scenario and the situation to the steps: pure, so that every case can be tried.

Of the strategies that can be used now, the first whose loss the guideline allows is taken; where none keeps it, the
one that loses least.
"""

from collections.abc import Iterator
from dataclasses import replace

from operations.recovery.errors import RequestError
from operations.recovery.instances import how_to_start
from operations.recovery.manifest import Manifest
from operations.recovery.planning.context import PlanningContext
from operations.recovery.planning.situation import Situation
from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Plan, Step
from operations.recovery.strategies import usable_for
from operations.recovery.strategies.strategy import RecoveryStrategy

_BY_ZONE = (Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE)
_BY_MOMENT = (Scenario.DATA_CORRUPTION, Scenario.ACCOUNT_COMPROMISE)


def make_plan(situation: Situation) -> Plan:
    """Plan a recovery.

    Raises:
        RequestError: the manifest is older than the last recovery, the database is stopped, or no strategy can be
            used now, and why each.
    """
    _check_current(situation)
    _check_awake(situation)
    _check_moment(situation)
    _check_zones(situation)
    candidates = list(usable_for(situation.scenario))
    refused = {strategy.name: strategy.why_not(situation) for strategy in candidates}
    usable = [strategy for strategy in candidates if refused[strategy.name] is None]
    if not usable:
        reasons = "\n  ".join(f"{name}: {why}" for name, why in refused.items())
        raise RequestError(f"nothing can recover the store from a {situation.scenario} now:\n  {reasons}")
    return _plan(
        situation, min(usable, key=lambda strategy: _rank(situation, strategy, candidates.index(strategy)))
    )


def check_scenario(manifest: Manifest, scenario: Scenario) -> None:
    """Refuse a recovery in another region where there is none, before any look.

    Raises:
        RequestError: it says what was promised, and what remains possible.
    """
    if scenario in manifest.answerable:
        return
    name, region = manifest.index.environment, manifest.index.serving
    alone = f"{name} has one site alone, in {region} (storefront:standbyLevel is none): there is no other region to"
    if scenario is Scenario.FAILBACK:
        raise RequestError(
            f"{alone} move to, and it has never moved. To have one, add a second site to Pulumi.{name}.yaml with "
            f"storefront:standbyLevel: backups. See what is under way: storefront failover status {name}"
        )
    raise RequestError(
        f"{alone} "
        f"recover in, and nothing is promised for a {scenario}. While {region} does not answer, wait: "
        f"https://health.aws.amazon.com. Once it answers, what its backups hold can be restored there: "
        f"`storefront failover plan {name} data-corruption --at MOMENT`, or from the locked vault "
        f"`storefront failover plan {name} account-compromise`. To outlive a region, add a second site to "
        f"Pulumi.{name}.yaml with storefront:standbyLevel: backups"
    )


def _rank(situation: Situation, strategy: RecoveryStrategy, place: int) -> tuple[int, int]:
    """The loss that is beyond the guideline first, then the strategies' own order."""
    loss = strategy.loss(situation)
    return (0 if loss <= situation.guideline.rpo_seconds else loss), place


def _check_current(situation: Situation) -> None:
    """Refuse to act on a manifest that names a writer to which clients are no longer sent."""
    host, address = situation.seen.writer_host, situation.manifest.database.instances.primary.address
    if host and host != address:
        raise RequestError(
            f"the manifest is older than the last recovery: it has the writer at {address}, clients are sent to "
            f"{host}. Re-home the stack first: storefront failover rehome {situation.manifest.index.environment}; "
            "then plan again"
        )


def _check_zones(situation: Situation) -> None:
    """A zone that nobody knows would be left out of the plan, which then uses the zone that was meant."""
    scenario, site = situation.scenario, situation.manifest.serving
    named = " --lost-zone ".join(site.zones)
    if situation.lost_zones and scenario not in _BY_ZONE:
        raise RequestError(
            f"--lost-zone is for {' and '.join(_BY_ZONE)}; a recovery from a {scenario} leaves no single zone"
        )
    if unknown := sorted(situation.lost_zones - set(site.zones)):
        raise RequestError(
            f"got --lost-zone {', '.join(unknown)}, expected zones of {site.region} as the manifest names them, by "
            f"letter: --lost-zone {named}"
        )
    if scenario is Scenario.MULTI_ZONE_OUTAGE and not situation.lost_zones:
        raise RequestError(
            f"got no lost zone, expected every one that is lost in {site.region}, since the plan uses the others: "
            f"--lost-zone {named}"
        )


def _check_awake(situation: Situation) -> None:
    """Refuse to recover from a database that is stopped: its silence is no outage, and RDS changes none that is."""
    if situation.writer and situation.writer.stopped:
        raise RequestError(f"{how_to_start(situation.writer, situation.manifest.index.serving)}; then plan again")


def _check_moment(situation: Situation) -> None:
    at, now = situation.at, situation.seen.now
    if situation.scenario is Scenario.DATA_CORRUPTION and at is None:
        backup = situation.seen.own_backup
        earliest = backup.earliest if backup and backup.earliest else now
        raise RequestError(
            "got no moment, expected the last one at which the data were right, from "
            f"{earliest:%Y-%m-%dT%H:%M:%SZ} to {now:%Y-%m-%dT%H:%M:%SZ}: for example --at {now:%Y-%m-%dT%H:%M:%SZ}"
        )
    if at is not None and at > now:
        raise RequestError(f"--at {at:%Y-%m-%dT%H:%M:%SZ} is in the future; it is {now:%Y-%m-%dT%H:%M:%SZ} here")
    if at is not None and situation.scenario not in _BY_MOMENT:
        raise RequestError(
            f"--at is for {' and '.join(_BY_MOMENT)}; a recovery from a {situation.scenario} takes the latest data"
        )


def _plan(situation: Situation, strategy: RecoveryStrategy) -> Plan:
    manifest, guideline, context = situation.manifest, situation.guideline, strategy.context(situation)
    return Plan(
        scenario=situation.scenario,
        environment=manifest.index.environment,
        strategy=strategy.name,
        serving=manifest.index.serving,
        home=manifest.recovery_site.region,
        table=manifest.recovery_site.journal,
        rto_seconds=guideline.rto_seconds,
        rpo_seconds=guideline.rpo_seconds,
        decide_seconds=strategy.decide_seconds,
        loss_seconds=strategy.loss(situation),
        replaces=manifest.database.instances.primary.resource_id if strategy.replaces_writer else "",
        goes_back_to=f"{situation.at:%Y-%m-%dT%H:%M:%SZ}" if situation.at else "",
        steps=tuple(_steps(strategy, context)),
        manual_tasks=strategy.manual_tasks(context),
        to_serve=tuple(_by_hand(strategy, context)),
    )


def _steps(strategy: RecoveryStrategy, context: PlanningContext) -> Iterator[Step]:
    for kinds, restores_service in ((strategy.until_service, True), (strategy.afterwards, False)):
        for kind in kinds:
            step = kind.plan(context)
            if step is not None:
                protection = "" if kind in strategy.never_a_debt else step.protection
                yield replace(step, restores_service=restores_service, protection=protection)


def _by_hand(strategy: RecoveryStrategy, context: PlanningContext) -> Iterator[str]:
    """Yield what a person must do before the store serves: for each step without means, and of the strategy."""
    for kind in strategy.until_service:
        if kind.by_hand is not None and kind.params(context) is None:
            yield kind.by_hand(context)
    yield from strategy.to_serve(context)
