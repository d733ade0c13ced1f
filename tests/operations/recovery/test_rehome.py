"""Re-homing after each way back: when it is refused, what it says, and that every secret is pointed, once.

That the steps bring program and reality together is shown in `tests/engine/test_rehome.py`.
"""

from __future__ import annotations

import json

import pytest

from operations.recovery.errors import RequestError
from operations.recovery.rehome import last_recovery, text
from operations.recovery.ways import Scenario
from tests.operations.recovery.world import (
    SECRET,
    SERVING,
    STANDBY,
    World,
    darkness,
    instances,
    secret_document,
    world,
)

PAIR = frozenset({f"{SERVING}a", f"{SERVING}b"})


def test_without_a_recovery_there_is_nothing_to_bring_together() -> None:
    with world() as stack, pytest.raises(RequestError, match="no recovery was done"):
        last_recovery(stack.recovery()[0].journal)


def test_after_a_failover_of_the_pair_nothing_differs() -> None:
    with world() as stack:
        recovery, _ = stack.recovery()
        run = recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, frozenset()))
        assert recovery.rehoming(run) is None


def test_after_a_promotion_the_letters_change_and_the_old_instance_is_let_go_of() -> None:
    with world() as stack:
        recovery, _ = stack.recovery()
        recovery.run(recovery.plan(Scenario.MULTI_ZONE_OUTAGE, PAIR - {f"{SERVING}b"}))
        run = last_recovery(recovery.journal)
        rehoming = recovery.rehoming(run)
        assert rehoming is not None
        (replica,) = [one for one in instances(SERVING).values() if one.source_db_instance_identifier]
        promoted = f"{{primary: b, replica: c, replicaZone: {replica.availability_zone}}}"
        assert rehoming.settings == (f"storefront:sites.{SERVING}.database.promoted: {promoted}",)
        assert [urn.rpartition("::")[2] for urn in rehoming.left][:2] == [
            f"{STANDBY}-replicated-backups", f"{SERVING}-database-a",
        ]  # fmt: skip
        imported = {one["name"]: one for one in rehoming.imports()["resources"]}
        assert imported[f"{SERVING}-database-c"]["id"] == replica.db_instance_identifier
        assert f"{STANDBY}-replicated-backups-b" in imported
        # The component stands already: it is named, not made.
        assert "component" not in json.dumps(rehoming.imports()["resources"])


def _restored(stack: World) -> None:
    """The other region took over, and what was owed is settled."""
    with darkness(SERVING) as dark:
        recovery, _ = stack.recovery(dark=dark)
        recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))


def test_while_something_is_owed_it_is_refused() -> None:
    with world() as stack:
        _restored(stack)
        with pytest.raises(RequestError, match=r"debts are open .* `storefront failover reconcile`"):
            last_recovery(stack.recovery()[0].journal)


def _settled(stack: World) -> None:
    """The old replica is deleted, without which the old writer cannot be stopped; then everything owed is done."""
    recovery, cloud = stack.recovery()
    old = stack.manifest.database.instances.replica.identifier
    cloud.call(SERVING, "rds", "ModifyDBInstance", DBInstanceIdentifier=old, DeletionProtection=False)
    cloud.call(SERVING, "rds", "DeleteDBInstance", DBInstanceIdentifier=old, SkipFinalSnapshot=True)
    recovery.reconcile()


def test_after_a_restore_the_sites_change_parts() -> None:
    with world() as stack:
        _restored(stack)
        _settled(stack)
        recovery, _ = stack.recovery()
        run = last_recovery(recovery.journal)
        rehoming = recovery.rehoming(run)
        assert rehoming is not None
        assert rehoming.settings == (f"storefront:serving: {STANDBY}",)
        names = {one["name"] for one in rehoming.imports()["resources"]}
        assert names == {
            f"{STANDBY}-database", f"{STANDBY}-database-a", f"{STANDBY}-database-b", f"{STANDBY}-database-secrets",
            f"{STANDBY}-database-application", f"{SERVING}-replication", f"{SERVING}-replicated-backups",
        }  # fmt: skip
        said = text(rehoming, "imports.json")
        order = [
            said.index(words) for words in ("serving: us-west-2", "import -s", "up -s", "state remove", "preview")
        ]
        assert order == sorted(order)


def test_every_secret_is_pointed_and_a_second_time_changes_nothing() -> None:
    with world() as stack:
        _restored(stack)
        _settled(stack)
        recovery, cloud = stack.recovery()
        run = last_recovery(recovery.journal)
        cloud.call(
            STANDBY, "secretsmanager", "PutSecretValue", SecretId=SECRET,
            SecretString=json.dumps({**secret_document(STANDBY), "host": "elsewhere"}),
        )  # fmt: skip
        writer = instances(STANDBY)[stack.manifest.standby.database_names[0]]
        first, second = recovery.settle_secrets(run), recovery.settle_secrets(run)
        assert first == [f"{SECRET} pointed at {writer.db_instance_identifier}"]
        assert second == [f"{SECRET} names {writer.db_instance_identifier}"]
        assert secret_document(STANDBY)["host"] == writer.address
