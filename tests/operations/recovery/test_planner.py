"""Proves which strategy is used for what stands, step by step, and what is refused with every reason.

That the steps do what they say is shown in `test_kill_anywhere`.
"""

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from manifest.index import Guideline
from operations.recovery.errors import RequestError
from operations.recovery.planner import make_plan
from operations.recovery.planning.observation import Observation, observe
from operations.recovery.planning.situation import Situation
from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Plan
from operations.recovery.strategies import (
    MULTI_AZ,
    PROMOTE,
    PROMOTE_ACROSS,
    RESTORE_BESIDE,
    RESTORE_COPY,
    RESTORE_COPY_ELSEWHERE,
    RESTORE_REPLICATED,
)
from operations.recovery.strategies.strategy import RecoveryStrategy
from rehearsal.drills.small_stack import SERVING
from tests.operations.recovery.world import World, lag, moment, replica_across, world

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
    assert (made.strategy, kinds(made)) == (MULTI_AZ.name, ["force-failover"])
    assert made.steps[0].params["lost_zones"] == ["us-east-1a"]
    assert (made.predicted_seconds, made.loss_seconds) == (120, 0)


def test_when_the_pair_is_lost_the_replica_is_promoted(standing: World) -> None:
    made = plan(standing, Scenario.ZONE_OUTAGE, seen_in(standing), PAIR)
    assert made.strategy == PROMOTE.name
    assert kinds(made) == [
        "fence-writer", "promote-replica", "stop-writer", "point-clients", "complete-promotion", "add-standby",
        "replicate-backups",
    ]  # fmt: skip
    assert made.predicted_seconds == PROMOTE.rto()
    # No zone is left for a new replica.
    new = f"storefront-prod-{SERVING}-database-b"
    assert made.manual_tasks[0] == (
        f"create a replica of {new} when another zone is available; lost now: us-east-1a, us-east-1b"
    )
    assert made.manual_tasks[1].startswith("AWS Backup still backs up the old writer: re-home the stack")


def test_a_new_replica_goes_where_a_zone_is_left(standing: World) -> None:
    seen = seen_in(standing)
    assert seen.serving is not None
    single = tuple(replace(one, multi_az=False, standby_zone="") for one in seen.serving)
    made = plan(standing, Scenario.ZONE_OUTAGE, replace(seen, serving=single))
    (replica,) = [step for step in made.steps if step.kind == "create-replica"]
    assert replica.params["instance"] == f"storefront-prod-{SERVING}-database-c"
    assert replica.params["request"]["AvailabilityZone"] == "us-east-1b"
    assert not replica.restores_service


def test_when_the_region_is_silent_the_backups_are_restored(standing: World) -> None:
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    assert made.strategy == RESTORE_REPLICATED.name
    assert kinds(made) == [
        "fence-writer", "end-connections", "shift-traffic-away", "restore-replicated-backup", "apply-settings",
        "create-endpoints", "admit-clients", "point-clients", "raise-fleet", "shift-traffic-to", "add-standby",
        "create-replica", "replicate-backups",
    ]  # fmt: skip
    assert made.predicted_seconds == RESTORE_REPLICATED.rto()
    assert [step.kind for step in made.steps if step.protection] == [
        "fence-writer", "end-connections", "shift-traffic-away", "replicate-backups",
    ]  # fmt: skip


def test_the_loss_is_what_the_backups_say_now(standing: World) -> None:
    seen = seen_in(standing)
    assert seen.backup is not None
    late = replace(seen, serving=None, backup=replace(seen.backup, latest=moment() - timedelta(minutes=47)))
    assert plan(standing, Scenario.REGION_OUTAGE, late).loss_seconds == 47 * 60


def test_several_zones_with_the_replica_among_them_go_to_the_other_region(standing: World) -> None:
    lost = PAIR | {"us-east-1c"}
    assert plan(standing, Scenario.MULTI_ZONE_OUTAGE, seen_in(standing), lost).strategy == RESTORE_REPLICATED.name


def test_the_writer_is_fenced_before_another_is_made_and_clients_move_last(standing: World) -> None:
    for scenario, lost in ((Scenario.ZONE_OUTAGE, PAIR), (Scenario.REGION_OUTAGE, frozenset[str]())):
        made = kinds(plan(standing, scenario, seen_in(standing), lost))
        makes = made.index("promote-replica" if "promote-replica" in made else "restore-replicated-backup")
        ends = made.index("stop-writer" if "stop-writer" in made else "end-connections")
        assert made.index("fence-writer") < makes < made.index("point-clients")
        assert ends < made.index("point-clients")


def test_where_nothing_can_be_done_every_reason_is_given(standing: World) -> None:
    seen = replace(seen_in(standing), serving=None, backup=None, points={})
    with pytest.raises(RequestError) as refusal:
        plan(standing, Scenario.REGION_OUTAGE, seen)
    assert str(refusal.value).splitlines() == [
        "nothing can recover the store from a region-outage now:",
        f"  {PROMOTE_ACROSS.name}: there is no replica in us-west-2",
        f"  {RESTORE_REPLICATED.name}: us-west-2 has no backups of storefront-prod-us-east-1-database-a",
        f"  {RESTORE_COPY.name}: us-east-1 does not answer",
        f"  {RESTORE_COPY_ELSEWHERE.name}: the vault vault in us-west-2 has no backup, or you may not see it",
    ]


