"""OpsItems in Systems Manager for what needs a person: one for each finding, however often it is found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from functions.shared.aws import ServiceError, Services
from functions.tuning.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from functions.tuning.recommendation import Recommendation

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateOpsItem.html
LONGEST_TITLE, LONGEST_DESCRIPTION = 1024, 2048
SOURCE = "storefront-tuning"
_KNOWN = "OpsItemAlreadyExistsException"
_SEVERE, _USUAL = "2", "3"


def tell(services: Services, found: Sequence[Recommendation], environment: str, where: str) -> tuple[int, int]:
    """Open an OpsItem for each recommendation that needs a person; return how many are new, and how many were open.

    Systems Manager itself refuses a second one of the same deduplication string while the first is open.

    Raises:
        TuningError: Systems Manager refused.
    """
    opened = [_open(services, one, environment, where) for one in found if one.person]
    return sum(opened), len(opened) - sum(opened)


def _open(services: Services, one: Recommendation, environment: str, where: str) -> bool:
    same = json.dumps({"dedupString": f"{SOURCE}:{environment}:{one.key}"})
    data = {"/aws/dedup": {"Value": same, "Type": "SearchableString"}}
    try:
        services.call(
            "ssm",
            "CreateOpsItem",
            Title=f"{environment}: {one.kind} of {one.subject}"[:LONGEST_TITLE],
            Description=_description(one, where),
            Source=SOURCE,
            Category="Performance",
            Severity=_SEVERE if one.danger else _USUAL,
            OperationalData=data,
            # Those who may open one may do so for their own environment alone.
            Tags=[{"Key": "environment", "Value": environment}],
        )
    except ServiceError as error:
        if error.code == _KNOWN:
            return False
        raise TuningError(f"no OpsItem could be opened: {error}; give the role ssm:CreateOpsItem") from None
    return True


def _description(one: Recommendation, where: str) -> str:
    lines = [one.what, *one.why, f"To apply: {one.apply}", f"Risk: {one.risk}", f"To undo: {one.undo}"]
    end = f"\nReport: {where}"
    return "\n".join(lines)[: LONGEST_DESCRIPTION - len(end)] + end
