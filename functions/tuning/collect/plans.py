"""Plans without execution, and what they would be with an index that does not exist.

A login of `pg_monitor` may not read the store's tables, and EXPLAIN asks for that right. So the platform's own
function
`platform.tuning_plan` explains, by the statement's number and never by a text; where it is not there (a server that
the platform has not
provisioned) the session explains itself, if its login may read the tables.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Protocol

from functions.shared.errors import AccessError
from functions.tuning.collect.statements import schema_of
from functions.tuning.quoting import quoted, quoted_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from functions.shared.postgresql import Session

GENERIC_SINCE = 16
"""The first version whose EXPLAIN has GENERIC_PLAN: https://www.postgresql.org/docs/16/sql-explain.html"""

_TOLD = (
    "SELECT coalesce(has_function_privilege(to_regprocedure('platform.tuning_plan(bigint, text, text[])'), "
    "'EXECUTE'), false)"
)
_OPTIONS = "VERBOSE, FORMAT JSON"
_PREPARED = "storefront_tuning"


class Explainer(Protocol):
    """Plans statements."""

    hypothetical: bool

    def plan(self, statement: int) -> Any:
        """Return EXPLAIN's JSON, or None where the statement cannot be planned."""
        ...

    def trial(self, statement: int, relation: str, columns: Sequence[str]) -> tuple[Any, int] | None:
        """Return EXPLAIN's JSON with the index in place, and the size that it would have in bytes."""
        ...


def explainer(session: Session, version: int, search_paths: Mapping[str, str]) -> Explainer:
    """Return the platform's way to explain where it is there, else the session's own.

    Args:
        session: to the server.
        version: its major version.
        search_paths: by role, what its sessions start with: a statement's names mean what its role meant.
    """
    ((told,),) = session.rows(_TOLD)
    hypopg = schema_of(session, "hypopg")
    if told:
        return Told(session, hypothetical=hypopg is not None)
    return Own(session, version, search_paths, hypopg)


def search_paths(session: Session) -> dict[str, str]:
    """Return the search path that each login starts with, where it has one of its own."""
    found = session.rows(
        "SELECT r.rolname, substr(c.line, 13) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole "
        "CROSS JOIN unnest(s.setconfig) c (line) WHERE s.setdatabase = 0 AND c.line LIKE 'search_path=%'"
    )
    return {str(role): str(path) for role, path in found}


class Told:
    """By the platform's function, which has the owner's rights."""

    def __init__(self, session: Session, *, hypothetical: bool) -> None:
        self._session = session
        self.hypothetical = hypothetical

    def plan(self, statement: int) -> Any:
        """Return EXPLAIN's JSON, or None where the statement cannot be planned."""
        answer = self._ask(statement, None, [])
        return answer and answer["plan"]

    def trial(self, statement: int, relation: str, columns: Sequence[str]) -> tuple[Any, int] | None:
        """Return EXPLAIN's JSON with the index in place, and the size that it would have in bytes."""
        answer = self._ask(statement, relation, list(columns))
        return (answer["plan"], int(answer["bytes"])) if answer else None

    def _ask(self, statement: int, relation: str | None, columns: list[str]) -> Any:
        try:
            ((answer,),) = self._session.rows(
                "SELECT platform.tuning_plan(CAST(:statement AS bigint), CAST(:relation AS text), "
                "CAST(:columns AS text[]))",
                statement=statement,
                relation=relation,
                columns=columns,
            )
        except AccessError:
            return None
        return json.loads(answer) if isinstance(answer, str) else answer


class Own:
    """By the session itself: GENERIC_PLAN since 16, before that the generic plan of a prepared statement."""

    def __init__(self, session: Session, version: int, paths: Mapping[str, str], hypopg: str | None) -> None:
        self._session = session
        self._version = version
        self._paths = paths
        self._hypopg = hypopg
        self._statements = schema_of(session, "pg_stat_statements")
        self.hypothetical = hypopg is not None

    def plan(self, statement: int) -> Any:
        """Return EXPLAIN's JSON, or None where the statement cannot be planned."""
        try:
            return self._explain(statement)
        except AccessError:
            return None

    def trial(self, statement: int, relation: str, columns: Sequence[str]) -> tuple[Any, int] | None:
        """Return EXPLAIN's JSON with the index in place, and the size that it would have in bytes."""
        if self._hypopg is None:
            return None
        try:
            ((index, size),) = self._session.rows(
                f"SELECT indexrelid, {self._hypopg}.hypopg_relation_size(indexrelid) "  # noqa: S608 - quoted by us
                f"FROM {self._hypopg}.hypopg_create_index(:definition)",
                definition=f"CREATE INDEX ON {quoted(relation)} ({', '.join(map(quoted_name, columns))})",
            )
            found = self._explain(statement)
        except AccessError:
            return None
        finally:
            self._session.rows(f"SELECT {self._hypopg}.hypopg_reset()")
        return (found, int(size)) if index else None

    def _explain(self, statement: int) -> Any:
        ((role, text),) = self._session.rows(
            f"SELECT r.rolname::text, s.query FROM {self._statements}.pg_stat_statements s "  # noqa: S608 - quoted by us
            "JOIN pg_roles r ON r.oid = s.userid WHERE s.queryid = :statement LIMIT 1",
            statement=statement,
        )
        with self._session.transaction("READ ONLY"):
            self._session.rows(f"SET LOCAL search_path = {self._paths.get(str(role), 'public, pg_catalog')}")
            if self._version >= GENERIC_SINCE:
                ((found,),) = self._session.rows(f"EXPLAIN (GENERIC_PLAN, {_OPTIONS}) {escaped(text)}")
            else:
                found = self._prepared(str(text))
        return json.loads(found) if isinstance(found, str) else found

    def _prepared(self, text: str) -> Any:
        numbers = [int(number) for number in re.findall(r"\$(\d+)", text)]
        values = f"({', '.join(['NULL'] * max(numbers))})" if numbers else ""
        # An earlier one outlives the transaction that failed on it.
        self._session.rows("DEALLOCATE ALL")
        self._session.rows(f"PREPARE {_PREPARED} AS {escaped(text)}")
        ((found,),) = self._session.rows(f"EXPLAIN ({_OPTIONS}) EXECUTE {_PREPARED}{values}")
        return found


def escaped(text: str) -> str:
    """Return a statement without a closing semicolon."""
    return text.rstrip().rstrip(";")
