"""What must hold once a recovery has ended, however it came there."""

from __future__ import annotations

from operations.recovery.journal import RunState, StepState
from operations.recovery.lock import Lock
from operations.recovery.steps import Plan
from rehearsal.drills.small_stack import PASSWORD, SERVING, STANDBY
from tests.operations.recovery.world import World, instances, secret_document, writers


def check_ending(world: World, *, killed: bool = False) -> None:
    """One run, done; one writer, named by the secret; every other fenced or owed; nothing stands that no plan names."""
    recovery, _ = world.recovery()
    journal = recovery.journal
    (run,) = journal.runs()
    assert run.state is RunState.DONE
    assert bool(run.serving_again) is not bool(run.plan.to_serve)
    assert run.ended
    entries = journal.entries(run.id)
    assert sorted(entries) == list(range(1, len(run.plan.steps) + 1))
    owed = {number for number, entry in entries.items() if entry.state is StepState.DEBT}
    assert {entry.state for entry in entries.values()} <= {StepState.DONE, StepState.DEBT}
    assert owed == {debt.number for debt in journal.open_debts()}
    _check_writer(world, run.plan)
    _check_instances(world, run.plan)
    _check_lock(world, killed=killed)


def _check_lock(world: World, *, killed: bool) -> None:
    """It was given back, or it was said that it could not be; then it can be had after a lease."""
    before = world.clock.passed
    lock = Lock(
        world.recovery()[1], STANDBY, world.manifest.standby.journal, who="the test", clock=world.clock.clock()
    )
    lock.acquire()
    lock.release()
    waited = world.clock.passed > before
    assert not waited or killed or any("could not be released" in line for line in world.said)


def _check_writer(world: World, plan: Plan) -> None:
    region = (
        plan.steps[-1].params["source_arn"].split(":")[3] if plan.steps[-1].kind == "replicate-backups" else SERVING
    )
    document = secret_document(region)
    named = [
        one for where in (SERVING, STANDBY) for one in instances(where).values() if one.address == document["host"]
    ]
    assert [one.region for one in named] == [region]
    (writer,) = named
    assert writer in writers()
    assert writer.backup_retention_period == 35
    assert (document["password"], document["username"], document["replica"]) == (
        PASSWORD,
        "application_a",
        "elsewhere",
    )
    debts = world.recovery()[0].journal.open_debts()
    owed = {debt.step.params["instance"] for debt in debts if debt.step.kind == "fence-writer"}
    assert {one.db_instance_identifier for one in writers()} - {writer.db_instance_identifier} <= owed


def _check_instances(world: World, plan: Plan) -> None:
    known = {one.identifier for one in world.manifest.database.instances.every}
    known |= {str(step.params["instance"]) for step in plan.steps if "instance" in step.params}
    standing = {name for region in (SERVING, STANDBY) for name in instances(region)}
    assert standing <= known
