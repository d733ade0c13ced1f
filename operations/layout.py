"""Lines for a terminal of 80 columns."""

import re
import textwrap
from collections.abc import Iterator

WIDTH = 80
# In backticks, or without them up to the end of a clause.
_COMMAND = re.compile(r"(`[^`\n]+`|(?<![^\s(])(?:storefront|aws|pulumi) [a-z][^;,()`\n]*(?=[;,()`]|$))")
# What a shell takes for one word: quotes hold their spaces.
_SHELL_WORD = re.compile(r"""(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"]|['"])+""")
_LABEL = re.compile(r" *(?:- |\[\d+\] |\S+(?: \S+)?  +)?")
_KEPT = "\0"
_READ_ON = " \\"
_STEP = 2
_WIDEST_LABEL = 24


def fit(text: str, *, first: str = "", rest: str = "") -> str:
    """Break a text into lines, indented by `first` and `rest`.

    Words stay whole, and so does a command. One in backticks that no line has room for stands on lines of its own,
    each ended by the backslash with which a shell reads on.
    """
    lines: list[str] = []
    for part in _parts(text, WIDTH - max(len(first), len(rest))):
        lines += _wrapped(part, rest if lines else first, rest)
    return "\n".join(lines) or first


def fitted(text: str) -> str:
    """Break the lines of a text that are too long, each below where its own words begin.

    A command that a backslash continues is left as it is: a break within quotes would be part of what they hold.
    """
    lines = text.split("\n")
    before = ["", *lines]
    return "\n".join(
        line if len(line) <= WIDTH or line.endswith(_READ_ON) or above.endswith(_READ_ON) else _hung(line)
        for above, line in zip(before, lines, strict=False)
    )


def messages(printed: str) -> list[str]:
    """Return what was printed, one line for each message again: what is indented goes on with the line above it."""
    return [" ".join(one.split()) for one in re.split(r"\n(?! )", printed.strip())]


def command_lines(command: str, *, indent: str = "") -> str:
    """Write a command so that it can be copied into a shell, with a backslash at the end of what is continued."""
    room = WIDTH - len(indent)
    lines = [command] if len(command) <= room else [*_continued(command, room)]
    return "\n".join(f"{indent}{line}" for line in lines)


def _hung(line: str) -> str:
    label = _LABEL.match(line)
    assert label is not None
    first = label[0]
    if len(first) > _WIDEST_LABEL:
        first = line[: len(line) - len(line.lstrip())]
    broken = [one for one in _COMMAND.findall(line) if len(one) > WIDTH - len(first)]
    continued = [word + " " * 2 * _STEP for one in broken for word in _SHELL_WORD.findall(one)]
    words = [*_COMMAND.sub("", line).split(), *continued]
    room = max(WIDTH - max(map(len, words), default=0), 0)
    deeper = _STEP if not first.strip() else 0
    return fit(line[len(first) :], first=first, rest=" " * min(len(first) + deeper, room))


def _parts(text: str, room: int) -> Iterator[str]:
    """The text, cut around the commands that no line has room for."""
    prose = ""
    for piece in _COMMAND.split(text):
        is_command, fits = _COMMAND.fullmatch(piece), len(piece) <= room
        if is_command and not fits and piece.startswith("`"):
            yield from filter(str.strip, (prose,))
            yield "\n".join(_continued(piece, room))
            prose = ""
        else:
            prose += piece.replace(" ", _KEPT) if is_command and fits else piece
    yield from filter(str.strip, (prose,))


def _wrapped(part: str, first: str, rest: str) -> list[str]:
    if "\n" in part:
        return [f"{rest if number else first}{line}" for number, line in enumerate(part.split("\n"))]
    wrapped = textwrap.wrap(
        part.strip(),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_KEPT, " ") for line in wrapped]


def _continued(command: str, room: int) -> Iterator[str]:
    line, indent = "", ""
    for word in _SHELL_WORD.findall(command):
        if line.strip() and len(line) + 1 + len(word) + len(_READ_ON) > room:
            yield f"{line}{_READ_ON}"
            indent = " " * _STEP
            line = f"{indent}{word}"
        else:
            line = f"{line} {word}" if line.strip() else f"{indent}{word}"
    yield line
