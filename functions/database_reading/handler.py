"""The function inside the VPC: it reads the database with the login `monitoring`, and hands the snapshot out.

What comes in says nothing; what goes out holds no value of a row (`snapshot`). Whatever fails is told as a text of
our own.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, cast

from functions.shared.aws import Services
from functions.shared.logs import function_log
from functions.shared.postgresql import Login
from functions.tuning.collect.run import Source, collect
from functions.tuning.document import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET, CA_BUNDLE_PARAMETER, REPLICA, STACK = "SECRET", "CA_BUNDLE_PARAMETER", "REPLICA", "STACK"
"""The environment: the login's secret, the authorities' parameter, the replica's place (JSON) if any, the stack."""

function_log("database_reading")


def handle(_event: object, _context: object) -> dict[str, Any]:
    """Read once.

    Raises:
        AccessError, ServiceError, TuningError: it could not be read; the text says why and what to do next.
    """
    return plain(collect(_source(Services(), os.environ), None))


def _source(services: Services, environment: Mapping[str, str]) -> Source:
    found = services.call(
        "secretsmanager", "GetSecretValue", SecretId=environment[SECRET], VersionStage="AWSCURRENT"
    )
    secret = cast("Mapping[str, Any]", json.loads(found["SecretString"]))
    replica = cast("Mapping[str, Any] | None", json.loads(environment.get(REPLICA, "null")))
    ca_bundle = services.call("ssm", "GetParameter", Name=environment[CA_BUNDLE_PARAMETER])["Parameter"]["Value"]
    return Source(
        environment=environment[STACK],
        # The secret names the current writer, whatever the instances were called when the function was made.
        main=Login.of(secret),
        replica=Login.of(secret, at=(replica["address"], replica["port"])) if replica else None,
        ca_bundle=str(ca_bundle),
    )
