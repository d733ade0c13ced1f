"""Makes a server's roles and rights what the tables say, in one transaction, or tells how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.database_access.catalogue import facts, look_around
from functions.database_access.errors import AccessError
from functions.database_access.facts import Difference, Fact, difference
from functions.database_access.statements import AS_OWNER, CREATE, REMOVE
from functions.database_access.wanted import wanted

if TYPE_CHECKING:
    from functions.database_access.server import Session

OLDEST_VERSION = 16
"""The first whose CREATEROLE is bounded by the ADMIN option, and whose EXPLAIN has GENERIC_PLAN."""

# What one pass makes, the next may build on: a view on an extension's view is three passes away.
_PASSES = 4
_LOCK = 7_205_759_403
"""The advisory lock that keeps two runs apart; any number that nobody else uses."""


@dataclass(frozen=True)
class Outcome:
    """What was changed, or would be; what is awaited; and what only a person may remove."""

    changes: tuple[str, ...]
    awaited: tuple[str, ...]
    for_people: tuple[str, ...]

    def document(self) -> dict[str, list[str]]:
        """Return it as plain data."""
        return {
            "changes": list(self.changes),
            "awaited": list(self.awaited),
            "for_people": list(self.for_people),
        }


def apply(session: Session) -> Outcome:
    """Change what differs; a server that is as it should be is only read."""
    changes: list[str] = []
    with session.transaction():
        session.rows("SET LOCAL lock_timeout = '10s'")
        session.rows("SET LOCAL search_path = pg_catalog")
        session.rows(f"SELECT pg_advisory_xact_lock({_LOCK})")
        for _ in range(_PASSES):
            found, awaited = _compare(session)
            if not found:
                return Outcome(tuple(changes), awaited, _lines(found.for_people))
            changes += _put_right(session, found)
        left = "; ".join(_lines((*found.missing, *found.unwanted))[:5])
        raise AccessError(f"the server does not keep what it is told: {left}", "see who else changes its roles")


def compare(session: Session) -> Outcome:
    """Tell what `apply` would change, in a transaction that can change nothing."""
    with session.transaction("READ ONLY"):
        session.rows("SET LOCAL search_path = pg_catalog")
        found, awaited = _compare(session)
    changes = (*(f"missing: {fact}" for fact in found.missing), *(f"unwanted: {fact}" for fact in found.unwanted))
    return Outcome(changes, awaited, _lines(found.for_people))


def _compare(session: Session) -> tuple[Difference, tuple[str, ...]]:
    server = look_around(session)
    if server.version < OLDEST_VERSION:
        raise AccessError(
            f"the server is PostgreSQL {server.version}", f"upgrade it to {OLDEST_VERSION} or later (`engineVersion`)"
        )
    should, awaited = wanted(server)
    return difference(should, facts(session)), awaited


def _put_right(session: Session, found: Difference) -> list[str]:
    # Removals come first: a view that hides behind an unwanted right must not be read in between.
    for fact in found.unwanted:
        _run(session, fact, REMOVE[fact.kind](fact))
    for fact in found.missing:
        _run(session, fact, CREATE[fact.kind](fact))
    return [*(f"removed {fact}" for fact in found.unwanted), *(f"made {fact}" for fact in found.missing)]


def _run(session: Session, fact: Fact, statements: tuple[str, ...]) -> None:
    if fact.kind in AS_OWNER:
        statements = ("SET LOCAL ROLE owner", *statements, "RESET ROLE")
    for statement in statements:
        try:
            session.rows(statement)
        except AccessError as error:
            raise AccessError(f"{fact}: {error.what}", error.mend) from None


def _lines(found: tuple[Fact, ...]) -> tuple[str, ...]:
    return tuple(map(str, found))
