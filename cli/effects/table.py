"""What a change of each key of the settings does, tried on the program: kept, for the settings' reference.

`python -m cli.effects.table edge.zones offHours` tries the keys that begin so, and keeps what it found of others.
"""

import json
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from cli.effects.alternatives import alternative, keys_of, with_value
from cli.effects.left_out import BESIDE, GROUNDS, ground_of, left_out
from cli.effects.together import TOGETHER
from components.settings import clock
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
_OTHER_STACK = ("environment",)
NOTHING, NEVER = "nothing that stands", "takes one value alone"


@dataclass(frozen=True, kw_only=True)
class Try:
    """A key, settings that have it, and the same with another value there; None where it takes no other."""

    key: str
    before: dict[str, Any]
    after: dict[str, Any] | None

    def finding(self) -> str:
        """Run the program with both, and say what the change does."""
        if self.after is None:
            return NEVER
        with _by_day():
            return summary(effects(_ran(json.dumps(self.before)), run_program(MODEL, self.after)))


@contextmanager
def _by_day() -> Generator[None, None, None]:
    """Let it be the next Wednesday, 15:00 UTC: what has off-hours has no servers then, whatever is changed."""
    real = clock.now
    wednesday = real() + timedelta(days=(2 - real().weekday()) % 7)
    clock.now = lambda: wednesday.replace(hour=15, minute=0)
    try:
        yield
    finally:
        clock.now = real


def tries(root: FilePath, asked: Sequence[str] = ()) -> Iterator[Try]:
    """Yield a try of each key, or of those that begin as asked: the model's own first, then those it lacks."""
    values = {stack: dict[str, Any](read_stack_file(stack_file(root, stack)).values) for stack in stacks(root)}
    mine = values.pop(MODEL)
    for path in [*keys_of(mine), *left_out(mine)]:
        key = name_of(path)
        if path != _OTHER_STACK and (not asked or key.startswith(tuple(asked))):
            ground, beside = ground_of(path), {**TOGETHER, **BESIDE}.get(path)
            before = laid(mine, GROUNDS[ground]) if ground else mine
            others = [] if ground else list(values.values())
            yield Try(
                key=key, before=before, after=laid(before, beside) if beside else alternative(before, path, others)
            )


def name_of(path: Path) -> str:
    """A key as the table has it: `edge.zones.name`, whichever item of a list it is in."""
    return ".".join(part for part in path if isinstance(part, str))


@cache
def _ran(values: str) -> Record:
    return run_program(MODEL, json.loads(values))


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


def laid(values: dict[str, Any], changes: Mapping[Path, Any]) -> dict[str, Any]:
    """Return settings with changes laid over them."""
    for path, value in changes.items():
        values = with_value(values, path, value)
    return values


def write(root: FilePath, asked: Sequence[str] = ()) -> int:
    """Try every key, or those asked for, and keep what is found beside what was; returns how many were tried."""
    found = {one.key: one.finding() for one in tries(root, asked)}
    before = json.loads((root / FILE).read_text(encoding="utf-8"))
    table = {one.key: found.get(one.key, before.get(one.key)) for one in tries(root)}
    (root / FILE).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return len(found)


if __name__ == "__main__":
    tell("running the program once for each key of the settings: some minutes")
    sys.stdout.write(f"{write(FilePath.cwd(), sys.argv[1:])} keys tried; {FILE} written\n")
