"""Reads the manifest that the program left in Parameter Store: what stands where, section by section."""

from __future__ import annotations

import json
from typing import Any, cast

from operations.aws import AwsError, AwsRegion

PROJECT = "storefront"


def section(aws: AwsRegion, environment: str, name: str) -> dict[str, Any]:
    """Return one section of an environment's manifest.

    Raises:
        AwsError: it is not there, or may not be read.
    """
    parameter = f"/{PROJECT}/{environment}/manifest/{name}"
    try:
        found = aws.call("ssm", "GetParameter", Name=parameter)
    except AwsError as error:
        if error.code == "ParameterNotFound":
            reason = f"it is not there; deploy {environment} first, or set AWS_REGION to the region of its manifest"
            raise AwsError(
                error.region, error.service, error.operation, reason, resource=parameter, code=error.code
            ) from None
        raise
    return cast("dict[str, Any]", json.loads(found["Parameter"]["Value"]))
