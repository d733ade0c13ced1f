"""Proves that the organization's policies are such as AWS takes, and hold whom they should.

What they take from a stolen session is in `test_closure`; that programs go on under them is shown by every recorded call
(`calls/judged.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from components.identity.organization import (
    CHARACTERS,
    OrganizationPolicy,
    PolicyType,
    organization_policies,
)
from components.settings import Settings, load_file, stack_file
from rehearsal.mocks.recorder import ROOT
from tests.access.closure.powers import services_of
from tests.access.evaluator import HERE, evaluate, missing
from tests.access.organization import control_policies
from tests.access.principals import AWS_OWN, Stack, aws_policy

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")
# Services whose resources such a policy holds, as the evaluator's package keeps AWS's list, which grows.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
KEPT = HERE / "node_modules" / "@cloud-copilot" / "iam-data" / "data" / "rcpSupportedServices.json"
# Of either kind, the one that allows everything among them: five on an account.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
ON_AN_ACCOUNT = 5
ADMINISTRATOR = "arn:aws:iam::*:role/OrganizationAccountAccessRole"


def _settings(**changes: str) -> Settings:
    return load_file(stack_file(ROOT, "prod")).model_copy(update=changes)


def _policies(*administrators: str, stores: int = 1) -> list[OrganizationPolicy]:
    names = ["e" * 9 + str(number) for number in range(stores)]
    return organization_policies([_settings(environment=name) for name in names], administrators)


def _statements(policy: OrganizationPolicy) -> list[Mapping[str, Any]]:
    return json.loads(policy.content)["Statement"]


def test_they_fit_where_two_stores_with_long_names_share_an_account() -> None:
    found = _policies(ADMINISTRATOR, stores=2)
    assert {one.what: len(one.content) for one in found if len(one.content) > CHARACTERS} == {}
    assert all(sum(one.kind is kind for one in found) + 1 <= ON_AN_ACCOUNT for kind in PolicyType)


def test_statements_have_names_of_their_own() -> None:
    for policy in _policies(stores=2):
        names = sorted(one["Sid"] for one in _statements(policy))
        assert all(one != other for one, other in pairwise(names)), policy.what
        assert all(name.isalnum() for name in names), policy.what


def _perimeter() -> list[Mapping[str, Any]]:
    (policy,) = [one for one in _policies() if one.kind is PolicyType.RESOURCE_CONTROL]
    return _statements(policy)


def _prefixes(statement: Mapping[str, Any]) -> set[str]:
    actions = statement["Action"]
    return {one.partition(":")[0] for one in ([actions] if isinstance(actions, str) else actions)}


def _held_by_rcps() -> set[str]:
    return set(json.loads(KEPT.read_text()))


@evaluated
def test_a_resource_control_policy_says_what_aws_takes() -> None:
    for statement in _perimeter():
        assert _prefixes(statement) <= _held_by_rcps(), statement["Sid"]
        assert (statement["Effect"], statement["Principal"]) == ("Deny", "*"), statement["Sid"]


@evaluated
def test_it_holds_all_of_ours_that_it_can(prod: Stack) -> None:
    """A service that AWS adds, or in which something new of ours stands, shows up here: add it to _HELD."""
    held = {prefix for statement in _perimeter() for prefix in _prefixes(statement)}
    assert held == services_of(prod) & _held_by_rcps()


# Of each service of ours, a call by which somebody of another account would get at something, had it a policy of its own.
REACHED = (
    ("dynamodb:GetItem", "dynamodb", "table/storefront-prod-us-east-1-recovery"),
    ("events:PutEvents", "events", "event-bus/default"),
    ("logs:FilterLogEvents", "logs", "log-group:/storefront-prod-us-east-1-trail"),
    ("kms:Decrypt", "kms", "key/12345678-1234-1234-1234-123456789012"),
    ("secretsmanager:GetSecretValue", "secretsmanager", "secret:storefront/prod/database/application-AbCdEf"),
)


@evaluated
@pytest.mark.parametrize(("action", "service", "resource"), REACHED, ids=[one for one, _, _ in REACHED])
def test_a_stranger_is_refused_what_a_resources_own_policy_allows(action: str, service: str, resource: str) -> None:
    account, stranger = _settings().account, "arn:aws:iam::999999999999:role/x"
    everything = {"name": "all", "policy": aws_policy(f"{AWS_OWN}AdministratorAccess")}
    arn = f"arn:aws:{service}:us-east-1:{account}:{resource}"
    said = {
        "aws:RequestedRegion": "us-east-1",
        "aws:PrincipalArn": stranger,
        "aws:PrincipalAccount": "999999999999",
    }
    opened = {"Sid": "Opened", "Effect": "Allow", "Principal": {"AWS": stranger}, "Action": action, "Resource": "*"}
    asked = {
        "request": {
            "principal": stranger,
            "action": action,
            "resource": {"resource": arn, "accountId": account},
            "contextVariables": said,
        },
        "identityPolicies": [everything],
        "resourcePolicy": {"Version": "2012-10-17", "Statement": [opened]},
        "serviceControlPolicies": [],
    }
    held = {"resourceControlPolicies": control_policies("prod")["resourceControlPolicies"]}
    free, refused = evaluate([asked | {"resourceControlPolicies": []}, asked | held])
    assert (free.allowed, refused.allowed) == (True, False)


def _asked(who: str, action: str, on: str, *, administrators: tuple[str, ...] = (), **context: str) -> bool:
    """Whether the account's policies let somebody with all rights do it."""
    account = _settings().account
    given = control_policies("prod", *administrators)
    everything = {"name": "all", "policy": aws_policy(f"{AWS_OWN}AdministratorAccess")}
    said = {"aws:RequestedRegion": "us-east-1", "aws:PrincipalAccount": account, "aws:PrincipalArn": who}
    request = {
        "principal": who,
        "action": action,
        "resource": {"resource": on, "accountId": account},
        "contextVariables": {**said, **{key.replace("__", ":"): value for key, value in context.items()}},
    }
    (verdict,) = evaluate([{"request": request, "identityPolicies": [everything], **given}])
    return verdict.allowed


