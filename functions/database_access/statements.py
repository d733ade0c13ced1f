"""The SQL statements that create or remove a fact: one entry a kind.

Names come from this project's own tables or from the server's catalogue; each is quoted on its way into a
statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions.database_access.catalogue import (
    POLICY_DEFINITION,
    ROUTINE_DEFINITION,
    ROUTINE_NAME,
    TABLE_DEFINITION,
    VIEW_DEFINITION,
)
from functions.database_access.contract import ROW_RULES
from functions.database_access.facts import PUBLIC, Fact, Kind
from functions.database_access.objects import ROUTINES, TABLES, VIEWS
from functions.database_access.wanted import EXTENSIONS, digest, rule_source

Statements = tuple[str, ...]

BECOME_OWNER = "SET LOCAL ROLE owner"
AS_OWNER = (
    Kind.TABLE,
    Kind.ROUTINE,
    Kind.VIEW,
    Kind.RELATION,
    Kind.ROUTINE_RIGHT,
    Kind.ROW_SECURITY,
    Kind.POLICY,
)
"""The kinds whose facts are the owner's to create; to remove them, the master user's inherited right is enough."""

# A setting that is a list of names keeps its commas; every other value is one literal.
_LISTS = ("search_path",)


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever it holds; PUBLIC is a word, not a name."""
    return name if name == PUBLIC else '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return a text as an SQL literal (`standard_conforming_strings` is on)."""
    return "'" + value.replace("'", "''") + "'"


def _object(name: str) -> str:
    """Quote a schema and the name in it."""
    schema, _, rest = name.partition(".")
    return f"{quoted(schema)}.{quoted(rest)}"


def _routine(name: str) -> str:
    """Quote a function's schema and name; its arguments come as the catalogue writes them."""
    name, _, arguments = name.partition("(")
    return f"{_object(name)}({arguments}"


def _setting(fact: Fact) -> Statements:
    value = fact.value if fact.other in _LISTS else literal(fact.value)
    return (f"ALTER ROLE {quoted(fact.subject)} SET {fact.other} TO {value}",)


def _make_table(fact: Fact) -> Statements:
    (table,) = (one for one in TABLES if one.full_name == fact.subject)
    name = _object(fact.subject)
    found = f"SELECT {TABLE_DEFINITION} FROM pg_class c WHERE c.oid = {literal(name)}::regclass"
    return (
        f"DROP TABLE IF EXISTS {name}",
        f"CREATE TABLE {name} ({table.source})",
        f"INSERT INTO {name} {table.first_row}",
        _signed(f"TABLE {name}", table.source, found),
    )


def _make_routine(fact: Fact) -> Statements:
    (routine,) = (one for one in ROUTINES if one.full_name == fact.subject)
    found = (
        f"SELECT {ROUTINE_DEFINITION} FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        f"WHERE {ROUTINE_NAME} = {literal(fact.subject)}"
    )
    name = _routine(fact.subject)
    return (
        f"DROP FUNCTION IF EXISTS {name}",
        f"CREATE FUNCTION {name} {routine.source}",
        _signed(f"FUNCTION {name}", routine.source, found),
    )


def _make_view(fact: Fact) -> Statements:
    (view,) = (one for one in VIEWS if one.full_name == fact.subject)
    name = _object(fact.subject)
    found = f"SELECT {VIEW_DEFINITION} FROM pg_class c WHERE c.oid = {literal(name)}::regclass"
    return (
        f"DROP VIEW IF EXISTS {name}",
        f"CREATE VIEW {name} WITH (security_barrier) AS {view.source}",
        _signed(f"VIEW {name}", view.source, found),
    )


def _make_policy(fact: Fact) -> Statements:
    (rule,) = (one for one in ROW_RULES if (one.table, one.name) == (fact.subject, fact.other))
    on = f"{quoted(rule.name)} ON {_object(rule.table)}"
    found = (
        f"SELECT {POLICY_DEFINITION} FROM pg_policy y WHERE y.polrelid = {literal(_object(rule.table))}::regclass "
        f"AND y.polname = {literal(rule.name)}"
    )
    source = rule_source(rule)
    return (
        f"DROP POLICY IF EXISTS {on}",
        f"CREATE POLICY {on} {source}",
        _signed(f"POLICY {on}", source, found),
    )


