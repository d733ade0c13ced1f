"""Shows what every step that is about an instance finds of it: nothing, one that is fit, busy, broken or stopped.

What steps find of secrets, rules and servers is shown beside those (`test_pointing`, `test_traffic`).
"""

from collections.abc import Generator

import pytest

from operations.recovery.instances import BROKEN, RUN_TAG
from operations.recovery.kinds.look import Look, State
from operations.recovery.step_kinds import KINDS, kind_of
from operations.recovery.steps import Step
from tests.operations.recovery.test_declarations import planned
from tests.operations.recovery.world import SERVING, World, instances, world

READY, WORKING, SETTLED, BLOCKED = State.READY, State.WORKING, State.SETTLED, State.BLOCKED
STATUSES = (None, "available", "modifying", "failed", "stopped")
# The writer as it stands: with a replica, in a zone that is lost, named by the secret, made by no run. A step must not
# take for done what is not, nor wait for what does not come by itself.
MADE = (READY, BLOCKED, BLOCKED, BLOCKED, BLOCKED)
CHANGED = (BLOCKED, READY, WORKING, BLOCKED, WORKING)
HELD = (BLOCKED, SETTLED, WORKING, BLOCKED, WORKING)
FOUND = {
    "force-failover": CHANGED,
    "complete-promotion": CHANGED,
    "apply-settings": CHANGED,
    "admit-clients": CHANGED,
    "promote-replica": HELD,
    "add-standby": HELD,
    "fence-writer": (SETTLED, READY, READY, READY, READY),
    "end-connections": (SETTLED, READY, WORKING, SETTLED, SETTLED),
    "stop-writer": (SETTLED, BLOCKED, BLOCKED, BLOCKED, SETTLED),
    "point-clients": (BLOCKED, SETTLED, WORKING, WORKING, WORKING),
    "swap-clients": (BLOCKED, SETTLED, WORKING, WORKING, WORKING),
    "catch-up": (BLOCKED, SETTLED, SETTLED, SETTLED, SETTLED),
    "verify-data": (BLOCKED, READY, READY, READY, READY),
    "confirm-data": (BLOCKED, BLOCKED, BLOCKED, BLOCKED, BLOCKED),
    "create-replica": MADE,
    "restore-backup": MADE,
    "restore-replicated-backup": MADE,
    "restore-vault-copy": MADE,
}


@pytest.fixture(scope="module")
def steps() -> dict[str, Step]:
    """A step of every kind that is about an instance, as strategies plan it."""
    return {step.kind: step for _, step in planned() if "instance" in step.params}


@pytest.fixture(scope="module")
def standing() -> Generator[World]:
    with world() as made:
        yield made


def _look(standing: World, step: Step, status: str | None, **more: object) -> Look:
    writer = standing.manifest.database.instances.primary.identifier
    kind, name = kind_of(step), writer if status else "nobody"
    instance = instances(SERVING)[writer]
    before, instance.status = instance.status, status or "available"
    try:
        return kind.look(standing.recovery()[1], kind.step(SERVING, {**step.params, "instance": name, **more}))
    finally:
        instance.status = before


@pytest.mark.parametrize("kind", FOUND)
def test_what_is_found_of_an_instance(kind: str, steps: dict[str, Step], standing: World) -> None:
    looks = [_look(standing, steps[kind], status) for status in STATUSES]
    assert tuple(one.state for one in looks) == FOUND[kind]
    # Whoever reads it is told which one, or which must go first.
    assert all("-database-" in one.words or "nobody" in one.words for one in looks)


def test_every_step_about_an_instance_is_here(steps: dict[str, Step]) -> None:
    assert FOUND.keys() == steps.keys()
    undone_or_elsewhere = {"unfence-writer", "shut-clients-out", "create-replica-across"}
    assert KINDS.keys() - FOUND.keys() == undone_or_elsewhere | {
        "create-endpoints", "raise-fleet", "replicate-backups", "shift-traffic-away", "shift-traffic-to",
    }  # fmt: skip


@pytest.mark.parametrize("kind", sorted(name for name, found in FOUND.items() if found is MADE))
def test_what_this_run_made_is_waited_for(kind: str, steps: dict[str, Step], standing: World) -> None:
    aws = standing.recovery()[1]
    writer = standing.manifest.database.instances.primary
    tags = [{"Key": RUN_TAG, "Value": str(steps[kind].params["run"])}]
    aws.call_again(SERVING, "rds", "AddTagsToResource", ResourceName=writer.arn, Tags=tags)
    looks = {status: _look(standing, steps[kind], status).state for status in STATUSES if status}
    aws.call_again(SERVING, "rds", "RemoveTagsFromResource", ResourceName=writer.arn, TagKeys=[RUN_TAG])
    assert looks == {"available": SETTLED, "modifying": WORKING, "failed": BLOCKED, "stopped": WORKING}


def test_a_writer_that_left_the_lost_zone_has_failed_over(steps: dict[str, Step], standing: World) -> None:
    step = steps["force-failover"]
    assert _look(standing, step, "available", lost_zones=[f"{SERVING}a"]).state is READY
    found = _look(standing, step, "available", lost_zones=[f"{SERVING}c"])
    assert (found.state, f"{SERVING}a" in found.words) == (SETTLED, True)


@pytest.mark.parametrize("status", sorted(BROKEN))
def test_no_step_waits_for_what_is_broken(status: str, steps: dict[str, Step], standing: World) -> None:
    for kind in (name for name, found in FOUND.items() if found in {CHANGED, HELD}):
        assert _look(standing, steps[kind], status).state is BLOCKED
