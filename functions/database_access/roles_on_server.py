"""Makes a server's roles and rights match the tables, in one transaction, or reports how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.database_access.catalogue import facts, look_around
from functions.database_access.facts import Difference, Fact, Kind, difference
from functions.database_access.roles import MASTER_USER, OLDEST_VERSION
from functions.database_access.statements import AS_OWNER, BECOME_OWNER, CREATE, REMOVE
from functions.database_access.wanted import wanted
from functions.shared.errors import AccessError

if TYPE_CHECKING:
    from functions.shared.postgresql import Session

# What one pass makes, the next builds on: roles, the way to act as the owner, all else with an extension in it,
# functions that read it.
_PASSES = 6


@dataclass(frozen=True)
class Outcome:
    """What was changed, or would be; what waits for an object that is not there; what only a person may remove."""

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
        found, awaited = _compare(session)
        for _ in range(_PASSES):
            if not found:
                return Outcome(tuple(changes), awaited, _lines(found.for_people))
            changes += _put_right(session, found)
            found, awaited = _compare(session)
        left = "; ".join(_lines((*found.missing, *found.unwanted))[:5])
        raise AccessError(
            f"the server does not keep what it is told: {left}",
            "see who granted it: only that role, or RDS, can take it back",
        )


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
            f"the server is PostgreSQL {server.version}",
            f"upgrade it to {OLDEST_VERSION} or later (`engineVersion`)",
        )
    should, awaited = wanted(server)
    return difference(should, facts(session)), awaited


def _put_right(session: Session, found: Difference) -> list[str]:
    first = _first(found)
    # Removals come before the rest: a new view must not be read by way of a right that goes in the same run.
    unwanted, missing = ((), first) if first else (found.unwanted, found.missing)
    for fact in unwanted:
        _run(session, fact, REMOVE[fact.kind](fact))
    for fact in missing:
        statements = CREATE[fact.kind](fact)
        _run(session, fact, (BECOME_OWNER, *statements, "RESET ROLE") if fact.kind in AS_OWNER else statements)
    return [*(f"removed {fact}" for fact in unwanted), *(f"made {fact}" for fact in missing)]


def _first(found: Difference) -> tuple[Fact, ...]:
    """Return what all else needs: the roles, with PostgreSQL's own attributes, and the way to act as the owner."""
    roles = tuple(fact for fact in found.missing if fact.kind is Kind.ROLE)
    return roles or tuple(fact for fact in found.missing if fact.other == MASTER_USER)


def _run(session: Session, fact: Fact, statements: tuple[str, ...]) -> None:
    for statement in statements:
        try:
            session.rows(statement)
        except AccessError as error:
            raise AccessError(f"{fact}: {error.what}", error.mend) from None


def _lines(found: tuple[Fact, ...]) -> tuple[str, ...]:
    return tuple(map(str, found))
