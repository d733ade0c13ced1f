"""The table of the provider's calls, by type of resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from tests.access.calls.call import Call
from tests.access.calls.requests import action_of

FILE = Path(__file__).with_name("calls.json")
_SOURCES = "internal/service"


class Phase(StrEnum):
    """What the engine asks the provider for; a create and an update end with a read, and an import begins with one."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    IMPORT = "import"


@dataclass(frozen=True)
class Row:
    """A type of resource: what its provider calls it, where that is written, and what it calls in each phase.

    An operation is written as botocore has it, `service:Operation`. A phase that reads as well does not repeat the
    read's operations.
    """

    token: str
    provider: str
    source: tuple[str, ...]
    schema: str | None
    calls: Mapping[Phase, tuple[str, ...]] = field(hash=False)

    def operations(self, *phases: Phase) -> Iterator[tuple[str, str]]:
        """Yield the service and the operation of each call of these phases."""
        for phase in phases:
            for one in self.calls[phase]:
                service, _, operation = one.partition(":")
                yield service, operation

    def actions(self, *phases: Phase) -> set[str]:
        """Return the actions that IAM is asked for in these phases."""
        return {action_of(Call("", service, operation, {})) for service, operation in self.operations(*phases)}


class UnknownTypeError(LookupError):
    """No row says what the provider calls for a type; the message says what to add, and from where."""


@cache
def table() -> Mapping[str, Row]:
    """Return the rows, by the token of their type."""
    return {token: _row(token, row) for token, row in json.loads(FILE.read_text())["types"].items()}


def _row(token: str, row: Mapping[str, Any]) -> Row:
    calls = {phase: tuple(row.get(phase, ())) for phase in Phase}
    return Row(token, row["provider"], tuple(row["source"]), row.get("schema"), calls)


def row_of(token: str) -> Row:
    """Return the row of a type; raises UnknownTypeError where there is none."""
    if token in table():
        return table()[token]
    _, module, name = token.split(":")
    raise UnknownTypeError(
        f"nobody has read what the provider calls for {token}: add its row to tests/access/provider/{FILE.name}, with "
        f"`provider` (its name in hashicorp/terraform-provider-aws, likely aws_{module.partition('/')[0]}_… or aws_…), "
        f"`source` (the files under {_SOURCES} that have {name}'s functions for create, read, update and delete, and "
        "the finders, waiters and tags that those call), `schema` (CloudFormation's type, if there is one), and each "
        "phase's operations as botocore spells them"
    )
