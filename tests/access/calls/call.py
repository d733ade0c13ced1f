"""A call to AWS as a program makes it, and a request to IAM that AWS makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast


@dataclass(frozen=True)
class Call:
    """One call: where, which operation of which of botocore's services, with which parameters."""

    region: str
    service: str
    operation: str
    params: Mapping[str, Any] = field(compare=False)

    def __str__(self) -> str:
        return f"{self.service} {self.operation} in {self.region}"


@dataclass(frozen=True)
class Request:
    """What IAM is asked: an action on a resource; `why` names the call that asks for it."""

    action: str
    on: str
    region: str
    context: Mapping[str, str | list[str]] = field(hash=False)
    why: str = field(compare=False)

    def __str__(self) -> str:
        given = "".join(f", {key} {value}" for key, value in sorted(self.context.items()))
        return f"{self.action} on {self.on}{given}: {self.why}"


class UnknownCallError(LookupError):
    """No table says what a call asks for; the message says what to add where."""


def leaves(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in parameters with the name of the parameter that it is in."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, one in cast("Mapping[str, object]", value).items():
            yield from leaves(one, key)
    elif isinstance(value, list | tuple):
        for one in cast("list[object]", value):
            yield from leaves(one, name)
