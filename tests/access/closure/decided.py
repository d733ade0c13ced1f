"""What a decision lets sessions get at: the table of its page, whose cells are names of roles and deeds."""

from __future__ import annotations

from collections.abc import Iterable

from components.identity.names import Person
from rehearsal.mocks.recorder import ROOT

PAGE = "docs/decisions/0076-what-a-stolen-session-becomes.md"
EVERY_ROLE = "every role but break-glass"


def decided(roles: Iterable[str]) -> dict[str, set[str]]:
    """Return what each role may get at, by the decision's table; roles that are not in it get at nothing."""
    every = {one for one in roles if one != Person.BREAK_GLASS}
    found: dict[str, set[str]] = {one: set() for one in roles}
    for line in (ROOT / PAGE).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] not in {"session of", "---"}:
            for role in cells[0].split(", "):
                told = set(cells[1].split(", "))
                found[role] |= (told - {EVERY_ROLE}) | (every - {role} if EVERY_ROLE in told else set())
    return found
