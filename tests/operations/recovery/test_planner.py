"""Proves which way back is taken for what stands, step by step, and what is refused with every reason.

That the steps do what they say is shown in `test_kill_anywhere`.
"""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import pytest

from operations.recovery.errors import RequestError
from operations.recovery.observation import Observation, observe
from operations.recovery.planner import PLANNERS, make_plan
from operations.recovery.situation import Situation
from operations.recovery.steps import Plan
from operations.recovery.ways import MULTI_AZ, PROMOTE, RESTORE_REPLICATED, WAYS, Scenario
from tests.operations.recovery.world import SERVING, World, moment, world

PAIR = frozenset({"us-east-1a", "us-east-1b"})


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


def seen_in(standing: World) -> Observation:
    return observe(standing.recovery()[1], standing.manifest, moment())


def plan(standing: World, scenario: Scenario, seen: Observation, lost: frozenset[str] = frozenset()) -> Plan:
    return make_plan(
        Situation(manifest=standing.manifest, scenario=scenario, seen=seen, lost_zones=lost, run="a-run")
    )


def kinds(made: Plan) -> list[str]:
    return [step.kind for step in made.steps]


def test_a_zone_is_left_to_the_standby_of_the_pair(standing: World) -> None:
    made = plan(standing, Scenario.ZONE_OUTAGE, seen_in(standing))
    assert (made.way, kinds(made)) == (MULTI_AZ.name, ["force-failover"])
    assert made.steps[0].params["lost_zones"] == ["us-east-1a"]
    assert (made.predicted_seconds, made.loss_seconds) == (120, 0)


def test_when_the_pair_is_lost_the_replica_is_promoted(standing: World) -> None:
    made = plan(standing, Scenario.ZONE_OUTAGE, seen_in(standing), PAIR)
    assert made.way == PROMOTE.name
    assert kinds(made) == [
        "fence", "promote", "stop", "point-clients", "modify", "modify", "replicate-backups",
    ]  # fmt: skip
    assert made.predicted_seconds == PROMOTE.rto()


def test_a_new_replica_goes_where_a_zone_is_left(standing: World) -> None:
    seen = seen_in(standing)
    assert seen.serving is not None
    single = tuple(replace(one, multi_az=False, standby_zone="") for one in seen.serving)
    made = plan(standing, Scenario.ZONE_OUTAGE, replace(seen, serving=single))
    (replica,) = [step for step in made.steps if step.kind == "replica"]
    assert replica.params["instance"] == f"storefront-prod-{SERVING}-database-c"
    assert replica.params["request"]["AvailabilityZone"] == "us-east-1b"
    assert not replica.restores_service


def test_when_the_region_is_silent_the_backups_are_restored(standing: World) -> None:
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    assert made.way == RESTORE_REPLICATED.name
    assert kinds(made) == [
        "fence", "stop", "restore", "modify", "point-clients", "modify", "replica", "replicate-backups",
    ]  # fmt: skip
    assert made.predicted_seconds == RESTORE_REPLICATED.rto()
    assert {step.kind for step in made.steps if step.debt_unless} == {"fence", "stop", "replicate-backups"}


def test_the_loss_is_what_the_backups_say_now(standing: World) -> None:
    seen = seen_in(standing)
    assert seen.backup is not None
    late = replace(seen, serving=None, backup=replace(seen.backup, latest=moment() - timedelta(minutes=47)))
    assert plan(standing, Scenario.REGION_OUTAGE, late).loss_seconds == 47 * 60


def test_several_zones_with_the_replica_among_them_go_to_the_other_region(standing: World) -> None:
    lost = PAIR | {"us-east-1c"}
    assert plan(standing, Scenario.MULTI_ZONE_OUTAGE, seen_in(standing), lost).way == RESTORE_REPLICATED.name


def test_the_writer_is_fenced_before_another_is_made_and_clients_move_last(standing: World) -> None:
    for scenario, lost in ((Scenario.ZONE_OUTAGE, PAIR), (Scenario.REGION_OUTAGE, frozenset[str]())):
        made = kinds(plan(standing, scenario, seen_in(standing), lost))
        makes = made.index("promote" if "promote" in made else "restore")
        assert made.index("fence") < makes < made.index("point-clients")
        assert made.index("stop") < made.index("point-clients")


def test_without_a_way_every_reason_is_given(standing: World) -> None:
    seen = replace(seen_in(standing), serving=None, backup=None)
    with pytest.raises(RequestError) as refusal:
        plan(standing, Scenario.REGION_OUTAGE, seen)
    assert str(refusal.value).splitlines() == [
        "no way back from a region-outage is there now:",
        f"  {RESTORE_REPLICATED.name}: us-west-2 holds no backups of storefront-prod-us-east-1-database-a",
        "  restore a copy from the locked vault: done by hand, see docs/runbooks/region-outage.md",
    ]


def test_a_manifest_that_is_older_than_the_last_recovery_is_refused(standing: World) -> None:
    seen = replace(seen_in(standing), writer_host="another.us-west-2.rds.amazonaws.com")
    with pytest.raises(RequestError, match="the manifest is older than the last recovery"):
        plan(standing, Scenario.ZONE_OUTAGE, seen)


def test_a_name_that_is_taken_is_found_before_anything_is_done(standing: World) -> None:
    seen = seen_in(standing)
    assert seen.serving is not None
    squatter = replace(seen.serving[0], identifier="storefront-prod-us-west-2-database-a")
    with pytest.raises(RequestError, match="rename it first"):
        plan(standing, Scenario.REGION_OUTAGE, replace(seen, standby=(squatter,)))


def test_every_way_is_either_planned_or_said_to_be_by_hand() -> None:
    assert PLANNERS.keys() == {way.name for way in WAYS if not way.by_hand}


def test_the_same_situation_gives_the_same_plan(standing: World) -> None:
    seen = seen_in(standing)
    assert plan(standing, Scenario.REGION_OUTAGE, seen) == plan(standing, Scenario.REGION_OUTAGE, seen)
