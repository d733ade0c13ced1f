"""Whether a command of the AWS CLI that a page names exists and has its options, by AWS's own service models."""

import json
from collections.abc import Sequence
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
    models = _SESSION.get_session()
    known = SERVICES.get(service, service)
    if service == "s3" or known not in models.get_available_services():
        raise LookupError(f"aws {service} {command}: no service of that name, or not with that command")
    model = models.get_service_model(known)
    operations = {_option(name): str(name) for name in model.operation_names}
    if command not in operations:
        raise LookupError(f"aws {service} {command}: no operation of that name")
    operation = model.operation_model(operations[command])
    shape = operation.input_shape
    members = {_option(name): str(name) for name in shape.members} if shape else {}
    switches = {f"no-{option}" for option, name in members.items() if shape.members[name].type_name == "boolean"}
    given = {word.removeprefix("--") for word in rest if word.startswith("--")} - switches
    given |= {word.removeprefix("--no-") for word in rest if word.removeprefix("--") in switches}
    if unknown := given - members.keys() - _GLOBAL:
        raise LookupError(f"aws {service} {command}: no option {', '.join(sorted(unknown))}")
    required = {str(name) for name in (shape.required_members if shape else ())} - {*operation.idempotent_members}
    if missing := [option for option, name in members.items() if name in required and option not in given]:
        raise LookupError(f"aws {service} {command}: needs --{' --'.join(missing)}")
    for word in rest:
        if word.startswith(("{", "[")):
            json.loads(word)


def _option(name: str) -> str:
    return str(_BOTOCORE.xform_name(name, "-"))
