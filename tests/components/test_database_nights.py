"""A whole environment whose database sleeps, as it has no replica: what stops and starts it, and what is moved for it.

What the settings refuse of it is shown by tests/components/settings/rules/database_sleep.py, what procedures say of a
stopped database by tests/operations.
"""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pulumi
import pytest

from components.database.nights import SLEEPS_AFTER_MINUTES, WAKES_BEFORE_MINUTES
from components.servers.sleep import tell_if_asleep
from components.settings import Settings
from rehearsal.mocks.recorder import Record, laid_over
from tests.components.parts import ASLEEP, DATABASE_ASLEEP, NO_REPLICA
from tests.components.settings.files import values_of
from tests.components.stacks import SERVING, STANDBY, by_name, name, statements
from tests.support.programs import recorded

SCHEDULE, ROLE, RIGHTS = "aws:scheduler/schedule:Schedule", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
INSTANCE = name("staging", SERVING, "database-a")
CALL = "arn:aws:scheduler:::aws-sdk:rds:"


@cache
def asleep() -> Record:
    """Staging without a replica, asleep at night."""
    return recorded("staging", DATABASE_ASLEEP)


def _night(found: Record) -> dict[str, dict[str, Any]]:
    """The schedules that call RDS, by their names."""
    return {
        one.name.removeprefix(f"{SERVING}-"): dict(one.inputs)
        for one in found.of_type(SCHEDULE)
        if one.inputs["target"]["arn"].startswith(CALL)
    }


def test_it_stops_after_the_servers_and_starts_before_them() -> None:
    night = _night(asleep())
    assert {
        what: (one["scheduleExpression"], one["scheduleExpressionTimezone"], one["target"]["arn"], one["state"])
        for what, one in night.items()
    } == {
        "database-sleeps": (
            f"cron({SLEEPS_AFTER_MINUTES} 20 ? * MON,TUE,WED,THU,FRI *)",
            "America/Santiago",
            f"{CALL}stopDBInstance",
            "ENABLED",
        ),
        "database-wakes": (
            f"cron({WAKES_BEFORE_MINUTES} 6 ? * MON,TUE,WED,THU,FRI *)",
            "America/Santiago",
            f"{CALL}startDBInstance",
            "ENABLED",
        ),
    }
    assert {one["target"]["input"] for one in night.values()} == {json.dumps({"DbInstanceIdentifier": INSTANCE})}


@pytest.mark.parametrize(
    ("sleep", "evening", "morning"),
    [
        ({"from": "23:50", "until": "07:00"}, "cron(5 0 ? * TUE,WED,THU,FRI,SAT *)", "cron(30 6 ? * MON"),
        ({"from": "20:00", "until": "00:10"}, "cron(15 20 ? * MON", "cron(40 23 ? * SUN,MON,TUE,WED,THU *)"),
    ],
)
def test_midnight_between_it_and_the_servers_moves_it_to_the_next_day(
    sleep: dict[str, str], evening: str, morning: str
) -> None:
    night = _night(recorded("staging", {**DATABASE_ASLEEP, "sleep": {**DATABASE_ASLEEP["sleep"], **sleep}}))
    assert night["database-sleeps"]["scheduleExpression"].startswith(evening)
    assert night["database-wakes"]["scheduleExpression"].startswith(morning)


def test_the_schedules_role_may_stop_and_start_this_instance_and_nothing_else() -> None:
    roles, rights = (by_name(asleep(), token, SERVING)["database-nights"] for token in (ROLE, RIGHTS))
    (allowed,) = statements(rights)
    instance = f"arn:aws:rds:{SERVING}:{values_of('staging')['account']}:db:{INSTANCE}"
    assert (allowed["Effect"], allowed["Resource"]) == ("Allow", instance)
    assert allowed["Action"] == ["rds:StartDBInstance", "rds:StopDBInstance"]
    assert roles.inputs["permissionsBoundary"].endswith("policy/boundary/storefront-staging-machines")
    (trusted,) = json.loads(roles.inputs["assumeRolePolicy"])["Statement"]
    assert trusted["Principal"] == {"Service": "scheduler.amazonaws.com"}
    attached = asleep().of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert not [one for one in attached if one.inputs["role"] == roles.inputs["name"]]


