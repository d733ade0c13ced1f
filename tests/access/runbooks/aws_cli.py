"""What a command of the AWS CLI calls: its operation, with the parameters that its options give, by AWS's service models."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.access.calls.call import Call, UnknownCallError
from tests.support.aws_command_line import SERVICES, check_aws_command, members_of, operation_of

# Commands that the CLI makes of other operations, with the parameter that their first word is:
# https://github.com/aws/aws-cli/blob/v2/awscli/customizations/logs/tail.py
_MADE_OF: Mapping[tuple[str, str], tuple[str, str]] = {("logs", "tail"): ("FilterLogEvents", "logGroupName")}
# What AWS takes where a command says nothing:
# https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-specify-session-document.html
_DEFAULTS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("ssm", "StartSession"): {"DocumentName": "SSM-SessionManagerRunShell"},
}


def call_of(words: Sequence[str], region: str) -> Call:
    """Return the call of a whole command, `aws` first, in the region that it names or else in this one.

    Raises:
        LookupError, ValueError: it is no command, or not whole (`tests.support.aws_command_line`).
        UnknownCallError: nothing says which operation the CLI makes of it.
    """
    check_aws_command(words)
    _, command, name, *rest = words
    service = SERVICES.get(command, command)
    options = dict(_options(rest))
    region = options.get("region", [region])[0]
    if made := _MADE_OF.get((service, name)):
        operation, parameter = made
        return Call(region, service, operation, {parameter: rest[0]})
    model = operation_of(service, name)
    if model is None:
        raise UnknownCallError(
            f"nothing says what `aws {command} {name}` calls; add it to _MADE_OF in tests/access/runbooks/aws_cli.py"
        )
    members, operation = members_of(model), str(model.name)
    params = {members[one][0]: _value(members[one][1], given) for one, given in options.items() if one in members}
    return Call(region, service, operation, {**_DEFAULTS.get((service, operation), {}), **params})


def _options(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each option with the words that belong to it."""
    starts = [at for at, word in enumerate(words) if word.startswith("--")]
    for start, end in itertools.pairwise([*starts, len(words)]):
        yield words[start].removeprefix("--"), list(words[start + 1 : end])


def _value(shape: Any, words: Sequence[str]) -> object:
    """What an option's words are: JSON, the CLI's shorthand, or a plain value."""
    if words and words[0][:1] in {"{", "["}:
        return json.loads(" ".join(words))
    if shape.type_name == "list":
        return [_value(shape.member, [one]) for word in words for one in _parts(shape.member, word)]
    if shape.type_name in {"structure", "map"}:
        pairs = [one.partition("=") for one in words[0].split(",")]
        return {key: value for key, _, value in pairs}
    if shape.type_name == "boolean":
        return True
    return words[0] if shape.type_name in {"string", "timestamp", "blob"} else int(words[0])


def _parts(shape: Any, word: str) -> list[str]:
    """Several plain values may stand in one word, with commas."""
    return [word] if shape.type_name in {"structure", "map"} else word.split(",")
