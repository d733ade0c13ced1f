"""What Secrets Manager and Lambda document beside their service models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.facts.source import open_runtimes
from rehearsal.provider.limit import Limit, is_policy, matches, within

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRET_DOC = "AWS Secrets Manager API reference, CreateSecret and PutSecretValue"  # noqa: S105 - a source
_QUOTAS_DOC = "AWS Secrets Manager user guide, quotas"
_FUNCTION_DOC = "AWS Lambda developer guide, quotas; API reference, CreateFunction"

_VALUE_BYTES, _POLICY_CHARACTERS, _ENVIRONMENT_BYTES = 65_536, 20_480, 4_096
_ZIP_BYTES, _LONGEST_SECONDS, _LABELS = 50 * 1024 * 1024, 900, 20
_NAME = r"[A-Za-z0-9/_+=.@-]{1,512}"


def _policy(document: str) -> bool:
    return is_policy(document) and len(document) <= _POLICY_CHARACTERS


def _environment(variables: Mapping[str, str]) -> bool:
    return sum(len(name) + len(value.encode()) for name, value in variables.items()) <= _ENVIRONMENT_BYTES


LIMITS = (
    Limit(
        "secretsmanager",
        ("CreateSecret",),
        "Name",
        "1 to 512 of A-Z, a-z, 0-9, / _ + = . @ -",
        _SECRET_DOC,
        matches(_NAME),
    ),
    Limit(
        "secretsmanager",
        ("CreateSecret", "PutSecretValue"),
        "SecretString",
        "1 to 65536 bytes",
        _QUOTAS_DOC,
        lambda text: 0 < len(text.encode()) <= _VALUE_BYTES,
    ),
    Limit(
        "secretsmanager",
        ("PutSecretValue",),
        "VersionStages",
        "1 to 20 labels",
        _QUOTAS_DOC,
        lambda labels: 0 < len(labels) <= _LABELS,
    ),
    Limit(
        "secretsmanager",
        ("PutResourcePolicy",),
        "ResourcePolicy",
        "a policy document of at most 20480 characters",
        _QUOTAS_DOC,
        _policy,
    ),
    Limit("lambda", ("CreateFunction",), "Timeout", "1 to 900 seconds", _FUNCTION_DOC, within(1, _LONGEST_SECONDS)),
    Limit(
        "lambda",
        ("CreateFunction",),
        "Runtime",
        "a runtime that functions can still be made with",
        "cfn-lint, LmbdRuntimeLifecycle: the runtimes that are not deprecated on the day of its schemas",
        lambda runtime: runtime in open_runtimes(),
    ),
    Limit(
        "lambda",
        ("CreateFunction",),
        "Environment.Variables",
        "4096 bytes in all",
        _FUNCTION_DOC,
        _environment,
    ),
    Limit(
        "lambda",
        ("CreateFunction",),
        "Code.ZipFile",
        "at most 50 MiB sent at once",
        _FUNCTION_DOC,
        lambda code: len(code) <= _ZIP_BYTES,
    ),
)
