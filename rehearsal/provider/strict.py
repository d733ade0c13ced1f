"""Holds every call against what AWS accepts: its service model in full, and what it documents beside the model.

botocore checks types, required parameters and lower bounds, no more; moto checks what its authors came across. The
real service refuses the rest, so that a rehearsal must too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from rehearsal.provider.limits import broken_limits
from rehearsal.provider.patterns import compiled
from rehearsal.provider.regional import misplaced
from rehearsal.provider.schemas import broken_schemas

_SHOWN = 80


@dataclass(frozen=True)
class Problem:
    """One parameter that AWS would refuse: where it is, what was given, what is allowed."""

    path: str
    given: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.path}: {self.given} was given; allowed: {self.allowed}"


class RefusedCallError(Exception):
    """AWS would refuse the call's parameters; the message names them all."""

    def __init__(self, service: str, operation: str, problems: Sequence[Problem]) -> None:
        super().__init__(f"{service}.{operation}: " + "; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def check_call(service: str, operation: Any, params: Mapping[str, Any], region: str) -> None:
    """Check the parameters of one call.

    Args:
        service: its name in botocore.
        operation: botocore's `OperationModel`.
        params: by their API names.
        region: where the call goes.

    Raises:
        RefusedCallError: AWS would refuse them.
    """
    shape = operation.input_shape
    problems = [] if shape is None else list(check_value(shape, params, ""))
    if not problems:
        problems = [
            Problem(limit.parameter or "parameters", show(given), f"{limit.allowed} ({limit.source})")
            for limit, given in broken_limits(service, str(operation.name), params)
        ]
        problems += [
            Problem(path, _told(path, given), f"{allowed} (AWS's schema of the resource)")
            for path, given, allowed in broken_schemas(service, str(operation.name), params)
        ]
        problems += [
            Problem(path, show(given), allowed)
            for path, given, allowed in misplaced(service, str(operation.name), params, region)
        ]
    if problems:
        raise RefusedCallError(service, str(operation.name), problems)


def check_value(shape: Any, value: Any, path: str) -> Iterator[Problem]:
    """Check one value against its shape in the service model, and what it contains.

    Args:
        shape: botocore's `Shape`.
        value: as it is given to botocore.
        path: where the value is in the parameters, for messages.
    """
    kind = str(shape.type_name)
    expected = _TYPES.get(kind, object)
    # A bool is an int to Python, and not to AWS.
    if not isinstance(value, expected) or (isinstance(value, bool) and kind in _NUMBERS):
        yield Problem(path, show(value), f"a value of type {kind}")
    elif kind in _CHECKS:
        yield from _CHECKS[kind](shape, value, path)


def show(value: Any) -> str:
    """The value for a message, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def _told(path: str, given: object) -> str:
    """The value for a message, unless it may be a secret."""
    return "a secret" if path.rpartition(".")[2] in _SECRETS else show(given)


_SECRETS = {"MasterUserPassword", "SecretBinary", "SecretString", "Value"}
_NUMBERS = {"integer", "long", "float", "double"}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "structure": Mapping,
    "map": Mapping,
    "list": (list, tuple),
    "string": str,
    "character": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "blob": (bytes, bytearray, str),
    # botocore takes each of these as a timestamp.
    "timestamp": (dt.datetime, str, int, float),
}


def _check_structure(shape: Any, value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    members = cast("Mapping[str, Any]", shape.members)
    prefix = f"{path}." if path else ""
    for name in shape.required_members:
        # botocore fills idempotency tokens in itself.
        if name not in value and not members[name].metadata.get("idempotencyToken"):
            yield Problem(f"{prefix}{name}", "nothing", "a value, it is required")
    for name, item in value.items():
        if name in members:
            yield from check_value(members[name], item, f"{prefix}{name}")
        else:
            yield Problem(f"{prefix}{name}", show(item), f"one of the parameters {', '.join(members)}")
    if shape.is_tagged_union and len(value) != 1:
        yield Problem(path, f"{len(value)} alternatives", f"exactly one of {', '.join(members)}")


def _check_list(shape: Any, value: Sequence[Any], path: str) -> Iterator[Problem]:
    yield from _check_bounds(shape, len(value), path, f"a list of {len(value)}", "items")
    for index, item in enumerate(value):
        yield from check_value(shape.member, item, f"{path}[{index}]")


def _check_map(shape: Any, value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    yield from _check_bounds(shape, len(value), path, f"a map of {len(value)}", "entries")
    for key, item in value.items():
        yield from check_value(shape.key, key, f"{path} key {key!r}")
        yield from check_value(shape.value, item, f"{path}[{key!r}]")


def _check_blob(shape: Any, value: bytes, path: str) -> Iterator[Problem]:
    yield from _check_bounds(shape, len(value), path, f"{len(value)} bytes", "bytes")


def _check_number(shape: Any, value: float, path: str) -> Iterator[Problem]:
    yield from _check_bounds(shape, value, path, str(value), "")


def _check_string(shape: Any, value: str, path: str) -> Iterator[Problem]:
    metadata = cast("Mapping[str, Any]", shape.metadata)
    given = "a secret" if metadata.get("sensitive") else show(value)
    choices = cast("list[str]", shape.enum)
    if choices and value not in choices:
        yield Problem(path, given, "one of " + ", ".join(choices))
    pattern = metadata.get("pattern")
    if pattern and not compiled(pattern).fullmatch(value):
        yield Problem(path, given, f"a text that matches {pattern}")
    yield from _check_bounds(shape, len(value), path, f"{given} of {len(value)} characters", "characters")


def _check_bounds(shape: Any, size: float, path: str, given: str, unit: str) -> Iterator[Problem]:
    metadata = cast("Mapping[str, Any]", shape.metadata)
    minimum, maximum = metadata.get("min"), metadata.get("max")
    # Some bounds are written as texts in the models.
    if (minimum is not None and size < float(minimum)) or (maximum is not None and size > float(maximum)):
        low = "" if minimum is None else f"at least {minimum}"
        high = "" if maximum is None else f"at most {maximum}"
        yield Problem(path, given, f"{' and '.join(word for word in (low, high) if word)} {unit}".strip())


_CHECKS: dict[str, Callable[[Any, Any, str], Iterator[Problem]]] = {
    "structure": _check_structure,
    "list": _check_list,
    "map": _check_map,
    "string": _check_string,
    "blob": _check_blob,
    **dict.fromkeys(_NUMBERS, _check_number),
}