def test_a_manifest_that_is_older_than_the_last_recovery_is_refused(standing: World) -> None:
    seen = replace(seen_in(standing), writer_host="another.us-west-2.rds.amazonaws.com")
    with pytest.raises(RequestError, match="the manifest is older than the last recovery"):
        plan(standing, Scenario.ZONE_OUTAGE, seen)


def test_a_name_that_is_taken_is_left_alone(standing: World) -> None:
    seen = seen_in(standing)
    assert seen.serving is not None
    squatter = replace(seen.serving[0], identifier="storefront-prod-us-west-2-database-a")
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen, standby=(squatter,)))
    names = {
        step.params["instance"]
        for step in made.steps
        if step.kind in {"restore-replicated-backup", "create-replica"}
    }
    assert names == {"storefront-prod-us-west-2-database-b", "storefront-prod-us-west-2-database-c"}


@pytest.mark.parametrize(
    ("lag", "backups_behind", "rpo", "strategy"),
    [
        (1, 20, 300, PROMOTE),
        (400, 20 * 60, 300, PROMOTE),  # neither keeps the RPO: the one that loses less
        (2 * 3600, 20 * 60, 1800, RESTORE_REPLICATED),
        (2 * 3600, 20 * 60, 3 * 3600, PROMOTE),  # both keep it: the faster
    ],
)
def test_several_zones_are_left_by_the_strategy_whose_loss_is_allowed(
    standing: World, lag: float, backups_behind: int, rpo: int, strategy: RecoveryStrategy
) -> None:
    seen = seen_in(standing)
    assert seen.backup is not None
    backup = replace(seen.backup, latest=moment() - timedelta(seconds=backups_behind))
    own = replace(seen.backup, latest=moment() - timedelta(days=1))
    seen = replace(seen, backup=backup, own_backup=own, lags={"storefront-prod-us-east-1-database-b": lag})
    promise = standing.manifest.guidelines | {"multi-zone-outage": Guideline(rto_seconds=8 * 3600, rpo_seconds=rpo)}
    promised = replace(standing, manifest=standing.manifest.model_copy(update={"guidelines": promise}))
    made = plan(promised, Scenario.MULTI_ZONE_OUTAGE, seen, PAIR)
    assert made.strategy == strategy.name
    assert made.loss_seconds == (lag if strategy is PROMOTE else backups_behind)


def test_the_lag_is_the_age_of_the_newest_data(standing: World) -> None:
    lag.seconds = 240.0
    seen = seen_in(standing)
    # Measured in the minute that ended with the world's beginning, of which only the beginning is known.
    assert seen.lags == {"storefront-prod-us-east-1-database-b": 300.0}
    lag.seconds = None
    assert seen_in(standing).lags == {}


def test_where_one_zone_of_the_pair_is_left_the_standby_takes_over(standing: World) -> None:
    lost = frozenset({"us-east-1a", "us-east-1c"})
    assert plan(standing, Scenario.MULTI_ZONE_OUTAGE, seen_in(standing), lost).strategy == MULTI_AZ.name


def test_a_replica_in_the_other_region_is_promoted_where_it_stands(standing: World) -> None:
    replica_across()
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    assert made.strategy == PROMOTE_ACROSS.name
    assert made.predicted_seconds == PROMOTE_ACROSS.rto()


AT = moment() - timedelta(hours=2)


def chosen(standing: World, at: datetime | None, scenario: Scenario = Scenario.DATA_CORRUPTION) -> Plan:
    seen = seen_in(standing)
    return make_plan(
        Situation(
            manifest=standing.manifest, scenario=scenario, seen=seen, lost_zones=frozenset(), run="a-run", at=at
        )
    )


def test_damaged_data_are_restored_beside_and_judged_before_clients_are_led_to_them(standing: World) -> None:
    made = chosen(standing, AT)
    assert made.strategy == RESTORE_BESIDE.name
    assert kinds(made) == [
        "restore-backup", "apply-settings", "verify-data", "confirm-data", "fence-writer", "end-connections",
        "admit-clients", "swap-clients", "add-standby", "create-replica", "replicate-backups",
    ]  # fmt: skip
    assert made.predicted_seconds == RESTORE_BESIDE.rto()
    assert made.steps[0].params["request"]["RestoreTime"] == "2026-11-27T01:00:00+00:00"
    assert made.steps[0].params["instance"] == "storefront-prod-us-east-1-database-c"


