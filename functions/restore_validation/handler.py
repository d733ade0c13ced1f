"""The function's entry point, run when AWS Backup has restored a copy as a test: have it proven, and say so.

It stands outside the VPC, where the services of AWS are, and reaches no database: the function of `verification` is
inside, and does. https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-validation.html
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from functions.shared.logs import function_log

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

VERIFICATION, CA_BUNDLE_PARAMETER, TOPIC, ALLOWED_SECONDS = (
    "VERIFICATION", "CA_BUNDLE_PARAMETER", "TOPIC", "ALLOWED_SECONDS",
)  # fmt: skip
"""The environment: the function that proves a copy, the authorities' certificates, whom to tell of a copy that is
none, and how much older than its recovery point a copy's heartbeat may be."""

SUCCESSFUL, FAILED = "SUCCESSFUL", "FAILED"
# Counting may take Lambda's longest time; a second call would count again.
_PATIENT = Config(read_timeout=890, retries={"total_max_attempts": 1})

log = function_log("restore_validation")


class _UnprovenError(Exception):
    """The copy could not be proven; the message says why."""


@dataclass(frozen=True)
class _Services:
    backup: Any
    rds: Any
    ssm: Any
    lambda_: Any
    sns: Any

    @classmethod
    def here(cls) -> _Services:
        client = cast("Any", boto3).client
        return cls(client("backup"), client("rds"), client("ssm"), client("lambda", config=_PATIENT), client("sns"))


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer one `Restore Job State Change` of a restore test that is `COMPLETED`."""
    detail: Mapping[str, Any] = event["detail"]
    job, services = str(detail["restoreJobId"]), _Services.here()
    try:
        proof = _proof(services, job, str(detail["createdResourceArn"]))
        status, words = _verdict(proof)
    except (_UnprovenError, ClientError, BotoCoreError) as error:
        status, words = FAILED, str(error)
    log.info("%s: %s: %s", job, status, words)
    # The result first: whoever is told can then see it.
    services.backup.put_restore_validation_result(
        RestoreJobId=job, ValidationStatus=status, ValidationStatusMessage=words
    )
    if status == FAILED:
        subject = "A restored backup is not the database"
        services.sns.publish(TopicArn=os.environ[TOPIC], Subject=subject, Message=f"restore job {job}: {words}")
    return {"restore_job": job, "status": status, "words": words}


def _proof(services: _Services, job: str, arn: str) -> Mapping[str, Any]:
    described: Mapping[str, Any] = services.backup.describe_restore_job(RestoreJobId=job)
    made: datetime | None = described.get("RecoveryPointCreationDate")
    if made is None:
        raise _UnprovenError("AWS Backup does not say of when its recovery point is")
    pages = services.rds.get_paginator("describe_db_instances")
    (instance,) = pages.paginate(DBInstanceIdentifier=arn.rpartition(":")[2]).build_full_result()["DBInstances"]
    if not instance.get("IAMDatabaseAuthenticationEnabled"):
        raise _UnprovenError("the copy takes no tokens: set enableIamDatabaseAuthentication in the restore test")
    ca_bundle = services.ssm.get_parameter(Name=os.environ[CA_BUNDLE_PARAMETER])["Parameter"]["Value"]
    request = {
        "host": instance["Endpoint"]["Address"],
        "port": instance["Endpoint"]["Port"],
        "dbname": instance["DBName"],
        "ca_bundle": ca_bundle,
        "moment": made.isoformat(),
        "allowed_seconds": float(os.environ[ALLOWED_SECONDS]),
    }
    answer = services.lambda_.invoke(FunctionName=os.environ[VERIFICATION], Payload=json.dumps(request).encode())
    said: Mapping[str, Any] = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise _UnprovenError(str(said.get("errorMessage", "the verification failed; see its log")))
    return said


def _verdict(proof: Mapping[str, Any]) -> tuple[str, str]:
    if proof["problems"]:
        return FAILED, "; ".join(map(str, proof["problems"]))
    rows = sum(int(table["counted"]) for table in proof["tables"])
    return SUCCESSFUL, f"{len(proof['tables'])} tables, {rows} rows, heartbeat of {proof['beat_at']}"
