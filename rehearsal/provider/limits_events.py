"""What EventBridge documents of rules, patterns, targets and buses beside its service model.

How many rules, targets and buses may stand is held by the emulator, which knows what stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from rehearsal.provider.limit import Limit, matches

_QUOTA_DOC = "Amazon EventBridge user guide, Amazon EventBridge quotas: event pattern size, event bus policy size"
_SCHEDULE_DOC = "Amazon EventBridge user guide, Setting a schedule pattern for scheduled rules"
_OPERATOR_DOC = "Amazon EventBridge user guide, Comparison operators; github.com/aws/event-ruler, README"
_RULE_DOC = "Amazon EventBridge API reference, PutRule"
_TARGETS_DOC = "Amazon EventBridge API reference, PutTargets"
_TRANSFORMER_DOC = "Amazon EventBridge API reference, InputTransformer; user guide, Input transformation"
_BUS_DOC = "Amazon EventBridge API reference, CreateEventBus"

_PATTERN_CHARACTERS, _POLICY_CHARACTERS, _MOST_TARGETS = 2_048, 10_240, 5
_OR, _FEWEST_ALTERNATIVES = "$or", 2
_LARGEST_NUMBER = 5e9
_COMPARISONS = {"=", "<", "<=", ">", ">="}
_OF_TEXT = {"prefix", "suffix", "equals-ignore-case"}
_INPUTS = ("Input", "InputPath", "InputTransformer")
_PATH = re.compile(r"\$(\.[\w/*-]+(\[(\d+|\*)\])*)*")
_NAMED = re.compile(r"<([^<>\s]+)>")
_GIVEN_BY_AWS = {
    f"aws.events.{one}" for one in ("rule-arn", "rule-name", "event", "event.json", "event.ingestion-time")
}


def _schedule(text: str) -> bool:
    if re.fullmatch(r"cron\(\S+( \S+){5}\)", text):
        return True
    rate = re.fullmatch(r"rate\(([1-9]\d*) (minute|hour|day)(s?)\)", text)
    return rate is not None and (rate[1] == "1") == (rate[3] == "")


def _pattern(text: str) -> bool:
    """A JSON object whose leaves are lists, with something in each."""
    try:
        pattern: Any = json.loads(text)
    except ValueError:
        return False
    return isinstance(pattern, dict) and pattern != {} and all(_leaves(cast("Mapping[str, Any]", pattern)))


def _leaves(pattern: Mapping[str, Any]) -> Iterator[bool]:
    for key, item in pattern.items():
        if key == _OR and isinstance(item, list) and all(isinstance(one, dict) for one in cast("list[Any]", item)):
            yield len(cast("list[Any]", item)) >= _FEWEST_ALTERNATIVES
            for one in cast("list[Mapping[str, Any]]", item):
                yield from _leaves(one)
        elif isinstance(item, Mapping):
            yield from _leaves(cast("Mapping[str, Any]", item))
        else:
            yield isinstance(item, list) and item != []


def _operators(text: str) -> bool:
    """Whatever is an object in a leaf is one operator that EventBridge knows, with what it compares with."""
    try:
        pattern: Any = json.loads(text)
    except ValueError:
        return True  # another limit refuses it
    return all(_test(one) for one in _tests(pattern))


def _tests(pattern: Any) -> Iterator[Mapping[str, Any]]:
    for key, item in cast("Mapping[str, Any]", pattern).items() if isinstance(pattern, dict) else ():
        if isinstance(item, Mapping):
            yield from _tests(item)
        elif isinstance(item, list):
            for one in cast("list[Any]", item):
                if key == _OR:
                    yield from _tests(one)
                elif isinstance(one, Mapping):
                    yield cast("Mapping[str, Any]", one)


def _test(test: Mapping[str, Any]) -> bool:
    if len(test) != 1:
        return False
    ((operator, against),) = test.items()
    if operator in _OF_TEXT:
        return isinstance(against, str) or (
            operator != "equals-ignore-case" and list(against) == ["equals-ignore-case"]
        )
    return {
        "wildcard": lambda: isinstance(against, str) and "**" not in against,
        "exists": lambda: isinstance(against, bool),
        "cidr": lambda: isinstance(against, str) and "/" in against,
        "numeric": lambda: isinstance(against, list) and _range(cast("list[Any]", against)),
        "anything-but": lambda: _excluded(against),
    }.get(str(operator), lambda: False)()


def _range(parts: Sequence[Any]) -> bool:
    """One or two comparisons, each with its number."""
    return len(parts) in {2, 4} and all(
        parts[at] in _COMPARISONS
        and isinstance(parts[at + 1], int | float)
        and abs(parts[at + 1]) <= _LARGEST_NUMBER
        for at in range(0, len(parts), 2)
    )


def _excluded(against: Any) -> bool:
    """A value, some of one kind, or an operator of text."""
    if isinstance(against, list):
        kinds = {isinstance(one, str) for one in cast("list[Any]", against)}
        return len(kinds) == 1
    if isinstance(against, Mapping):
        return set(cast("Mapping[str, Any]", against)) <= {*_OF_TEXT, "wildcard"}
    return isinstance(against, str | int | float)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _transforms(transformer: Mapping[str, Any]) -> bool:
    """Whatever the template names is taken from the event, under no name that is AWS's."""
    paths = cast("Mapping[str, str]", transformer.get("InputPathsMap") or {})
    named = set(_NAMED.findall(transformer["InputTemplate"]))
    return (
        not any(name.startswith("AWS") for name in paths)
        and all(_PATH.fullmatch(path) for path in paths.values())
        and all(name in paths or name in _GIVEN_BY_AWS for name in named)
    )


