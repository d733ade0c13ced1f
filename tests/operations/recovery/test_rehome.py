"""Re-homing after each way back: when it is refused, what it says, and that every secret is pointed, once.

That the steps bring program and reality together is shown in `tests/engine/test_rehome.py`.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import timedelta

import pytest
import yaml

from operations.recovery.engine import WaitingError
from operations.recovery.errors import RequestError
from operations.recovery.rehoming.plan import last_recovery
from operations.recovery.rehoming.steps import text
from operations.recovery.scenarios import Scenario
from tests.operations.recovery.world import (
    SECRET,
    SERVING,
    STANDBY,
    World,
    darkness,
    instances,
    moment,
    rehomed,
    replica_of,
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
        recovery, aws = stack.recovery()
        recovery.run(recovery.plan(Scenario.MULTI_ZONE_OUTAGE, PAIR))
        run = last_recovery(recovery.journal)
        # Every other zone was lost.
        with pytest.raises(RequestError, match=r"has no replica, .* create it in an available zone"):
            recovery.rehoming(run)
        writer = replica_of(stack).identifier
        aws.call(
            SERVING, "rds", "CreateDBInstanceReadReplica", DBInstanceIdentifier=f"{writer[:-1]}c",
            SourceDBInstanceIdentifier=writer, AvailabilityZone=f"{SERVING}b",
        )  # fmt: skip
        rehoming = recovery.rehoming(run)
        assert rehoming is not None
        (replica,) = [one for one in instances(SERVING).values() if one.source_db_instance_identifier]
        recovered = f"{{primary: b, replica: c, replicaZone: {replica.availability_zone}}}"
        assert rehoming.settings == (f"storefront:sites.{SERVING}.database.recovered: {recovered}",)
        assert [urn.rpartition("::")[2] for urn in rehoming.removed][:2] == [
            f"{STANDBY}-replicated-backups-a", f"{SERVING}-database-a",
        ]  # fmt: skip
        imported = {one["name"]: one for one in rehoming.imports()["resources"]}
        assert imported[f"{SERVING}-database-c"]["id"] == replica.db_instance_identifier
        assert f"{STANDBY}-replicated-backups-b" in imported
        (exempted,) = yaml.safe_load(rehoming.exemption)
        assert (exempted["guardrail"], exempted["resource"]) == (
            "replica-apart-from-primary", f"{SERVING}-database-c",
        )  # fmt: skip
        assert "policies/exemptions.yaml" in text(rehoming, "imports.json", "imports.sh")
        # The component stands already: it is named, not made.
        assert "component" not in json.dumps(rehoming.imports()["resources"])


def test_after_a_swap_for_a_restored_moment_both_letters_change() -> None:
    with world() as stack:
        recovery, _ = stack.recovery()
        planned = recovery.plan(Scenario.DATA_CORRUPTION, frozenset(), moment() - timedelta(hours=2))
        with suppress(WaitingError):
            recovery.run(planned)
        recovery.confirm()
        rehoming = recovery.rehoming(last_recovery(recovery.journal))
        assert rehoming is not None
        zone = stack.manifest.serving.database_zones.replica
        recovered = f"{{primary: c, replica: d, replicaZone: {zone}, restored: true}}"
        assert rehoming.settings == (f"storefront:sites.{SERVING}.database.recovered: {recovered}",)
        names = {one["name"] for one in rehoming.imports()["resources"]}
        assert names >= {f"{SERVING}-database-c", f"{SERVING}-database-d", f"{STANDBY}-replicated-backups-c"}
        left = [urn.rpartition("::")[2] for urn in rehoming.removed]
        # A replica goes before its source.
        assert left[:3] == [f"{STANDBY}-replicated-backups-a", f"{SERVING}-database-b", f"{SERVING}-database-a"]
        assert rehoming.refreshed == ()
        assert rehoming.exemption == ""


def test_after_a_move_back_the_letters_are_those_that_were_free() -> None:
    """The old instances still stand there, under their names."""
    with world() as stack:
        _restored(stack)
        _settled(stack)
        home = rehomed(stack)
        recovery, _ = home.recovery()
        run = recovery.run(recovery.plan(Scenario.FAILBACK, frozenset()))
        rehoming = recovery.rehoming(run)
        assert rehoming is not None
        assert rehoming.settings[0] == f"storefront:serving: {SERVING}"
        assert re.fullmatch(
            rf"storefront:sites\.{SERVING}\.database\.recovered: "
            r"\{primary: [b-z], replica: [b-z], replicaZone: \S+, restored: true\}",
            rehoming.settings[1],
        )
        left = [urn.rpartition("::")[2] for urn in rehoming.removed]
        assert {f"{STANDBY}-database-a", f"{STANDBY}-database-b", f"{STANDBY}-database-tuning"} <= set(left)
        assert all(name.startswith((STANDBY, SERVING)) for name in left)


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
    recovery, aws = stack.recovery()
    old = replica_of(stack).identifier
    aws.call(SERVING, "rds", "ModifyDBInstance", DBInstanceIdentifier=old, DeletionProtection=False)
    aws.call(SERVING, "rds", "DeleteDBInstance", DBInstanceIdentifier=old, SkipFinalSnapshot=True)
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
        assert rehoming.left_by_hand[-1] == f"**$aws:backup/plan:Plan::{SERVING}-*"
        names = {one["name"] for one in rehoming.imports()["resources"]}
        assert names == {
            f"{STANDBY}-database", f"{STANDBY}-database-a", f"{STANDBY}-database-b", f"{STANDBY}-database-secrets",
            f"{STANDBY}-database-application", f"{SERVING}-replication", f"{SERVING}-replicated-backups-a",
            f"{STANDBY}-kms-endpoint", f"{STANDBY}-ssm-endpoint",
        }  # fmt: skip
        said = text(rehoming, "imports.json", "imports.sh")
        assert "deletes the backup plan of the region that serves no more" in said
        order = [
            said.index(words)
            for words in ("serving: us-west-2", "import -s", "up -s", "state remove", "preview -s")
        ]
        assert order == sorted(order)


def test_every_secret_is_pointed_and_a_second_time_changes_nothing() -> None:
    with world() as stack:
        _restored(stack)
        _settled(stack)
        recovery, aws = stack.recovery()
        run = last_recovery(recovery.journal)
        aws.call(
            STANDBY, "secretsmanager", "PutSecretValue", SecretId=SECRET,
            SecretString=json.dumps({**secret_document(STANDBY), "host": "elsewhere"}),
        )  # fmt: skip
        writer, replica = (instances(STANDBY)[name] for name in stack.manifest.standby.database_names)
        first, second = recovery.settle_secrets(run), recovery.settle_secrets(run)
        told = f"secrets pointed at {writer.db_instance_identifier} and {replica.db_instance_identifier}: "
        assert (first, second) == ([f"{told}{SECRET}"], [f"{told}none, they were"])
        assert secret_document(STANDBY)["host"] == writer.address