@pytest.mark.parametrize("overrides", [{}, ASLEEP, NO_REPLICA], ids=["prod's like", "with a replica", "awake"])
def test_no_other_database_is_stopped(overrides: dict[str, Any]) -> None:
    assert _night(recorded("staging", overrides)) == {}
    assert recorded("staging", overrides).of_type("aws:cloudwatch/eventRule:EventRule")


def test_heartbeats_are_written_by_day() -> None:
    """By a schedule, which knows the time zone; the rule that others have runs at any hour."""
    beats = by_name(asleep(), SCHEDULE, SERVING)["heartbeat"].inputs
    assert beats["scheduleExpression"] == "cron(0/1 7-19 ? * MON-FRI *)"
    assert beats["scheduleExpressionTimezone"] == "America/Santiago"
    assert "heartbeat" not in by_name(asleep(), "aws:cloudwatch/eventRule:EventRule", SERVING)
    assert "heartbeat" in by_name(recorded("staging", NO_REPLICA), "aws:cloudwatch/eventRule:EventRule", SERVING)


def test_passwords_are_rotated_while_it_is_awake() -> None:
    variables = by_name(asleep(), "aws:lambda/function:Function", SERVING)["database-access"].inputs["environment"]
    rotation = json.loads(variables["variables"]["ROTATION"])
    # Eleven in the morning, UTC: seven or eight in Santiago.
    assert rotation["rules"] == {"ScheduleExpression": "cron(0 11 ? * MON *)", "Duration": "4h"}
    assert "days" not in rotation


def test_alarms_of_backups_look_back_over_the_days_off() -> None:
    """Between the last backup of a week and the first of the next lie more than the day of other databases."""
    alarms = by_name(asleep(), ALARM, SERVING)
    assert not {"backup-stale", "copy-stale"} & alarms.keys()
    for what in ("backup-stale-for-a-week", "copy-stale-for-a-week"):
        alarm = alarms[what].inputs
        (metric,) = [one["metric"] for one in alarm.get("metricQueries", []) if "metric" in one] or [alarm]
        assert metric["period"] * alarm["evaluationPeriods"] == 7 * 24 * 3600
    usual = by_name(recorded("staging", ASLEEP), ALARM, SERVING)
    assert {"backup-stale", "copy-stale"} <= usual.keys()


def test_nobody_is_told_that_it_stops_and_starts() -> None:
    def told(found: Record) -> set[str]:
        (events,) = found.of_type("aws:rds/eventSubscription:EventSubscription")
        return set(events.inputs["eventCategories"])

    assert told(recorded("staging")) - told(asleep()) == {"availability", "notification"}


def test_restore_tests_are_left_as_they_are() -> None:
    """What they restore is an instance of its own, which nothing stops."""
    plan = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
    usual, found = (one.of_type(plan, region=STANDBY) for one in (recorded("staging"), asleep()))
    assert [one.inputs["scheduleExpression"] for one in found] == [
        one.inputs["scheduleExpression"] for one in usual
    ]


@pytest.mark.parametrize(("overrides", "told"), [(DATABASE_ASLEEP, True), (ASLEEP, False)])
def test_a_deployment_in_the_night_says_that_the_database_is_stopped(
    monkeypatch: pytest.MonkeyPatch, overrides: dict[str, Any], *, told: bool
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    settings = Settings.model_validate(laid_over(values_of("staging"), overrides))
    tell_if_asleep(settings, datetime(2027, 1, 5, 4, tzinfo=UTC))
    start = f"aws rds start-db-instance --region {SERVING} --db-instance-identifier {INSTANCE}"
    assert (f"Start it first: {start} && aws rds wait" in said[0]) is told
    assert ("RDS changes no stopped instance" in said[0]) is told