_RULE, _TARGETS = ("PutRule",), ("PutTargets",)
LIMITS = (
    Limit(
        "events", _RULE, "EventPattern", "a JSON object whose leaves are lists, of alternatives two or more",
        _OPERATOR_DOC, _pattern,
    ),
    Limit(
        "events", _RULE, "EventPattern", "operators that EventBridge knows, one in an object", _OPERATOR_DOC,
        _operators,
    ),
    Limit(
        "events", _RULE, "EventPattern", f"{_PATTERN_CHARACTERS} characters", _QUOTA_DOC,
        lambda text: len(text) <= _PATTERN_CHARACTERS,
    ),
    Limit(
        "events", _RULE, "ScheduleExpression",
        "cron(...) of six fields, or rate(...) whose unit is singular for 1 and plural for more", _SCHEDULE_DOC,
        _schedule,
    ),
    Limit(
        "events", _RULE, "", "an EventPattern or a ScheduleExpression", _RULE_DOC,
        lambda params: bool({"EventPattern", "ScheduleExpression"} & set(params)),
    ),
    Limit(
        "events", _RULE, "", "a ScheduleExpression on the default bus alone", _SCHEDULE_DOC,
        lambda params: "ScheduleExpression" not in params
        or str(params.get("EventBusName", "default")).rpartition("/")[2] == "default",
    ),
    Limit(
        "events", _TARGETS, "Targets", f"{_MOST_TARGETS} targets of a rule", _TARGETS_DOC,
        lambda targets: len(targets) <= _MOST_TARGETS,
    ),
    Limit(
        "events", _TARGETS, "Targets[].Arn", "an ARN", _TARGETS_DOC, matches(r"arn:aws[a-z-]*:[a-z0-9-]+:\S+"),
    ),
    Limit(
        "events", _TARGETS, "Targets[]", "one of Input, InputPath and InputTransformer at most", _TARGETS_DOC,
        lambda target: sum(one in target for one in _INPUTS) <= 1,
    ),
    Limit("events", _TARGETS, "Targets[].Input", "valid JSON as Input", _TARGETS_DOC, _is_json),
    Limit(
        "events", _TARGETS, "Targets[].InputPath", "a JSONPath in dot notation", _TARGETS_DOC,
        lambda path: _PATH.fullmatch(path) is not None,
    ),
    Limit(
        "events", _TARGETS, "Targets[].InputTransformer",
        "a template whose <names> are in InputPathsMap, in dot notation and none beginning with AWS",
        _TRANSFORMER_DOC, _transforms,
    ),
    Limit(
        "events", ("PutPermission",), "Policy", f"{_POLICY_CHARACTERS} characters", _QUOTA_DOC,
        lambda text: len(text) <= _POLICY_CHARACTERS,
    ),
    Limit(
        "events", ("CreateEventBus",), "", "a name without /, which is not default", _BUS_DOC,
        lambda params: params["Name"] != "default" and ("/" not in params["Name"] or "EventSourceName" in params),
    ),
)  # fmt: skip
