"""What watches: GuardDuty with the features that the settings pay for, Access Analyzer, and the tripwires.

Which events AWS sends is left to AWS; that a pattern matches the event that it is for is shown here, by EventBridge's
own matching as moto has it.
"""

import json
import re
from typing import Any, cast, get_args

import pytest
from moto.events.models import EventPattern

from components.audit.tripwires import TRIPWIRES, Tripwire
from components.settings.sections.model import Environment
from components.shared.naming import Account
from rehearsal.mocks.recorder import Registered
from rehearsal.provider.limits import broken_limits
from tests.components.audit.alone import audit
from tests.components.stacks import ACCOUNTS, SERVING, SITES, by_name, name, settings
from tests.support.alone import topic_arn

FEATURES = {
    "EBS_MALWARE_PROTECTION", "LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "RUNTIME_MONITORING", "S3_DATA_EVENTS",
}  # fmt: skip
CALL, SIGN_IN = "AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail"

every_site = pytest.mark.parametrize(("stack", "region"), SITES)


@every_site
def test_guardduty_looks_at_what_is_paid_for(stack: str, region: str) -> None:
    (detector,) = audit(stack, region).of_type("aws:guardduty/detector:Detector", region=region)
    assert detector.inputs == {"enable": True, "findingPublishingFrequency": "FIFTEEN_MINUTES"}
    features = audit(stack, region).of_type("aws:guardduty/detectorFeature:DetectorFeature", region=region)
    paid = settings(stack)["audit"]["threatFeatures"]
    assert {one.inputs["detectorId"] for one in features} == {detector.id}
    # What GuardDuty adds to a feature by itself would replace it at every refresh.
    assert {one.ignore_changes for one in features} == {("additionalConfigurations",)}
    assert {one.inputs["name"]: one.inputs["status"] for one in features} == {
        feature: "ENABLED" if feature in paid else "DISABLED" for feature in FEATURES
    }


@every_site
def test_access_analyzer_looks_outside_everywhere_and_at_unused_rights_once(stack: str, region: str) -> None:
    found = by_name(audit(stack, region), "aws:accessanalyzer/analyzer:Analyzer", region)
    outside = {"analyzerName": name(stack, region, "outside-access"), "type": "ACCOUNT"}
    unused = {
        "analyzerName": name(stack, region, "unused-access"),
        "type": "ACCOUNT_UNUSED_ACCESS",
        "configuration": {"unusedAccess": {"unusedAccessAge": settings(stack)["audit"]["unusedAccessDays"]}},
    }
    expected = {"outside-access": outside} | ({"unused-access": unused} if region == SERVING else {})
    assert {what: analyzer.inputs for what, analyzer in found.items()} == expected


def _of_tripwires(stack: str, region: str, what: str) -> dict[str, Registered]:
    found = by_name(audit(stack, region), f"aws:cloudwatch/event{what}:Event{what}", region)
    return {name: one for name, one in found.items() if name.startswith("tripwire-")}


@every_site
def test_every_row_is_a_rule_that_is_told_to_its_topic_with_what_to_do(stack: str, region: str) -> None:
    rules, targets = _of_tripwires(stack, region, "Rule"), _of_tripwires(stack, region, "Target")
    assert rules.keys() == targets.keys() == {f"tripwire-{row.what}" for row in TRIPWIRES}
    for row in TRIPWIRES:
        target, rule = (found[f"tripwire-{row.what}"] for found in (targets, rules))
        told = {key: value for key, value in target.inputs.items() if key != "inputTransformer"}
        assert told == {
            "rule": rule.inputs["name"],
            "targetId": row.channel,
            "arn": topic_arn(stack, region, row.channel),
        }
        _says_what_to_do(target.inputs["inputTransformer"], row.what)
    waking = {row.what for row in TRIPWIRES if row.channel == "on-call"}
    assert waking == {
        "break-glass", "root", "boundaries", "record", "detection", "notifications", "keys", "backups", "database-loss",
        "severe-threats",
    }  # fmt: skip


def _says_what_to_do(transformer: dict[str, Any], what: str) -> None:
    """Each line of the template is a JSON text, and names no other part of the event than those taken from it."""
    lines = [json.loads(line) for line in transformer["inputTemplate"].splitlines()]
    assert [line.partition(":")[0] for line in lines[1:]] == ["Since", "Runbook", "Dashboard", "First"]
    assert lines[2].endswith(f"/docs/runbooks/security.md#{what}")
    assert set(re.findall(r"<([^>]*)>", transformer["inputTemplate"])) == transformer["inputPaths"].keys()


def _call(service: str, event: str, **detail: Any) -> dict[str, Any]:
    known = {"eventSource": f"{service}.amazonaws.com", "eventName": event, "userIdentity": {"type": "AssumedRole"}}
    return {"detail-type": CALL, "detail": known | detail}


