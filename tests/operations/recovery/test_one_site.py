"""Proves what recoveries of a store with one site alone do and refuse: they stay in its region, and say what is not.

What stands of such a store is shown in tests/components/stack/test_one_site.py.
"""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from operations.drill.copy import CopyDrill
from operations.edge.manifest import EdgeSections, edge_resources
from operations.errors import BAD_INPUT, BadInputError
from operations.recovery.engine import WaitingError
from operations.recovery.errors import RequestError
from operations.recovery.guidelines import assess, report
from operations.recovery.journal import RunState
from operations.recovery.manifest import Manifest
from operations.recovery.rehoming.plan import last_recovery
from operations.recovery.rehoming.steps import text
from operations.recovery.scenarios import PROMISED, Scenario
from operations.recovery.strategies import MULTI_AZ, RESTORE_BESIDE, RESTORE_COPY, STRATEGIES
from operations.recovery.strategies.strategy import RecoveryStrategy
from rehearsal.drills.scenarios import check_rehearsed
from rehearsal.mocks.manifest import chosen, load_balancer, sections
from tests.operations.recovery.world import SERVING, STANDBY, World, darkness, instances, moment, world


def without_standby(document: dict[str, Any]) -> dict[str, Any]:
    """The manifest of the same store, had it one site alone."""
    names = {*document} - {f"site-{STANDBY}", f"fleet-{STANDBY}"}
    alone: dict[str, Any] = {name: dict(document[name]) for name in names}
    for section, key in (("index", "standby"), ("guidelines", "region-outage"), ("program", "replication")):
        alone[section].pop(key, None)
    shape = {**alone["database"]["shape"], "replicated_backup_retention_days": 0}
    return alone | {"database": {**alone["database"], "shape": shape}}


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        document = without_standby(made.document)
        yield replace(made, document=document, manifest=chosen(document, "prod", Manifest))


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (
            Scenario.REGION_OUTAGE,
            ("nothing is promised for a region-outage", "failover plan prod data-corruption --at"),
        ),
        (Scenario.FAILBACK, ("no other region to move to, and it has never moved", "failover status prod")),
    ],
)
def test_there_is_no_other_region_to_recover_in(standing: World, scenario: Scenario, said: tuple[str, ...]) -> None:
    """It is said at once, also while the region is silent: with what was promised, and what remains possible."""
    with darkness(SERVING) as dark:
        recovery, aws = standing.recovery(dark=dark)
        with pytest.raises(RequestError) as refused:
            recovery.plan(scenario, frozenset())
    assert aws.calls == []
    words = str(refused.value)
    assert refused.value.exit_status == BAD_INPUT
    for expected in ("one site alone", "standbyLevel: backups", *said):
        assert expected in words


def test_while_the_region_is_silent_nothing_can_be_planned(standing: World) -> None:
    with darkness(SERVING) as dark, pytest.raises(RequestError, match=f"{SERVING}, from which recoveries run"):
        standing.recovery(dark=dark)[0].plan(Scenario.ZONE_OUTAGE, frozenset())


def test_what_needs_another_region_says_that_there_is_none(standing: World) -> None:
    lacking = {one.name for one in STRATEGIES if "no other region" in (one.lacking(standing.manifest) or "")}
    assert lacking == {
        "promote the replica in the other region",
        "restore the automated backups that are replicated to the other region",
        "restore a backup from the locked vault in the other region",
        "move to the other region over a replica there, without loss",
    }


