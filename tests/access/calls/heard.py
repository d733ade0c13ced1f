"""Records what a program calls: by the one way on which every call of ours to AWS ends."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.signers import RequestSigner
from botocore.validate import ParamValidator

from operations.aws import AwsClient, RefusedError
from rehearsal.drills.drill import Guard, free
from tests.access.calls.call import Call

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]
# Where what has no region is called: https://docs.aws.amazon.com/general/latest/gr/rande.html#global-endpoints
_GLOBAL, _HOME = "aws-global", "us-east-1"


@contextmanager
def heard(of: type[AwsClient], guard: Guard = free) -> Generator[list[Call]]:
    """Record every attempt at a call by clients of this class, whatever becomes of it."""
    calls: list[Call] = []
    send = of.send

    def record(
        self: AwsClient, region: str, service: str, operation: str, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        calls.append(Call(region, service, operation, dict(params)))
        guard(region, service, operation, params)
        return send(self, region, service, operation, params)

    with patch.object(of, "send", record):
        yield calls


@contextmanager
def heard_of_boto3(answers: Mapping[tuple[str, str], Answer], guard: Guard = free) -> Generator[list[Call]]:
    """Record every call by any client of boto3, and every token that one is made to log in to a database with.

    Args:
        answers: by service and operation, what is answered here instead; the parameters must be AWS's all the same.
        guard: what is asked before each call.
    """
    calls: list[Call] = []
    untyped, signer = cast("Any", BaseClient), cast("Any", RequestSigner)
    send, sign = untyped._make_api_call, signer.generate_presigned_url

    def record(self: Any, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        model, region = self.meta.service_model, self.meta.region_name.replace(_GLOBAL, _HOME)
        calls.append(Call(region, model.service_name, operation, dict(params)))
        _put(guard, calls[-1])
        answer = answers.get((model.service_name, operation))
        if answer is None:
            return send(self, operation, params)
        report = cast("Any", ParamValidator()).validate(params, model.operation_model(operation).input_shape)
        assert not report.has_errors(), report.generate_report()
        return answer(params)

    def record_token(self: Any, **signed: Any) -> str:
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
        params = {"DBUsername": signed["request_dict"]["body"]["DBUser"]}
        calls.append(Call(signed["region_name"], signed["signing_name"], signed["operation_name"], params))
        return str(sign(self, **signed))

    with (
        patch.object(untyped, "_make_api_call", record),
        patch.object(signer, "generate_presigned_url", record_token),
    ):
        yield calls


def _put(guard: Guard, call: Call) -> None:
    """Put a call to its guard, whose refusal is botocore's own error here."""
    try:
        guard(call.region, call.service, call.operation, call.params)
    except RefusedError as error:
        answer: Any = {
            "Error": {"Code": error.code, "Message": error.words},
            "ResponseMetadata": {"HTTPStatusCode": 403},
        }
        raise ClientError(answer, call.operation) from None
