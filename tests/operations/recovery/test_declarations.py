"""Proves over every declaration that a kind of step and a strategy are whole, used, and spelt in one place.

That the steps do what they say is shown in `test_kill_anywhere`; that the runbook has their sections, in
`test_runbooks`.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from operations.recovery import kinds
from operations.recovery.errors import RecoveryError
from operations.recovery.journal import Run, RunState
from operations.recovery.kinds.declaration import CannotBeUndone, Leaves, NothingToUndo, StepKind, UndoneBy
from operations.recovery.planner import make_plan
from operations.recovery.planning.observation import observe
from operations.recovery.planning.situation import Situation
from operations.recovery.rollback import rollback
from operations.recovery.scenarios import Scenario
from operations.recovery.step_kinds import KINDS, kind_of
from operations.recovery.steps import Plan, Step
from operations.recovery.strategies import STRATEGIES, promised_for, usable_for
from operations.recovery.strategies.strategy import RecoveryStrategy
from rehearsal.mocks.recorder import ROOT
from tests.operations.recovery.world import moment, replica_across, world

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
every_strategy = pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda one: one.name)
# What runs a procedure or rehearses it; tests may spell names, and so hold them as the journal has them.
CODE = ("operations", "rehearsal", "cli", "components", "functions", "policies")


def in_strategies() -> set[str]:
    return {kind.name for one in STRATEGIES for kind in (*one.until_service, *one.afterwards)}


def planned() -> Iterator[tuple[RecoveryStrategy, Step]]:
    """Every strategy's steps in a world in which everything stands."""
    with world() as standing:
        replica_across()
        seen = observe(standing.recovery()[1], standing.manifest, moment())
        for one in STRATEGIES:
            situation = Situation(
                manifest=standing.manifest,
                scenario=(*one.scenarios, *one.may_serve)[0],
                seen=seen,
                lost_zones=frozenset(),
                run="a-run",
            )
            context = one.context(situation)
            for kind in (*one.until_service, *one.afterwards):
                step = kind.plan(context)
                if step is not None:
                    yield one, step


@every_kind
def test_a_kind_says_what_a_person_needs(kind: StepKind) -> None:
    assert kind.name == kind.name.lower().replace(" ", "-")
    # So that no other string is taken for a name.
    assert "-" in kind.name
    assert kind.summary
    assert kind.title
    assert kind.duration.seconds > 0
    assert kind.duration.published is not kind.duration.source.startswith("our allowance")
    assert "https://docs.aws.amazon.com/" in kind.duration.source
    # Else it would be given up before it is usually done; a replication counts as done once RDS has begun it.
    waited_for = not kind.waits_for_person and kind.name != "replicate-backups"
    assert not waited_for or kind.timeout_seconds >= kind.duration.seconds
    assert kind.continue_with == ("confirm" if kind.waits_for_person else "resume")


def test_every_kind_is_reached_by_a_strategy_or_by_an_undo() -> None:
    undone_by = {undo.make(step).kind for _, step in planned() if isinstance(undo := kind_of(step).undo, UndoneBy)}
    assert KINDS.keys() - in_strategies() == {"unfence-writer", "shut-clients-out"}
    assert undone_by >= KINDS.keys() - in_strategies()


@every_kind
def test_a_kind_is_undone_or_says_why_not(kind: StepKind) -> None:
    if isinstance(kind.undo, NothingToUndo | CannotBeUndone):
        assert len(kind.undo.why.split()) >= 3
    elif isinstance(kind.undo, Leaves):
        assert "{region}" in kind.undo.words
    else:
        assert isinstance(kind.undo, UndoneBy)


def test_every_undo_of_a_planned_step_can_be_made_and_told() -> None:
    for _, step in planned():
        undo = kind_of(step).undo
        if isinstance(undo, UndoneBy):
            made = undo.make(step)
            assert made != step
            assert made.region == step.region
            assert kind_of(made).undo
        elif isinstance(undo, Leaves):
            assert "{" not in undo.text(step)


def test_what_becomes_a_debt_says_what_protects_meanwhile() -> None:
    owing = {name for name, kind in KINDS.items() if kind.protection}
    assert owing == {"fence-writer", "end-connections", "stop-writer", "shift-traffic-away", "replicate-backups"}
    for one in STRATEGIES:
        assert {kind.name for kind in one.never_a_debt} <= owing


