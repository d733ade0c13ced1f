"""The step that points clients at the new writer, in the secrets that they read when they connect.

Where the region has a function that knows the database's secrets, it is asked: it proves every login before it
changes one, and whoever recovers need not be able to read or write a secret. Elsewhere, and where the function
cannot, the application's secret is written directly, which only an emergency role may. No value is ever shown.
"""

import json
from typing import Any, cast

from operations.aws import AwsClient, PassingError, RefusedError
from operations.recovery.errors import RecoveryError
from operations.recovery.instances import AVAILABLE, Instance, find
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.steps import Step


class _CannotError(RecoveryError):
    """The function could not do it; the message has its words."""


def look_pointed(cloud: AwsClient, step: Step) -> Look:
    """Settled once the secret names the instance and belongs to the step's region."""
    target = find(cloud, step.region, step.params["instance"])
    if target is None:
        return blocked(f"{step.params['instance']} does not stand in {step.region}")
    if target.status != AVAILABLE or not target.address:
        return working(f"{target.identifier} is {target.status}")
    if target.source:
        return blocked(f"{target.identifier} is a replica of {target.source}: clients could not write")
    if _named(cloud, step) == target.address:
        return settled(f"the secret names {target.identifier}")
    return ready(f"the secret does not name {target.identifier}")


def point(cloud: AwsClient, step: Step) -> None:
    """Have every secret name the instance; or else write the application's."""
    target = find(cloud, step.region, step.params["instance"])
    if target is None:
        return  # the next look says so
    why = ""
    if step.params.get("function"):
        try:
            ask(cloud, step.region, step.params["function"], {"action": "point", "writer": target.endpoint})
        except _CannotError as error:
            why = f"{error}; and by hand: "
        else:
            return
    try:
        _write(cloud, step, target)
    except RefusedError as error:
        if not why:
            raise
        raise RefusedError(error.region, "secretsmanager", "PutSecretValue", error.code, f"{why}{error}") from None


def _named(cloud: AwsClient, step: Step) -> str | None:
    """The host that the application is sent to; None where the secret here is a copy of another region's."""
    if step.params.get("function"):
        try:
            addresses = ask(cloud, step.region, step.params["function"], {"action": "addresses"})["addresses"]
            return str(addresses["application"]["host"])
        except _CannotError:
            pass  # look oneself
    return host(cloud, step.region, step.params["secret"]) if _home(cloud, step) == step.region else None


def ask(cloud: AwsClient, region: str, name: str, request: dict[str, Any]) -> dict[str, Any]:
    """Have the function that knows a region's secrets do something; return its answer.

    Raises:
        RecoveryError: it could not do it, or could not be asked; the message has why.
    """
    payload = json.dumps(request).encode()
    try:
        answer = cloud.call(region, "lambda", "Invoke", FunctionName=name, Payload=payload)
    except PassingError:
        raise  # the step waits
    except RefusedError as error:
        raise _CannotError(str(error)) from None
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise _CannotError(f"{name}: {said.get('errorMessage', 'it failed; see its log')}")
    return said


def _write(cloud: AwsClient, step: Step, target: Instance) -> None:
    """Make a copied secret one of its own, and write a version that names the instance."""
    if _home(cloud, step) != step.region:
        # A copy cannot be written, and its original's region may not answer.
        cloud.call(step.region, "secretsmanager", "StopReplicationToReplica", SecretId=step.params["secret"])
    document = {**_document(cloud, step), **target.endpoint}
    cloud.call(
        step.region,
        "secretsmanager",
        "PutSecretValue",
        SecretId=step.params["secret"],
        SecretString=json.dumps(document),
    )


def host(cloud: AwsClient, region: str, secret: str) -> str:
    """Return the host that the secret names."""
    return str(_read(cloud, region, secret).get("host", ""))


def _home(cloud: AwsClient, step: Step) -> str:
    described = cloud.call(step.region, "secretsmanager", "DescribeSecret", SecretId=step.params["secret"])
    return described.get("PrimaryRegion") or step.region


def _document(cloud: AwsClient, step: Step) -> dict[str, Any]:
    return _read(cloud, step.region, step.params["secret"])


def _read(cloud: AwsClient, region: str, secret: str) -> dict[str, Any]:
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
