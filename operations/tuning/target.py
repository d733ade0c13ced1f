"""Whom to ask: the servers, the login and the authorities of an environment, by its manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from functions.database_access.server import Login
from operations.aws import Aws, AwsError
from operations.manifest import section
from operations.tuning.collect.run import Source
from operations.tuning.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLE = "monitoring"
"""The role whose secret opens the sessions: it sees statistics and no table."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """An environment's database: its servers, and the main one's id for Performance Insights."""

    aws: Aws
    source: Source
    resource_id: str


def target(environment: str) -> Target:
    """Find the database by the manifest, in the region that serves.

    Raises:
        TuningError: the manifest, the secret or the trust parameter is not within reach, or not whole.
    """
    try:
        return _target(environment)
    except AwsError as error:
        raise TuningError(str(error)) from None
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        name = f"{type(error).__name__} {error}" if isinstance(error, KeyError) else type(error).__name__
        raise TuningError(
            f"the manifest or the secret of {ROLE} in {environment} is not whole ({name}); "
            "deploy it again, then run `storefront database provision`"
        ) from None


def _target(environment: str) -> Target:
    aws = Aws(str(section(Aws(), environment, "index")["serving"]))
    instances = cast("Mapping[str, Mapping[str, Any]]", section(aws, environment, "database")["instances"])
    access = section(aws, environment, "access")
    secret = aws.call(
        "secretsmanager", "get_secret_value", SecretId=access["secrets"][ROLE], VersionStage="AWSCURRENT"
    )
    login = cast("Mapping[str, Any]", json.loads(secret["SecretString"]))
    trust = aws.call("ssm", "get_parameter", Name=access["trust_parameter"])
    replica = instances.get("replica")
    return Target(
        aws=aws,
        source=Source(
            environment=environment,
            # The secret names the current writer, whatever the manifest's instances were called when it was
            # written.
            main=_login(login, login["host"], login["port"]),
            replica=_login(login, replica["address"], replica["port"]) if replica else None,
            trust=str(trust["Parameter"]["Value"]),
        ),
        resource_id=str(instances["primary"]["resource_id"]),
    )


def _login(secret: Mapping[str, Any], host: Any, port: Any) -> Login:
    return Login(
        host=str(host),
        port=int(port),
        dbname=str(secret["dbname"]),
        username=str(secret["username"]),
        password=str(secret["password"]),
    )
