"""Proves what is done about damaged data: a copy beside, judged by a person, swapped for the damaged one, and back.

That the swap may end after any call is shown in `test_kill_anywhere`; whether the data are right, a person must see.
"""

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import timedelta

import pytest

from operations.aws import READS
from operations.recovery.engine import StepFailedError, WaitingError
from operations.recovery.errors import RequestError
from operations.recovery.journal import Run, RunState
from operations.recovery.recovery import Recovery
from operations.recovery.scenarios import Scenario
from rehearsal.drills.small_stack import SERVING, STANDBY
from tests.operations.recovery.copies import Fork
from tests.operations.recovery.world import (
    Fate,
    Killed,
    Moment,
    World,
    asked,
    darkness,
    instances,
    moment,
    proof,
    secret_document,
    serving_regions,
    spare,
    world,
    writers,
)

OLD, COPY = f"storefront-prod-{SERVING}-database-a", f"storefront-prod-{SERVING}-database-c"
AT = moment() - timedelta(hours=2)


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


def restored(standing: World, scenario: Scenario = Scenario.DATA_CORRUPTION) -> Recovery:
    """A recovery that waits for a person."""
    recovery, _ = standing.recovery()
    with pytest.raises(WaitingError, match="a person must check the data of"):
        recovery.run(recovery.plan(scenario, frozenset(), AT if scenario is Scenario.DATA_CORRUPTION else None))
    return recovery


def serving(standing: World) -> list[str]:
    """The writers that clients can reach; the one that the secret names is among them."""
    found = writers()
    assert secret_document(SERVING)["host"] in [one.address for one in found]
    assert standing.recovery()[0].journal.open_debts() == []
    return [one.db_instance_identifier for one in found]


def test_until_somebody_confirms_the_store_goes_on_with_what_it_has(standing: World) -> None:
    recovery = restored(standing)
    assert serving(standing) == [OLD]
    assert instances(SERVING)[COPY].status == "available"
    with pytest.raises(WaitingError):
        standing.recovery()[0].resume()
    assert serving(standing) == [OLD]
    run = recovery.confirm()
    assert run.state is RunState.DONE
    assert run.serving_again
    assert serving(standing) == [COPY]
    entries = recovery.journal.entries(run.id)
    assert entries[3].words == "verified: 1 tables with 7 rows - newest heartbeat 2026-11-27T00:59:40+00:00"
    assert entries[4].words.startswith("confirmed by ")


def test_the_damaged_database_stays_closed_and_is_told_of(standing: World) -> None:
    run = restored(standing).confirm()
    damaged = instances(SERVING)[OLD]
    assert damaged.status == "available"
    assert damaged.vpc_security_group_ids == [standing.manifest.serving.closed_group]
    assert any(OLD in words and words.startswith("what was written after") for words in run.plan.manual_tasks)


def test_a_wrong_moment_is_taken_back_and_another_is_tried_beside(standing: World) -> None:
    restored(standing)
    assert standing.recovery()[0].abort().state is RunState.ABORTED
    assert any(f"{COPY} in us-east-1 stays, closed to clients" in line for line in standing.said)
    assert serving(standing) == [OLD]
    recovery = restored(standing)
    assert recovery.confirm().plan.steps[0].params["instance"] == f"storefront-prod-{SERVING}-database-d"


def test_the_swap_is_undone(standing: World) -> None:
    restored(standing).confirm()
    with pytest.raises(RequestError, match="is done; `storefront failover undo prod` returns"):
        standing.recovery()[0].abort()
    assert standing.recovery()[0].undo().state is RunState.ABORTED
    assert serving(standing) == [OLD]
    assert instances(SERVING)[COPY].vpc_security_group_ids == [standing.manifest.serving.copy_group]
    with pytest.raises(RequestError, match="no recovery to undo"):
        standing.recovery()[0].undo()


def test_what_was_taken_back_can_be_done_again(standing: World) -> None:
    restored(standing).confirm()
    standing.recovery()[0].undo()
    assert restored(standing).confirm().state is RunState.DONE
    assert serving(standing) == [f"storefront-prod-{SERVING}-database-e"]


def swept(standing: World, act: Callable[[Fate], Run]) -> None:
    """Do it, and in copies have it end after every call that changes something and done again."""
    fork = Fork()

    def strike(number: int, at: Moment, what: tuple[str, str, str]) -> None:
        if at is Moment.AFTER and not what[2].startswith(READS) and fork.split(f"{number}-{what[2]}"):
            raise Killed

    def trial() -> str:
        told = "done"
        try:
            act(strike)
        except Killed:
            told = "killed"
            if standing.recovery()[0].journal.runs()[-1].state is not RunState.ABORTED:
                act(spare)
        assert serving(standing) == [OLD]
        assert standing.recovery()[0].journal.runs()[-1].state is RunState.ABORTED
        return told

    ends = fork.run(trial)
    assert ends.pop("") == "done"
    assert len(ends) > 5
    assert {name: end for name, end in ends.items() if end != "killed"} == {}


def test_an_undo_may_end_after_any_call(standing: World) -> None:
    restored(standing).confirm()
    swept(standing, lambda fate: standing.recovery(fate)[0].undo())


