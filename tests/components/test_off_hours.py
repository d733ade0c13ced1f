"""A whole environment that stops: which groups have their evening and morning, and which alarms tell nobody meanwhile.

When it stops is shown by tests/components/settings/test_off_hours.py, the fleet alone by its own tests, and that AWS takes
it all by the shapes of tests/rehearsal.
"""

import re
from datetime import UTC, datetime
from functools import cache

import pulumi
import pytest

from components.servers.off_hours import warn_in_off_hours
from components.settings import Settings
from rehearsal.mocks.recorder import Record, laid_over
from tests.components.parts import OFF_HOURS
from tests.components.settings.files import values_of
from tests.components.stacks import SERVING, STANDBY, by_name, name
from tests.support.programs import recorded

GROUP, SCHEDULE = "aws:autoscaling/group:Group", "aws:autoscaling/schedule:Schedule"
ALARM, COMPOSITE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"
MUTE = "aws:cloudwatch/alarmMuteRule:AlarmMuteRule"


@cache
def stopped() -> Record:
    """Staging that stops in off-hours."""
    return recorded("staging", OFF_HOURS)


def test_every_group_has_its_evening_and_its_morning() -> None:
    groups = {group.inputs["name"] for group in stopped().of_type(GROUP)}
    acted: dict[str, set[str]] = {}
    for action in stopped().of_type(SCHEDULE):
        acted.setdefault(action.inputs["autoscalingGroupName"], set()).add(action.name.rpartition("-")[2])
    assert len(groups) == 3
    assert acted == {group: {"stops", "starts"} for group in groups}


def test_a_server_apart_comes_back_as_one() -> None:
    actions = by_name(stopped(), SCHEDULE, SERVING)
    starts = actions["operations-host-starts"].inputs
    assert (starts["minSize"], starts["maxSize"], starts["desiredCapacity"]) == (1, 1, 1)


def test_an_environment_without_sleep_has_none_of_it() -> None:
    assert not recorded("staging").of_type(SCHEDULE)
    assert [one.name for one in recorded("staging").of_type(MUTE)] == [f"{SERVING}-maintenance"]


@pytest.mark.parametrize("region", [SERVING, STANDBY])
def test_nobody_is_told_at_night_but_of_tripwires_and_backups(region: str) -> None:
    """Every alarm that tells somebody is mute, on each of the stops, from its evening to an hour after its morning."""
    rules = [rule for rule in by_name(stopped(), MUTE, region).items() if rule[0].startswith("off-hours-")]
    muted: dict[str, set[str]] = {}
    for _, rule in rules:
        schedule = rule.inputs["rule"]["schedule"]
        assert schedule["timezone"] == "America/Santiago"
        when = f"{schedule['expression']} {schedule['duration']}"
        muted.setdefault(when, set()).update(rule.inputs["muteTargets"]["alarmNames"])
    told = {
        alarm.inputs.get("name", alarm.inputs.get("alarmName"))
        for token in (ALARM, COMPOSITE)
        for alarm in stopped().of_type(token, region=region)
        if alarm.inputs.get("alarmActions")
    }
    running = {one for one in told if re.search("tripwire-touched|backup|vault|copy|restore", str(one))}
    assert muted.keys() == {"cron(0 20 * * MON,TUE,WED,THU) PT720M", "cron(0 20 * * FRI) PT3600M"}
    assert list(muted.values()) == [told - running] * 2
    assert name("staging", region, "escalation") in told - running
    assert all(len(rule.inputs["muteTargets"]["alarmNames"]) <= 100 for _, rule in rules)


def test_mute_rules_wait_for_the_alarms_that_they_name() -> None:
    names = {
        alarm.inputs.get("name", alarm.inputs.get("alarmName")): alarm.urn
        for token in (ALARM, COMPOSITE)
        for alarm in stopped().of_type(token)
    }
    for rule in stopped().of_type(MUTE):
        named = {names[name] for name in rule.inputs["muteTargets"]["alarmNames"]}
        assert named <= rule.dependencies, rule.name


@pytest.mark.parametrize(("hour", "told"), [(4, True), (15, False)])
def test_a_deployment_in_the_night_says_so(monkeypatch: pytest.MonkeyPatch, hour: int, *, told: bool) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    settings = Settings.model_validate(laid_over(values_of("staging"), OFF_HOURS))
    warn_in_off_hours(settings, datetime(2027, 1, 5, hour, tzinfo=UTC))
    assert bool(said) is told
    if told:
        assert "staging is stopped until 2027-01-05 07:00 America/Santiago" in said[0]
        assert "--auto-scaling-group-name storefront-staging-us-east-1-fleet --min-size 2 --max-size 4" in said[0]
