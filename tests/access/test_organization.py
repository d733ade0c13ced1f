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
from tests.access.evaluator import evaluate, missing
from tests.access.organization import control_policies
from tests.access.principals import AWS_OWN, aws_policy

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")
# Services whose resources such a policy holds, of those that were the first: AWS adds to them.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
HELD_BY_RCPS = {"kms", "s3", "secretsmanager", "sqs", "sts"}
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


def test_a_resource_control_policy_says_what_aws_takes() -> None:
    (policy,) = [one for one in _policies() if one.kind is PolicyType.RESOURCE_CONTROL]
    for statement in _statements(policy):
        actions = statement["Action"]
        prefixes = {one.partition(":")[0] for one in ([actions] if isinstance(actions, str) else actions)}
        assert prefixes <= HELD_BY_RCPS, statement["Sid"]
        assert (statement["Effect"], statement["Principal"]) == ("Deny", "*"), statement["Sid"]


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
