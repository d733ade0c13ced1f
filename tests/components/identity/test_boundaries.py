"""The boundaries: which there are, that they grant only by what they leave, fit IAM, and lose no row unseen.

What they stop is shown by an evaluator in `tests/access`.
"""

import json

import pytest

from components.identity.boundaries import SERVICES_OF_MACHINES
from rehearsal.mocks.recorder import Registered
from tests.components.identity.alone import identity
from tests.components.stacks import ACCOUNTS, STACKS, statements

CHARACTERS = 6144
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length"""
KEPT = ("OnlyOurRegions", "AuditIsKept", "BackupsAreKept", "KeysAreKept", "AccountIsKept", "NothingIsShared")
RISING = ("RolesAreBounded", "BoundariesStay", "NoBoundaryIsTakenOff", "NoUsersNorKeys", "NoOtherIssuers")
OWN = {
    "people": (
        "NoChangeOfRights", "KeyPoliciesStay", "GrantsAreForServices", "NothingIsExported", "NoLogDownloads",
        "NoLogsOfValues", "OriginSecretUnread", "NoSecretValues", "SecretsStayClosed", "NoCommandsToServers", "NoWayIntoOtherServers", "NoCodeOfOnesOwn",
        "RecordStays", "SubscriptionsStay", "StateStays",
    ),
    "machines": (
        "NoChangeOfRights", "KeyPoliciesStay", "NothingIsExported", "NoLogs", "NoRequests", "NoServersOfOnesOwn", "DatabaseStays", "StateStays",
        "CommandsArePatches", "NoOthersRole", "RecordStays", "SubscriptionsStay",
    ),
    "pipelines": (
        *RISING, "NothingIsExported", "NoLogs", "NoRequests", "NoWayIntoServers", "GrantsAreForServices",
        "SecretsUnread", "RecordStays", "RecordsKeysStay", "RolesAboveStay", "NoOthersRole",
    ),
    "break-glass": (
        *RISING, "PipelinesAreNotMade", "PipelinesTrustStays", "NoPipelinesRole", "StateStays", "RecordStays",
        "RecordsKeysStay", "SubscriptionsStay", "ItselfStays",
    ),
}  # fmt: skip

each = pytest.mark.parametrize(("stack", "bound"), [(stack, bound) for stack in STACKS for bound in OWN])


def _boundary(stack: str, bound: str) -> Registered:
    return identity(stack).one("aws:iam/policy:Policy", f"account-{bound}-boundary")


@pytest.mark.parametrize("stack", STACKS)
def test_these_there_are(stack: str) -> None:
    policies = [r for r in identity(stack).of_type("aws:iam/policy:Policy") if r.name != "account-view"]
    found = {r.name: (r.inputs["name"], r.inputs["path"]) for r in policies}
    assert found == {f"account-{bound}-boundary": (f"storefront-{stack}-{bound}", "/boundary/") for bound in OWN}


@each
def test_each_allows_everything_but_its_rows(stack: str, bound: str) -> None:
    first, *rest = statements(_boundary(stack, bound))
    actions = [f"{one}:*" for one in SERVICES_OF_MACHINES] if bound == "machines" else "*"
    assert first == {"Sid": "WhatPoliciesAllow", "Effect": "Allow", "Action": actions, "Resource": "*"}
    assert tuple(one["Sid"] for one in rest) == (*KEPT, *OWN[bound])
    assert {one["Effect"] for one in rest} == {"Deny"}


@each
def test_each_fits_a_managed_policy(stack: str, bound: str) -> None:
    document = json.loads(_boundary(stack, bound).inputs["policy"])
    assert len(json.dumps(document, separators=(",", ":"))) <= CHARACTERS


@each
def test_only_the_regions_of_the_sites_are_left(stack: str, bound: str) -> None:
    found = next(one for one in statements(_boundary(stack, bound)) if one["Sid"] == "OnlyOurRegions")
    assert found["Condition"] == {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "us-west-2"]}}


@pytest.mark.parametrize("stack", STACKS)
def test_who_makes_roles_makes_them_under_these_boundaries(stack: str) -> None:
    for bound in ("pipelines", "break-glass"):
        given = OWN.keys() - {"break-glass"}
        arns = [f"arn:aws:iam::{ACCOUNTS[stack]}:policy/boundary/storefront-{stack}-{one}" for one in given]
        found = next(one for one in statements(_boundary(stack, bound)) if one["Sid"] == "RolesAreBounded")
        assert sorted(found["Condition"]["StringNotEquals"]["iam:PermissionsBoundary"]) == sorted(arns)
