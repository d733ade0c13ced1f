"""What the provider's read sets although its schema does not compute it: left out, whatever AWS answers is a difference.

`attributes.json` has a row for each type that the program can make, read in the provider's source: the top-level
attributes that are optional, neither computed nor with a default, and set by read. `replaces` are those of which a
difference replaces the resource, by themselves or by what stands inside; `updates` the others. A type that is later than
the commit, or written with the plugin framework, has the commit at which it was read (`at`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rehearsal.mocks.recorder import Registered
from tests.access.provider.table import Phase, Row
from tests.access.provider.withheld import WITHHELD

FILE = Path(__file__).with_name("attributes.json")


@dataclass(frozen=True)
class Attributes:
    """A type's attributes, in the provider's spelling."""

    replaces: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()


@cache
def attributes() -> Mapping[str, Attributes]:
    """Return the rows, by the token of their type."""
    rows = json.loads(FILE.read_text())["types"]
    return {token: Attributes(tuple(row["replaces"]), tuple(row["updates"])) for token, row in rows.items()}


def refused(row: Row, *phases: Phase) -> set[str]:
    """Return what the boundary withholds from pipelines, of what the provider calls for a type in these phases."""
    return {
        action
        for phase in phases
        for one in WITHHELD
        if phase in one.phases
        for action in row.actions(phase) & set(one.actions)
    }


def left_out(resource: Registered, names: tuple[str, ...]) -> Iterator[str]:
    """Yield which of these attributes a resource neither declares nor ignores."""
    known = resource.inputs.keys() | set(resource.ignore_changes)
    yield from (name for name in names if not known & spellings(name))


def spellings(name: str) -> set[str]:
    """How Pulumi may spell an attribute: lists in the plural."""
    first, *rest = name.split("_")
    camel = first + "".join(part.title() for part in rest)
    return {camel, f"{camel}s", f"{camel}es", f"{camel.removesuffix('y')}ies"}
