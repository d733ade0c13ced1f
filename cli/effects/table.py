"""What a change of each key of prod's settings does, tried on the program: kept, for the settings' reference."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from cli.effects.alternatives import alternative, keys_of, with_value
from cli.effects.together import TOGETHER
from components.settings.effects import FILE
from components.settings.load import stack_file
from components.settings.neighbours import stacks
from components.settings.problem import Path
from components.settings.stack_file import read_stack_file
from operations.command_line import tell
from rehearsal.changes.effects import Effect, Kind, effects
from rehearsal.mocks.recorder import Record, run_program
from rehearsal.record import type_name

MODEL = "prod"
_MOST = 3
_VERBS = {Kind.DELETE: "deletes", Kind.REPLACE: "replaces", Kind.CREATE: "creates", Kind.UPDATE: "updates"}
NOTHING, NEVER = "nothing that stands", "takes one value alone"


def changed_settings(root: FilePath) -> Iterator[tuple[Path, dict[str, Any] | None]]:
    """Each key of the model's file, with its settings changed there; None where it takes no other value."""
    values = {stack: dict[str, Any](read_stack_file(stack_file(root, stack)).values) for stack in stacks(root)}
    mine = values.pop(MODEL)
    for path in keys_of(mine):
        if path == ("environment",):
            continue  # it names another stack
        together = TOGETHER.get(path)
        yield path, _together(mine, together) if together else alternative(mine, path, list(values.values()))


@cache
def _as_it_is(stack: str) -> Record:
    return run_program(stack)


def effects_of(stack: str, values: Mapping[str, Any]) -> list[Effect]:
    """What the program would do to what stands by a stack's settings, if they were these."""
    return effects(_as_it_is(stack), run_program(stack, values))


def summary(found: Iterable[Effect]) -> str:
    """Effects in one line, the gravest first: verbs, counts and types, and what stops."""
    counted = Counter((one.kind, type_name(one.type), one.stops) for one in found)
    order = list(_VERBS)
    rows = sorted(counted.items(), key=lambda row: (not row[0][2], order.index(row[0][0]), -row[1], row[0][1]))
    said = [
        f"{_VERBS[kind]} {count} {token}{', which stops meanwhile' if stops else ''}"
        for (kind, token, stops), count in rows
    ]
    more = sum(count for _, count in rows[_MOST:])
    return "; ".join(said[:_MOST] + ([f"and {more} other resources"] if more else [])) or NOTHING


def _together(values: dict[str, Any], changes: Mapping[Path, Any]) -> dict[str, Any]:
    for path, value in changes.items():
        values = with_value(values, path, value)
    return values


def write(root: FilePath) -> int:
    """Try every key and keep what is found; returns how many there are."""
    table: dict[str, str] = {}
    for path, values in changed_settings(root):
        name = ".".join(map(str, path))
        table[name] = NEVER if values is None else summary(effects_of(MODEL, values))
    (root / FILE).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return len(table)


if __name__ == "__main__":
    tell("running the program once for each key of prod's settings: some minutes")
    sys.stdout.write(f"{write(FilePath.cwd())} keys tried; {FILE} written\n")
