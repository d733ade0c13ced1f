"""The step that points clients at the new writer: one new version of the secret that they read when they connect.

The secret's value is never shown: not in an error, not in the journal.
"""

import json
from typing import Any, cast

from operations.recovery.cloud import Cloud
from operations.recovery.errors import RecoveryError
from operations.recovery.instances import AVAILABLE, find
from operations.recovery.look import Look, blocked, ready, settled, working
from operations.recovery.steps import Step


def look_pointed(cloud: Cloud, step: Step) -> Look:
    """Settled once the secret names the instance and belongs to the step's region."""
    target = find(cloud, step.region, step.params["instance"])
    if target is None:
        return blocked(f"{step.params['instance']} does not stand in {step.region}")
    if target.status != AVAILABLE or not target.address:
        return working(f"{target.identifier} is {target.status}")
    if target.source:
        return blocked(f"{target.identifier} is a replica of {target.source}: clients could not write")
    if _home(cloud, step) != step.region:
        return ready(f"the secret in {step.region} is a copy")
    if _document(cloud, step).get("host") != target.address:
        return ready(f"the secret does not name {target.identifier}")
    return settled(f"the secret names {target.identifier}")


def point(cloud: Cloud, step: Step) -> None:
    """Make a copied secret one of its own, and write a version that names the instance."""
    if _home(cloud, step) != step.region:
        # A copy cannot be written, and its original's region may not answer.
        cloud.call(step.region, "secretsmanager", "StopReplicationToReplica", SecretId=step.params["secret"])
    target = find(cloud, step.region, step.params["instance"])
    if target is None:
        return  # the next look says so
    document = {**_document(cloud, step), "host": target.address, "port": target.port}
    cloud.call(
        step.region,
        "secretsmanager",
        "PutSecretValue",
        SecretId=step.params["secret"],
        SecretString=json.dumps(document),
    )


def host(cloud: Cloud, region: str, secret: str) -> str:
    """Return the host that the secret names."""
    return str(_read(cloud, region, secret).get("host", ""))


def _home(cloud: Cloud, step: Step) -> str:
    described = cloud.call(step.region, "secretsmanager", "DescribeSecret", SecretId=step.params["secret"])
    return described.get("PrimaryRegion") or step.region


def _document(cloud: Cloud, step: Step) -> dict[str, Any]:
    return _read(cloud, step.region, step.params["secret"])


def _read(cloud: Cloud, region: str, secret: str) -> dict[str, Any]:
    answer = cloud.call(region, "secretsmanager", "GetSecretValue", SecretId=secret)
    try:
        document: Any = json.loads(answer["SecretString"])
    except (KeyError, ValueError):
        document = None
    if not isinstance(document, dict):
        # Without the cause: it would carry the value.
        raise RecoveryError(
            f"the secret {secret} in {region} is no JSON object; write its host, port, username and password again "
            "with `storefront database provision`"
        )
    return cast("dict[str, Any]", document)
