"""The organization's policies of a store, as the evaluator takes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from components.identity.organization import PolicyType, organization_policies
from tests.access.principals import AWS_OWN, aws_policy
from tests.support.rehearsals import settings_of

# Attached by AWS where nothing else is, and kept beside the others: https://docs.aws.amazon.com/organizations/latest/
# userguide/orgs_manage_policies_scps_evaluation.html
_ALL = {"name": "FullAWSAccess", "policy": aws_policy(f"{AWS_OWN}AdministratorAccess")}


@cache
def control_policies(environment: str, *administrators: str) -> Mapping[str, Any]:
    """Return the policies of an environment's account, which hold everybody in it but these."""
    found = organization_policies([settings_of(environment)], administrators)
    given = {
        kind: [{"name": one.what, "policy": json.loads(one.content)} for one in found if one.kind is kind]
        for kind in PolicyType
    }
    return {
        "serviceControlPolicies": [
            {"orgIdentifier": "account", "policies": [_ALL, *given[PolicyType.SERVICE_CONTROL]]}
        ],
        "resourceControlPolicies": [{"orgIdentifier": "account", "policies": given[PolicyType.RESOURCE_CONTROL]}],
    }
