"""What IAM, CloudTrail, EventBridge Scheduler and EC2's defaults document beside their service models."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.limit import Limit, matches

if TYPE_CHECKING:
    from collections.abc import Mapping

_ISSUER_DOC = "IAM API reference, CreateOpenIDConnectProvider"
_GITHUB_DOC = "IAM user guide, Configuring a role for GitHub OIDC identity provider"
_TRAIL_DOC = "AWS CloudTrail user guide, Naming requirements for CloudTrail resources"
_SELECTOR_DOC = "AWS CloudTrail API reference, AdvancedEventSelector and AdvancedFieldSelector"
_LOCK_DOC = "Amazon S3 API reference, PutObjectLockConfiguration"
_SCHEDULER_DOC = "EventBridge Scheduler API reference, CreateSchedule"
_UNIVERSAL_DOC = "EventBridge Scheduler user guide, Using universal targets"
_METADATA_DOC = "Amazon EC2 API reference, ModifyInstanceMetadataDefaults"

_GITHUB = "token.actions.githubusercontent.com"
_LONGEST_URL = 255
_MAX_HOPS = 64


def _statements(document: str) -> list[Mapping[str, Any]]:
    try:
        given: Any = json.loads(document).get("Statement")
    except (ValueError, AttributeError):
        return []  # what is no policy, another limit refuses
    return cast("list[Mapping[str, Any]]", given if isinstance(given, list) else [given])


def names_a_subject(document: str) -> bool:
    """Whoever trusts GitHub's issuer says whose jobs it trusts: IAM refuses a role for all of them."""
    return all(
        any(f"{_GITHUB}:sub" in tests for tests in cast("Mapping[str, Any]", one.get("Condition") or {}).values())
        for one in _statements(document)
        if f"oidc-provider/{_GITHUB}" in json.dumps(one.get("Principal"))
    )


def _selects(selectors: list[Mapping[str, Any]]) -> bool:
    """Each selector has one category, and one of data events one type of resource as well."""
    for selector in selectors:
        fields = {str(one["Field"]): one for one in selector.get("FieldSelectors", ())}
        category = fields.get("eventCategory", {}).get("Equals")
        if category not in (["Management"], ["Data"], ["NetworkActivity"]):
            return False
        if category == ["Data"] and len(fields.get("resources.type", {}).get("Equals", ())) != 1:
            return False
    return True


def _retention(rule: Mapping[str, Any]) -> bool:
    given = cast("Mapping[str, Any]", rule.get("DefaultRetention") or {})
    return ("Days" in given) != ("Years" in given) and given.get("Mode") in {"GOVERNANCE", "COMPLIANCE"}


def _universal(target: Mapping[str, Any]) -> bool:
    arn = str(target.get("Arn"))
    if not arn.startswith("arn:aws:scheduler:::aws-sdk:"):
        return True  # a templated target, whose input is its own
    if re.fullmatch(r"arn:aws:scheduler:::aws-sdk:[a-z0-9-]+:[a-z]\w+", arn) is None:
        return False
    try:
        return isinstance(json.loads(target.get("Input", "{}")), dict)
    except ValueError:
        return False


LIMITS = (
    Limit(
        "iam",
        ("CreateOpenIDConnectProvider",),
        "Url",
        "an https address without a port, of at most 255 characters",
        _ISSUER_DOC,
        lambda text: re.fullmatch(r"https://[^:/?#]+(/[^?#]*)?", text) is not None and len(text) <= _LONGEST_URL,
    ),
    Limit(
        "iam",
        ("CreateRole", "UpdateAssumeRolePolicy"),
        "AssumeRolePolicyDocument",
        f"a condition on {_GITHUB}:sub wherever that issuer is trusted",
        _GITHUB_DOC,
        names_a_subject,
    ),
    Limit(
        "cloudtrail",
        ("CreateTrail",),
        "Name",
        "3 to 128 of a-z, A-Z, 0-9 and ._-, a letter or digit at both ends, no two of ._- in a row",
        _TRAIL_DOC,
        matches(r"(?=.{3,128}$)[A-Za-z0-9]([._-]?[A-Za-z0-9])*"),
    ),
    Limit(
        "cloudtrail",
        ("CreateTrail",),
        "",
        "a CloudWatchLogsRoleArn together with a CloudWatchLogsLogGroupArn",
        "AWS CloudTrail API reference, CreateTrail",
        lambda params: ("CloudWatchLogsRoleArn" in params) == ("CloudWatchLogsLogGroupArn" in params),
    ),
    Limit(
        "cloudtrail",
        ("CreateTrail",),
        "",
        "IncludeGlobalServiceEvents where IsMultiRegionTrail is true",
        "AWS CloudTrail API reference, CreateTrail",
        lambda params: not params.get("IsMultiRegionTrail") or params.get("IncludeGlobalServiceEvents", True),
    ),
    Limit(
        "cloudtrail",
        ("PutEventSelectors",),
        "AdvancedEventSelectors",
        "selectors of one eventCategory each, and of data events of one resources.type",
        _SELECTOR_DOC,
        _selects,
    ),
    Limit(
        "s3",
        ("PutObjectLockConfiguration",),
        "ObjectLockConfiguration.Rule",
        "a mode, and either days or years",
        _LOCK_DOC,
        _retention,
    ),
    Limit(
        "scheduler",
        ("CreateSchedule",),
        "FlexibleTimeWindow",
        "MaximumWindowInMinutes exactly where Mode is FLEXIBLE",
        _SCHEDULER_DOC,
        lambda window: (window.get("Mode") == "FLEXIBLE") == ("MaximumWindowInMinutes" in window),
    ),
    Limit(
        "scheduler",
        ("CreateSchedule",),
        "Target",
        "a JSON object as Input of a universal target, whose operation begins with a small letter",
        _UNIVERSAL_DOC,
        _universal,
    ),
    Limit(
        "ec2",
        ("ModifyInstanceMetadataDefaults",),
        "HttpPutResponseHopLimit",
        "1 to 64, or -1 for no preference",
        _METADATA_DOC,
        lambda hops: hops == -1 or 1 <= hops <= _MAX_HOPS,
    ),
)
