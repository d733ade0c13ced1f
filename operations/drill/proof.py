"""Has the function inside a site's VPC look at a database: its newest heartbeat, its schema, its rows."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from manifest.site import Site
from operations.aws import AwsClient
from operations.recovery.errors import RecoveryError, RequestError
from operations.recovery.manifest import Manifest


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was found; see `functions/verification/proof.py`."""

    beat_at: str
    loss_seconds: float
    tables: tuple[dict[str, Any], ...]
    problems: tuple[str, ...]


def prove(
    aws: AwsClient, manifest: Manifest, site: Site, address: tuple[str, int], moment: datetime, allowed: float
) -> Proof:
    """Have the database at an address proven.

    Args:
        aws: every region of AWS.
        manifest: of the stack.
        site: in whose VPC the database stands.
        address: the database's host and port.
        moment: until when it should have everything.
        allowed: how much older its newest heartbeat may be (seconds).

    Raises:
        RequestError: the stack has no function for it, or nobody stored the CA bundle.
        RecoveryError: the function could not look.
        AwsError: AWS refused.
    """
    request = {
        "host": address[0],
        "port": address[1],
        "dbname": manifest.database.name,
        "ca_bundle": _ca_bundle(aws, manifest, site),
        "moment": moment.isoformat(),
        "allowed_seconds": allowed,
    }
    if not site.verification:
        raise RequestError("the manifest names no verification function; deploy the stack again with this version")
    # Not to be called again by itself: a second call would count again.
    answer = aws.call(
        site.region,
        "lambda",
        "Invoke",
        FunctionName=site.verification,
        Payload=json.dumps(request).encode(),
    )
    said = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise RecoveryError(f"{site.verification}: {said.get('errorMessage', 'it failed; see its log')}")
    return Proof(
        beat_at=said["beat_at"],
        loss_seconds=said["loss_seconds"],
        tables=tuple(said["tables"]),
        problems=tuple(said["problems"]),
    )


def _ca_bundle(aws: AwsClient, manifest: Manifest, site: Site) -> str:
    if manifest.access is None:
        raise RequestError("the manifest has no section `access`; deploy the stack again with this version")
    answer = aws.call(site.region, "ssm", "GetParameter", Name=manifest.access.ca_bundle_parameter)
    return str(answer["Parameter"]["Value"])
