"""The section of docs/access.md on what a session becomes: each role, and all that it gets at, with the way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.access.closure.search import Path

HEADING = "## What a stolen session can become\n"
_INTRODUCTION = f"""\
{HEADING}
Each step of `tests/access/closure/steps.py` was put to IAM as each role, and what is allowed was followed as far as it
leads: to other roles, to roles that somebody makes, and to what no session is meant to get at. A role that is not
shown gets nowhere. The last column says what is left of it when the policies that `storefront organization policies prod
--into <directory>` writes are attached to the account, and nobody is exempt from them. What of this is meant to be so is decided in
[decision 76](decisions/0076-what-a-stolen-session-becomes.md); the tests hold it to that.
"""


def render_closure(found: Mapping[str, Mapping[str, Path]], guarded: Mapping[str, Mapping[str, Path]]) -> str:
    """Return the section: what is reached, and what of it under the organization's policies."""
    head = ("| session of | gets at | how | under the organization's policies |", "|---|---|---|---|")
    return "\n".join((_INTRODUCTION, *head, *_rows(found, guarded), ""))


def _rows(found: Mapping[str, Mapping[str, Path]], guarded: Mapping[str, Mapping[str, Path]]) -> Iterator[str]:
    for role in sorted(found):
        ways: dict[tuple[str, str], list[str]] = {}
        for to, path in found[role].items():
            how, under = _how(path), _how(guarded[role].get(to))
            ways.setdefault((how, "so too" if under == how else under or "no more"), []).append(to)
        for (how, under), ends in ways.items():
            yield f"| {role} | {', '.join(sorted(ends))} | {how} | {under} |"


def _how(path: Path | None) -> str:
    if path is None:
        return ""
    *before, last = path.steps
    return ", ".join((*(f"{one.by}: {one.to}" for one in before), last.by))
