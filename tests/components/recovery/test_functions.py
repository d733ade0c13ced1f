"""The heartbeat, the verification of copies and the validation of restore tests: where each stands, what it may do,
and who runs it.

What they do is shown in `tests/functions` and `tests/postgres`.
"""

import json
from typing import Any

import pytest

from components.notifications.notifications import Channel
from components.shared.address_plan import Tier
from tests.components.recovery.alone import recovery
from tests.components.stacks import (
    ACCOUNTS,
    SERVING,
    SITES,
    STACKS,
    STANDBY,
    by_name,
    name,
    settings,
    statements,
)
from tests.support.alone import subnet_ids, topic_arn

FUNCTION, ROLE_POLICY = "aws:lambda/function:Function", "aws:iam/rolePolicy:RolePolicy"
RULE, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
PERMISSION, SCHEDULE = "aws:lambda/permission:Permission", "aws:scheduler/schedule:Schedule"
EVERYWHERE = ("OwnLog", "FindSubnets", "NoInterfacesByTheCodeItself")

every_stack = pytest.mark.parametrize("stack", STACKS)


def _given(stack: str, region: str, what: str) -> dict[str, tuple[Any, Any, Any]]:
    """What a function's own policy allows, but for what every function has."""
    policy = by_name(recovery(stack), ROLE_POLICY, region)[what]
    return {
        one["Sid"]: (one["Action"], one["Resource"], one.get("Condition"))
        for one in statements(policy)
        if one["Sid"] not in EVERYWHERE
    }


def _key(stack: str, region: str, purpose: str, service: str) -> dict[str, Any]:
    return {
        "StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{name(stack, region, purpose)}"},
    }


@every_stack
@pytest.mark.parametrize("serving", [SERVING, STANDBY])
def test_the_heartbeat_stands_in_the_application_tier_where_the_database_does(stack: str, serving: str) -> None:
    site = recovery(stack, serving)
    inside = by_name(site, FUNCTION, serving)["heartbeat"].inputs["vpcConfig"]
    assert inside["subnetIds"] == subnet_ids(stack, serving, Tier.APPLICATION)
    assert inside["securityGroupIds"] == ["sg-heartbeat"]


@every_stack
def test_a_heartbeat_ends_before_the_next_begins(stack: str) -> None:
    beats = {one.inputs["scheduleExpression"] for one in recovery(stack).of_type(RULE) if "heartbeat" in one.name}
    assert beats == {"rate(1 minute)"}
    assert 5 <= by_name(recovery(stack), FUNCTION, SERVING)["heartbeat"].inputs["timeout"] < 60


@every_stack
def test_the_heartbeat_is_told_its_secret_and_the_replica(stack: str) -> None:
    site = recovery(stack)
    secret = by_name(site, "aws:secretsmanager/secret:Secret", SERVING)["database-heartbeat"]
    replica = by_name(site, "aws:rds/instance:Instance", SERVING)["database-b"]
    assert by_name(site, FUNCTION, SERVING)["heartbeat"].inputs["environment"]["variables"] == {
        "SECRET": secret.outputs["arn"],
        "REPLICA_HOST": replica.outputs["address"],
        "CA_BUNDLE_PARAMETER": f"/storefront/{stack}/database/ca-bundle",
        "ENVIRONMENT": stack,
    }


