"""The secrets that tell clients of the database where it is, and the function of a region that knows them.

No value of a secret is ever shown.
"""

import json
from typing import Any, cast

from operations.aws import AwsClient, PassingError, RefusedError
from operations.recovery.errors import RecoveryError
from operations.recovery.instances import Instance


class FunctionError(RecoveryError):
    """The function could not do it, or could not be asked; the message says why."""


def ask(aws: AwsClient, region: str, name: str, request: dict[str, Any]) -> dict[str, Any]:
    """Have the function that knows a region's secrets do something; return its answer.

    Raises:
        FunctionError: it could not do it, or could not be asked.
        PassingError: it is not ready yet.
    """
    payload = json.dumps(request).encode()
    try:
        answer = aws.call(region, "lambda", "Invoke", FunctionName=name, Payload=payload)
    except PassingError:
        raise  # the step waits
    except RefusedError as error:
        raise FunctionError(str(error)) from None
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise FunctionError(f"{name}: {said.get('errorMessage', 'it failed; see its log')}")
    return said


def host(aws: AwsClient, region: str, secret: str) -> str:
    """Return the host that a secret names."""
    return str(_read(aws, region, secret).get("host", ""))


def primary_region(aws: AwsClient, region: str, secret: str) -> str:
    """Return the region of the original, where the secret in this region is a copy; else this region."""
    described = aws.call(region, "secretsmanager", "DescribeSecret", SecretId=secret)
    return described.get("PrimaryRegion") or region


def write(aws: AwsClient, region: str, secret: str, target: Instance) -> None:
    """Make a copied secret one of its own, and write a version that names the instance."""
    if primary_region(aws, region, secret) != region:
        # A copy cannot be written, and its original's region may not answer.
        aws.call(region, "secretsmanager", "StopReplicationToReplica", SecretId=secret)
    document = {**_read(aws, region, secret), **target.endpoint}
    aws.call(region, "secretsmanager", "PutSecretValue", SecretId=secret, SecretString=json.dumps(document))


def _read(aws: AwsClient, region: str, secret: str) -> dict[str, Any]:
    answer = aws.call(region, "secretsmanager", "GetSecretValue", SecretId=secret)
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
