"""Proves what recoveries do for a database without a replica, all of whose store ran in one zone.

What stands of such a store is shown in tests/components/stack/test_single_zone.py.
"""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from components.settings.rules.replica import MOVE_TIME, RESTORE_LOSS, RESTORE_TIME
from operations.recovery.engine import WaitingError
from operations.recovery.errors import RequestError
from operations.recovery.guidelines import assess
from operations.recovery.journal import RunState
from operations.recovery.manifest import Manifest
from operations.recovery.rehoming.plan import last_recovery
from operations.recovery.rehoming.steps import text
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies import PROMOTE, RESTORE_BESIDE, RESTORE_IN_ZONE
from rehearsal.mocks.manifest import chosen
from tests.operations.recovery.world import SERVING, STANDBY, World, call, instances, moment, world

WRITER, REPLICA = (f"storefront-prod-{SERVING}-database-{suffix}" for suffix in "ab")
ZONE, NEXT = f"{SERVING}a", f"{SERVING}b"


def without_replica(document: dict[str, Any]) -> dict[str, Any]:
    """The manifest of the same store, had its database no replica and ran all in the primary's zone."""
    alone: dict[str, Any] = {name: dict(section) for name, section in document.items()}
    database = alone["database"]
    shape = {key: value for key, value in database["shape"].items() if key != "replica_class"}
    alone["database"] = {**database, "instances": {"primary": database["instances"]["primary"]}, "shape": shape}
    for region in (SERVING, STANDBY):
        site = alone[f"site-{region}"]
        zones = {"primary": site["database_zones"]["primary"]}
        names = site["database_names"][:1]
        site |= {"database_zones": zones, "database_names": names, "running_zone": zones["primary"][0]}
    return alone


@pytest.fixture
def standing() -> Generator[World]:
    with world(multi_az=False) as made:
        call(SERVING, "rds", "ModifyDBInstance", DBInstanceIdentifier=REPLICA, DeletionProtection=False)
        call(SERVING, "rds", "DeleteDBInstance", DBInstanceIdentifier=REPLICA, SkipFinalSnapshot=True)
        document = without_replica(made.document)
        yield replace(made, document=document, manifest=chosen(document, "prod", Manifest))


def test_a_lost_zone_is_left_by_a_restore_in_another(standing: World) -> None:
    recovery, _ = standing.recovery()
    planned = recovery.plan(Scenario.ZONE_OUTAGE, frozenset())
    assert planned.plan.strategy == RESTORE_IN_ZONE.name
    (before,) = planned.plan.to_serve
    assert f"primaryZones: [{NEXT}]" in before
    assert "replica" not in " ".join(planned.plan.manual_tasks)
    run = recovery.run(planned)
    assert run.state is RunState.DONE
    made = instances(SERVING)[REPLICA]  # the next free name
    assert (made.availability_zone, made.source_db_instance_identifier) == (NEXT, None)
    assert "create-replica" not in [step.kind for step in run.plan.steps]


def test_re_homing_says_where_the_store_is_now(standing: World) -> None:
    recovery, _ = standing.recovery()
    recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, frozenset()))
    planned = recovery.rehoming(last_recovery(recovery.journal))
    assert planned is not None
    assert planned.settings == (
        f"storefront:sites.{SERVING}.database.primaryZones: [{NEXT}]",
        f"storefront:sites.{SERVING}.database.recovered: {{primary: b, restored: true}}",
    )
    assert planned.exemption == ""
    assert "replica-apart" not in text(planned, "imports.json", "imports.sh")
    assert [one for one in recovery.settle_secrets(last_recovery(recovery.journal)) if WRITER in one] == []


def test_damaged_data_are_restored_beside_without_a_replica(standing: World) -> None:
    recovery, _ = standing.recovery()
    planned = recovery.plan(Scenario.DATA_CORRUPTION, frozenset(), moment() - timedelta(hours=2))
    with pytest.raises(WaitingError):
        recovery.run(planned)
    assert recovery.confirm().state is RunState.DONE
    assert planned.plan.strategy == RESTORE_BESIDE.name
    kept = planned.plan.manual_tasks[0]
    assert f"only in {WRITER} (closed to clients): copy over" in kept
    assert len(instances(SERVING)) == len((WRITER, REPLICA))


@pytest.mark.parametrize("scenario", [Scenario.ZONE_OUTAGE, Scenario.DATA_CORRUPTION, Scenario.ACCOUNT_COMPROMISE])
def test_a_database_that_sleeps_is_not_taken_for_a_lost_one(standing: World, scenario: Scenario) -> None:
    """Its zone may have nothing, and RDS changes no instance that is stopped."""
    call(SERVING, "rds", "StopDBInstance", DBInstanceIdentifier=WRITER)
    recovery, _ = standing.recovery()
    start = f"aws rds start-db-instance --region {SERVING} --db-instance-identifier {WRITER}; then plan again"
    with pytest.raises(RequestError, match=rf"{WRITER} is stopped, not lost.*{start}"):
        recovery.plan(scenario, frozenset(), moment() - timedelta(hours=2))
    call(SERVING, "rds", "StartDBInstance", DBInstanceIdentifier=WRITER)
    assert recovery.plan(Scenario.ZONE_OUTAGE, frozenset()).plan.strategy == RESTORE_IN_ZONE.name


def test_a_promotion_is_not_possible_and_says_why(standing: World) -> None:
    assert PROMOTE.lacking(standing.manifest) == "the database has no replica"


def test_the_settings_refuse_what_the_procedures_cannot_keep(standing: World) -> None:
    """The least that settings take is no less than what the strategy needs."""
    offers = {offer.strategy.name: offer for one in assess(standing.manifest) for offer in one.offers}
    restore = offers[RESTORE_IN_ZONE.name]
    assert restore.strategy.rto() <= RESTORE_TIME.total_seconds() < MOVE_TIME.total_seconds()
    assert restore.rpo_seconds <= RESTORE_LOSS.total_seconds()


def test_endpoints_are_made_where_anything_runs(standing: World) -> None:
    """In the other region too, so that the program finds what it would have made."""
    site = standing.manifest.standby
    assert site.running_subnets == [site.subnets["application"][site.database_zones.primary[0]]]
    everywhere = site.model_copy(update={"running_zone": None})
    assert everywhere.running_subnets == sorted(site.subnets["application"].values())