def test_one_kind_waits_for_a_person_and_two_point_clients() -> None:
    assert {name for name, kind in KINDS.items() if kind.waits_for_person} == {"confirm-data"}
    assert {name for name, kind in KINDS.items() if kind.points_clients} == {"point-clients", "swap-clients"}


@every_strategy
def test_a_strategy_that_replaces_the_writer_fences_it_before_clients_are_pointed(
    strategy: RecoveryStrategy,
) -> None:
    names = [kind.name for kind in strategy.until_service]
    pointing = [name for name in names if KINDS[name].points_clients]
    assert len(pointing) == strategy.replaces_writer
    for name in pointing:
        assert names.index("fence-writer") < names.index(name)
        assert {"end-connections", "stop-writer"} & set(names[: names.index(name)])


def test_every_scenario_has_a_strategy_and_every_strategy_a_scenario() -> None:
    assert all(list(promised_for(scenario)) for scenario in Scenario)
    assert all(one.scenarios or one.may_serve for one in STRATEGIES)
    assert {one.name for scenario in Scenario for one in usable_for(scenario)} == {one.name for one in STRATEGIES}
    assert all(not set(one.scenarios) & set(one.may_serve) for one in STRATEGIES)


def spelt(path: Path) -> Iterator[str]:
    """The kinds' names among a module's strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in KINDS:
            yield node.value


def test_a_kind_s_name_is_spelt_in_its_declaration_alone() -> None:
    declared = Path(kinds.__path__[0])
    found: dict[str, list[str]] = {}
    for path in sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py")):
        for name in spelt(path):
            found.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert {name: len(where) for name, where in found.items()} == dict.fromkeys(KINDS, 1)
    assert {Path(ROOT, path).parent for where in found.values() for path in where} == {declared}


def test_what_a_journal_of_another_release_names_is_told() -> None:
    step = replace(KINDS["fence-writer"].step("us-east-1", params()), kind="move-mountains")
    with pytest.raises(RecoveryError, match="of the kind 'move-mountains', which this release does not know"):
        kind_of(step)


def params() -> dict[str, object]:
    return {"instance": "a", "closed_group": "sg-closed", "open_groups": ["sg-open"]}


def test_a_rollback_begins_with_the_last_step_and_leaves_no_debts() -> None:
    fence = KINDS["fence-writer"].step("us-east-1", params())
    endpoints = KINDS["create-endpoints"].step("us-west-2", {})
    away = KINDS["shift-traffic-away"].step("us-east-1", {"serves": False, "rules": {}, "target_group": "a-group"})
    undo = rollback(run(fence, endpoints, away), frozenset({1, 2, 3}))
    assert [(number, step.kind) for number, step in undo.steps] == [(3, "shift-traffic-to"), (1, "unfence-writer")]
    assert undo.steps[0][1].params["serves"] is True
    assert all(not step.protection for _, step in undo.steps)
    (left,) = undo.left
    assert "us-west-2" in left
    assert rollback(run(fence, endpoints, away), frozenset({1})).left == ()


def run(*steps: Step) -> Run:
    plan = Plan(
        scenario=Scenario.REGION_OUTAGE, environment="prod", strategy="a strategy", serving="us-east-1",
        home="us-west-2", table="journal", rto_seconds=1, rpo_seconds=1, decide_seconds=0, loss_seconds=0, steps=steps,
    )  # fmt: skip
    return Run(id="a-run", state=RunState.RUNNING, started="2026-11-27T03:00:00Z", by="somebody", plan=plan)


def test_a_plan_has_the_strategy_s_steps_in_its_order() -> None:
    with world() as standing:
        seen = replace(observe(standing.recovery()[1], standing.manifest, moment()), serving=None)
        situation = Situation(
            manifest=standing.manifest,
            scenario=Scenario.REGION_OUTAGE,
            seen=seen,
            lost_zones=frozenset(),
            run="a-run",
        )
        made = make_plan(situation)
    (strategy,) = [one for one in STRATEGIES if one.name == made.strategy]
    assert [step.kind for step in made.steps if step.restores_service] == [
        kind.name for kind in strategy.until_service
    ]
    assert [step.kind for step in made.steps if not step.restores_service] == [
        kind.name for kind in strategy.afterwards
    ]


@every_strategy
def test_visitors_are_led_to_servers_that_are_there(strategy: RecoveryStrategy) -> None:
    steps = [kind.name for kind in (*strategy.until_service, *strategy.afterwards)]
    if "shift-traffic-to" in steps and "raise-fleet" in steps:
        assert steps.index("raise-fleet") < steps.index("shift-traffic-to")
