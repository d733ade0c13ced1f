"""A release ends as it is told: what works is put into service, what fails is taken back, wherever its process ends.

The order of AWS's own steps is the emulator's, by AWS's documents; that the program declares nothing that would undo
a release is `tests/components/fleet/test_fleet.py`'s, and what each alarm tells of visitors the alarms' own tests'.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Generator
from contextlib import contextmanager, suppress

import pytest

from operations.aws import RefusedError, UnknownOutcomeError
from operations.errors import BadInputError
from operations.recovery.scenarios import Scenario
from operations.release import following
from operations.release.checks import Checks
from operations.release.errors import ReleaseError, TakenBackError
from operations.release.group import ReleasedGroup
from operations.release.manifest import ReleaseSections, targets
from operations.release.release import Wish
from rehearsal.emulator.extensions.instance_refresh import refreshes_backends
from rehearsal.emulator.extensions.launched import Source
from rehearsal.mocks.manifest import chosen
from tests.operations.recovery.world import ACCOUNT, SERVING, SHARED, STANDBY, Killed, Moment, world
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
    settled,
    stack,
    types_of,
)
from tests.support.command_line import parse

ON_NEW, ON_OLD = (NEW, {NEW}), (OLD, {OLD})
START = (SERVING, "autoscaling", "StartInstanceRefresh")


def changes(calls: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [
        (region, what) for region, _, what in calls if what.startswith(("Start", "Rollback", "Cancel", "Update"))
    ]


@contextmanager
def told(pattern: str) -> Generator[None]:
    """What is refused says it so, and every command that it names can be typed."""
    with pytest.raises(ReleaseError, match=pattern) as found:
        yield
    commands = re.findall(r"storefront \w+(?: \w+)? prod(?: --[a-z-]+(?: [\w-]+)?)*", str(found.value))
    assert commands
    for command in commands:
        parse(shlex.split(command))


def test_a_good_release_ends_on_the_new_version_at_every_site() -> None:
    with stack() as standing:
        releases, aws = standing.releases()
        assert f"1. {SERVING} (serving), {FLEET}: version 1 -> 2 ({SERVERS} servers)" in releases.plan()
        assert runs(SERVING) == ON_OLD
        standing.run()
        assert runs(SERVING) == ON_NEW
        # A pilot light has no servers yet: those that a recovery starts are the new ones.
        assert runs(STANDBY) == (NEW, set())
        assert runs(SERVING, RESERVE)[0] == runs(STANDBY, RESERVE)[0] == NEW
        assert "nothing to do" in releases.plan()
        assert changes(aws.calls) == []


def test_the_serving_site_comes_first_and_a_second_run_does_nothing() -> None:
    with stack() as standing:
        standing.run()
        released = [line for line in standing.said if line.endswith("released")]
        assert [line.split(":")[0] for line in released] == [
            f"{SERVING} (serving), {FLEET}", f"{SERVING} (serving), {RESERVE}",
            f"{STANDBY} (pilot-light), {FLEET}", f"{STANDBY} (pilot-light), {RESERVE}",
        ]  # fmt: skip
        releases, aws = standing.releases()
        releases.run(Wish())
        assert changes(aws.calls) == []


@pytest.mark.parametrize("how", ["fires", "unhealthy"])
def test_a_bad_release_ends_on_the_old_version(how: str) -> None:
    with stack(standby=2) as standing:
        setattr(standing, how, True)
        with told(r"AWS has taken the release back: .*storefront release run prod"):
            standing.run()
        assert runs(SERVING) == ON_OLD
        assert settled(SERVING)
        # What did not prove itself does not come to the standby, nor to the reserve.
        assert runs(STANDBY) == ON_OLD
        assert runs(SERVING, RESERVE)[0] == OLD


@pytest.mark.parametrize("how", ["fires", "unhealthy"])
def test_by_the_providers_order_it_would_end_on_the_bad_version(how: str) -> None:
    """`resourceGroupUpdate` saves the template's new version on the group, then starts the refresh: AWS rolls back to it."""
    with stack() as standing:
        setattr(standing, how, True)
        group = _released(standing)
        desired = group.target.declared.desired()
        SHARED.call(SERVING, "autoscaling", "UpdateAutoScalingGroup", AutoScalingGroupName=FLEET, **desired)
        group.start(group.target.declared, alarms=True)
        while refresh(SERVING)[0]["Status"] not in {"RollbackSuccessful", "Successful", "RollbackFailed"}:
            standing.check()
        assert refresh(SERVING)[0]["Status"] == "RollbackSuccessful"
        assert runs(SERVING)[0] == NEW
        assert runs(SERVING)[1] != {OLD}


