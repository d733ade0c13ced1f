"""Proves how clients are pointed: by the region's function, else by whoever may write the secret, and never quietly not.

What the function itself does, is shown on a real PostgreSQL in its own tests.
"""

from collections.abc import Generator

import pytest

from operations.aws import PassingError, RefusedError
from operations.recovery.engine import BreakGlassError, StepFailedError
from operations.recovery.journal import RunState
from operations.recovery.scenarios import Scenario
from operations.recovery.texts import plan_text
from rehearsal.drills.small_stack import PASSWORD, SERVING, STANDBY
from tests.operations.recovery.world import (
    Doomed,
    Moment,
    World,
    darkness,
    function_error,
    instances,
    secret_document,
    world,
)

PAIR = frozenset({"us-east-1a", "us-east-1b"})
NEW = f"storefront-prod-{SERVING}-database-b"
What = tuple[str, str, str]


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


def denied(_number: int, at: Moment, what: What) -> None:
    """The operator role may neither read nor write a secret."""
    if what[2] in {"GetSecretValue", "PutSecretValue", "StopReplicationToReplica"} and at is Moment.BEFORE:
        raise RefusedError(*what, "AccessDeniedException", "not authorized")


def used(aws: Doomed) -> set[str]:
    return {operation for _, service, operation in aws.calls if service in {"lambda", "secretsmanager"}}


def test_an_operator_who_may_see_no_secret_recovers_in_the_region(standing: World) -> None:
    recovery, aws = standing.recovery(denied)
    run = recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, PAIR))
    assert run.serving_again
    assert secret_document(SERVING)["host"] == instances(SERVING)[NEW].address
    # The one look is the plan's own, which does without.
    assert used(aws) == {"GetSecretValue", "Invoke"}


def test_where_the_function_cannot_the_break_glass_role_writes(standing: World) -> None:
    function_error["FunctionError"] = "Unhandled"
    recovery, aws = standing.recovery()
    assert recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, PAIR)).serving_again
    assert secret_document(SERVING)["host"] == instances(SERVING)[NEW].address
    assert "PutSecretValue" in used(aws)


def test_a_function_that_was_long_idle_is_waited_for(standing: World) -> None:
    """Lambda refuses its first calls while it makes the interfaces anew, for a minute and more."""
    before = standing.clock.passed

    def idle(number: int, at: Moment, what: What) -> None:
        denied(number, at, what)
        if what[2] == "Invoke" and at is Moment.BEFORE and standing.clock.passed - before < 120:
            raise PassingError(*what, "ResourceNotReadyException", "The function is inactive")

    with darkness(SERVING) as dark:
        recovery, aws = standing.recovery(idle, dark=dark)
        assert recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset())).serving_again
    assert used(aws) == {"Invoke"}
    assert standing.clock.passed - before > 120


def test_where_the_function_cannot_be_asked_the_break_glass_role_writes(standing: World) -> None:
    def refused(_number: int, at: Moment, what: What) -> None:
        if what[2] == "Invoke" and at is Moment.BEFORE:
            raise RefusedError(*what, "ResourceNotFoundException", "Function not found")

    recovery, _ = standing.recovery(refused)
    assert recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, PAIR)).serving_again
    assert secret_document(SERVING)["host"] == instances(SERVING)[NEW].address


def test_where_nobody_can_service_is_not_claimed_and_both_reasons_are_told(standing: World) -> None:
    function_error["FunctionError"] = "Unhandled"

    def unwritable(number: int, at: Moment, what: What) -> None:
        if what[2] != "GetSecretValue":
            denied(number, at, what)

    recovery, _ = standing.recovery(unwritable)
    with pytest.raises(StepFailedError) as failure:
        recovery.run(recovery.plan(Scenario.ZONE_OUTAGE, PAIR))
    assert "database-access: it cannot log in there; and by hand: " in str(failure.value)
    assert "AccessDeniedException" in str(failure.value)
    assert "failing-steps.md#clients-still-go-to-the-old-writer" in str(failure.value)
    assert PASSWORD not in str(failure.value)
    assert not any("the store serves again" in line for line in standing.said)
    assert standing.runs()[0].serving_again == ""


def test_an_operator_who_may_see_no_secret_recovers_in_the_other_region(standing: World) -> None:
    with darkness(SERVING) as dark:
        recovery, aws = standing.recovery(denied, dark=dark)
        planned = recovery.plan(Scenario.REGION_OUTAGE, frozenset())
        assert "break-glass" not in plan_text(planned.plan)
        run = recovery.run(planned)
    assert run.serving_again
    new = instances(STANDBY)[standing.manifest.standby.database_names[0]]
    assert secret_document(STANDBY)["host"] == new.address
    assert used(aws) == {"Invoke"}


def test_where_nothing_can_run_in_the_other_region_the_break_glass_role_is_asked_for() -> None:
    with world(load_balancer=False) as standing, darkness(SERVING) as dark:
        recovery, aws = standing.recovery(denied, dark=dark)
        planned = recovery.plan(Scenario.REGION_OUTAGE, frozenset())
        (pointing,) = [step for step in planned.plan.steps if step.break_glass]
        said = " ".join(plan_text(planned.plan).split())
        assert f"{pointing.title} ({STANDBY}, about 1m, as the break-glass role)" in said
        then = "clients-still-go-to-the-old-writer, then, as the break-glass role: storefront failover resume"
        with pytest.raises(BreakGlassError, match=then):
            recovery.run(planned)
        assert "Invoke" not in used(aws)
        assert standing.recovery(dark=dark)[0].resume().state is RunState.DONE
