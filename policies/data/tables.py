"""Guardrails for DynamoDB tables."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import both, must_be_protected, must_be_true, show, unless_disposable
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, fails, passes, resource, undecided
from policies.frame.resources import Resource
from policies.frame.samples import KEY
from policies.frame.values import UNKNOWN, Value, at


def _under_own_key(table: Resource) -> Iterator[Finding]:
    encryption = table.at("serverSideEncryption")
    enabled, key = at(encryption, "enabled"), at(encryption, "kmsKeyArn")
    if UNKNOWN in (encryption, enabled, key):
        yield undecided("serverSideEncryption")
    elif enabled is not True or not isinstance(key, str) or not key or "alias/aws/" in key:
        yield fail(
            f"serverSideEncryption.kmsKeyArn is {show(key)}, expected a customer-managed key, enabled",
            "serverSideEncryption",
        )


def _recoverable(table: Resource) -> Iterator[Finding]:
    recovery = table.at("pointInTimeRecovery")
    enabled = at(recovery, "enabled")
    if UNKNOWN in (recovery, enabled):
        yield undecided("pointInTimeRecovery")
    elif enabled is not True:
        yield fail(f"pointInTimeRecovery.enabled is {show(enabled)}, expected true", "pointInTimeRecovery")


_TABLE = Case(tokens.DYNAMODB_TABLE)


def _kept(title: str, *, protect: bool, switch: Value) -> Resource:
    return resource(tokens.DYNAMODB_TABLE, {"deletionProtectionEnabled": switch}, title, protect=protect)


GUARDRAILS = (
    ResourceGuardrail(
        name="table-encrypted",
        summary="A DynamoDB table is encrypted with a customer-managed key.",
        why="Under a key of AWS's own nobody can say who reads it, nor close it.",
        mend="Set serverSideEncryption with enabled and the ARN of one of our keys.",
        practice="SEC08-BP02",
        controls=("NIST SC-28",),
        types=(tokens.DYNAMODB_TABLE,),
        check=_under_own_key,
        examples=(
            _TABLE.good("our key", serverSideEncryption={"enabled": True, "kmsKeyArn": KEY}),
            _TABLE.bad("nothing: a key that AWS owns"),
            _TABLE.bad("AWS's managed key", serverSideEncryption={"enabled": True}),
            _TABLE.bad("off", serverSideEncryption={"enabled": False, "kmsKeyArn": KEY}),
            _TABLE.bad(
                "a default key",
                serverSideEncryption={
                    "enabled": True,
                    "kmsKeyArn": "arn:aws:kms:us-east-1:111122223333:alias/aws/dynamodb",
                },
            ),
            _TABLE.unknown("a new key", serverSideEncryption={"enabled": True, "kmsKeyArn": UNKNOWN}),
        ),
    ),
    ResourceGuardrail(
        name="table-recoverable",
        summary="A DynamoDB table can be restored to any second of the last 35 days.",
        why="What was overwritten by mistake is otherwise gone.",
        mend="Set pointInTimeRecovery with enabled.",
        practice="REL09-BP01",
        controls=("FSBP DynamoDB.2", "NIST CP-9"),
        types=(tokens.DYNAMODB_TABLE,),
        check=_recoverable,
        examples=(
            _TABLE.good("on", pointInTimeRecovery={"enabled": True}),
            _TABLE.bad("nothing"),
            _TABLE.bad("off", pointInTimeRecovery={"enabled": False}),
            _TABLE.unknown("computed", pointInTimeRecovery={"enabled": UNKNOWN}),
        ),
    ),
    ResourceGuardrail(
        name="table-kept",
        summary="A DynamoDB table is deleted neither by AWS's API nor by a missing line, if not disposable.",
        why="A journal that is gone takes the open debts with it.",
        mend="Set deletionProtectionEnabled, and Pulumi's protect.",
        practice="REL09-BP02",
        controls=("FSBP DynamoDB.6",),
        types=(tokens.DYNAMODB_TABLE,),
        check=unless_disposable(both(must_be_true("deletionProtectionEnabled"), must_be_protected)),
        examples=(
            passes("both", _kept("both", protect=True, switch=True)),
            _TABLE.disposable("a table of a disposable environment", deletionProtectionEnabled=False),
            fails("AWS's alone", _kept("aws", protect=False, switch=True)),
            fails("Pulumi's alone", _kept("pulumi", protect=True, switch=False)),
        ),
    ),
)
