"""What a decision lets sessions get at: the table of its page, whose cells are names of roles and deeds."""

from __future__ import annotations

from collections.abc import Iterable

from components.identity.names import Person, Pipeline
from rehearsal.mocks.recorder import ROOT
from tests.access.matrix import DEPLOYMENT

PAGE = "docs/decisions/0076-what-a-stolen-session-becomes.md"
# What cells call several roles: all but these.
ALL_BUT = {
    "every role but break-glass": {Person.BREAK_GLASS},
    "every role but those who deploy": {Person.BREAK_GLASS, *Pipeline, DEPLOYMENT},
}


def decided(roles: Iterable[str]) -> dict[str, set[str]]:
    """Return what each role may get at, by the decision's table; roles that are not in it get at nothing."""
    found: dict[str, set[str]] = {one: set() for one in roles}
    for line in (ROOT / PAGE).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] not in {"session of", "---"}:
            for role in cells[0].split(", "):
                for told in cells[1].split(", "):
                    found[role] |= set(found) - ALL_BUT[told] - {role} if told in ALL_BUT else {told}
    return found
