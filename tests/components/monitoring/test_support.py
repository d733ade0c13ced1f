"""The support scheme: what is escalated, how long it waits for an acknowledgement, and the test page that goes the same way.

That a notification arrives is left to AWS and to the test page; `storefront health acknowledge` to its own tests.
"""

import json
import re

import pytest

from components.alarms.alarm import Severity
from components.audit.tripwires import TRIPWIRES
from components.monitoring.rows_support import ACKNOWLEDGED_MINUTES, EVENT_MINUTES, ROWS, TEST_MINUTES
from components.monitoring.support import COMMITMENTS
from components.settings.types import parse_duration
from tests.components.stacks import ACCOUNTS, SITES, STACKS, by_name, name, record, settings, statements

ALARM, COMPOSITE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"

every_site = pytest.mark.parametrize(("stack", "region"), SITES)


@every_site
def test_every_page_and_every_waking_tripwire_is_escalated_to_the_next_ones(stack: str, region: str) -> None:
    found = by_name(record(stack), COMPOSITE, region)
    escalation = found["escalation"]
    pages = {page.inputs["alarmName"] for what, page in found.items() if what.startswith("page-")}
    tripwires = {
        name(stack, region, f"tripwire-touched-{row.what}") for row in TRIPWIRES if row.channel == "on-call"
    }
    assert set(re.findall(r'ALARM\("([^"]+)"\)', escalation.inputs["alarmRule"])) == pages | tripwires
    topic = by_name(record(stack), "aws:sns/topic:Topic", region)["escalation"].outputs["arn"]
    assert escalation.inputs["alarmActions"] == [topic]
    assert "okActions" not in escalation.inputs


@every_site
def test_it_waits_for_an_answer_as_long_as_the_settings_allow(stack: str, region: str) -> None:
    escalation = by_name(record(stack), COMPOSITE, region)["escalation"]
    silence = parse_duration(settings(stack)["notifications"]["escalateAfter"]).total_seconds()
    assert escalation.inputs["actionsSuppressor"] == {
        "alarm": name(stack, region, "acknowledged"),
        "waitPeriod": silence,
        "extensionPeriod": 300,
    }
    made = {one.urn for one in record(stack).of_type(ALARM, region=region)}
    assert made <= escalation.dependencies


@every_site
def test_one_answer_holds_for_an_hour(stack: str, region: str) -> None:
    answer = by_name(record(stack), ALARM, region)["acknowledged"].inputs
    assert (answer["namespace"], answer["metricName"], answer["period"]) == (
        "Storefront/Support",
        "Acknowledged",
        60,
    )
    assert (answer["datapointsToAlarm"], answer["evaluationPeriods"]) == (1, ACKNOWLEDGED_MINUTES)
    assert answer["treatMissingData"] == "notBreaching"


@pytest.mark.parametrize("stack", STACKS)
def test_what_is_over_in_a_moment_stays_on_longer_than_any_silence(stack: str) -> None:
    """Otherwise the escalation would be off before its time has come."""
    silence = parse_duration(settings(stack)["notifications"]["escalateAfter"]).total_seconds() / 60
    assert silence <= 60 < min(EVENT_MINUTES, TEST_MINUTES)
    assert {row.what: row.periods * row.period // 60 for row in ROWS} == {
        "acknowledged": ACKNOWLEDGED_MINUTES, "tripwire-touched": EVENT_MINUTES, "test-page": TEST_MINUTES,
    }  # fmt: skip


@every_site
def test_a_touched_tripwire_is_seen_by_its_rule(stack: str, region: str) -> None:
    rules = by_name(record(stack), "aws:cloudwatch/eventRule:EventRule", region)
    alarm = by_name(record(stack), ALARM, region)["tripwire-touched-root"].inputs
    assert alarm["dimensions"] == {"RuleName": rules["tripwire-root"].inputs["name"]}


@every_site
def test_the_test_page_is_a_metric_that_a_schedule_puts_and_nothing_else(stack: str, region: str) -> None:
    schedule = by_name(record(stack), "aws:scheduler/schedule:Schedule", region)["test-page"].inputs
    target = schedule["target"]
    assert (schedule["scheduleExpression"], schedule["state"]) == (
        settings(stack)["notifications"]["testPage"], "ENABLED",
    )  # fmt: skip
    assert target["arn"] == "arn:aws:scheduler:::aws-sdk:cloudwatch:putMetricData"
    assert json.loads(target["input"]) == {
        "Namespace": "Storefront/Support",
        "MetricData": [{"MetricName": "TestPage", "Value": 1, "Unit": "Count"}],
    }
    page = by_name(record(stack), ALARM, region)["test-page"].inputs
    assert (page["namespace"], page["metricName"]) == ("Storefront/Support", "TestPage")


@every_site
def test_its_role_puts_that_metric_alone(stack: str, region: str) -> None:
    role = by_name(record(stack), "aws:iam/role:Role", region)["test-page"]
    (taken,) = statements(role, "assumeRolePolicy")
    source = f"arn:aws:scheduler:{region}:{ACCOUNTS[stack]}:schedule-group/default"
    assert taken["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert taken["Condition"]["ArnLike"] == {"aws:SourceArn": source}
    (rights,) = statements(by_name(record(stack), "aws:iam/rolePolicy:RolePolicy", region)["test-page"])
    assert rights["Action"] == "cloudwatch:PutMetricData"
    assert rights["Condition"] == {"StringEquals": {"cloudwatch:namespace": "Storefront/Support"}}


def test_every_severity_has_a_promise() -> None:
    assert COMMITMENTS.keys() == set(Severity)
