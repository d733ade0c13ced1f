"""OpsItems in Systems Manager for what needs a person: one for each finding, however often it is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from operations.tuning.errors import TuningError
from operations.tuning.recommendation import Recommendation

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateOpsItem.html
LONGEST_TITLE, LONGEST_DESCRIPTION = 1024, 2048
SOURCE = "storefront-tuning"
_KNOWN = "OpsItemAlreadyExistsException"
_SEVERE, _USUAL = "2", "3"


def tell(found: Sequence[Recommendation], environment: str, region: str, where: str) -> tuple[int, int]:
    """Open an OpsItem for each recommendation that needs a person; return how many are new, and how many were open.

    Systems Manager itself refuses a second one of the same deduplication string while the first is open.

    Raises:
        TuningError: Systems Manager refused.
    """
    connect: Callable[..., Any] = boto3.client  # pyright: ignore[reportUnknownMemberType]
    client = connect("ssm", region_name=region)
    opened = [_open(client, one, environment, where) for one in found if one.person]
    return sum(opened), len(opened) - sum(opened)


def _open(client: Any, one: Recommendation, environment: str, where: str) -> bool:
    data = {"/aws/dedup": {"Value": json.dumps({"dedupString": f"{SOURCE}:{environment}:{one.key}"}), "Type": "SearchableString"}}  # fmt: skip
    try:
        client.create_ops_item(
            Title=f"{environment}: {one.kind} of {one.subject}"[:LONGEST_TITLE],
            Description=_description(one, where),
            Source=SOURCE,
            Category="Performance",
            Severity=_SEVERE if one.danger else _USUAL,
            OperationalData=data,
        )
    except ClientError as error:
        code = str(error.response["Error"]["Code"])  # pyright: ignore[reportTypedDictNotRequiredAccess]
        if code == _KNOWN:
            return False
        raise TuningError(f"no OpsItem could be opened ({code}); give the role ssm:CreateOpsItem") from None
    except BotoCoreError as error:
        raise TuningError(f"no OpsItem could be opened ({type(error).__name__}); see the endpoint") from None
    return True


def _description(one: Recommendation, where: str) -> str:
    lines = [one.what, *one.why, f"To apply: {one.apply}", f"Risk: {one.risk}", f"To undo: {one.undo}"]
    end = f"\nReport: {where}"
    return "\n".join(lines)[: LONGEST_DESCRIPTION - len(end)] + end
