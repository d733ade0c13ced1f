"""The function's entry point, run every few minutes: write a beat, read it off the replica, tell CloudWatch."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import boto3

from functions.heartbeat.beat import newest, write
from functions.shared.errors import AccessError
from functions.shared.logs import function_log
from functions.shared.metrics import Namespace
from functions.shared.postgresql import Login, session
from functions.shared.secrets import CURRENT, Secrets

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET, REPLICA_HOST, CA_BUNDLE_PARAMETER, ENVIRONMENT = (
    "SECRET",
    "REPLICA_HOST",
    "CA_BUNDLE_PARAMETER",
    "ENVIRONMENT",
)
"""The environment: the secret's ARN, the replica's host if any, whose it is, the parameter with the CA bundle."""

WRITTEN, REPLICA_AGE = "HeartbeatsWritten", "ReplicaAge"
"""The metrics: how many beats were written (one; none is the alarm), and how old the replica's is (seconds)."""

log = function_log("heartbeat")


def handle(_event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Write a beat and measure it; what is written is published even where the replica does not answer.

    Raises:
        AccessError: the beat could not be written, or the replica could not be read; the text says why.
    """
    client = cast("Any", boto3).client
    try:
        secrets = Secrets(client("secretsmanager"), client("ssm"))
        ca_bundle = secrets.parameter(os.environ[CA_BUNDLE_PARAMETER])
        login = _login(secrets)
        with session(login, ca_bundle) as primary:
            beat = write(primary)
        _publish(client("cloudwatch"), WRITTEN, 1.0, "Count")
        beaten = {"beat_at": beat.beat_at.isoformat()}
        if REPLICA_HOST not in os.environ:
            return beaten
        with session(replace(login, host=os.environ[REPLICA_HOST]), ca_bundle) as replica:
            age = newest(replica).loss_seconds(datetime.now(UTC))
        _publish(client("cloudwatch"), REPLICA_AGE, age, "Seconds")
    except AccessError as error:
        log.error("%s", error)  # noqa: TRY400 - a traceback would show local values of libraries
        raise
    return {**beaten, "replica_age_seconds": age}


def _login(secrets: Secrets) -> Login:
    arn = os.environ[SECRET]
    version = secrets.stages(arn).get(CURRENT)
    found = secrets.read(arn, version) if version else None
    if found is None or not found.username:
        raise AccessError("the heartbeat's secret holds no login yet", "run `storefront database provision`")
    return Login.of(found.document)


def _publish(cloudwatch: Any, metric: str, value: float, unit: str) -> None:
    dimensions = [{"Name": "Environment", "Value": os.environ[ENVIRONMENT]}]
    datum = {"MetricName": metric, "Dimensions": dimensions, "Value": value, "Unit": unit}
    cloudwatch.put_metric_data(Namespace=Namespace.DATABASE, MetricData=[datum])
