"""What AWS Backup is told of a restored copy, and who else is; the services are answered for one by one.

moto knows neither restore jobs nor their validation, and runs no function in this process.
"""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.restore_validation import handler

EVENT = {
    "detail-type": "Restore Job State Change",
    "source": "aws.backup",
    "detail": {
        "restoreJobId": "job-1",
        "status": "COMPLETED",
        "resourceType": "RDS",
        "createdResourceArn": "arn:aws:rds:us-west-2:111122223333:db:awsbackup-restore-test-1",
    },
}
MADE = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
COPY = {
    "Endpoint": {"Address": "copy.example", "Port": 5432},
    "DBName": "storefront",
    "IAMDatabaseAuthenticationEnabled": True,
}
PROVEN = {
    "beat_at": "2026-11-28T06:29:30+00:00",
    "tables": [{"relation": "orders", "counted": 5}, {"relation": "customers", "counted": 7}],
    "problems": [],
}


class _Aws:
    """Every service that the function asks, and what it was asked."""

    def __init__(self, proof: dict[str, Any], copy: dict[str, Any]) -> None:
        self.proof, self.copy = proof, copy
        self.failed = False
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def client(self, _service: str, **_more: object) -> "_Aws":
        return self

    def describe_restore_job(self, **given: Any) -> dict[str, Any]:
        self.asked.append(("job", given))
        return {"RecoveryPointCreationDate": MADE}

    def get_paginator(self, _operation: str) -> "_Aws":
        return self

    def paginate(self, **given: Any) -> "_Aws":
        self.asked.append(("instance", given))
        return self

    def build_full_result(self) -> dict[str, Any]:
        return {"DBInstances": [self.copy]}

    def get_parameter(self, **given: Any) -> dict[str, Any]:
        self.asked.append(("ca_bundle", given))
        return {"Parameter": {"Value": "PEM"}}

    def invoke(self, **given: Any) -> dict[str, Any]:
        self.asked.append(("prove", json.loads(given["Payload"])))
        answer = {"Payload": io.BytesIO(json.dumps(self.proof).encode())}
        return {**answer, "FunctionError": "Unhandled"} if self.failed else answer

    def put_restore_validation_result(self, **given: Any) -> None:
        self.asked.append(("result", given))

    def publish(self, **given: Any) -> None:
        self.asked.append(("told", given))


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> _Aws:
    made = _Aws(PROVEN, COPY)
    monkeypatch.setattr(handler, "boto3", made)
    for name, value in {
        "VERIFICATION": "verification", "CA_BUNDLE_PARAMETER": "/trust", "TOPIC": "arn:topic", "ALLOWED_SECONDS": "900",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return made


def _result(aws: _Aws) -> tuple[str, str]:
    handler.handle(EVENT, None)
    (result,) = [given for what, given in aws.asked if what == "result"]
    assert result["RestoreJobId"] == "job-1"
    assert any(what == "told" for what, _ in aws.asked) is (result["ValidationStatus"] == "FAILED")
    return result["ValidationStatus"], result["ValidationStatusMessage"]


def test_a_proven_copy_is_successful_and_nobody_is_woken(aws: _Aws) -> None:
    assert _result(aws) == ("SUCCESSFUL", "2 tables, 12 rows, heartbeat of 2026-11-28T06:29:30+00:00")
    (asked,) = [given for what, given in aws.asked if what == "prove"]
    assert asked == {
        "host": "copy.example", "port": 5432, "dbname": "storefront", "ca_bundle": "PEM",
        "moment": MADE.isoformat(), "allowed_seconds": 900.0,
    }  # fmt: skip


def test_a_copy_with_problems_fails_with_all_of_them(aws: _Aws) -> None:
    aws.proof = {**PROVEN, "problems": ["too old", "another schema"]}
    assert _result(aws) == ("FAILED", "too old; another schema")


def test_a_copy_that_cannot_be_looked_at_fails_with_the_reason(aws: _Aws) -> None:
    aws.failed, aws.proof = True, {"errorMessage": "copy.example:5432: cannot be reached"}
    assert _result(aws) == ("FAILED", "copy.example:5432: cannot be reached")


def test_a_copy_that_takes_no_tokens_fails_and_says_what_to_set(aws: _Aws) -> None:
    aws.copy = {**COPY, "IAMDatabaseAuthenticationEnabled": False}
    status, words = _result(aws)
    assert status == "FAILED"
    assert "enableIamDatabaseAuthentication" in words


def test_a_refusal_of_aws_is_a_failure_too(aws: _Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_given: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeDBInstances")

    monkeypatch.setattr(aws, "build_full_result", refuse)
    status, words = _result(aws)
    assert status == "FAILED"
    assert "AccessDenied" in words
