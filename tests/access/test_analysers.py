"""Proves that no policy that the stack writes lets its holder rise, carry data out or expose a resource, as
cloudsplaining knows it, which finds what nobody thought to write a row for.

Boundaries grant nothing and are left out; what they leave of AWS's own policies is shown in `test_matrix`.
"""

import json
from typing import Any

import pytest
from cloudsplaining.scan.policy_document import PolicyDocument

from tests.access.principals import Stack

# What cloudsplaining looks for, by its own names.
RISKS = (
    "allows_privilege_escalation",
    "allows_data_exfiltration_actions",
    "permissions_management_without_constraints",
    "credentials_exposure",
    "service_wildcard",
    "infrastructure_modification",
)
_TAINTED = {
    "allows_privilege_escalation": ["iam:PutRolePolicy"],
    "allows_data_exfiltration_actions": ["s3:GetObject", "secretsmanager:GetSecretValue"],
    "permissions_management_without_constraints": ["s3:PutBucketPolicy"],
    "credentials_exposure": ["sts:AssumeRole"],
    "service_wildcard": ["s3:*"],
    "infrastructure_modification": ["ec2:RunInstances"],
}


def _found(document: Any, risk: str) -> Any:
    # cloudsplaining carries no types.
    return getattr(PolicyDocument(document), risk)


@pytest.mark.parametrize("risk", RISKS)
def test_no_policy_has_it(stack: Stack, risk: str) -> None:
    documents = [(name, document) for name, document in stack.documents() if not name.endswith("-boundary")]
    assert len(documents) >= 10
    assert {name: found for name, document in documents if (found := _found(dict(document), risk))} == {}


@pytest.mark.parametrize("risk", RISKS)
def test_and_it_would_be_found(risk: str) -> None:
    statement = {"Effect": "Allow", "Action": _TAINTED[risk], "Resource": "*"}
    assert _found(json.loads(json.dumps({"Version": "2012-10-17", "Statement": [statement]})), risk)
