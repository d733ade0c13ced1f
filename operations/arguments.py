"""What an argument or an option takes, and what is said of anything else: what was given, what is expected.

Each returns a function for `parser` of `typer.Option`: typer's own types would speak of Python's.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import typer

T = TypeVar("T", bound=str)
N = TypeVar("N", int, float)
_MOMENT, _FOR_EXAMPLE = "%Y-%m-%dT%H:%M:%SZ", "2026-11-25T14:03:00Z"


def unexpected(given: str, expected: Collection[str]) -> str:
    """Say of a word that it is none of those that there are, and which of them was meant.

    >>> unexpected("drop", ["copy", "rehearsal", "crop"])
    "got 'drop', expected copy, rehearsal or crop; did you mean crop?"
    """
    *others, last = map(str, expected)
    listed = f"{', '.join(others)} or {last}" if others else last
    near = get_close_matches(given, [*others, last], n=1)
    return f"got {given!r}, expected {listed}" + (f"; did you mean {near[0]}?" if near else "")


def one_of(words: Collection[T]) -> Callable[[str], T]:
    """Take one of some words."""
    by_name = {str(word): word for word in words}

    def parse(given: str) -> T:
        if given not in by_name:
            raise typer.BadParameter(unexpected(given, by_name))
        return by_name[given]

    return parse


def number(kind: Callable[[str], N], *, least: N, most: N | None = None) -> Callable[[str | N], N]:
    """Take a number (whole where `kind` is `int`), `least` and `most` among what is allowed."""
    what = "a whole number" if kind is int else "a number"
    bounds = f"from {least} to {most}" if most is not None else f"of {least} or more"

    def parse(given: str | N) -> N:
        try:
            value = kind(str(given))
        except ValueError:
            value = None
        # A comparison with what is no number (nan) is false.
        if value is None or not (value >= least and (most is None or value <= most)):
            raise typer.BadParameter(f"got {str(given)!r}, expected {what} {bounds}")
        return value

    return parse


def moment(given: str) -> datetime:
    """Take a moment in UTC, to the second."""
    try:
        return datetime.strptime(given, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        raise typer.BadParameter(f"got {given!r}, expected UTC such as {_FOR_EXAMPLE}") from None


def directory(given: str) -> Path:
    """Take a directory into which files can be written: one that is there, or can be made.

    It is tried, as permissions alone do not tell: /proc takes no file of anybody's.
    """
    path = Path(given)
    stands = next((one for one in (path, *path.absolute().parents) if one.exists()), Path("/"))
    if not stands.is_dir():
        raise typer.BadParameter(f"got {given!r} ({stands} is a file), expected a directory")
    try:
        TemporaryDirectory(dir=stands).cleanup()
    except OSError as error:
        raise typer.BadParameter(
            f"got {given!r} ({stands}: {error.strerror}), expected a directory that takes files"
        ) from None
    return path


def existing_file(given: str) -> Path:
    """Take a file that is there and can be read."""
    file = Path(given)
    if not file.is_file():
        found = "a directory" if file.is_dir() else "no such file"
        raise typer.BadParameter(f"got {given!r} ({found}), expected a file that is there")
    return file
