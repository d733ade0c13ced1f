"""The section of docs/access.md on what a session becomes: each role, and all that it gets at, with the way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.access.closure.search import Path

_INTRODUCTION = """\
## What a stolen session can become

Each step of `tests/access/closure/steps.py` was put to IAM as each role, and what is allowed was followed as far as it
leads: to other roles, to roles that somebody makes, and to what no session is meant to get at. A role that is not
shown gets nowhere. What of this is meant to be so is decided in
[decision 76](decisions/0076-what-a-stolen-session-becomes.md); the tests hold it to that.
"""


def render_closure(found: Mapping[str, Mapping[str, Path]]) -> str:
    """Return the section."""
    return "\n".join((_INTRODUCTION, "| session of | gets at | how |", "|---|---|---|", *_rows(found), ""))


def _rows(found: Mapping[str, Mapping[str, Path]]) -> Iterator[str]:
    for role in sorted(found):
        ways: dict[str, list[str]] = {}
        for to, path in found[role].items():
            *before, last = path.steps
            how = ", ".join((*(f"{one.by}: {one.to}" for one in before), last.by))
            ways.setdefault(how, []).append(to)
        for how, ends in ways.items():
            yield f"| {role} | {', '.join(sorted(ends))} | {how} |"
