"""A site's alarms: what each watches and says, that one cause wakes somebody once, and what maintenance mutes.

Whether AWS takes them is left to the rehearsal; the rows themselves to `test_catalogue`.
"""

import re

import pytest

from components.monitoring.observability import any_of, mute_schedule
from components.settings import WeeklyWindow
from operations.aws import AwsRegion
from rehearsal.emulator import Emulator
from rehearsal.mocks.recorder import Registered
from rehearsal.provider.embedded import embedded
from tests.components.stacks import SERVING, SITES, STACKS, STANDBY, by_name, name, record
from tests.rehearsal.provider.conftest import aws, client_for, emulator

__all__ = ["aws", "client_for", "emulator"]  # fixtures

ALARM, COMPOSITE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"
MUTE = "aws:cloudwatch/alarmMuteRule:AlarmMuteRule"
CONSOLE = "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1"
DESCRIBE = "aws rds describe-db-instances --region us-east-1"
RUNBOOKS = "https://github.com/example/storefront/blob/main/docs/runbooks/"


def _alarms(stack: str, region: str = SERVING) -> dict[str, Registered]:
    return by_name(record(stack), ALARM, region)


def _topic(stack: str, region: str, channel: str) -> str:
    return by_name(record(stack), "aws:sns/topic:Topic", region)[channel].outputs["arn"]


@pytest.mark.parametrize(("stack", "region"), SITES)
def test_every_alarm_is_told_to_operations_and_says_what_to_do(stack: str, region: str) -> None:
    operations = [_topic(stack, region, "operations")]
    for alarm in _alarms(stack, region).values():
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == operations
        said = alarm.inputs["alarmDescription"].splitlines()
        assert len(alarm.inputs["alarmDescription"]) <= 1024
        assert [line.partition(":")[0] for line in said[1:]] == ["Set off by", "Runbook", "Dashboard", "First"]
        assert said[2].startswith(f"Runbook: {RUNBOOKS}")
        assert f"#dashboards/dashboard/storefront-{stack}-on-call" in said[3]
        assert "{" not in said[4]


def test_a_notification_has_all_that_a_person_needs() -> None:
    assert _alarms("prod")["replica-lagging-b"].inputs["alarmDescription"].splitlines() == [
        "Management and marketing see what was a minute ago, and a promotion would lose as much.",
        "Set off by: above 60 seconds in 10 of 10 periods of 1 minute. Owner: database.",
        f"Runbook: {RUNBOOKS}database.md#replica",
        f"Dashboard: {CONSOLE}#dashboards/dashboard/storefront-prod-on-call",
        f"First: {DESCRIBE} --db-instance-identifier storefront-prod-us-east-1-database-b",
    ]


def test_thresholds_grow_with_what_is_watched() -> None:
    prod, staging = _alarms("prod"), _alarms("staging")
    limits = {what: (prod[what].inputs["threshold"], staging[what].inputs["threshold"]) for what in (
        "database-saturated-a", "database-connections-a", "database-memory-a", "database-storage-short-a",
        "replica-broken-b",
    )}  # fmt: skip
    assert limits == {
        "database-saturated-a": (16, 4),
        "database-connections-a": (4000, pytest.approx(720, abs=1)),
        "database-memory-a": (pytest.approx(64 * 2**30 / 20), pytest.approx(8 * 2**30 / 20)),
        "database-storage-short-a": (pytest.approx(1000 * 2**30 / 20), pytest.approx(100 * 2**30 / 20)),
        "replica-broken-b": (300, 900),
    }


def test_a_metric_a_share_and_a_band() -> None:
    alarms = _alarms("prod")
    balancer = by_name(record("prod"), "aws:lb/loadBalancer:LoadBalancer", SERVING)["load-balancer"].outputs[
        "arnSuffix"
    ]
    of_load_balancer = {"namespace": "AWS/ApplicationELB", "dimensions": {"LoadBalancer": balancer}}
    p95 = alarms["latency-p95"].inputs
    assert {key: p95[key] for key in (*of_load_balancer, "metricName", "extendedStatistic", "period")} == {
        **of_load_balancer, "metricName": "TargetResponseTime", "extendedStatistic": "p95", "period": 60,
    }  # fmt: skip
    assert alarms["errors-of-the-store"].inputs["metricQueries"] == [
        {
            "id": "wrong",
            "metric": {**of_load_balancer, "metricName": "HTTPCode_Target_5XX_Count", "period": 60, "stat": "Sum"},
        },
        {
            "id": "requests",
            "metric": {**of_load_balancer, "metricName": "RequestCount", "period": 60, "stat": "Sum"},
        },
        {
            "id": "value",
            "expression": "IF(requests >= 60, 100 * (FILL(wrong, 0)) / requests, 0)",
            "label": "percent of requests",
            "returnData": True,
        },
    ]
    unusual = alarms["requests-sudden"].inputs
    assert (unusual["thresholdMetricId"], unusual["comparisonOperator"], "threshold" in unusual) == (
        "band", "LessThanLowerOrGreaterThanUpperThreshold", False,
    )  # fmt: skip
    assert [query["returnData"] for query in unusual["metricQueries"]] == [True, True]


def test_the_deadlocks_are_asked_of_the_instance_by_its_resource_id() -> None:
    primary = by_name(record("prod"), "aws:rds/instance:Instance", SERVING)["database-a"].outputs["resourceId"]
    (query,) = _alarms("prod")["database-deadlocks-a"].inputs["metricQueries"]
    assert query["expression"] == f"DB_PERF_INSIGHTS('RDS', '{primary}', 'db.Concurrency.deadlocks.avg')"
    assert query["period"] == 300


