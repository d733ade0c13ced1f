"""What KMS, IAM, CloudWatch Logs, SNS, Systems Manager and AWS Backup document beside their service models."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from rehearsal.provider.limit import Limit, is_policy, matches, one_of, within, without_spaces

_KEY_POLICY_DOC = "AWS KMS developer guide, Key policies; Resource quotas: key policy document size"
_QUOTA_DOC = "IAM user guide, IAM and AWS STS quotas: character limits"
_PLAN_DOC = "AWS Backup developer guide, BackupRule and Lifecycle"
_LOCK_DOC = "AWS Backup developer guide, PutBackupVaultLockConfiguration"
_TESTING_DOC = "AWS Backup developer guide, CreateRestoreTestingPlan and CreateRestoreTestingSelection"
_PARAMETER_DOC = "AWS Systems Manager API reference, PutParameter"
_TOPIC_DOC = "Amazon SNS API reference, CreateTopic and SetTopicAttributes"

_TIERS = {"Standard": 4 * 1024, "Advanced": 8 * 1024, "Intelligent-Tiering": 8 * 1024}
_INLINE_CHARACTERS, _MANAGED_CHARACTERS, _TRUST_CHARACTERS = 10_240, 6_144, 2_048
_KEY_POLICY_BYTES, _TOPIC_POLICY_BYTES = 32 * 1024, 30 * 1024
_COLD_DAYS, _LONGEST_CONTINUOUS_DAYS = 90, 35
_DISPLAY_NAME_CHARACTERS = 100
_LONGEST_NAME, _DEEPEST = 1_011, 15
_ADMINISTERS = {"*", "kms:*", "kms:Put*", "kms:PutKeyPolicy"}
# min, hour, day of month, month, day of week, year; one of the two days must be open.
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")


def _statements(document: str) -> list[dict[str, Any]]:
    given: Any = json.loads(document).get("Statement")
    return cast("list[dict[str, Any]]", given if isinstance(given, list) else [given])


def _words(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [word for item in cast("Mapping[str, Any]", value).values() for word in _words(item)]
    return [str(item) for item in cast("list[Any]", value)] if isinstance(value, list) else [str(value)]


def _key_policy(document: str) -> bool:
    return is_policy(document) and len(document.encode()) <= _KEY_POLICY_BYTES


def keeps_an_administrator(params: Mapping[str, Any]) -> bool:
    """Somebody of the account may still change the key's policy, or the caller says that nobody need be."""
    document = params.get("Policy")
    if document is None or not is_policy(document) or params.get("BypassPolicyLockoutSafetyCheck"):
        return True  # what is no policy, another limit refuses
    return any(
        one.get("Effect") == "Allow"
        and "Condition" not in one
        and any(word == "*" or ":iam::" in word or word.isdigit() for word in _words(one.get("Principal")))
        and _ADMINISTERS & set(_words(one.get("Action")))
        for one in _statements(document)
    )


def _trust(document: str) -> bool:
    return is_policy(document) and all(
        "Principal" in one and "Resource" not in one for one in _statements(document)
    )


def _permissions(document: str) -> bool:
    """An identity policy has no principal, and says of every statement what it acts on."""
    return is_policy(document) and all(
        "Principal" not in one and {"Action", "NotAction"} & set(one) and {"Resource", "NotResource"} & set(one)
        for one in _statements(document)
    )


def _sized(params: Mapping[str, Any]) -> bool:
    size = len(str(params.get("Value", "")).encode())
    return 0 < size <= _TIERS.get(params.get("Tier", "Standard"), 0)


def _parameter_name(name: str) -> bool:
    return (
        re.fullmatch(r"/?[A-Za-z0-9_.\-]+(/[A-Za-z0-9_.\-]+)*", name) is not None
        and re.match(r"/?(aws|ssm)", name, re.IGNORECASE) is None
        and len(name) <= _LONGEST_NAME
        and name.strip("/").count("/") < _DEEPEST
    )


def _topic_policy(document: str) -> bool:
    return is_policy(document) and len(document.encode()) <= _TOPIC_POLICY_BYTES


def _topic_policy_set(params: Mapping[str, Any]) -> bool:
    return params.get("AttributeName") != "Policy" or _topic_policy(str(params.get("AttributeValue")))


def _subscriber(params: Mapping[str, Any]) -> bool:
    endpoint = str(params.get("Endpoint", ""))
    forms = {"email": r"[^@\s]+@[^@\s]+\.[^@\s]+", "https": r"https://\S+", "lambda": r"arn:\S+", "sqs": r"arn:\S+"}
    return re.fullmatch(forms.get(str(params.get("Protocol")), r".*"), endpoint) is not None


def scheduled(text: str) -> bool:
    """A cron expression of AWS with six fields, of which one of the two days is `?`; or a rate."""
    found = _CRON.fullmatch(text)
    if found is None:
        return re.fullmatch(r"rate\([1-9]\d* (minutes?|hours?|days?)\)", text) is not None
    return (found[3] == "?") != (found[5] == "?")


