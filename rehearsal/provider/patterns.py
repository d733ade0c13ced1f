"""AWS's patterns, which are Java's regular expressions, as Python's.

They differ where it matters here in three points: Python knows no `\\p{…}`, refuses a hyphen after a class such as
`\\w` inside brackets, and writes a character beyond U+FFFF otherwise than as two surrogates. `\\w`, `\\d` and `\\s`
are ASCII in Java, and a service matches the whole text.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUPPLEMENTARY = (r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
_PROPERTY = re.compile(r"\\p\{(\w+)\}")
_HYPHEN_AFTER_CLASS = re.compile(r"(\\[wdsWDS])-(?=[^\]])")
_BRACKETS = re.compile(r"(?<!\\)\[(?:\\.|[^\]\\])*\]", re.DOTALL)
# java.util.regex.Pattern, POSIX character classes (US-ASCII only).
_POSIX = {
    "Print": r"\x20-\x7E",
    "Graph": r"\x21-\x7E",
    "Alnum": "a-zA-Z0-9",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "ASCII": r"\x00-\x7F",
}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, to be used with `fullmatch`."""
    text = pattern.replace(*_SUPPLEMENTARY)
    text = _BRACKETS.sub(lambda found: _bracketed(found[0]), text)
    text = _PROPERTY.sub(lambda found: f"[{_ranges(found[1])}]", text)
    return re.compile(text, re.ASCII)


def _bracketed(text: str) -> str:
    text = _HYPHEN_AFTER_CLASS.sub(r"\1\\-", text)
    return _PROPERTY.sub(lambda found: _ranges(found[1]), text)


def _ranges(name: str) -> str:
    """The inside of brackets that match a Unicode general category, by one or two letters."""
    if name in _POSIX:
        return _POSIX[name]
    return "".join(
        rf"\U{first:08X}-\U{last:08X}"
        for category, spans in _categories().items()
        for first, last in spans
        if category.startswith(name)
    )


@cache
def _categories() -> dict[str, list[tuple[int, int]]]:
    """The spans of characters by category: one walk over all of Unicode, a third of a second."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for category, first, last in _spans(unicodedata.category(chr(point)) for point in range(sys.maxunicode + 1)):
        spans[category].append((first, last))
    return dict(spans)


def _spans(categories: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    start, current, point = 0, "", -1
    for point, category in enumerate(categories):
        if category != current:
            if point:
                yield current, start, point - 1
            start, current = point, category
    yield current, start, point