def _arn(service: str, resource: str) -> str:
    return _settings().whole_account.arn(service, resource)


@evaluated
def test_who_is_exempt_may_change_the_record() -> None:
    who, trail = (
        _arn("iam", "role/OrganizationAccountAccessRole"),
        "arn:aws:cloudtrail:us-east-1:111122223333:trail/x",
    )
    assert not _asked(who, "cloudtrail:UpdateTrail", trail)
    assert _asked(who, "cloudtrail:UpdateTrail", trail, administrators=(ADMINISTRATOR,))
    other = _arn("iam", "role/another")
    assert not _asked(other, "cloudtrail:UpdateTrail", trail, administrators=(ADMINISTRATOR,))


@evaluated
def test_root_may_nothing() -> None:
    assert not _asked(_arn("iam", "root"), "s3:ListAllMyBuckets", "*")
    assert _asked(_arn("iam", "role/another"), "s3:ListAllMyBuckets", "*")


@evaluated
@pytest.mark.parametrize(
    ("who", "action", "allowed"),
    [
        ("role/storefront-deployment", "sns:Unsubscribe", True),
        ("role/another", "sns:Unsubscribe", False),
        ("role/storefront-deployment", "rds:StartExportTask", False),
        ("role/storefront-deployment", "iam:CreateUser", False),
        ("role/another", "rds:DescribeDBInstances", True),
    ],
)
def test_each_is_held_to_its_part(who: str, action: str, *, allowed: bool) -> None:
    on = {"iam:CreateUser": _arn("iam", "user/x")}.get(action, "*")
    assert _asked(_arn("iam", who), action, on) is allowed


@evaluated
def test_a_policy_that_aws_would_refuse_is_refused() -> None:
    given = dict(control_policies("prod"))
    statement = {"Sid": "Wrong", "Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*"}
    wrong = {"name": "wrong", "policy": {"Version": "2012-10-17", "Statement": [statement]}}
    given["resourceControlPolicies"] = [{"orgIdentifier": "account", "policies": [wrong]}]
    who = _arn("iam", "role/x")
    request = {
        "principal": who,
        "action": "s3:ListAllMyBuckets",
        "resource": {"resource": "*", "accountId": _settings().account},
        "contextVariables": {},
    }
    with pytest.raises(ValueError, match="NotAction"):
        evaluate([{"request": request, "identityPolicies": [], **given}])