def _lifecycle(lifecycle: Mapping[str, Any]) -> bool:
    cold, gone = lifecycle.get("MoveToColdStorageAfterDays"), lifecycle.get("DeleteAfterDays")
    return cold is None or gone is None or gone >= cold + _COLD_DAYS


def _continuous(rule: Mapping[str, Any]) -> bool:
    lifecycle = cast("Mapping[str, Any]", rule.get("Lifecycle") or {})
    days = lifecycle.get("DeleteAfterDays")
    return not rule.get("EnableContinuousBackup") or (
        days is not None and days <= _LONGEST_CONTINUOUS_DAYS and "MoveToColdStorageAfterDays" not in lifecycle
    )


def _ordered_lock(params: Mapping[str, Any]) -> bool:
    minimum, maximum = params.get("MinRetentionDays"), params.get("MaxRetentionDays")
    return minimum is None or maximum is None or minimum <= maximum


_TESTING_PLAN, _TESTING_SELECTION = ("CreateRestoreTestingPlan",), ("CreateRestoreTestingSelection",)

LIMITS = (
    Limit(
        "kms",
        ("CreateAlias",),
        "AliasName",
        "alias/ and 1 to 250 of a-z, A-Z, 0-9, / _ -, not beginning with alias/aws/",
        "AWS KMS API reference, CreateAlias",
        matches(r"alias/(?!aws/)[a-zA-Z0-9/_-]{1,250}"),
    ),
    Limit(
        "kms",
        ("CreateKey", "PutKeyPolicy"),
        "Policy",
        "an IAM policy of at most 32 KiB",
        _KEY_POLICY_DOC,
        _key_policy,
    ),
    Limit(
        "kms",
        ("CreateKey", "PutKeyPolicy"),
        "",
        "a Policy that lets somebody of the account change it later (kms:PutKeyPolicy)",
        _KEY_POLICY_DOC,
        keeps_an_administrator,
    ),
    Limit(
        "iam",
        ("CreateRole",),
        "AssumeRolePolicyDocument",
        "an IAM policy whose statements name principals and no resources",
        "IAM user guide, IAM JSON policy elements: Principal",
        _trust,
    ),
    Limit(
        "iam",
        ("CreateRole",),
        "AssumeRolePolicyDocument",
        f"at most {_TRUST_CHARACTERS} characters besides white space",
        _QUOTA_DOC,
        lambda text: without_spaces(text) <= _TRUST_CHARACTERS,
    ),
    Limit(
        "iam",
        ("PutRolePolicy", "CreatePolicy"),
        "PolicyDocument",
        "an IAM policy whose statements name actions and resources and no principals",
        "IAM user guide, Grammar of the IAM JSON policy language",
        _permissions,
    ),
    Limit(
        "iam",
        ("PutRolePolicy",),
        "PolicyDocument",
        f"at most {_INLINE_CHARACTERS} characters besides white space",
        _QUOTA_DOC,
        lambda text: without_spaces(text) <= _INLINE_CHARACTERS,
    ),
    Limit(
        "iam",
        ("CreatePolicy",),
        "PolicyDocument",
        f"at most {_MANAGED_CHARACTERS} characters besides white space",
        _QUOTA_DOC,
        lambda text: without_spaces(text) <= _MANAGED_CHARACTERS,
    ),
    Limit(
        "logs",
        ("CreateLogGroup",),
        "logGroupName",
        "a name not beginning with aws/",
        "Amazon CloudWatch Logs API reference, CreateLogGroup",
        lambda text: not text.startswith("aws/"),
    ),
    Limit(
        "sns",
        ("CreateTopic",),
        "Name",
        "1 to 256 of a-z, A-Z, 0-9, _ and -, and .fifo at the end of a FIFO topic's",
        _TOPIC_DOC,
        matches(r"[A-Za-z0-9_-]{1,251}\.fifo|[A-Za-z0-9_-]{1,256}"),
    ),
    Limit(
        "sns",
        ("CreateTopic",),
        "Attributes.Policy",
        "an IAM policy of at most 30 KiB",
        _TOPIC_DOC,
        _topic_policy,
    ),
    Limit(
        "sns",
        ("CreateTopic",),
        "Attributes.DisplayName",
        "at most 100 characters",
        _TOPIC_DOC,
        lambda text: len(text) <= _DISPLAY_NAME_CHARACTERS,
    ),
    Limit(
        "sns",
        ("SetTopicAttributes",),
        "",
        "a Policy that is an IAM policy of at most 30 KiB",
        _TOPIC_DOC,
        _topic_policy_set,
    ),
    Limit(
        "sns",
        ("Subscribe",),
        "Protocol",
        "application, email, email-json, firehose, http, https, lambda, sms, sqs",
        "Amazon SNS API reference, Subscribe",
        one_of("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"),
    ),
    Limit(
        "sns",
        ("Subscribe",),
        "",
        "an Endpoint of the Protocol's form",
        "Amazon SNS API reference, Subscribe",
        _subscriber,
    ),
    Limit(
        "ssm",
        ("PutParameter",),
        "Name",
        (
            "a-z, A-Z, 0-9 and _.-, in at most 15 levels parted by /, at most 1011 characters, not "
            "beginning with aws or ssm"
        ),
        _PARAMETER_DOC,
        _parameter_name,
    ),
    Limit(
        "ssm",
        ("PutParameter",),
        "",
        "a Value of 1 byte to 4 KiB in tier Standard, to 8 KiB in tier Advanced",
        _PARAMETER_DOC,
        _sized,
    ),
    Limit(
        "ssm",
        ("PutParameter",),
        "",
        "a KeyId for a SecureString alone",
        _PARAMETER_DOC,
        lambda params: "KeyId" not in params or params.get("Type") == "SecureString",
    ),
    Limit(
        "ssm",
        ("PutParameter",),
        "",
        "Tags without Overwrite",
        _PARAMETER_DOC,
        lambda params: not (params.get("Overwrite") and params.get("Tags")),
    ),
    Limit(
        "backup",
        ("CreateBackupPlan",),
        "BackupPlan.Rules[].ScheduleExpression",
        "cron() with six fields, of which one of the two days is ?",
        _PLAN_DOC,
        scheduled,
    ),
    Limit(
        "backup",
        ("CreateBackupPlan",),
        "BackupPlan.Rules[].StartWindowMinutes",
        "at least 60 minutes",
        _PLAN_DOC,
        within(60, float("inf")),
    ),
    Limit(
        "backup",
        ("CreateBackupPlan",),
        "BackupPlan.Rules[].CopyActions[].Lifecycle",
        "DeleteAfterDays at least 90 days beyond MoveToColdStorageAfterDays",
        _PLAN_DOC,
        _lifecycle,
    ),
    Limit(
        "backup",
        ("CreateBackupPlan",),
        "BackupPlan.Rules[].Lifecycle",
        "DeleteAfterDays at least 90 days beyond MoveToColdStorageAfterDays",
        _PLAN_DOC,
        _lifecycle,
    ),
    Limit(
        "backup",
        ("CreateBackupPlan",),
        "BackupPlan.Rules[]",
        "a continuous backup deleted after at most 35 days and never moved to cold storage",
        _PLAN_DOC,
        _continuous,
    ),
    Limit(
        "backup",
        ("PutBackupVaultLockConfiguration",),
        "MinRetentionDays",
        "1 to 36500 days",
        _LOCK_DOC,
        within(1, 36_500),
    ),
    Limit(
        "backup",
        ("PutBackupVaultLockConfiguration",),
        "MaxRetentionDays",
        "1 to 36500 days",
        _LOCK_DOC,
        within(1, 36_500),
    ),
    Limit(
        "backup",
        ("PutBackupVaultLockConfiguration",),
        "ChangeableForDays",
        "3 to 36500 days",
        _LOCK_DOC,
        within(3, 36_500),
    ),
    Limit(
        "backup",
        ("PutBackupVaultLockConfiguration",),
        "",
        "MinRetentionDays not above MaxRetentionDays",
        _LOCK_DOC,
        _ordered_lock,
    ),
    Limit(
        "backup",
        ("PutBackupVaultAccessPolicy",),
        "Policy",
        "an IAM policy",
        "AWS Backup developer guide, Vault access policies",
        is_policy,
    ),
    Limit(
        "backup",
        _TESTING_PLAN,
        "RestoreTestingPlan.RestoreTestingPlanName",
        "1 to 50 letters, digits and underscores",
        _TESTING_DOC,
        matches(r"\w{1,50}"),
    ),
    Limit(
        "backup",
        _TESTING_PLAN,
        "RestoreTestingPlan.ScheduleExpression",
        "cron() with six fields, of which one of the two days is ?",
        _TESTING_DOC,
        scheduled,
    ),
    Limit(
        "backup",
        _TESTING_PLAN,
        "RestoreTestingPlan.StartWindowHours",
        "1 to 168 hours",
        _TESTING_DOC,
        within(1, 168),
    ),
    Limit(
        "backup",
        _TESTING_PLAN,
        "RestoreTestingPlan.RecoveryPointSelection.SelectionWindowDays",
        "1 to 365 days",
        _TESTING_DOC,
        within(1, 365),
    ),
    Limit(
        "backup",
        _TESTING_SELECTION,
        "RestoreTestingSelection.RestoreTestingSelectionName",
        "1 to 50 letters, digits and underscores",
        _TESTING_DOC,
        matches(r"\w{1,50}"),
    ),
    Limit(
        "backup",
        _TESTING_SELECTION,
        "RestoreTestingSelection.ValidationWindowHours",
        "1 to 168 hours",
        _TESTING_DOC,
        within(1, 168),
    ),
    Limit(
        "backup",
        _TESTING_SELECTION,
        "RestoreTestingSelection.ProtectedResourceType",
        "Aurora, DocumentDB, DynamoDB, EBS, EC2, EFS, FSx, Neptune, RDS, S3",
        _TESTING_DOC,
        one_of("Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3"),
    ),
)
