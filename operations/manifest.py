"""Reads the manifest that the program left in Parameter Store: what stands where, section by section."""

from __future__ import annotations

import json
from typing import Any, cast

from operations.aws import Aws, AwsError

PROJECT = "storefront"


def section(aws: Aws, environment: str, name: str) -> dict[str, Any]:
    """Return one section of an environment's manifest.

    Raises:
        AwsError: it is not there, or may not be read.
    """
    parameter = f"/{PROJECT}/{environment}/manifest/{name}"
    try:
        found = aws.call("ssm", "get_parameter", Name=parameter)
    except AwsError as error:
        if error.code == "ParameterNotFound":
            message = f"{parameter}: not in {aws.region}; deploy {environment} first, or set AWS_REGION"
            raise AwsError(message, error.code) from None
        raise
    return cast("dict[str, Any]", json.loads(found["Parameter"]["Value"]))