def _released(standing: Stack) -> ReleasedGroup:
    return ReleasedGroup(SHARED, targets(chosen(standing.sections, "prod", ReleaseSections))[0])


def test_a_version_that_was_taken_back_is_not_released_again_by_itself() -> None:
    with stack() as standing:
        standing.fires = True
        with pytest.raises(TakenBackError):
            standing.run()
        standing.fires = False
        fire(SERVING, firing=False)
        with told(r"released before and is not in service now.*RollbackSuccessful.*--again"):
            standing.run()
        assert runs(SERVING) == ON_OLD
        standing.run(again=True)
        assert runs(SERVING) == ON_NEW


def test_an_alarm_that_fires_already_keeps_it_from_beginning_unless_it_is_to() -> None:
    with stack() as standing:
        fire(SERVING, firing=True)
        with told(rf"{ALARM} fires.*--despite-alarms"):
            standing.run()
        assert refresh(SERVING) == []
        standing.run(despite_alarms=True)
        assert runs(SERVING) == ON_NEW


def test_an_alarm_that_is_not_there_would_never_take_it_back() -> None:
    with stack() as standing:
        standing.sections[f"fleet-{SERVING}"]["release"]["alarms"].append("forgotten")
        with told("forgotten does not exist"):
            standing.run()


def test_types_and_prices_are_released_with_the_version() -> None:
    """The group's whole policy is the release's: the program's own updates leave it alone."""
    with stack() as standing:
        standing.sections[f"fleet-{SERVING}"]["release"] |= {
            "version": OLD,
            "instance_types": ["m8g.large", "m6g.large"],
        }
        releases, _ = standing.releases(only=SERVING)
        assert "types m8g.large, m7g.large -> m8g.large, m6g.large" in releases.plan()
        releases.run(Wish())
        assert types_of(SERVING) == {"m8g.large", "m6g.large"}
        assert runs(SERVING) == ON_OLD


