"""AWS's patterns, which are Java's regular expressions, as Python's.

They differ where it matters here in three points: Python knows no `\\p{…}`, refuses a hyphen after a class such as
`\\w` inside brackets, and writes a character beyond U+FFFF otherwise than as two surrogates. `\\w`, `\\d` and `\\s`
are ASCII in Java, and a service matches the whole text.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from itertools import groupby

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


@cache
def _ranges(name: str) -> str:
    """The inside of brackets that match a Unicode general category, by one or two letters."""
    if name in _POSIX:
        return _POSIX[name]
    merged: list[list[int]] = []
    for first, last in (span for category, *span in _spans() if category.startswith(name)):
        # Upper and lower case alternate, and are one span of letters.
        if merged and merged[-1][1] == first - 1:
            merged[-1][1] = last
        else:
            merged.append([first, last])
    # Characters as they are: Python reads them in a third of the time that their numbers take.
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in merged)


@cache
def _spans() -> list[tuple[str, int, int]]:
    """The spans of characters of one category, in order: one walk over all of Unicode."""
    spans: list[tuple[str, int, int]] = []
    first = 0
    for category, run in groupby(map(unicodedata.category, map(chr, range(sys.maxunicode + 1)))):
        after = first + len(list(run))
        spans.append((category, first, after - 1))
        first = after
    return spans
