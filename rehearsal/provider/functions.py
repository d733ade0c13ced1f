"""Lambda functions, who may run them, and what becomes of runs that nobody waits for."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Created, Handler, Inputs, Live, MappedTags, Property, Table, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

# So that the same files make the same bytes: the first moment that a zip file knows.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(archive: Mapping[str, Any]) -> bytes:
    """Return an archive of file assets as the provider sends it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, asset in sorted(cast("dict[str, dict[str, str]]", archive["assets"]).items()):
            file.writestr(zipfile.ZipInfo(name, _EPOCH), Path(asset["path"]).read_bytes())
    return packed.getvalue()


def _code(archive: Mapping[str, Any]) -> dict[str, bytes]:
    return {"ZipFile": zipped(archive)}


def _capitals(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name[0].upper() + name[1:]: value for name, value in given.items()}


def _small(live: Mapping[str, Any]) -> dict[str, Any]:
    return {name[0].lower() + name[1:]: value for name, value in live.items() if value not in (None, [])}


def _vpc(live: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _small(live).items() if name in {"subnetIds", "securityGroupIds"}}


def _reserve(aws: AwsRegion, name: str, inputs: Inputs) -> None:
    if "reservedConcurrentExecutions" in inputs:
        limit = inputs["reservedConcurrentExecutions"]
        aws.call("lambda", "PutFunctionConcurrency", FunctionName=name, ReservedConcurrentExecutions=limit)


def _describe(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    answer = aws.call("lambda", "GetFunction", FunctionName=name)
    return {**answer["Configuration"], "Concurrency": answer.get("Concurrency")}


_FUNCTION = Table(
    service="lambda",
    create_operation="CreateFunction",
    id_at="FunctionName",
    properties={
        **same("description", "role", "runtime", "architectures", "handler", "timeout", "memorySize"),
        "name": Property("FunctionName"),
        "code": Property("Code", "", send=_code),
        "kmsKeyArn": Property("KMSKeyArn"),
        "environment": Property("Environment", send=_capitals, show=_small),
        "vpcConfig": Property("VpcConfig", send=_capitals, show=_vpc),
        "loggingConfig": Property("LoggingConfig", send=_capitals, show=_small),
        "reservedConcurrentExecutions": Property("", "Concurrency.ReservedConcurrentExecutions"),
    },
    steps=(_reserve,),
    describe=_describe,
    computed={"arn": "FunctionArn", "sourceCodeHash": "CodeSha256", "version": "Version"},
    tagging=MappedTags(
        "lambda",
        "ListTags",
        by=lambda _aws, _name, live: {"Resource": live["FunctionArn"]},
        at="Tags",
        parameter="Tags",
    ),
)


_PERMITTED = ("action", "principal", "sourceAccount", "sourceArn")


def _bounds(condition: Mapping[str, Any]) -> dict[str, Any]:
    """On whose behalf a service may run a function."""
    account = condition.get("StringEquals", {}).get("AWS:SourceAccount")
    source = condition.get("ArnLike", {}).get("AWS:SourceArn")
    return {name: value for name, value in (("sourceAccount", account), ("sourceArn", source)) if value}


class _Permissions:
    """A statement of a function's policy; the provider's id is the statement's."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        given = {name: inputs[name] for name in _PERMITTED if name in inputs}
        statement = str(inputs["statementId"])
        aws.call(
            "lambda", "AddPermission", FunctionName=inputs["function"], StatementId=statement, **_capitals(given)
        )
        return Created(statement, self.read(aws, statement, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        policy: Any = json.loads(aws.call("lambda", "GetPolicy", FunctionName=inputs["function"])["Policy"])
        for one in cast("list[dict[str, Any]]", policy["Statement"]):
            if one["Sid"] == resource_id:
                return {
                    "function": inputs["function"],
                    "statementId": one["Sid"],
                    "action": one["Action"],
                    "principal": one["Principal"]["Service"],
                    **_bounds(one["Condition"]),
                }
        raise NotStandingError("lambda", "GetPolicy", resource_id)


_EVENT_INVOKE = Table(
    service="lambda",
    create_operation="PutFunctionEventInvokeConfig",
    id_at="@functionName",
    properties={
        **same("maximumRetryAttempts", "maximumEventAgeInSeconds"),
        # The description names the function by its ARN.
        "functionName": Property("FunctionName", "FunctionArn", show=lambda arn: str(arn).split(":")[6]),
    },
    describe=lambda aws, name, _: aws.call("lambda", "GetFunctionEventInvokeConfig", FunctionName=name),
)


HANDLERS: Mapping[str, Handler] = {
    "aws:lambda/function:Function": _FUNCTION,
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": _EVENT_INVOKE,
    "aws:lambda/permission:Permission": _Permissions(),
}
