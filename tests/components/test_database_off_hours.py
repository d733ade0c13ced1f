"""A whole environment whose database stops, as it has no replica: what stops and starts it, and what is moved for it.

What the settings refuse of it is shown by tests/components/settings/rules/database_off_hours.py, what procedures say of a
stopped database by tests/operations.
"""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pulumi
import pytest

from components.database.off_hours import STARTS_BEFORE_MINUTES, STOPS_AFTER_MINUTES
from components.servers.off_hours import warn_in_off_hours
from components.settings import Settings
from rehearsal.mocks.recorder import Record, laid_over
from tests.components.parts import DATABASE_OFF_HOURS, NO_REPLICA, OFF_HOURS
from tests.components.settings.files import values_of
from tests.components.stacks import SERVING, STANDBY, by_name, name, statements
from tests.support.programs import recorded

SCHEDULE, ROLE, RIGHTS = "aws:scheduler/schedule:Schedule", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
INSTANCE = name("staging", SERVING, "database-a")
CALL = "arn:aws:scheduler:::aws-sdk:rds:"


@cache
def stopped() -> Record:
    """Staging without a replica, stopped in off-hours."""
    return recorded("staging", DATABASE_OFF_HOURS)


def _calls(found: Record) -> dict[str, dict[str, Any]]:
    """The schedules that call RDS, by their names."""
    return {
        one.name.removeprefix(f"{SERVING}-"): dict(one.inputs)
        for one in found.of_type(SCHEDULE)
        if one.inputs["target"]["arn"].startswith(CALL)
    }


def test_it_stops_after_the_servers_and_starts_before_them() -> None:
    stop = _calls(stopped())
    assert {
        what: (one["scheduleExpression"], one["scheduleExpressionTimezone"], one["target"]["arn"], one["state"])
        for what, one in stop.items()
    } == {
        "database-stops": (
            f"cron({STOPS_AFTER_MINUTES} 20 ? * MON,TUE,WED,THU,FRI *)",
            "America/Santiago",
            f"{CALL}stopDBInstance",
            "ENABLED",
        ),
        "database-starts": (
            f"cron({STARTS_BEFORE_MINUTES} 6 ? * MON,TUE,WED,THU,FRI *)",
            "America/Santiago",
            f"{CALL}startDBInstance",
            "ENABLED",
        ),
    }
    assert {one["target"]["input"] for one in stop.values()} == {json.dumps({"DbInstanceIdentifier": INSTANCE})}


@pytest.mark.parametrize(
    ("off_hours", "evening", "morning"),
    [
        ({"from": "23:50", "until": "07:00"}, "cron(5 0 ? * TUE,WED,THU,FRI,SAT *)", "cron(30 6 ? * MON"),
        ({"from": "20:00", "until": "00:10"}, "cron(15 20 ? * MON", "cron(40 23 ? * SUN,MON,TUE,WED,THU *)"),
    ],
)
def test_midnight_between_it_and_the_servers_moves_it_to_the_next_day(
    off_hours: dict[str, str], evening: str, morning: str
) -> None:
    stop = _calls(
        recorded("staging", {**DATABASE_OFF_HOURS, "offHours": {**DATABASE_OFF_HOURS["offHours"], **off_hours}})
    )
    assert stop["database-stops"]["scheduleExpression"].startswith(evening)
    assert stop["database-starts"]["scheduleExpression"].startswith(morning)


def test_the_schedules_role_may_stop_and_start_this_instance_and_nothing_else() -> None:
    roles, rights = (by_name(stopped(), token, SERVING)["database-off-hours"] for token in (ROLE, RIGHTS))
    (allowed,) = statements(rights)
    instance = f"arn:aws:rds:{SERVING}:{values_of('staging')['account']}:db:{INSTANCE}"
    assert (allowed["Effect"], allowed["Resource"]) == ("Allow", instance)
    assert allowed["Action"] == ["rds:StartDBInstance", "rds:StopDBInstance"]
    assert roles.inputs["permissionsBoundary"].endswith("policy/boundary/storefront-staging-machines")
    (trusted,) = json.loads(roles.inputs["assumeRolePolicy"])["Statement"]
    assert trusted["Principal"] == {"Service": "scheduler.amazonaws.com"}
    attached = stopped().of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert not [one for one in attached if one.inputs["role"] == roles.inputs["name"]]


