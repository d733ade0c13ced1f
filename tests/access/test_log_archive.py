"""Proves that nobody of a store's account, its administrator among them, changes or reads the record in the log archive.

What AWS decides between two accounts: the caller's own policies and the resource's must both allow it. The resource's
are all that stand in the template which the archive's owner deploys; the caller is every role of the store, and one that
may do everything, with every action that AWS knows on what is guarded. The services that deliver are let in, for the
store's own resources alone, by statements like those of the account's own bucket.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from components.audit.log_archive import template
from components.audit.trail import delivery_statements
from tests.access.archived import Guarded, Part, asked, asked_by_service, guarded
from tests.access.closure.powers import allowing, matched
from tests.access.closure.search import ADMINISTRATOR
from tests.access.evaluator import evaluate, missing
from tests.access.principals import AWS_OWN, Principal, Stack, aws_policy
from tests.components.audit.archived import ADDRESS, archived_settings
from tests.components.settings.rules.log_archive import ARCHIVE

reason = missing()
pytestmark = pytest.mark.skipif(reason is not None, reason=reason or "")
REGION, OTHER = "us-east-1", "999999999999"
_EVERYTHING = {"AdministratorAccess": aws_policy(f"{AWS_OWN}AdministratorAccess")}
Parts = Mapping[str, Any]


@pytest.fixture(scope="module")
def parts(prod: Stack) -> Parts:
    return _parts(prod.environment, REGION)


def _parts(environment: str, region: str) -> Parts:
    settings = archived_settings(environment)
    return cast("Parts", json.loads(template(settings, settings.log_archive[region], [ADDRESS]))["Resources"])


def _allowed(who: Principal, account: str, parts: Parts, region: str = REGION) -> set[str]:
    every = [(of, action, on) for of in guarded(parts, region) for action, on in of.actions()]
    # What no policy of the role names is refused by its own account.
    named = matched(allowing(who), {action.lower() for _, action, _ in every})
    every = [one for one in every if one[1].lower() in named]
    verdicts = evaluate([asked(who, account, of, action, on, region) for of, action, on in every])
    return {action for (_, action, _), verdict in zip(every, verdicts, strict=True) if verdict.allowed}


def _administrator(account: str, name: str = "x") -> Principal:
    return Principal(name, f"arn:aws:iam::{account}:role/{name}", {}, _EVERYTHING, None)


def test_every_policy_of_the_template_is_asked_and_every_action_on_what_it_guards(parts: Parts) -> None:
    counts = {of.part: len(list(of.actions())) for of in guarded(parts, REGION)}
    assert counts.keys() == {
        "NotificationsKey", "RecordKey", "RecordPolicy", "RequestsPolicy", "TopicPolicy", "BusPolicy", "DigestsLogPolicy",
    }  # fmt: skip
    assert {name: count for name, count in counts.items() if count < 10} == {}


def test_a_policy_of_another_type_is_told(parts: Parts) -> None:
    queue: Part = {"Type": "AWS::SQS::QueuePolicy", "Properties": {"PolicyDocument": {"Statement": []}}}
    with pytest.raises(LookupError, match="Queue: a policy of a type"):
        guarded({**parts, "Queue": queue}, REGION)


def test_no_role_of_the_store_gets_at_the_record_nor_its_administrator(prod: Stack, parts: Parts) -> None:
    everybody = {**prod.principals, ADMINISTRATOR: _administrator(prod.account)}
    assert {name: got for name, who in everybody.items() if (got := _allowed(who, prod.account, parts))} == {}
    assert len(everybody) > 30


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_no_administrator_of_any_account_gets_at_it_in_any_region(environment: str) -> None:
    settings = archived_settings(environment)
    for region in settings.log_archive:
        for account in (settings.account, OTHER):
            assert _allowed(_administrator(account), account, _parts(environment, region), region) == set()


def test_the_tripwires_role_alone_is_heard(prod: Stack, parts: Parts) -> None:
    """Whoever has the account may make a role of its name, and be heard: nobody learns or changes anything by that."""
    role = _administrator(prod.account, f"{prod.prefix}{REGION}-archived-tripwires")
    assert _allowed(role, prod.account, parts) == {"events:PutEvents"}
    assert _allowed(_administrator(OTHER, role.name), OTHER, parts) == set()


def test_the_evaluator_would_see_an_open_bucket(prod: Stack, parts: Parts) -> None:
    policy = parts["RecordPolicy"]["Properties"]["PolicyDocument"]
    opened = {"Sid": "Opened", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{prod.account}:root"}}
    statement = {**opened, "Action": "s3:*", "Resource": policy["Statement"][0]["Resource"]}
    wrong = {
        **parts["RecordPolicy"]["Properties"],
        "PolicyDocument": {**policy, "Statement": [*policy["Statement"], statement]},
    }
    changed = {**parts["RecordPolicy"], "Properties": wrong}
    got = _allowed(_administrator(prod.account), prod.account, {**parts, "RecordPolicy": changed})
    assert {"s3:GetObject", "s3:DeleteBucket"} <= got


# By part of the template and service: what it calls, on which ARN (by its kind), and what it says of itself; `{a}` is the
# account for which it comes.
_TRAIL = {"aws:SourceArn": f"arn:aws:cloudtrail:{REGION}:{{a}}:trail/storefront-prod-{REGION}-trail"}
_OF_TRAIL = {**_TRAIL, "kms:EncryptionContext:aws:cloudtrail:arn": _TRAIL["aws:SourceArn"]}
_WRITES = {**_TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"}
_OWN, _RULES = (
    {"aws:SourceAccount": "{a}"},
    {"kms:EncryptionContext:aws:sns:topicArn": f"arn:aws:sns:{REGION}:{{a}}:storefront-prod-x"},
)
LET_IN: Mapping[tuple[str, str], tuple[str, str, Mapping[str, str]]] = {
    ("RecordPolicy", "cloudtrail.amazonaws.com"): ("s3:PutObject", "delivered", _WRITES),
    ("RecordKey", "cloudtrail.amazonaws.com"): ("kms:GenerateDataKey", "key", _OF_TRAIL),
    ("RequestsPolicy", "logging.s3.amazonaws.com"): (
        "s3:PutObject",
        "requests",
        {**_OWN, "aws:SourceArn": "arn:aws:s3:::x"},
    ),
    ("TopicPolicy", "cloudwatch.amazonaws.com"): ("sns:Publish", "topic", _OWN),
    ("NotificationsKey", "events.amazonaws.com"): ("kms:Decrypt", "key", _RULES),
    **{
        ("NotificationsKey", f"{one}.amazonaws.com"): ("kms:Decrypt", "key", _OWN)
        for one in ("backup", "cloudwatch", "costalerts", "events.rds")
    },
}
# EventBridge says nothing of the account in whose name it publishes or writes (decision 14): what it is sent is no secret.
FOR_ANYBODY: Mapping[tuple[str, str], tuple[str, str]] = {
    ("TopicPolicy", "events.amazonaws.com"): ("sns:Publish", "topic"),
    ("DigestsLogPolicy", "events.amazonaws.com"): ("logs:PutLogEvents", "log-stream"),
    ("DigestsLogPolicy", "delivery.logs.amazonaws.com"): ("logs:PutLogEvents", "log-stream"),
}
# For whom the record is delivered, and who otherwise comes: the archive's own resources.
_FOR_THE_STORE = {"RecordPolicy", "RecordKey"}


def _services(parts: Parts) -> Iterator[tuple[Guarded, str]]:
    for of in guarded(parts, REGION):
        for service in sorted(of.services()):
            yield of, service


def test_every_service_that_a_policy_names_is_let_in_for_whom_it_should_be_and_for_no_other_account(
    prod: Stack, parts: Parts
) -> None:
    assert {(of.part, service) for of, service in _services(parts)} == LET_IN.keys() | FOR_ANYBODY.keys()
    for of, service in _services(parts):
        if (of.part, service) in LET_IN:
            action, kind, said = LET_IN[of.part, service]
            own = prod.account if of.part in _FOR_THE_STORE else ARCHIVE
            found = {account: _let_in(of, service, action, kind, said, account) for account in (own, OTHER)}
            assert found == {own: True, OTHER: False}, (of.part, service)
        else:
            assert _let_in(of, service, *FOR_ANYBODY[of.part, service], {}, OTHER), (of.part, service)


def _let_in(of: Guarded, service: str, action: str, kind: str, said: Mapping[str, str], account: str) -> bool:
    on = {
        **of.on,
        "delivered": f"{of.on.get('bucket')}/AWSLogs/{account}/x",
        "requests": f"{of.on.get('bucket')}/s3/audit/x",
    }[kind]
    context = {key: value.replace("{a}", account) for key, value in said.items()}
    (verdict,) = evaluate([asked_by_service(service, of, action, on, context)])
    return verdict.allowed


def test_cloudtrail_is_let_in_there_as_it_is_here(prod: Stack, parts: Parts) -> None:
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
