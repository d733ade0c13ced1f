"""A problem of a settings file, and the report that lists them all."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel

Path = tuple[str | int, ...]
SHOWN = 70  # characters of a wrong value; the rest says nothing more
_LONGEST_LINE = 1000  # characters of a line: a list of what is allowed may be long
_MAX_PROBLEMS = 100  # whoever mends so many runs the check again
# Other readers than the Pulumi CLI take 20:00 for a number to the base of sixty.
_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9][0-9.:_]*")


@dataclass(frozen=True)
class Way:
    """A change that advice names word for word: a key and its value; None takes the key out."""

    path: Path
    value: object = None

    def __str__(self) -> str:
        key = write_path(self.path)
        return f"no {key}" if self.value is None else f"{key}: {as_yaml(self.value)}"


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place: what was given, what is allowed there, how to mend it."""

    path: Path
    given: str
    allowed: str
    mend: str
    line: int | None = None
    key: bool = True  # false where the place is no key of the `storefront` namespace
    ways: tuple[Way, ...] = ()  # those changes in `mend` with which others may have to go

    def describe(self, file: str) -> str:
        """The problem in four lines."""
        where = f"{file}:{self.line}" if self.line else file
        place = write_path(self.path) if self.key else ".".join(map(str, self.path))
        return "\n".join(
            (
                printable(f"{where}  {place}", 2 * SHOWN).rstrip(),
                f"    given    {printable(self.given, 2 * SHOWN)}",
                f"    allowed  {printable(self.allowed)}",
                f"    mend     {printable(self.mend)}",
            )
        )


class SettingsError(Exception):
    """Settings that cannot be used; its text is the whole report."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line or 0, write_path(problem.path))))
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        blocks = [problem.describe(file) for problem in self.problems[:_MAX_PROBLEMS]]
        if len(self.problems) > _MAX_PROBLEMS:
            blocks.append(f"{len(self.problems) - _MAX_PROBLEMS} more: mend these, then check again")
        super().__init__("\n\n".join((printable(f"{file}: {count}"), *blocks)))


def printable(text: str, longest: int = _LONGEST_LINE) -> str:
    """A text that a terminal shows and does not obey: one line, cut where it is long.

    Escape sequences, line breaks and marks that turn the direction of writing become their code points.
    """
    shown = "".join(one if one.isprintable() else f"<U+{ord(one):04X}>" for one in text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."


def write_path(path: Path) -> str:
    """A key's path as it is written: `storefront:sites.us-east-1.zones[0]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else f"storefront:{part}"
    return text


def as_yaml(value: object) -> str:
    """A value in one line as YAML writes it; texts that a reader takes for numbers or times are quoted."""
    if isinstance(value, list):
        return "[" + ", ".join(as_yaml(item) for item in cast("list[object]", value)) + "]"
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value).items()
        return "{" + ", ".join(f"{key}: {as_yaml(item)}" for key, item in pairs) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) and _LIKE_A_NUMBER.fullmatch(value) else str(value)


def likest(given: str, allowed: Iterable[str], count: int) -> list[str]:
    """The allowed texts that are most like what was given, the likest first."""
    return difflib.get_close_matches(given, list(allowed), n=count, cutoff=0)


def nearest(given: str, allowed: Iterable[str], count: int = 3) -> str:
    """The few allowed texts that are most like what was given, for a report."""
    return ", ".join(likest(given, allowed, count))


def counted(number: int, text: str) -> str:
    """A count in words, with an s where there is not one."""
    return text.format(number) + ("" if number == 1 else "s")


def show(value: object) -> str:
    """A value in a few characters; of collections only the size, as they may hold anything."""
    if isinstance(value, Mapping):
        return counted(len(value), "a mapping of {} key")  # pyright: ignore[reportUnknownArgumentType] - any mapping has a length
    if isinstance(value, list | tuple):
        return counted(len(value), "a list of {} item")  # pyright: ignore[reportUnknownArgumentType] - any list has a length
    if value is None:
        return "nothing"
    if isinstance(value, BaseModel):
        return counted(len(value.model_fields_set), "a mapping of {} key")
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