@pytest.mark.parametrize("overrides", [{}, OFF_HOURS, NO_REPLICA], ids=["prod's like", "with a replica", "running"])
def test_no_other_database_is_stopped(overrides: dict[str, Any]) -> None:
    assert _calls(recorded("staging", overrides)) == {}
    assert recorded("staging", overrides).of_type("aws:cloudwatch/eventRule:EventRule")


def test_heartbeats_are_written_by_day() -> None:
    """By a schedule, which knows the time zone; the rule that others have runs at any hour."""
    beats = by_name(stopped(), SCHEDULE, SERVING)["heartbeat"].inputs
    assert beats["scheduleExpression"] == "cron(0/1 7-19 ? * MON-FRI *)"
    assert beats["scheduleExpressionTimezone"] == "America/Santiago"
    assert "heartbeat" not in by_name(stopped(), "aws:cloudwatch/eventRule:EventRule", SERVING)
    assert "heartbeat" in by_name(recorded("staging", NO_REPLICA), "aws:cloudwatch/eventRule:EventRule", SERVING)


def test_passwords_are_rotated_while_it_runs() -> None:
    variables = by_name(stopped(), "aws:lambda/function:Function", SERVING)["database-access"].inputs["environment"]
    rotation = json.loads(variables["variables"]["ROTATION"])
    # Eleven in the morning, UTC: seven or eight in Santiago.
    assert rotation["rules"] == {"ScheduleExpression": "cron(0 11 ? * MON *)", "Duration": "4h"}
    assert "days" not in rotation


def test_alarms_of_backups_look_back_over_the_days_off() -> None:
    """Between the last backup of a week and the first of the next lie more than the day of other databases."""
    alarms = by_name(stopped(), ALARM, SERVING)
    assert not {"backup-stale", "copy-stale"} & alarms.keys()
    for what in ("backup-stale-for-a-week", "copy-stale-for-a-week"):
        alarm = alarms[what].inputs
        (metric,) = [one["metric"] for one in alarm.get("metricQueries", []) if "metric" in one] or [alarm]
        assert metric["period"] * alarm["evaluationPeriods"] == 7 * 24 * 3600
    usual = by_name(recorded("staging", OFF_HOURS), ALARM, SERVING)
    assert {"backup-stale", "copy-stale"} <= usual.keys()


def test_nobody_is_told_that_it_stops_and_starts() -> None:
    def told(found: Record) -> set[str]:
        (events,) = found.of_type("aws:rds/eventSubscription:EventSubscription")
        return set(events.inputs["eventCategories"])

    assert told(recorded("staging")) - told(stopped()) == {"availability", "notification"}


def test_restore_tests_are_left_as_they_are() -> None:
    """What they restore is an instance of its own, which nothing stops."""
    plan = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
    usual, found = (one.of_type(plan, region=STANDBY) for one in (recorded("staging"), stopped()))
    assert [one.inputs["scheduleExpression"] for one in found] == [
        one.inputs["scheduleExpression"] for one in usual
    ]


@pytest.mark.parametrize(("overrides", "told"), [(DATABASE_OFF_HOURS, True), (OFF_HOURS, False)])
def test_a_deployment_in_the_night_says_that_the_database_is_stopped(
    monkeypatch: pytest.MonkeyPatch, overrides: dict[str, Any], *, told: bool
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    settings = Settings.model_validate(laid_over(values_of("staging"), overrides))
    warn_in_off_hours(settings, datetime(2027, 1, 5, 4, tzinfo=UTC))
    start = f"aws rds start-db-instance --region {SERVING} --db-instance-identifier {INSTANCE}"
    assert (f"Start it first: {start} && aws rds wait" in said[0]) is told
    assert ("RDS changes no stopped instance" in said[0]) is told