@pytest.mark.parametrize(
    ("scenario", "strategy"),
    [
        (Scenario.ZONE_OUTAGE, MULTI_AZ),
        (Scenario.DATA_CORRUPTION, RESTORE_BESIDE),
        (Scenario.ACCOUNT_COMPROMISE, RESTORE_COPY),
    ],
)
def test_recoveries_stay_in_the_region(standing: World, scenario: Scenario, strategy: RecoveryStrategy) -> None:
    recovery, aws = standing.recovery()
    at = moment() - timedelta(hours=2) if scenario is Scenario.DATA_CORRUPTION else None
    planned = recovery.plan(scenario, frozenset(), at)
    try:
        run = recovery.run(planned)
    except WaitingError:
        run = recovery.confirm()
    assert (run.plan.strategy, run.state) == (strategy.name, RunState.DONE)
    assert {region for region, _, _ in aws.calls} == {SERVING}
    assert (run.plan.home, {step.region for step in run.plan.steps}) == (SERVING, {SERVING})
    assert "replicate-backups" not in [step.kind for step in run.plan.steps]
    assert [journal.region for journal in recovery.journals()] == [SERVING]


def test_re_homing_lets_go_of_nothing_elsewhere(standing: World) -> None:
    recovery, aws = standing.recovery()
    with pytest.raises(WaitingError):
        recovery.run(recovery.plan(Scenario.DATA_CORRUPTION, frozenset(), moment() - timedelta(hours=2)))
    recovery.confirm()
    planned = recovery.rehoming(last_recovery(recovery.journal))
    assert planned is not None
    told = text(planned, "imports.json", "imports.sh")
    assert "primary: c, replica: d" in told
    assert "replicat" not in told
    assert STANDBY not in told
    assert {region for region, _, _ in aws.calls} == {SERVING}


def test_guidelines_leave_out_what_is_not_promised(standing: World) -> None:
    found = assess(standing.manifest)
    assert [one.scenario for one in found] == [one for one in PROMISED if one is not Scenario.REGION_OUTAGE]
    (last,) = [line for line in report(found, sources=False).splitlines() if line.startswith("region-outage")]
    assert last.split(maxsplit=1)[1] == "nothing is promised: the stack has one site alone"
    assert "other region" not in "\n".join(line for line in report(found, sources=True).splitlines() if "+" in line)


def test_a_promise_for_the_loss_of_the_region_is_refused(standing: World) -> None:
    document = dict(standing.document)
    document["guidelines"] |= {"region-outage": {"rto_seconds": 3600, "rpo_seconds": 3600}}
    with pytest.raises(RequestError, match="expected one each for account-compromise") as refused:
        assess(chosen(document, "prod", Manifest))
    before, _, after = str(refused.value).partition("expected")
    assert ("region-outage, " in before, "region-outage" in after) == (True, False)


def test_a_drill_on_a_copy_is_held_where_the_store_is(standing: World) -> None:
    aws = standing.recovery()[1]
    drill = CopyDrill(standing.manifest, aws, standing.clock.clock(), standing.said.append)
    evidence = drill.carry_out(drill.plan(Scenario.DATA_CORRUPTION))
    assert drill.home == SERVING
    assert evidence.passed
    assert {region for region, _, _ in aws.calls} == {SERVING}
    assert len(instances(SERVING)) == len(("a", "b"))
    with pytest.raises(RequestError, match="nothing is promised for a region-outage"):
        drill.plan(Scenario.REGION_OUTAGE)


def test_a_disaster_of_the_region_is_refused_before_the_rehearsal() -> None:
    check_rehearsed(Scenario.REGION_OUTAGE, "prod", STANDBY)
    check_rehearsed(Scenario.ZONE_OUTAGE, "prod", None)
    with pytest.raises(BadInputError, match="expected zone-outage or multi-zone-outage, or a second site"):
        check_rehearsed(Scenario.REGION_OUTAGE, "prod", None)


def test_cloudfronts_secret_is_rotated_under_the_only_lock() -> None:
    document = without_standby(sections())
    document["traffic"] |= {
        "distribution": "E1",
        "origin_header": "x-origin",
        "load_balancers": {SERVING: load_balancer(SERVING)},
    }
    found = edge_resources(chosen(document, "prod", EdgeSections))
    assert (found.lock_region, found.lock_table) == (SERVING, "journal")
