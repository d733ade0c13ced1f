"""Whether a command of the AWS CLI that a page names exists and has its options, by AWS's own service models."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import botocore
import botocore.session

# The CLI's own, which every command takes: https://docs.aws.amazon.com/cli/latest/reference/#options
_GLOBAL = frozenset({"region", "query", "output", "profile"})
# Commands that no service model has: https://docs.aws.amazon.com/cli/latest/reference/s3/, .../logs/tail.html
_OF_THE_CLI_ALONE = frozenset({("s3", "cp"), ("s3", "sync"), ("logs", "tail")})
_BOTOCORE, _SESSION = cast("Any", botocore), cast("Any", botocore.session)
# Commands that the CLI calls otherwise than the API.
SERVICES = {"s3api": "s3"}


def check_aws_command(words: Sequence[str]) -> None:
    """Look a command up, `aws` and its service first.

    Raises:
        LookupError: there is no such command or option, or an option is missing that it demands.
        ValueError: what looks like JSON is none.
    """
    _, service, command, *rest = words
    if (service, command) in _OF_THE_CLI_ALONE:
        return
    if service == "s3" or SERVICES.get(service, service) not in _models().get_available_services():
        raise LookupError(f"aws {service} {command}: no service of that name, or not with that command")
    operation = operation_of(SERVICES.get(service, service), command)
    if operation is None:
        raise LookupError(f"aws {service} {command}: no operation of that name")
    shape, members = operation.input_shape, members_of(operation)
    given = {word.removeprefix("--") for word in rest if word.startswith("--")}
    if unknown := given - members.keys() - _GLOBAL:
        raise LookupError(f"aws {service} {command}: no option {', '.join(sorted(unknown))}")
    named = {members[option][0] for option in given & members.keys()}
    required = {str(name) for name in (shape.required_members if shape else ())} - {*operation.idempotent_members}
    missing = [
        option for option, (name, _) in members.items() if name in required - named and _option(name) == option
    ]
    if missing:
        raise LookupError(f"aws {service} {command}: needs --{' --'.join(missing)}")
    for word in rest:
        if word.startswith(("{", "[")):
            json.loads(word)


@cache
def _models() -> Any:
    """AWS's service models: this one keeps those that it has read."""
    return _SESSION.get_session()


@cache
def operation_of(service: str, command: str) -> Any:
    """Return the model of the operation that a command is; None where there is none."""
    model = _models().get_service_model(service)
    name = next((one for one in model.operation_names if _option(one) == command), None)
    return name and model.operation_model(name)


def members_of(operation: Any) -> dict[str, tuple[str, Any]]:
    """Return an operation's parameters, each with its shape, by the options that give them, `no-` of switches too."""
    shape = operation.input_shape
    found = {_option(name): (str(name), kind) for name, kind in (shape.members.items() if shape else ())}
    return found | {f"no-{one}": named for one, named in found.items() if named[1].type_name == "boolean"}


def _option(name: str) -> str:
    return str(_BOTOCORE.xform_name(name, "-"))
