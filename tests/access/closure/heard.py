"""Which steps are told of at once: the events of their calls, by the patterns of the stack's own rules.

Decision 76 says that they are; a step without a rule that hears it has a reason here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, cast

from moto.events.models import EventPattern

from tests.access.closure.silence import ENDED, SILENT, UNTOLD
from tests.access.closure.step import Ask, Step
from tests.access.matrix import filled, words
from tests.access.principals import Stack
from tests.access.rows.row import SERVING

# What decision 76 calls reported: whole ends, and ways to any end.
ENDS = (SILENT, UNTOLD, ENDED, "the master's password")
WAYS = ("lets a stranger take it", "shares a snapshot", "exports a snapshot")
OPENING = "opens it to strangers"
# What is asked of IAM and called otherwise in the record, where the name matters.
_OPERATIONS: Mapping[str, str] = {
    "s3:BypassGovernanceRetention": "DeleteObject",
}
# Calls of those steps that no rule hears, and why.
UNHEARD: Mapping[str, str] = {
    "backup:PutBackupVaultAccessPolicy": "who is let in copies what he cannot decrypt: the key's policy is reported",
    "backup:PutBackupVaultSharingPolicy": "who is let in copies what he cannot decrypt: the key's policy is reported",
    "sts:AssumeRole": "a stranger's call, after the one that opened the role",
    "kms:Decrypt": "a stranger's call, after the one that opened the key",
    "secretsmanager:GetSecretValue": "a stranger's call, after the one that opened the secret",
}
# By what the parameter is called in the record: what of a resource's ARN is its value.
_NAMED: Mapping[str, tuple[str, str]] = {
    "events:PutRule": ("name", "/"),
    "events:PutTargets": ("rule", "/"),
    "logs": ("logGroupName", ":log-group:"),
    "s3": ("bucketName", ":::"),
    "ssm": ("name", "/"),
    "iam": ("roleName", "/"),
}


def reported(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps of which somebody is told."""
    for step in steps:
        if step.to in ENDS or step.by in WAYS or (step.by == OPENING and step.to != "files in buckets"):
            yield step


def unheard(stack: Stack, steps: Iterable[Step]) -> Iterator[str]:
    """Yield the calls of reported steps whose event no rule of the stack matches, and that have no reason."""
    patterns = [json.loads(one["inputs"]["eventPattern"]) for one in _rules(stack)]
    known = words(stack, SERVING)
    for step in reported(steps):
        for ask in step.calls():
            if ask.action not in UNHEARD and not any(matches(one, event_of(ask, known)) for one in patterns):
                yield (
                    f"{step.to}, {step.by}: no tripwire hears {ask.action}; add its event to a row of "
                    "components/audit/tripwires.py, or say in UNHEARD in tests/access/closure/heard.py why not"
                )


def _rules(stack: Stack) -> Iterator[Mapping[str, Any]]:
    for one in stack.of_type("aws:cloudwatch/eventRule:EventRule"):
        if f"{SERVING}-tripwire-" in str(one["inputs"]["name"]) and "eventPattern" in one["inputs"]:
            yield one


def event_of(ask: Ask, known: Mapping[str, str]) -> dict[str, Any]:
    """Return what EventBridge is told of a call: the service, the operation, and the name of what it is about.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    service, _, name = ask.action.partition(":")
    parameter, after = _NAMED.get(ask.action, _NAMED.get(service, ("", "")))
    value = filled(ask.on, known).rpartition(after)[2] if after else ""
    value = value.partition(":log-stream")[0] if service == "logs" else value
    value = value.partition("/")[0] if service == "s3" else value
    detail = {
        "eventSource": f"{service}.amazonaws.com",
        "eventName": _OPERATIONS.get(ask.action, name),
        "readOnly": False,
        "userIdentity": {"type": "AssumedRole"},
        "requestParameters": {parameter: value, "masterUserPassword": "****"},
    }
    return {"detail-type": "AWS API Call via CloudTrail", "detail": detail}


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether a rule's pattern matches an event, by moto's matcher; it knows no `wildcard`, which is settled before."""
    plain = cast("dict[str, Any]", _without_wildcards(pattern, event))
    return EventPattern.load(json.dumps(plain)).matches_event(cast("Any", event))


def _without_wildcards(pattern: object, event: object) -> object:
    """Return the pattern with the value of the event in place of a wildcard that fits it."""
    if isinstance(pattern, dict):
        below = cast("dict[str, object]", event if isinstance(event, dict) else {})
        parts = cast("Mapping[str, object]", pattern).items()
        return {
            key: [_without_wildcards(one, below) for one in cast("list[object]", part)]
            if key == "$or"
            else _without_wildcards(part, below.get(key))
            for key, part in parts
        }
    if isinstance(pattern, list):
        return [_settled(one, event) for one in cast("list[object]", pattern)]
    return pattern


def _settled(test: object, value: object) -> object:
    if isinstance(test, dict) and "wildcard" in test:
        fits = isinstance(value, str) and fnmatchcase(value, str(cast("Mapping[str, object]", test)["wildcard"]))
        return value if fits else {"exists": False}
    return cast("object", test)
