"""The commands that runbooks, alarms and tripwires tell a person to type: where each stands, and as which role.

A command is a line of a block of shell, or code in the text that begins with `aws` or `storefront`. It is typed as the
operator, who is on call, unless the page says otherwise in the words "as the `ROLE`": before the command in its own item
or paragraph (of a block: in the one before it), or else in the first paragraph of its section or of its page.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from components.audit.tripwires import TRIPWIRES
from components.identity.names import Person
from components.monitoring.catalogue import CATALOGUE
from rehearsal.mocks.recorder import ROOT
from tests.access.matrix import DEPLOYMENT

RUNBOOKS = ROOT / "docs" / "runbooks"
ADMINISTRATOR = "administrator"
"""The account's own, who stands outside of the program and of its boundaries."""
ROLES = (*map(str, Person), DEPLOYMENT, ADMINISTRATOR)
PROGRAMS = ("aws ", "storefront ")

_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_AS = re.compile(r"\b[Aa]s\s+the\s+`([^`]+)`")
# What ends an item: an empty line, the next item, a heading.
_ITEM = re.compile(r"\n(?=\s*\n|\s*(?:\d+\.|[-*]) |#)")
_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """One command: the file and line that it stands in, its words, and the role that types it."""

    where: str
    words: tuple[str, ...]
    role: str

    def __str__(self) -> str:
        return f"{self.where}: `{' '.join(self.words)}` as the {self.role}"


def everything_written() -> list[Written]:
    """Return what a person is told to type, anywhere."""
    pages = [one for page in sorted(RUNBOOKS.glob("*.md")) for one in in_page(page)]
    return [*pages, *_in_notifications()]


def _in_notifications() -> Iterator[Written]:
    """Yield the first commands of alarms and tripwires, each once, as it stands in the code."""
    rows = {one.first: f"alarm {one.what}" for one in CATALOGUE}
    rows |= {one.first: f"tripwire {one.what}" for one in TRIPWIRES}
    for first, where in rows.items():
        yield Written(where, _words(re.sub(r"\{(\w+)\}", r"<\1>", first)), str(Person.OPERATOR))


def in_page(page: Path) -> Iterator[Written]:
    """Yield the commands of a page, from the top."""
    yield from in_text(page.read_text(encoding="utf-8"), page.name)


def in_text(text: str, name: str) -> Iterator[Written]:
    """Yield the commands of a page's text."""
    # Blanks keep every character where it is.
    prose = _BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    found = [(one.start(1), " ".join(one[1].split())) for one in _CODE.finditer(prose)]
    for block in _BLOCK.finditer(text):
        start = block.start(1)
        for line in block[1].splitlines(keepends=True):
            found.append((start, _unwrapped(line.strip())))
            start += len(line)
    for at, command in sorted(found):
        if command.startswith(PROGRAMS):
            line = text.count("\n", 0, at) + 1
            yield Written(f"{name}:{line}", _words(command), role_at(prose, at))


def _words(command: str) -> tuple[str, ...]:
    """A command's words; a placeholder is one, whatever is in it."""
    whole = re.sub(r"<[^>]+>", lambda place: place[0].replace(" ", "-"), command)
    return tuple(shlex.split(whole, comments=True))


def _unwrapped(line: str) -> str:
    """A command that a shell's `eval "$(...)"` runs is what is in it."""
    taken = re.fullmatch(r'eval "\$\((.*)\)"', line)
    return taken[1] if taken else line


def role_at(prose: str, at: int) -> str:
    """Return the role that types what stands at this place."""
    before = prose[:at]
    section = max((one.start() for one in _HEADING.finditer(before)), default=0)
    item = _items(before[section:])[-1:]
    for text in (*item, *_items(_section(prose, section, at))[:1], *_items(_section(prose, 0, at))[:1]):
        if named := _AS.findall(text):
            return _known(named[-1])
    return str(Person.OPERATOR)


def _items(text: str) -> Sequence[str]:
    """The items and paragraphs of a text, without its headings."""
    return [one for one in _ITEM.split(_HEADING.sub("", text)) if one.strip()]


def _section(prose: str, start: int, at: int) -> str:
    """The text of the section that begins here, as far as it stands before a place."""
    heading = _HEADING.match(prose, start)
    begins = heading.end() if heading else start
    following = _HEADING.search(prose, begins)
    return prose[begins : min(at, following.start() if following else at)]


def _known(role: str) -> str:
    if role not in ROLES:
        raise LookupError(f"no role is called {role}; there are {', '.join(ROLES)}")
    return role