def _signed(what: str, source: str, definition: str) -> str:
    """Leave a comment with the source's digest and that of what the server made of it (see `catalogue`)."""
    return (
        f"DO $sign$ BEGIN EXECUTE {literal(f'COMMENT ON {what} IS ')} || "
        f"quote_literal({literal(f'storefront {digest(source)} ')} || md5(({definition}))); END $sign$"
    )


def _default(fact: Fact) -> Statements:
    schema, _, objects = fact.other.rpartition(".")
    grantee, _, privilege = fact.value.rpartition(" ")
    where = f"IN SCHEMA {quoted(schema)} " if schema else ""
    revoke = f"REVOKE {privilege} ON {objects} FROM {quoted(grantee)}"
    return (f"ALTER DEFAULT PRIVILEGES FOR ROLE {quoted(fact.subject)} {where}{revoke}",)


Maker = Callable[[Fact], Statements]

CREATE: Mapping[Kind, Maker] = {
    Kind.ROLE: lambda f: (f"CREATE ROLE {quoted(f.subject)}",),
    Kind.ATTRIBUTE: lambda f: (f"ALTER ROLE {quoted(f.subject)} {f.value}",),
    Kind.MEMBERSHIP: lambda f: (f"GRANT {quoted(f.subject)} TO {quoted(f.other)} WITH {f.value}",),
    Kind.SETTING: _setting,
    Kind.DATABASE: lambda f: (f"GRANT {f.value} ON DATABASE {quoted(f.subject)} TO {quoted(f.other)}",),
    Kind.SCHEMA: lambda f: (f"CREATE SCHEMA {quoted(f.subject)}",),
    Kind.SCHEMA_OWNER: lambda f: (f"ALTER SCHEMA {quoted(f.subject)} OWNER TO {quoted(f.value)}",),
    Kind.SCHEMA_RIGHT: lambda f: (f"GRANT {f.value} ON SCHEMA {quoted(f.subject)} TO {quoted(f.other)}",),
    Kind.EXTENSION: lambda f: (f"CREATE EXTENSION {quoted(f.subject)} SCHEMA {quoted(EXTENSIONS[f.subject])}",),
    Kind.TABLE: _make_table,
    Kind.ROUTINE: _make_routine,
    Kind.VIEW: _make_view,
    Kind.RELATION: lambda f: (f"GRANT {f.value} ON {_object(f.subject)} TO {quoted(f.other)}",),
    Kind.ROUTINE_RIGHT: lambda f: (f"GRANT {f.value} ON FUNCTION {_routine(f.subject)} TO {quoted(f.other)}",),
    Kind.ROW_SECURITY: lambda f: (f"ALTER TABLE {_object(f.subject)} ENABLE ROW LEVEL SECURITY",),
    Kind.POLICY: _make_policy,
}

REMOVE: Mapping[Kind, Maker] = {
    Kind.MEMBERSHIP: lambda f: (f"REVOKE {quoted(f.subject)} FROM {quoted(f.other)}",),
    Kind.SETTING: lambda f: (f"ALTER ROLE {quoted(f.subject)} RESET {f.other}",),
    Kind.DATABASE: lambda f: (f"REVOKE {f.value} ON DATABASE {quoted(f.subject)} FROM {quoted(f.other)}",),
    Kind.SCHEMA_RIGHT: lambda f: (f"REVOKE {f.value} ON SCHEMA {quoted(f.subject)} FROM {quoted(f.other)}",),
    Kind.DEFAULT: _default,
    Kind.ROUTINE: lambda f: (f"DROP FUNCTION {_routine(f.subject)}",),
    Kind.VIEW: lambda f: (f"DROP VIEW {_object(f.subject)}",),
    Kind.RELATION: lambda f: (f"REVOKE {f.value} ON {_object(f.subject)} FROM {quoted(f.other)}",),
    Kind.ROUTINE_RIGHT: lambda f: (f"REVOKE {f.value} ON FUNCTION {_routine(f.subject)} FROM {quoted(f.other)}",),
    Kind.ROW_SECURITY: lambda f: (f"ALTER TABLE {_object(f.subject)} DISABLE ROW LEVEL SECURITY",),
    Kind.POLICY: lambda f: (f"DROP POLICY {quoted(f.other)} ON {_object(f.subject)}",),
}
