"""Proves, each with its outcome, what becomes of a recovery when something beside it goes wrong.

Two operators, a stale lock, clocks that are off, an old manifest, a region that comes back in the middle, a replica that
lags, a restore that fails half-way. Calls that fail are in `test_kill_anywhere`, the lock by itself in `test_lock`.
"""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import pytest

from operations.recovery.engine import StepFailedError
from operations.recovery.errors import RequestError
from operations.recovery.journal import RunState
from operations.recovery.lock import LEASE_SECONDS, RECOVERY, LockedError, LostLockError
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies import PROMOTE, RESTORE_REPLICATED
from rehearsal.drills.small_stack import SERVING, STANDBY
from tests.operations.recovery.endings import check_ending
from tests.operations.recovery.world import (
    Killed,
    Moment,
    World,
    call,
    darkness,
    instances,
    lag,
    serving_regions,
    world,
    writers,
)

What = tuple[str, str, str]
NEW = f"storefront-prod-{STANDBY}-database-a"
PAIR = frozenset({"us-east-1a", "us-east-1b"})


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


def test_two_operators_the_second_is_told_who_is_at_work(standing: World) -> None:
    """The second one watches for the first one's beat; that goes on, also in the middle of a long wait."""
    planned = standing.recovery()[0].plan(Scenario.REGION_OUTAGE, frozenset())
    met: list[str] = []

    def meanwhile(_number: int, at: Moment, what: What) -> None:
        if what[2] == "GetItem" and at is Moment.BEFORE:
            beat = {":one": {"N": "1"}}
            call(
                STANDBY, "dynamodb", "UpdateItem", TableName="journal", Key=RECOVERY.key,
                UpdateExpression="ADD beat :one", ExpressionAttributeValues=beat,
            )  # fmt: skip

    def strike(_number: int, at: Moment, what: What) -> None:
        if what[2] == "RestoreDBInstanceToPointInTime" and at is Moment.AFTER and not met:
            with pytest.raises(LockedError, match="a recovery is being run by") as refusal:
                standing.recovery(meanwhile)[0].run(planned)
            met.append(str(refusal.value))

    first, _ = standing.recovery(strike)
    first.run(first.plan(Scenario.REGION_OUTAGE, frozenset()))
    assert "expected nobody" in met[0]
    check_ending(standing)


def test_an_operator_who_was_silent_is_overtaken_and_does_nothing_more(standing: World) -> None:
    """It sleeps longer than a lease in the middle of a call; another resumes; it finds out at its next move."""
    resumed: list[RunState] = []

    def strike(_number: int, at: Moment, what: What) -> None:
        if what[2] == "RestoreDBInstanceToPointInTime" and at is Moment.AFTER and not resumed:
            resumed.append(standing.recovery()[0].resume().state)

    first, aws = standing.recovery(strike)
    with pytest.raises(LostLockError, match="another took over"):
        first.run(first.plan(Scenario.REGION_OUTAGE, frozenset()))
    last = next(index for index, what in enumerate(aws.calls) if what[2] == "RestoreDBInstanceToPointInTime")
    assert {what[2] for what in aws.calls[last + 1 :]} <= {
        "DescribeDBInstances", "TransactWriteItems", "UpdateItem", "ListRestoreJobs",
    }  # fmt: skip
    assert resumed == [RunState.DONE]
    check_ending(standing, killed=True)


def test_a_stale_lock_is_waited_out_for_a_lease(standing: World) -> None:
    def strike(_number: int, at: Moment, what: What) -> None:
        if what[2] == "UpdateAutoScalingGroup" and at is Moment.AFTER:
            raise Killed

    recovery, _ = standing.recovery(strike)
    with pytest.raises(Killed):
        recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
    before = standing.clock.passed
    assert standing.recovery()[0].resume().state is RunState.DONE
    assert LEASE_SECONDS <= standing.clock.passed - before < 3 * LEASE_SECONDS
    check_ending(standing, killed=True)


@pytest.mark.parametrize("skew", [timedelta(days=-2), timedelta(days=2)])
def test_a_clock_that_is_off_changes_what_is_shown_and_nothing_else(standing: World, skew: timedelta) -> None:
    standing.clock.skew = skew
    recovery, _ = standing.recovery()
    assert recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset())).state is RunState.DONE
    assert not any(line.startswith("[-") for line in standing.said)
    check_ending(standing)