_ACCOUNT = ACCOUNTS["prod"]
_, _LONGEST = get_args(Environment)
_GLASS = {"roleArn": f"arn:aws:iam::{_ACCOUNT}:role/storefront-prod-break-glass"}
_BOUNDARY = {"policyArn": f"arn:aws:iam::{_ACCOUNT}:policy/boundary/storefront-prod-people"}
# Per row: an event that must be told, and one that must not.
EVENTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "break-glass": (
        _call("sts", "AssumeRole", requestParameters=_GLASS),
        _call("sts", "AssumeRole", requestParameters={"roleArn": f"arn:aws:iam::{_ACCOUNT}:role/other"}),
    ),
    "root": (_call("ec2", "DescribeVpcs", userIdentity={"type": "Root"}), _call("ec2", "DescribeVpcs")),
    "sign-in": (
        {
            "detail-type": SIGN_IN,
            "detail": {
                "userIdentity": {"type": "IAMUser"},
                "additionalEventData": {"MFAUsed": "No"},
                "responseElements": {"ConsoleLogin": "Success"},
            },
        },
        {
            "detail-type": SIGN_IN,
            "detail": {
                "userIdentity": {"type": "IAMUser"},
                "additionalEventData": {"MFAUsed": "Yes"},
                "responseElements": {"ConsoleLogin": "Success"},
            },
        },
    ),
    "users": (_call("iam", "CreateAccessKey"), _call("iam", "CreateRole")),
    "record": (_call("cloudtrail", "StopLogging"), _call("cloudtrail", "StartLogging")),
    "detection": (_call("guardduty", "UpdateDetector"), _call("guardduty", "CreateDetector")),
    "notifications": (_call("sns", "Unsubscribe"), _call("sns", "Subscribe")),
    "trust": (_call("iam", "UpdateAssumeRolePolicy"), _call("secretsmanager", "GetResourcePolicy")),
    "names": (_call("route53resolver", "UpdateFirewallDomains"), _call("route53resolver", "ListFirewallDomains")),
    "sharing": (_call("rds", "ModifyDBSnapshotAttribute"), _call("rds", "CreateDBSnapshot")),
    "keys": (_call("kms", "ScheduleKeyDeletion"), _call("kms", "CreateKey")),
    "backups": (_call("backup", "DeleteRecoveryPoint"), _call("backup", "StartBackupJob")),
    "database-loss": (
        _call("rds", "DeleteDBInstance", requestParameters={"dBInstanceIdentifier": "storefront-prod-us-east-1-a"}),
        _call("rds", "DeleteDBInstance", requestParameters={"dBInstanceIdentifier": "awsbackup-restore-test-1"}),
    ),
    "master-password": (
        _call("rds", "ModifyDBInstance", requestParameters={"masterUserPassword": "****"}),
        _call("rds", "ModifyDBInstance", requestParameters={"multiAZ": True}),
    ),
    "servers": (_call("ssm", "StartSession"), _call("ssm", "GetParameter")),
    "threats": (
        {"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {"severity": 5}},
        {"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {"severity": 7}},
    ),
    "severe-threats": (
        {"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {"severity": 7}},
        {"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {"severity": 6.9}},
    ),
    "rotation": (
        {
            "detail-type": "AWS Service Event via CloudTrail",
            "detail": {"eventSource": "secretsmanager.amazonaws.com", "eventName": "RotationFailed"},
        },
        {
            "detail-type": "AWS Service Event via CloudTrail",
            "detail": {"eventSource": "secretsmanager.amazonaws.com", "eventName": "RotationSucceeded"},
        },
    ),
    "aws-health": (
        {"source": "aws.health", "detail-type": "AWS Health Event", "detail": {"eventTypeCategory": "issue"}},
        {
            "source": "aws.health",
            "detail-type": "AWS Health Event",
            "detail": {"eventTypeCategory": "accountNotification"},
        },
    ),
    "outside-access": (
        {"source": "aws.access-analyzer", "detail-type": "Access Analyzer Finding", "detail": {"status": "ACTIVE"}},
        {
            "source": "aws.access-analyzer",
            "detail-type": "Access Analyzer Finding",
            "detail": {"status": "RESOLVED"},
        },
    ),
}
UNMATCHED = {"boundaries"}
"""Their pattern has `$or`, which moto's matcher does not know."""


def test_every_row_has_its_events() -> None:
    assert EVENTS.keys() | UNMATCHED == {row.what for row in TRIPWIRES}


@pytest.mark.parametrize("what", EVENTS)
def test_a_pattern_matches_what_it_is_for_and_not_its_neighbour(what: str) -> None:
    rule = by_name(audit("prod", SERVING), "aws:cloudwatch/eventRule:EventRule", SERVING)[f"tripwire-{what}"]
    pattern = EventPattern.load(rule.inputs["eventPattern"])
    told, untold = (cast("Any", event) for event in EVENTS[what])
    assert pattern.matches_event(told)
    assert not pattern.matches_event(untold)


@pytest.mark.parametrize("row", TRIPWIRES, ids=lambda row: row.what)
def test_a_pattern_is_one_that_eventbridge_takes_whatever_the_environment_is_called(row: Tripwire) -> None:
    longest = Account(environment="e" * _LONGEST.max_length, account=_ACCOUNT)
    asked = {"Name": row.what, "EventPattern": row.event_pattern(longest)}
    assert list(broken_limits("events", "PutRule", asked)) == []


def test_what_only_reads_is_asked_for() -> None:
    """Taking a role counts as reading: a rule that is merely enabled would never hear of it."""
    rules = _of_tripwires("prod", SERVING, "Rule")
    reading = {what for what, rule in rules.items() if rule.inputs["state"] != "ENABLED"}
    assert reading == {"tripwire-break-glass", "tripwire-root"}
    assert {rules[what].inputs["state"] for what in reading} == {"ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}


def test_a_changed_boundary_is_told() -> None:
    rule = by_name(audit("prod", SERVING), "aws:cloudwatch/eventRule:EventRule", SERVING)["tripwire-boundaries"]
    assert json.loads(rule.inputs["eventPattern"])["detail"] == {
        "eventSource": ["iam.amazonaws.com"],
        "$or": [
            {
                "eventName": ["CreatePolicyVersion", "DeletePolicy", "SetDefaultPolicyVersion"],
                "requestParameters": {"policyArn": [{"prefix": _BOUNDARY["policyArn"].rsplit("/", 1)[0] + "/"}]},
            },
            {"eventName": ["DeleteRolePermissionsBoundary", "PutRolePermissionsBoundary"]},
        ],
    }