def _members(page: Registered) -> set[str]:
    return set(re.findall(r'ALARM\("([^"]+)"\)', page.inputs["alarmRule"]))


@pytest.mark.parametrize("stack", STACKS)
def test_each_tier_wakes_on_call_once_and_not_for_what_has_a_deeper_cause(stack: str) -> None:
    on_call = [_topic(stack, SERVING, "on-call")]
    found = by_name(record(stack), COMPOSITE, SERVING)
    pages = {what: page for what, page in found.items() if what.startswith("page-")}
    assert {what: page.inputs.get("actionsSuppressor", {}).get("alarm") for what, page in pages.items()} == {
        "page-network": None,
        "page-database": None,
        "page-fleet": name(stack, SERVING, "causes-of-fleet"),
        "page-edge": name(stack, SERVING, "causes-of-edge"),
        "page-visitors": name(stack, SERVING, "causes-of-visitors"),
        "page-platform": None,
    }
    for page in pages.values():
        assert page.inputs["alarmActions"] == page.inputs["okActions"] == on_call
    assert _members(found["causes-of-visitors"]) == {
        name(stack, SERVING, f"page-{cause}") for cause in ("network", "database", "fleet", "edge")
    }
    assert "alarmActions" not in found["causes-of-visitors"].inputs
    assert found["page-visitors"].inputs["actionsSuppressor"] | {"alarm": ""} == {
        "alarm": "", "waitPeriod": 120, "extensionPeriod": 180,
    }  # fmt: skip


@pytest.mark.parametrize("stack", STACKS)
def test_what_a_page_names_stands_before_it(stack: str) -> None:
    for page in record(stack).of_type(COMPOSITE):
        named = {alarm.urn for alarm in record(stack).resources if alarm.type in {ALARM, COMPOSITE}
                 and alarm.inputs.get("name", alarm.inputs.get("alarmName")) in _members(page)}  # fmt: skip
        assert len(named) == len(_members(page))
        assert named <= page.dependencies


def test_a_standby_without_servers_has_no_alarm_of_servers() -> None:
    found = {what for what in _alarms("staging", STANDBY) if not what.startswith("tripwire-touched-")}
    assert found == {"certificate-expiring", "acknowledged", "test-page"}
    assert by_name(record("staging"), COMPOSITE, STANDBY).keys() == {"page-platform", "escalation"}


@pytest.mark.parametrize(
    ("stack", "expression"), [("prod", "cron(45 8 * * TUE)"), ("staging", "cron(45 8 * * MON)")]
)
def test_maintenance_mutes_what_it_sets_off_and_no_page(stack: str, expression: str) -> None:
    (rule,) = record(stack).of_type(MUTE)
    muted = ("database-writes-slow-a", "replica-lagging-b", "heartbeat-silent", "replica-stale")
    assert rule.inputs["muteTargets"] == {"alarmNames": [name(stack, SERVING, what) for what in muted]}
    assert rule.inputs["rule"] == {"schedule": {"expression": expression, "duration": "PT60M", "timezone": "UTC"}}


def test_a_window_over_midnight_keeps_its_length() -> None:
    assert mute_schedule(WeeklyWindow.parse("sun:23:30-mon:01:00")) == {
        "expression": "cron(30 23 * * SUN)", "duration": "PT90M", "timezone": "UTC",
    }  # fmt: skip


def test_one_cause_pages_once_in_the_embedded_aws(aws: AwsRegion) -> None:
    """The rules of the program, over alarms whose states are set: the suppressor is on with the cause alone."""
    for alarm in _alarms("prod").values():
        aws.call(
            "cloudwatch", "PutMetricAlarm", AlarmName=alarm.inputs["name"], MetricName="any", Namespace="any",
            Statistic="Sum", ComparisonOperator="GreaterThanThreshold", Threshold=1.0, Period=60, EvaluationPeriods=1,
        )  # fmt: skip
    found = by_name(record("prod"), COMPOSITE, SERVING)
    pages = ("network", "database", "fleet", "edge")
    for what in (*(f"page-{tier}" for tier in pages), "causes-of-visitors", "page-visitors"):
        rule = found[what].inputs["alarmRule"]
        aws.call("cloudwatch", "PutCompositeAlarm", AlarmName=name("prod", SERVING, what), AlarmRule=rule)

    def on(alarm: str) -> set[str]:
        for one in ("errors-of-the-store", "database-gone-a"):
            state = "ALARM" if alarm in {one, "both"} else "OK"
            aws.call(
                "cloudwatch",
                "SetAlarmState",
                AlarmName=name("prod", SERVING, one),
                StateValue=state,
                StateReason="a",
            )
        seen = aws.whole("cloudwatch", "DescribeAlarms", AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
        return {
            one["AlarmName"].removeprefix(name("prod", SERVING, "")) for one in seen if one["StateValue"] == "ALARM"
        }

    assert on("errors-of-the-store") == {"page-visitors"}
    assert on("database-gone-a") == {"page-database", "causes-of-visitors"}
    assert on("both") == {"page-database", "causes-of-visitors", "page-visitors"}
    assert on("neither") == set()


def test_the_emulator_refuses_a_rule_over_what_does_not_stand(emulator: Emulator) -> None:
    aws = embedded(emulator.endpoint, SERVING, "210000000001")
    with pytest.raises(Exception, match=r"alarms \[absent\] do not exist"):
        aws.call("cloudwatch", "PutCompositeAlarm", AlarmName="page", AlarmRule=any_of(["absent"]))