def test_an_abort_may_end_after_any_call(standing: World) -> None:
    def strike(_number: int, at: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == "RebootDBInstance" and at is Moment.AFTER:
            raise Killed

    restored(standing)
    with pytest.raises(Killed):
        standing.recovery(strike)[0].confirm()
    assert writers() == []
    swept(standing, lambda fate: standing.recovery(fate)[0].abort())


def test_what_is_being_taken_back_cannot_be_resumed(standing: World) -> None:
    """Else a step that is taken back already would count as done."""

    def strike(_number: int, at: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == "Invoke" and at is Moment.AFTER:
            raise Killed

    restored(standing).confirm()
    with pytest.raises(Killed):
        standing.recovery(strike)[0].undo()
    with pytest.raises(RequestError, match="is being rolled back: continue with storefront failover abort"):
        standing.recovery()[0].resume()
    standing.recovery()[0].abort()
    assert serving(standing) == [OLD]


def test_a_move_to_the_other_region_cannot_be_undone(standing: World) -> None:
    recovery, _ = standing.recovery()
    recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
    with pytest.raises(StepFailedError, match=r"cannot be undone: clients write to .*; resume it instead"):
        standing.recovery()[0].undo()
    assert [one.region for one in writers()] == [STANDBY]


def test_a_move_that_has_not_pointed_clients_is_taken_back_with_its_door(standing: World) -> None:
    def strike(_number: int, at: Moment, what: tuple[str, str, str]) -> None:
        if what[2] == "RestoreDBInstanceToPointInTime" and at is Moment.AFTER:
            raise Killed

    recovery, _ = standing.recovery(strike)
    with pytest.raises(Killed):
        recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
    assert serving_regions(standing) == set()
    standing.recovery()[0].abort()
    assert serving_regions(standing) == {SERVING}
    assert serving(standing) == [OLD]


def test_from_the_vault_the_same_in_the_region_that_answers(standing: World) -> None:
    assert restored(standing, Scenario.ACCOUNT_COMPROMISE).confirm().state is RunState.DONE
    assert serving(standing) == [COPY]
    assert instances(SERVING)[COPY].kms_key_id == standing.manifest.serving.keys["database"]


def test_from_the_vault_in_the_dark_under_the_vault_s_key(standing: World) -> None:
    with darkness(SERVING) as dark:
        recovery, _ = standing.recovery(spare, dark=dark)
        with pytest.raises(WaitingError):
            recovery.run(recovery.plan(Scenario.ACCOUNT_COMPROMISE, frozenset()))
        run = recovery.confirm()
    assert any("encrypted with the vault's key" in words for words in run.plan.manual_tasks)
    assert secret_document(STANDBY)["host"] == instances(STANDBY)[f"storefront-prod-{STANDBY}-database-a"].address
    assert [debt.step.kind for debt in recovery.journal.open_debts()] == [
        "fence-writer",
        "end-connections",
        "shift-traffic-away",
        "replicate-backups",
    ]


def test_a_restore_job_that_failed_is_told_and_the_next_one_is_started(standing: World) -> None:
    """A group that is gone fails the job; once it is back, resume starts another."""
    from moto.rds.models import rds_backends  # noqa: PLC0415

    groups = rds_backends["123456789012"][SERVING].subnet_groups
    taken = groups.pop("pair")
    recovery, _ = standing.recovery()
    with pytest.raises(StepFailedError, match=r"restore job .* failed: .*pair"):
        recovery.run(recovery.plan(Scenario.ACCOUNT_COMPROMISE, frozenset()))
    groups["pair"] = taken
    with pytest.raises(WaitingError):
        standing.recovery()[0].resume()
    assert COPY in instances(SERVING)


def test_what_a_proof_finds_is_said_and_decides_nothing(standing: World) -> None:
    proof["problems"] = ["the schema `store` has no table"]
    recovery = restored(standing)
    said = " ".join(" ".join(standing.said).split())
    assert "PROBLEMS: the schema store has no table. 1 tables with 7 rows" in said
    assert asked[0]["moment"] == "2026-11-27T01:00:00+00:00"
    assert asked[0]["host"] == instances(SERVING)[COPY].address
    assert asked[0].keys() == {"host", "port", "dbname", "ca_bundle", "moment", "allowed_seconds"}
    assert recovery.confirm().state is RunState.DONE


def test_a_proof_that_fails_is_said_too(standing: World) -> None:
    proof.clear()
    proof["errorMessage"] = "it does not let verification in"
    restored(standing)
    assert any("could not be verified: it does not let verification in" in line for line in standing.said)


def test_a_stack_without_the_function_leaves_it_to_the_person(standing: World) -> None:
    site = standing.manifest.serving.model_copy(update={"verification": ""})
    bare = replace(
        standing, manifest=standing.manifest.model_copy(update={"sites": standing.manifest.sites | {SERVING: site}})
    )
    kinds = [step.kind for step in bare.recovery()[0].plan(Scenario.DATA_CORRUPTION, frozenset(), AT).plan.steps]
    assert "verify-data" not in kinds
    assert "confirm-data" in kinds
