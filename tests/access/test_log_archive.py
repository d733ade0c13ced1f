"""Proves that nobody of a store's account, its administrator among them, changes or reads the record in the log archive.

What AWS decides between two accounts: the caller's own policies and the resource's must both allow it. The resource's
are those of the template that the archive's owner deploys; the caller is every role of the store, and one that may do
everything. CloudTrail's own deliveries are let in by statements that are compared with those of the account's own bucket.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from components.audit.log_archive import template
from components.audit.trail import delivery_statements
from tests.access.closure.search import ADMINISTRATOR
from tests.access.evaluator import Verdict, evaluate, missing
from tests.access.principals import AWS_OWN, Principal, Stack, aws_policy
from tests.components.audit.archived import ADDRESS, archived_settings
from tests.components.settings.rules.log_archive import ARCHIVE, key

reason = missing()
pytestmark = pytest.mark.skipif(reason is not None, reason=reason or "")
REGION = "us-east-1"
_EVERYTHING = {"AdministratorAccess": aws_policy(f"{AWS_OWN}AdministratorAccess")}
# By part of the template: what would read, change or end it.
DEEDS: Mapping[str, tuple[str, ...]] = {
    "Record": (
        "s3:GetObject", "s3:PutObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention", "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy", "s3:PutBucketObjectLockConfiguration", "s3:PutLifecycleConfiguration",
        "s3:PutBucketNotification", "s3:DeleteBucket", "s3:PutObjectRetention",
    ),
    "RecordKey": (
        "kms:Decrypt", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:CreateGrant",
        "kms:GenerateDataKey",
    ),
    "Bus": ("events:PutEvents", "events:PutRule", "events:RemoveTargets", "events:DeleteEventBus"),
    "Topic": ("sns:Publish", "sns:SetTopicAttributes", "sns:DeleteTopic"),
}  # fmt: skip
_OBJECTS = ("Object", "BypassGovernanceRetention")


@pytest.fixture(scope="module")
def parts(prod: Stack) -> Mapping[str, Any]:
    settings = archived_settings(prod.environment)
    whole = template(settings, settings.log_archive[REGION], [ADDRESS])
    return cast("Mapping[str, Any]", json.loads(whole)["Resources"])


def _resource(part: str, action: str, parts: Mapping[str, Any]) -> tuple[str, object]:
    """The ARN that an action is about, and the policy that the template gives it."""
    at = f"{REGION}:{ARCHIVE}"
    if part == "Record":
        arn = f"arn:aws:s3:::{parts['Record']['Properties']['BucketName']}"
        return arn + (
            "/AWSLogs/x" if any(one in action for one in _OBJECTS) and "Lock" not in action else ""
        ), parts["RecordPolicy"]["Properties"]["PolicyDocument"]
    if part == "RecordKey":
        return key(REGION), parts["RecordKey"]["Properties"]["KeyPolicy"]
    if part == "Topic":
        arn = f"arn:aws:sns:{at}:{parts['Topic']['Properties']['TopicName']}"
        return arn, parts["TopicPolicy"]["Properties"]["PolicyDocument"]
    name = parts["Bus"]["Properties"]["Name"]
    statement = {"Sid": "Tripwires", **parts["BusPolicy"]["Properties"]["Statement"]}
    # A rule is the bus's: its policy decides about both.
    rule = any(one in action for one in ("Rule", "Targets"))
    arn = f"arn:aws:events:{at}:rule/{name}/x" if rule else f"arn:aws:events:{at}:event-bus/{name}"
    return arn, {"Version": "2012-10-17", "Statement": [statement]}


def _asked(who: Principal, account: str, parts: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part, actions in DEEDS.items():
        for action in actions:
            arn, policy = _resource(part, action, parts)
            bound = [{"name": "boundary", "policy": who.boundary}] if who.boundary else None
            context = {
                "aws:RequestedRegion": REGION, "aws:PrincipalAccount": account, "aws:PrincipalArn": who.arn,
                "aws:SecureTransport": "true",
            }  # fmt: skip
            yield (
                action,
                {
                    "request": {
                        "principal": who.arn,
                        "action": action,
                        "resource": {"resource": arn, "accountId": ARCHIVE},
                        "contextVariables": context
                        | ({"kms:CallerAccount": account} if part == "RecordKey" else {}),
                    },
                    "identityPolicies": [{"name": name, "policy": one} for name, one in who.policies.items()],
                    "serviceControlPolicies": [],
                    "resourceControlPolicies": [],
                    "resourcePolicy": json.loads(
                        json.dumps(policy).replace('{"Fn::GetAtt": ["RecordKey", "Arn"]}', f'"{key(REGION)}"')
                    ),
                    **({"permissionBoundaryPolicies": bound} if bound else {}),
                },
            )


def _allowed(who: Principal, account: str, parts: Mapping[str, Any]) -> set[str]:
    asked = list(_asked(who, account, parts))
    verdicts: list[Verdict] = evaluate([one for _, one in asked])
    return {action for (action, _), verdict in zip(asked, verdicts, strict=True) if verdict.allowed}


def _administrator(account: str, name: str = "x") -> Principal:
    return Principal(name, f"arn:aws:iam::{account}:role/{name}", {}, _EVERYTHING, None)


def test_no_role_of_the_store_gets_at_the_record_nor_its_administrator(
    prod: Stack, parts: Mapping[str, Any]
) -> None:
    everybody = {**prod.principals, ADMINISTRATOR: _administrator(prod.account)}
    assert {name: got for name, who in everybody.items() if (got := _allowed(who, prod.account, parts))} == {}
    assert len(everybody) > 30


def test_the_tripwires_role_alone_is_heard(prod: Stack, parts: Mapping[str, Any]) -> None:
    """Whoever has the account may make a role of its name, and be heard: nobody learns or changes anything by that."""
    role = _administrator(prod.account, f"{prod.prefix}{REGION}-archived-tripwires")
    assert _allowed(role, prod.account, parts) == {"events:PutEvents"}
    assert _allowed(_administrator("999999999999", role.name), "999999999999", parts) == set()


def test_the_evaluator_would_see_an_open_bucket(prod: Stack, parts: Mapping[str, Any]) -> None:
    policy = parts["RecordPolicy"]["Properties"]["PolicyDocument"]
    opened = {"Sid": "Opened", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{prod.account}:root"}}
    statement = {**opened, "Action": "s3:*", "Resource": policy["Statement"][0]["Resource"]}
    wrong = {"PolicyDocument": {**policy, "Statement": [*policy["Statement"], statement]}}
    got = _allowed(_administrator(prod.account), prod.account, {**parts, "RecordPolicy": {"Properties": wrong}})
    assert {"s3:GetObject", "s3:DeleteBucket"} <= got


def test_cloudtrail_is_let_in_there_as_it_is_here(prod: Stack, parts: Mapping[str, Any]) -> None:
    settings = archived_settings(prod.environment)
    here, there = settings.place(REGION), settings.log_archive[REGION]
    own = json.loads(
        json.dumps(delivery_statements(here, here)).replace(f"audit-{prod.account}", f"audit-{ARCHIVE}")
    )
    assert delivery_statements(here, there) == own
    assert parts["RecordPolicy"]["Properties"]["PolicyDocument"]["Statement"][-2:] == own
    encrypts, describes = parts["RecordKey"]["Properties"]["KeyPolicy"]["Statement"][1:]
    trails = f"arn:aws:cloudtrail:{REGION}:{prod.account}:trail/*"
    assert [one["Condition"]["ArnLike"]["aws:SourceArn"] for one in (encrypts, describes)] == [trails, trails]
