"""Proves that instance refreshes behave as AWS documents them, as far as a release relies on them.

What a release makes of them is shown in tests/operations/release.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from operations.aws import RefusedError
from tests.operations.recovery.world import SERVING, SHARED
from tests.operations.release.fleets import (
    ALARM,
    FLEET,
    NEW,
    OLD,
    RESERVE,
    SERVERS,
    Stack,
    fire,
    group_of,
    refresh,
    runs,
    stack,
)

ENDED = {"Successful", "Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed"}


@pytest.fixture
def standing() -> Generator[Stack]:
    with stack() as made:
        yield made


def call(operation: str, **params: Any) -> dict[str, Any]:
    return SHARED.call(SERVING, "autoscaling", operation, AutoScalingGroupName=FLEET, **params)


def desired(standing: Stack, version: str = NEW) -> dict[str, Any]:
    template = standing.sections[f"fleet-{SERVING}"]["launch_template"]
    return {"LaunchTemplate": {"LaunchTemplateId": template, "Version": version}}


def followed() -> list[str]:
    """Every status that a refresh has until it ends."""
    seen = [refresh(SERVING)[0]["Status"]]
    while seen[-1] not in ENDED:
        seen.append(refresh(SERVING)[0]["Status"])
    return list(dict.fromkeys(seen))


def test_a_batch_is_what_the_maintenance_policy_lets_stand_beside_the_others(standing: Stack) -> None:
    call(
        "StartInstanceRefresh",
        DesiredConfiguration=desired(standing),
        Preferences={"MaxHealthyPercentage": 150, "MinHealthyPercentage": 100},
    )
    left = [refresh(SERVING)[0]["InstancesToUpdate"] for _ in range(4)]
    assert left == [SERVERS, SERVERS - 6, 0, 0]
    assert len(group_of(SERVING).instance_states) == SERVERS


def test_the_group_has_the_new_configuration_once_it_has_succeeded_and_not_before(standing: Stack) -> None:
    call("StartInstanceRefresh", DesiredConfiguration=desired(standing), Preferences={"BakeTime": 60})
    assert refresh(SERVING)[0]["Status"] == "InProgress"
    assert runs(SERVING) == (OLD, {OLD})
    assert followed() == ["InProgress", "Baking", "Successful"]
    assert runs(SERVING) == (NEW, {NEW})


def test_an_alarm_while_it_bakes_takes_it_back(standing: Stack) -> None:
    preferences = {"BakeTime": 60, "AutoRollback": True, "AlarmSpecification": {"Alarms": [ALARM]}}
    call("StartInstanceRefresh", DesiredConfiguration=desired(standing), Preferences=preferences)
    while refresh(SERVING)[0]["Status"] != "Baking":
        assert runs(SERVING)[0] == OLD
    fire(SERVING, firing=True)
    assert followed() == ["RollbackInProgress", "RollbackSuccessful"]
    assert runs(SERVING) == (OLD, {OLD})


def test_servers_that_cannot_be_launched_take_it_back(standing: Stack) -> None:
    """Nothing is ended for a server that does not come."""
    group_of(SERVING).vpc_zone_identifier = "subnet-gone"
    call("StartInstanceRefresh", DesiredConfiguration=desired(standing), Preferences={"AutoRollback": True})
    assert followed() == ["InProgress", "RollbackInProgress", "RollbackSuccessful"]
    assert runs(SERVING) == (OLD, {OLD})
    assert len(group_of(SERVING).instance_states) == SERVERS


def test_a_way_back_on_which_nothing_starts_fails(standing: Stack) -> None:
    call("StartInstanceRefresh", DesiredConfiguration=desired(standing), Preferences={"AutoRollback": True})
    while runs(SERVING)[1] == {OLD}:
        assert refresh(SERVING)
    group_of(SERVING).vpc_zone_identifier = "subnet-gone"
    assert followed()[-1] == "RollbackFailed"
    assert runs(SERVING) == (OLD, {OLD, NEW})


def test_without_auto_rollback_it_fails_where_it_is(standing: Stack) -> None:
    standing.unhealthy = True
    call("StartInstanceRefresh", DesiredConfiguration=desired(standing))
    while refresh(SERVING)[0]["Status"] not in ENDED:
        standing.check()
    assert refresh(SERVING)[0]["Status"] == "Failed"
    assert runs(SERVING)[0] == OLD


def test_a_cancelled_one_leaves_what_it_has_done(standing: Stack) -> None:
    call("StartInstanceRefresh", DesiredConfiguration=desired(standing))
    while runs(SERVING)[1] == {OLD}:
        assert refresh(SERVING)
    call("CancelInstanceRefresh")
    assert followed()[-1] == "Cancelled"
    assert runs(SERVING) == (OLD, {OLD, NEW})


def test_one_runs_at_a_time_and_what_does_not_run_is_neither_cancelled_nor_taken_back(standing: Stack) -> None:
    for operation in ("CancelInstanceRefresh", "RollbackInstanceRefresh"):
        with pytest.raises(RefusedError, match="ActiveInstanceRefreshNotFound"):
            call(operation)
    call("StartInstanceRefresh", DesiredConfiguration=desired(standing))
    with pytest.raises(RefusedError, match="InstanceRefreshInProgress"):
        call("StartInstanceRefresh", DesiredConfiguration=desired(standing))


@pytest.mark.parametrize("version", ["$Latest", "$Default"])
def test_nothing_is_taken_back_to_a_version_that_moves(standing: Stack, version: str) -> None:
    SHARED.call(
        SERVING, "autoscaling", "UpdateAutoScalingGroup", AutoScalingGroupName=RESERVE, **desired(standing, version)
    )
    given = {"AutoScalingGroupName": RESERVE, "DesiredConfiguration": desired(standing)}
    with pytest.raises(
        RefusedError, match=rf"AutoRollback cannot be enabled: the group uses the version \{version}"
    ):
        SHARED.call(SERVING, "autoscaling", "StartInstanceRefresh", **given, Preferences={"AutoRollback": True})
    SHARED.call(SERVING, "autoscaling", "StartInstanceRefresh", **given)
    with pytest.raises(RefusedError, match="IrreversibleInstanceRefresh"):
        SHARED.call(SERVING, "autoscaling", "RollbackInstanceRefresh", AutoScalingGroupName=RESERVE)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Preferences": {"AutoRollback": True}}, "there is no desired configuration"),
        (
            {"Preferences": {"AlarmSpecification": {"Alarms": [f"alarm-{n}" for n in range(11)]}}},
            "at most 10 alarms",
        ),
    ],
)
def test_what_aws_refuses_is_refused(standing: Stack, given: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        call("StartInstanceRefresh", **given)
    with pytest.raises(RefusedError, match="InvalidLaunchTemplate"):
        call("StartInstanceRefresh", DesiredConfiguration=desired(standing, "99"))


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(("skipping", "staying"), [(True, SERVERS), (False, 0)])
def test_servers_that_match_stay_if_they_are_skipped(skipping: bool, staying: int) -> None:  # noqa: FBT001 - a row
    before = {one.instance.id for one in group_of(SERVING).instance_states}
    call("StartInstanceRefresh", Preferences={"SkipMatching": skipping})
    assert followed()[-1] == "Successful"
    assert len({one.instance.id for one in group_of(SERVING).instance_states} & before) == staying
    assert len(group_of(SERVING).instance_states) == SERVERS


@pytest.mark.usefixtures("standing")
def test_an_update_that_names_no_template_leaves_it() -> None:
    call("UpdateAutoScalingGroup", MinSize=1, DesiredCapacity=SERVERS + 2)
    assert runs(SERVING) == (OLD, {OLD})
    assert group_of(SERVING).mixed_instances_policy is not None