def test_a_scale_out_in_the_middle_ends_on_the_new_version() -> None:
    with stack() as standing:

        def grow(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
            if moment is Moment.AFTER and what == START:
                SHARED.call(
                    SERVING, "autoscaling", "UpdateAutoScalingGroup", AutoScalingGroupName=FLEET,
                    MinSize=SERVERS + 4, DesiredCapacity=SERVERS + 4,
                )  # fmt: skip

        standing.run(grow)
        assert len(group_of(SERVING).instance_states) == SERVERS + 4
        assert runs(SERVING) == ON_NEW


def test_what_a_release_has_of_the_group_nobody_changes_meanwhile() -> None:
    """So that a deployment's update fails loudly, where it would change the configuration that AWS goes back to."""
    with stack() as standing:
        group = _released(standing)
        group.start(group.target.declared, alarms=True)
        with pytest.raises(RefusedError, match="An active instance refresh with a desired configuration exists"):
            SHARED.call(
                SERVING, "autoscaling", "UpdateAutoScalingGroup", AutoScalingGroupName=FLEET,
                **group.target.declared.desired(),
            )  # fmt: skip


def test_another_release_that_is_under_way_is_not_disturbed() -> None:
    with stack() as standing:
        group = _released(standing)
        other = group.target.declared.at_version(OLD)
        SHARED.call(
            SERVING, "autoscaling", "StartInstanceRefresh", AutoScalingGroupName=FLEET,
            DesiredConfiguration=other.desired(), Preferences={"AutoRollback": True},
        )  # fmt: skip
        with told(r"another is under way: .*storefront release back prod --only us-east-1"):
            standing.run()


def test_two_runs_at_once_follow_one_refresh() -> None:
    with stack() as standing:
        _released(standing).start(_released(standing).target.declared, alarms=True)
        standing.releases(only=SERVING)[0].run(Wish())
        assert runs(SERVING) == ON_NEW
        assert len(refresh(SERVING)) == 1


def test_whoever_starts_a_second_one_at_the_same_moment_follows_the_first() -> None:
    with stack() as standing:

        def begin(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
            if moment is Moment.BEFORE and what == START and not refresh(SERVING):
                _released(standing).start(_released(standing).target.declared, alarms=True)

        standing.run(begin)
        assert runs(SERVING) == ON_NEW
        assert len(refresh(SERVING)) == 1


def test_a_release_that_is_taken_back_by_somebody_else_ends_as_taken_back() -> None:
    with stack() as standing:

        def meddle(number: int, moment: Moment, what: tuple[str, str, str]) -> None:
            begun = moment is Moment.AFTER and what[2] == "DescribeInstanceRefreshes" and refresh(SERVING)
            if begun and group_of(SERVING).instance_states and NEW in runs(SERVING)[1] and not meddled:
                meddled.append(number)
                SHARED.call(SERVING, "autoscaling", "RollbackInstanceRefresh", AutoScalingGroupName=FLEET)

        meddled: list[int] = []
        with told("A rollback was started manually"):
            standing.run(meddle)
        assert meddled
        assert runs(SERVING) == ON_OLD


def test_one_that_is_cancelled_is_brought_to_one_version() -> None:
    with stack() as standing:
        cancelled: list[int] = []

        def cancel(number: int, moment: Moment, _what: tuple[str, str, str]) -> None:
            if moment is Moment.AFTER and NEW in runs(SERVING)[1] and not cancelled:
                cancelled.append(number)
                SHARED.call(SERVING, "autoscaling", "CancelInstanceRefresh", AutoScalingGroupName=FLEET)

        with told(r"Cancelled.*storefront release back prod --only us-east-1"):
            standing.run(cancel)
        assert runs(SERVING) == (OLD, {OLD, NEW})
        standing.back()
        assert runs(SERVING) == ON_OLD


def test_a_release_that_runs_is_taken_back() -> None:
    with stack() as standing:
        with pytest.raises(Killed):
            standing.run(_killed_once_new_servers_run)
        assert NEW in runs(SERVING)[1]
        assert "take back instance refresh" in standing.releases()[0].returning().plan()
        standing.back()
        assert runs(SERVING) == ON_OLD
        assert refresh(SERVING)[0]["Status"] == "RollbackSuccessful"


def _killed_once_new_servers_run(_number: int, moment: Moment, _what: tuple[str, str, str]) -> None:
    if moment is Moment.AFTER and NEW in runs(SERVING)[1]:
        raise Killed


def test_a_release_that_has_ended_is_taken_back_to_what_was_before_at_every_site() -> None:
    """Though the alarms fire: they tell of what is being left."""
    with stack(standby=2) as standing:
        standing.run()
        fire(SERVING, firing=True)
        standing.back()
        assert [runs(region) for region in (SERVING, STANDBY)] == [ON_OLD, ON_OLD]
        assert runs(SERVING, RESERVE)[0] == OLD
        standing.back()
        assert "nothing to take back" in standing.said[-1]
        # A pipeline that runs again does not bring it back.
        fire(SERVING, firing=False)
        with told("released before and is not in service now"):
            standing.run()


def test_a_standby_that_never_got_it_is_not_taken_further_back() -> None:
    with stack(standby=2) as standing:
        standing.releases(only=SERVING)[0].run(Wish())
        standing.back()
        assert [runs(region) for region in (SERVING, STANDBY)] == [ON_OLD, ON_OLD]
        assert refresh(STANDBY) == []


def test_a_way_back_that_was_cut_off_is_gone_on_with() -> None:
    with stack() as standing:
        standing.run()

        def strike(_number: int, moment: Moment, _what: tuple[str, str, str]) -> None:
            if moment is Moment.AFTER and OLD in runs(SERVING)[1]:
                raise Killed

        with pytest.raises(Killed):
            standing.releases(strike)[0].returning().run()
        assert runs(SERVING)[1] == {OLD, NEW}
        standing.back()
        assert runs(SERVING) == ON_OLD
        assert len(refresh(SERVING)) == 2


def test_a_group_that_was_made_with_the_version_needs_to_be_told_where_to_go() -> None:
    with stack() as standing:
        standing.sections[f"fleet-{SERVING}"]["release"]["version"] = OLD
        with told(r"made with it.*--only us-east-1 --version VERSION"):
            standing.back(only=SERVING)
        standing.back(version=NEW, only=SERVING)
        assert runs(SERVING) == ON_NEW


def test_no_release_begins_during_a_recovery() -> None:
    with world() as recovering:
        recovery = recovering.recovery(_killed_after_a_rule)[0]
        with pytest.raises(Killed):
            recovery.run(recovery.plan(Scenario.REGION_OUTAGE, frozenset()))
        sections = chosen(recovering.document, "prod", ReleaseSections)
        checks, group = (
            Checks(SHARED, sections, recovering.said.append),
            ReleasedGroup(SHARED, targets(sections)[0]),
        )
        with told(r"a recovery is under way.*storefront failover status prod"):
            checks.no_recovery(group)
        recovering.recovery()[0].resume()
        checks.no_recovery(group)


def _killed_after_a_rule(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
    if moment is Moment.AFTER and what[2] == "ModifyRule":
        raise Killed


def test_a_standby_region_out_of_reach_does_not_keep_the_serving_one_from_its_release() -> None:
    with stack() as standing:
        releases, _ = standing.releases(only=SERVING, dark=frozenset({STANDBY}))
        releases.run(Wish())
        assert runs(SERVING) == ON_NEW
        assert any("whether a recovery is under way is not known" in line for line in standing.said)


def test_one_that_does_not_end_is_told_with_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after three hours, which would be a thousand questions to the emulator."""
    monkeypatch.setattr(following, "WITHIN_SECONDS", 900.0)
    with stack() as standing:

        def stuck(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
            if moment is Moment.BEFORE and what[2] == "DescribeInstanceRefreshes":
                for one in refreshes_backends[ACCOUNT][SERVING].refreshes.get(FLEET, []):
                    one.status = "Pending"

        with told(r"expected its end within 0.25 hours.*storefront release back prod"):
            standing.run(stuck)
        assert 900 <= standing.clock.passed < 960


def test_a_region_without_a_fleet_is_told_with_those_that_have_one() -> None:
    with (
        stack() as standing,
        pytest.raises(BadInputError, match=r"no fleet in sa-east-1; expected one of: us-east-1"),
    ):
        standing.releases(only="sa-east-1")


def test_a_group_that_aws_changes_a_little_later_than_its_refresh_ends_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save, asked = Source.save, list[str]()

    def later(source: Source, _group: object) -> None:
        asked.append(source.version)

    with stack() as standing:
        monkeypatch.setattr(Source, "save", later)

        def catch_up(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
            if moment is Moment.AFTER and what[2] == "DescribeAutoScalingGroups" and len(asked) == 1:
                save(_source(standing), group_of(SERVING))
                asked.append("saved")

        with suppress(ReleaseError):
            standing.run(catch_up)
        assert asked[:2] == [NEW, "saved"]
        assert f"{SERVING} (serving), {FLEET}: version 2; servers: 12 by version 2: released" in standing.said


def _source(standing: Stack) -> Source:
    return Source.of(_released(standing).target.declared.desired(), group_of(SERVING).ec2_backend)


def test_a_group_that_is_not_there_is_told() -> None:
    with stack() as standing:
        standing.sections[f"fleet-{SERVING}"]["group"] = "another"
        with pytest.raises(
            ReleaseError, match="the Auto Scaling group another does not exist in us-east-1; deploy"
        ):
            standing.run()


def test_whoever_may_not_start_one_is_told_who_may() -> None:
    with stack() as standing, pytest.raises(ReleaseError, match=r"run this as the role that deploys"):
        standing.run(_denied_the_start)


def _denied_the_start(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
    if moment is Moment.BEFORE and what == START:
        raise RefusedError(*what, "AccessDenied", "You are not authorized to use launch template")


def test_a_lost_answer_starts_no_second_refresh() -> None:
    with stack() as standing:
        standing.run(_lost_after_the_start)
        assert runs(SERVING) == ON_NEW
        assert len(refresh(SERVING)) == 1


def _lost_after_the_start(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
    if moment is Moment.AFTER and what == START:
        raise UnknownOutcomeError(*what, "the answer was lost")


def test_status_says_what_runs_and_what_is_declared() -> None:
    with stack() as standing:
        said = standing.releases()[0].status()
        assert (
            f"{SERVING} (serving), {FLEET}: version 1; servers: {SERVERS} by version 1; declared: version 1 -> 2"
            in said
        )
        assert standing.releases()[0].status().count("\n") == 3
