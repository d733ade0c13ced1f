"""Proves over thousands of broken files that a settings file ends in settings or in a report, soon, and that no
report tells a terminal what to do.

Files are broken as text, as people, merges and attackers break them; values of the right form are broken in
`test_mutations`.
"""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from components.settings import SettingsError, load_file
from components.settings.warnings import warnings
from tests.components.settings.files import ROOT, STACKS
from tests.support.sweeps import sample

FILES = 10_000
IN_ONE_TEST = 250
MAX_SECONDS = 2.0  # of this process's own time, on any machine that runs tests
# What YAML, terminals, Go and Python each take for something of their own.
NASTY = (
    "\x1b[2J\x1b[31m", "\x00", "\r", "\t", "\u202e", "\u2028", "\ufeff", "\x85", "é", "\U0001f4a5", "*", "&a ", "<<: ",
    "!!int ", "!!python/object/apply:os.system ", "!!binary ", "{", "}", "[", "]", "'", '"', "|", ">", "%", "@", "`",
    "- ", "? ", ": ", "# ", "---\n", "...\n", "~", "null", "yes", "0x1F", "0o17", "017", "1_000", "1e400", ".inf",
    "-.nan", "2026-11-30", "12:30:45", "=", "secure: v1:abc", "x" * 5000, "[" * 200, "9" * 400, "\n" * 50,
)  # fmt: skip


def _insert(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text))
    return text[:place] + draw.choice(NASTY) + text[place:]


def _replace(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text))
    return text[:place] + draw.choice(NASTY) + text[place + draw.randrange(1, 12) :]


def _cut(text: str, draw: random.Random) -> str:
    return text[: draw.randrange(len(text))]


def _of_lines(change: Callable[[list[str], int, random.Random], None]) -> Callable[[str, random.Random], str]:
    def changed(text: str, draw: random.Random) -> str:
        lines = text.split("\n")
        change(lines, draw.randrange(len(lines)), draw)
        return "\n".join(lines)

    return changed


def _drop(lines: list[str], place: int, draw: random.Random) -> None:
    del lines[place : place + draw.randrange(1, 6)]


def _double(lines: list[str], place: int, draw: random.Random) -> None:
    lines[place:place] = lines[place : place + draw.randrange(1, 20)]


def _swap(lines: list[str], place: int, draw: random.Random) -> None:
    other = draw.randrange(len(lines))
    lines[place], lines[other] = lines[other], lines[place]


def _shift(lines: list[str], place: int, draw: random.Random) -> None:
    lines[place] = " " * draw.randrange(8) + lines[place].lstrip()


def _value(lines: list[str], place: int, draw: random.Random) -> None:
    key, colon, _ = lines[place].partition(":")
    lines[place] = f"{key}{colon} {draw.choice(NASTY)}"


def _many(lines: list[str], place: int, draw: random.Random) -> None:
    lines[place:place] = [lines[place]] * draw.randrange(100, 1500)


CHANGES = (
    _insert,
    _replace,
    _cut,
    *(_of_lines(one) for one in (_drop, _double, _swap, _shift, _value, _many)),
)


def broken(number: int) -> tuple[str, str]:
    """One stack and its file, changed once to four times; the same for the same number."""
    draw = random.Random(number)
    stack = draw.choice(STACKS)
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    for _ in range(draw.randrange(1, 5)):
        text = draw.choice(CHANGES)(text, draw) or "\n"
    return stack, text


def said(file: Path) -> str:
    """What a reader of the file sees."""
    try:
        return warnings(load_file(file))
    except SettingsError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.parametrize(
    "first",
    sample("files", range(0, FILES, IN_ONE_TEST)),
    ids=lambda first: f"from {first}",
)
def test_a_broken_file_ends_in_settings_or_a_report(first: int, tmp_path: Path) -> None:
    _try(range(first, first + IN_ONE_TEST), tmp_path)


def test_some_broken_files_end_in_settings_or_a_report(tmp_path: Path) -> None:
    _try(range(0, FILES, 200), tmp_path)


def _try(numbers: range, folder: Path) -> None:
    for number in numbers:
        for other in STACKS:
            shutil.copy(ROOT / f"Pulumi.{other}.yaml", folder)
        stack, text = broken(number)
        file = folder / f"Pulumi.{stack}.yaml"
        file.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        began = time.process_time()
        seen = said(file)
        assert time.process_time() - began < MAX_SECONDS, number
        strange = [one for one in seen if not one.isprintable() and one != "\n"]
        assert not strange, (number, strange)