def test_an_operator_with_another_clock_goes_on_where_the_first_was_cut_off(standing: World) -> None:
    def strike(_number: int, at: Moment, what: What) -> None:
        if what[2] == "RestoreDBInstanceToPointInTime" and at is Moment.AFTER:
            raise Killed

    recovery, _ = standing.recovery(strike)
    with pytest.raises(Killed):
        recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
    standing.clock.skew = timedelta(days=-30)
    assert standing.recovery()[0].resume().state is RunState.DONE
    check_ending(standing, killed=True)


def test_an_old_manifest_is_refused_by_the_journal_alone() -> None:
    """Also where whoever recovers cannot read the secret, or there is none."""
    with world(secret=False) as standing:
        recovery, _ = standing.recovery()
        run = recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
        with pytest.raises(RequestError, match=f"the manifest is older than the recovery {run.id}"):
            standing.recovery()[0].plan(Scenario.ZONE_OUTAGE, frozenset())


def test_a_region_that_comes_back_in_the_middle_is_closed_before_clients_move(standing: World) -> None:
    with darkness(SERVING) as dark:
        recovery, aws = standing.recovery(dark=dark)
        planned = recovery.plan(Scenario.REGION_OUTAGE, frozenset())
        back: list[str] = []

        def strike(_number: int, at: Moment, what: What) -> None:
            if what[2] == "RestoreDBInstanceToPointInTime" and at is Moment.AFTER:
                aws.dark = frozenset()
            if what[2] == "Invoke" and at is Moment.BEFORE and not back:
                back.extend(one.db_instance_identifier for one in writers())

        aws.fate = strike
        assert recovery.run(planned).state is RunState.DONE
    assert back == [NEW]
    assert recovery.journal.open_debts() == []
    assert [debt.step.kind for debt in recovery.journal.debts()] == [
        "fence-writer",
        "end-connections",
        "shift-traffic-away",
    ]
    assert serving_regions(standing) == {STANDBY}
    check_ending(standing)


def test_a_region_that_is_lost_in_the_middle_leaves_what_it_owes(standing: World) -> None:
    with darkness(SERVING) as dark:
        recovery, aws = standing.recovery()
        planned = recovery.plan(Scenario.REGION_OUTAGE, frozenset())

        def strike(_number: int, at: Moment, what: What) -> None:
            if what[2] == "ModifyDBInstance" and at is Moment.AFTER:
                aws.dark = dark

        aws.fate = strike
        assert recovery.run(planned).state is RunState.DONE
        # Done, but nobody could see it: the fence counts as owed.
        assert [debt.step.kind for debt in recovery.journal.open_debts()] == [
            "fence-writer",
            "end-connections",
            "shift-traffic-away",
            "replicate-backups",
        ]


def test_a_replica_that_lags_beyond_the_rpo_is_not_promoted(standing: World) -> None:
    promise = {
        "multi-zone-outage": standing.manifest.guidelines["multi-zone-outage"].model_copy(
            update={"rpo_seconds": 300}
        )
    }
    manifest = standing.manifest.model_copy(update={"guidelines": standing.manifest.guidelines | promise})
    tight = replace(standing, manifest=manifest)
    lag.seconds = 1.0
    lost = PAIR
    assert tight.recovery()[0].plan(Scenario.MULTI_ZONE_OUTAGE, lost).plan.strategy == PROMOTE.name
    lag.seconds = 3600.0
    planned = tight.recovery()[0].plan(Scenario.MULTI_ZONE_OUTAGE, lost)
    assert planned.plan.strategy != PROMOTE.name
    assert planned.plan.loss_seconds <= 300


def test_a_restore_that_fails_half_way_is_told_and_done_again(standing: World) -> None:
    def strike(_number: int, at: Moment, what: What) -> None:
        if what[2] == "RestoreDBInstanceToPointInTime" and at is Moment.AFTER:
            instances(STANDBY)[NEW].status = "incompatible-restore"

    recovery, _ = standing.recovery(strike)
    planned = recovery.plan(Scenario.REGION_OUTAGE, frozenset())
    assert planned.plan.strategy == RESTORE_REPLICATED.name
    with pytest.raises(StepFailedError, match=r"(?s)is incompatible-restore.*failing-steps\.md#the-restore-fails"):
        recovery.run(planned)
    assert writers() == []
    broken = instances(STANDBY)[NEW]
    broken.status, broken.deletion_protection = "available", False
    call(STANDBY, "rds", "DeleteDBInstance", DBInstanceIdentifier=NEW, SkipFinalSnapshot=True)
    assert standing.recovery()[0].resume().state is RunState.DONE
    check_ending(standing)
