"""What a decision lets sessions get at: the table of its page, whose cells are names of roles and deeds."""

from __future__ import annotations

from collections.abc import Iterable

from components.identity.boundaries import WRITING_ROLES
from components.identity.names import Person, Pipeline
from rehearsal.mocks.recorder import ROOT
from tests.access.closure.search import ADMINISTRATOR
from tests.access.matrix import DEPLOYMENT

PAGE = "docs/decisions/0076-what-a-stolen-session-becomes.md"
# What cells call several roles: all but these.
ALL_BUT = {
    "every role": set[str](),
    "every role but break-glass and those that write the record": {Person.BREAK_GLASS, *WRITING_ROLES},
    "every role but those who deploy and those that write the record": {
        Person.BREAK_GLASS,
        *Pipeline,
        DEPLOYMENT,
        *WRITING_ROLES,
    },
}


def decided(roles: Iterable[str], *, guarded: bool) -> dict[str, set[str]]:
    """Return what each role may get at, by the decision's table; roles that are not in it get at nothing.

    `guarded`: under the organization's policies, which take away what the table's last column says.
    """
    found: dict[str, set[str]] = {one: set() for one in roles}
    for line in (ROOT / PAGE).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] not in {"session of", "---"}:
            for role in cells[0].split(", "):
                found[role] |= _ends(cells[1], role, found) - (_ends(cells[2], role, found) if guarded else set())
    return found


def _ends(cell: str, role: str, roles: Iterable[str]) -> set[str]:
    ends: set[str] = set()
    for told in cell.split(", ") if cell else ():
        ends |= set(roles) - ALL_BUT[told] - {role, ADMINISTRATOR} if told in ALL_BUT else {told}
    return ends