@every_stack
def test_the_heartbeat_may_read_one_secret_and_publish_in_one_namespace(stack: str) -> None:
    at = f"{SERVING}:{ACCOUNTS[stack]}"
    assert _given(stack, SERVING, "heartbeat") == {
        "ItsLogin": (
            ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            f"arn:aws:secretsmanager:{at}:secret:storefront/{stack}/database/heartbeat-??????",
            None,
        ),
        "SecretsKey": (["kms:Decrypt"], f"arn:aws:kms:{at}:key/*", _key(stack, SERVING, "secrets", "secretsmanager")),
        "ReadCaBundle": ("ssm:GetParameter", f"arn:aws:ssm:{at}:parameter/storefront/{stack}/database/ca-bundle", None),
        "ItsMetrics": (
            "cloudwatch:PutMetricData",
            "*",
            {"StringEquals": {"cloudwatch:namespace": "Storefront/Database"}},
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("what", "region", "schedule"), [("heartbeat", SERVING, True), ("restore-validation", STANDBY, False)]
)
@every_stack
def test_a_rule_runs_it_and_no_other_may(stack: str, what: str, region: str, *, schedule: bool) -> None:
    site = recovery(stack)
    function, rule = by_name(site, FUNCTION, region)[what], by_name(site, RULE, region)[what]
    assert ("scheduleExpression" in rule.inputs) is schedule
    permission = by_name(site, PERMISSION, region)[f"{what}-by-rule"]
    assert permission.inputs == {
        "statementId": "RunByItsRule",
        "action": "lambda:InvokeFunction",
        "function": name(stack, region, what),
        "principal": "events.amazonaws.com",
        "sourceArn": rule.outputs["arn"],
    }
    target = by_name(site, TARGET, region)[what]
    assert target.inputs == {
        "rule": name(stack, region, what), "targetId": "function", "arn": function.outputs["arn"],
    }  # fmt: skip
    # A rule that fires before its leave is there is lost.
    assert permission.urn in target.dependencies


@every_stack
def test_it_beats_as_often_as_the_settings_say(stack: str) -> None:
    rule = by_name(recovery(stack), RULE, SERVING)["heartbeat"]
    minutes = settings(stack)["recovery"]["heartbeatMinutes"]
    assert minutes == 1
    # EventBridge refuses `rate(1 minutes)`.
    assert rule.inputs["scheduleExpression"] == "rate(1 minute)"


@pytest.mark.parametrize(("stack", "region"), SITES)
def test_each_site_has_a_verification_inside_that_can_only_log_in_as_one_user(stack: str, region: str) -> None:
    function = by_name(recovery(stack), FUNCTION, region)["verification"]
    assert function.inputs["vpcConfig"]["securityGroupIds"] == ["sg-verification"]
    assert "environment" not in function.inputs
    user = f"arn:aws:rds-db:{region}:{ACCOUNTS[stack]}:dbuser:*/verification"
    assert _given(stack, region, "verification") == {"LogInToCopies": ("rds-db:connect", user, None)}


@every_stack
def test_the_validation_stands_outside_the_vpc_beside_the_restore_test(stack: str) -> None:
    site, at = recovery(stack), f"{STANDBY}:{ACCOUNTS[stack]}"
    function = by_name(site, FUNCTION, STANDBY)["restore-validation"]
    assert "vpcConfig" not in function.inputs
    topic = topic_arn(stack, STANDBY, Channel.OPERATIONS)
    assert function.inputs["environment"]["variables"] == {
        "VERIFICATION": name(stack, STANDBY, "verification"),
        "CA_BUNDLE_PARAMETER": f"/storefront/{stack}/database/ca-bundle",
        "TOPIC": topic,
        "ALLOWED_SECONDS": "900",
    }
    in_region = {"StringEquals": {"aws:RequestedRegion": STANDBY}}
    assert _given(stack, STANDBY, "restore-validation") == {
        "AnswerRestoreTests": (["backup:DescribeRestoreJob", "backup:PutRestoreValidationResult"], "*", in_region),
        "FindTheCopy": ("rds:DescribeDBInstances", f"arn:aws:rds:{at}:db:awsbackup-restore-test-*", None),
        "ReadCaBundle": ("ssm:GetParameter", f"arn:aws:ssm:{at}:parameter/storefront/{stack}/database/ca-bundle", None),
        "HaveItProven": (
            "lambda:InvokeFunction", f"arn:aws:lambda:{at}:function:{name(stack, STANDBY, 'verification')}", None,
        ),
        "TellOperations": ("sns:Publish", topic, None),
        "NotificationsKey": (
            ["kms:Decrypt", "kms:GenerateDataKey"],
            f"arn:aws:kms:{at}:key/*",
            _key(stack, STANDBY, "notifications", "sns"),
        ),
    }  # fmt: skip


@every_stack
def test_it_is_run_by_completed_restores_of_our_own_plan_alone(stack: str) -> None:
    rule = by_name(recovery(stack), RULE, STANDBY)["restore-validation"]
    plan = f"storefront_{stack}_us_west_2_restore_test"
    arn = f"arn:aws:backup:{STANDBY}:{ACCOUNTS[stack]}:restore-testing-plan:{plan}-"
    assert json.loads(rule.inputs["eventPattern"]) == {
        "source": ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        "detail": {
            "resourceType": ["RDS"],
            "status": ["COMPLETED"],
            "restoreTestingPlanArn": [{"prefix": arn}],
        },
    }


@every_stack
def test_drills_are_asked_for_by_an_item_of_work(stack: str) -> None:
    site, account = recovery(stack), ACCOUNTS[stack]
    found = by_name(site, SCHEDULE, STANDBY)["drill-reminder"].inputs
    target = found["target"]
    item = json.loads(target.pop("input"))
    assert found == {
        "name": name(stack, STANDBY, "drill-reminder"),
        "description": "asks for a recovery drill",
        "scheduleExpression": settings(stack)["recovery"]["drillSchedule"],
        "scheduleExpressionTimezone": "UTC",
        "flexibleTimeWindow": {"mode": "OFF"},
        "target": {
            "arn": "arn:aws:scheduler:::aws-sdk:ssm:createOpsItem",
            "roleArn": by_name(site, "aws:iam/role:Role", STANDBY)["drill-reminder"].outputs["arn"],
            "retryPolicy": {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 3},
        },
    }
    # What CreateOpsItem cannot do without, and what keeps a second item from being opened beside an open one.
    assert item.keys() == {"Title", "Description", "Source", "Category", "Severity", "OperationalData"}
    assert json.loads(item["OperationalData"]["/aws/dedup"]["Value"]) == {
        "dedupString": f"storefront-{stack}-drill"
    }
    assert len(item["Description"]) <= 2048
    role = by_name(site, "aws:iam/role:Role", STANDBY)["drill-reminder"]
    (trusted,) = statements(role, "assumeRolePolicy")
    assert trusted["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trusted["Condition"] == {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:aws:scheduler:{STANDBY}:{account}:schedule-group/*"},
    }