def test_a_moment_before_the_backups_is_looked_for_in_the_vault(standing: World) -> None:
    with pytest.raises(RequestError) as refusal:
        chosen(standing, moment() - timedelta(days=40))
    assert "can restore 2026-10-28T03:00:00Z to 2026-11-27T03:00:00Z, not 2026-10-18T03:00:00Z" in str(
        refusal.value
    )
    assert "the vault vault in us-east-1 has no backup until 2026-10-18T03:00:00Z" in str(refusal.value)


@pytest.mark.parametrize(
    ("at", "scenario", "words"),
    [
        (
            None,
            Scenario.DATA_CORRUPTION,
            r"expected the last one .* from 2026-10-28T03:00:00Z to 2026-11-27T03:00:00Z",
        ),
        (moment() + timedelta(minutes=1), Scenario.DATA_CORRUPTION, "is in the future"),
        (AT, Scenario.REGION_OUTAGE, "--at is for data-corruption and account-compromise"),
    ],
)
def test_a_moment_that_cannot_be_meant(
    standing: World, at: datetime | None, scenario: Scenario, words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        chosen(standing, at, scenario)


def test_after_a_compromise_the_newest_copy_until_the_moment_is_restored(standing: World) -> None:
    made = chosen(standing, None, Scenario.ACCOUNT_COMPROMISE)
    assert (made.strategy, made.loss_seconds, made.predicted_seconds) == (
        RESTORE_COPY.name,
        3600,
        RESTORE_COPY.rto(),
    )
    assert made.steps[0].params["point"].startswith("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:")
    with pytest.raises(RequestError, match="has no backup until 2026-11-27T01:00:00Z"):
        chosen(standing, AT, Scenario.ACCOUNT_COMPROMISE)


def test_a_single_instance_is_restored_into_the_zone_of_the_settings() -> None:
    with world(multi_az=False) as standing:
        made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    (restore,) = [step for step in made.steps if step.kind == "restore-replicated-backup"]
    assert restore.params["request"]["AvailabilityZone"] == "us-west-2a"


def test_a_restored_database_is_what_the_settings_ask_for(standing: World) -> None:
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    (restore,) = [step for step in made.steps if step.kind == "restore-replicated-backup"]
    site, request = standing.manifest.standby, restore.params["request"]
    assert "AvailabilityZone" not in request
    assert request["EngineLifecycleSupport"] == "open-source-rds-extended-support-disabled"
    assert request["DBSubnetGroupName"] == site.subnet_groups.primary
    assert request["DBParameterGroupName"] == site.parameter_group
    assert request["VpcSecurityGroupIds"] == [site.copy_group]
    assert request["DeletionProtection"] is True
    assert {tag["Key"] for tag in request["Tags"]} == {"project", "environment", "storefront:recovery"}


def test_what_is_kept_of_the_old_database_is_counted_right(standing: World) -> None:
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    old = f"storefront-prod-{SERVING}-database"
    assert (
        f"{old}-a and {old}-b in {SERVING} are kept as evidence: delete them when nothing in them is missed"
    ) in made.manual_tasks
    database = standing.manifest.database
    alone = database.instances.model_copy(update={"replica": None})
    single = standing.manifest.model_copy(update={"database": database.model_copy(update={"instances": alone})})
    # One instance, in the words for one.
    made = plan(
        replace(standing, manifest=single), Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None)
    )
    assert (
        f"{old}-a in {SERVING} is kept as evidence: delete it when nothing in it is missed"
    ) in made.manual_tasks


def test_a_standby_is_added_to_what_was_restored(standing: World) -> None:
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    (standby,) = [step for step in made.steps if step.kind == "add-standby"]
    assert standby.params["wanted"] == {"MultiAZ": True}


@pytest.mark.parametrize(("status", "stopped"), [("stopped", True), ("stopping", True), ("available", False)])
def test_what_is_stopped_is_not_lost(status: str, *, stopped: bool, standing: World) -> None:
    seen = seen_in(standing)
    assert seen.serving
    assert replace(seen.serving[0], status=status).stopped is stopped


def test_the_same_situation_gives_the_same_plan(standing: World) -> None:
    seen = seen_in(standing)
    assert plan(standing, Scenario.REGION_OUTAGE, seen) == plan(standing, Scenario.REGION_OUTAGE, seen)


@pytest.mark.parametrize(
    ("scenario", "lost", "words"),
    [
        (Scenario.ZONE_OUTAGE, {"us-west-2a"}, "got --lost-zone us-west-2a, expected zones of us-east-1"),
        (
            Scenario.ZONE_OUTAGE,
            {"us-east-1a", "use1-az1"},
            "got --lost-zone use1-az1, .* by letter: --lost-zone us-east-1a",
        ),
        (Scenario.MULTI_ZONE_OUTAGE, set[str](), "got no lost zone, expected every one that is lost in us-east-1"),
        (Scenario.REGION_OUTAGE, {"us-east-1a"}, "--lost-zone is for zone-outage and multi-zone-outage"),
    ],
)
def test_a_zone_that_cannot_be_meant_is_refused_and_not_left_out(
    standing: World, scenario: Scenario, lost: set[str], words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        plan(standing, scenario, seen_in(standing), frozenset(lost))
