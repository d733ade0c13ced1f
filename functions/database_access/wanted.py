"""The facts that should hold on a server, by our tables, and those that wait for something that it lacks."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from functions.database_access.contract import PLATFORM, RIGHTS, ROW_RULES, SCHEMA_USERS, SCHEMAS, RowRule
from functions.database_access.facts import Fact, Kind
from functions.database_access.objects import ROUTINES, TABLES, VIEWS
from functions.database_access.roles import AUDIT, MASTER_USER, ROLES, UNLIMITED, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from functions.database_access.catalogue import Server

EXTENSIONS: Mapping[str, str] = dict.fromkeys(("pg_stat_statements", "pgaudit", "hypopg", "pgstattuple"), PLATFORM)
"""The only extensions, and the schema that each is put into."""

INHERITED = "INHERIT TRUE, SET FALSE, ADMIN FALSE"
ACTED_AS = "INHERIT TRUE, SET TRUE, ADMIN FALSE"
# Rights to read by role are inherited; the right to be the owner is used by SET ROLE alone.
_BECOME = "INHERIT FALSE, SET TRUE, ADMIN FALSE"


def wanted(server: Server) -> tuple[frozenset[Fact], tuple[str, ...]]:
    """Return the facts that can hold on this server, and a line for each that is awaited."""
    facts: set[Fact] = set()
    awaited: Counter[str] = Counter()
    for fact, lacking in _everything(server):
        awaited.update(lacking)
        if not lacking:
            facts.add(fact)
    return frozenset(facts), tuple(f"{what}: {count} facts await it" for what, count in sorted(awaited.items()))


def digest(source: str) -> str:
    """Return what a view's, function's or rule's source is known by."""
    return hashlib.md5(source.encode(), usedforsecurity=False).hexdigest()


def rule_source(rule: RowRule) -> str:
    """Return a row rule as it is sent."""
    return f"FOR ALL TO {rule.role} USING ({rule.using}) WITH CHECK ({rule.check})"


_Needed = tuple[Fact, set[str]]


def _everything(server: Server) -> Iterator[_Needed]:
    for role in ROLES:
        yield from _role(role, server)
    for fact in (*_attributes(AUDIT, login=False, connections=UNLIMITED), Fact(Kind.ROLE, AUDIT)):
        yield fact, set()
    # To make objects that the owner owns, the master user must be able to become the owner.
    yield Fact(Kind.MEMBERSHIP, "owner", MASTER_USER, ACTED_AS), set()
    for schema in SCHEMAS:
        yield Fact(Kind.SCHEMA, schema), set()
        yield Fact(Kind.SCHEMA_OWNER, schema, "", "owner"), set()
        for user in SCHEMA_USERS[schema]:
            yield Fact(Kind.SCHEMA_RIGHT, schema, user, "USAGE"), set()
    for extension in EXTENSIONS:
        lacking = set[str]() if extension in server.extensions else {f"the extension {extension} on this server"}
        yield Fact(Kind.EXTENSION, extension), lacking
    yield from _objects(server)
    yield from _rights(server)


def _role(role: Role, server: Server) -> Iterator[_Needed]:
    for name in dict.fromkeys((role.name, *role.logins)):
        login = name in role.logins
        yield Fact(Kind.ROLE, name), set()
        for fact in _attributes(name, login=login, connections=role.connections if login else UNLIMITED):
            yield fact, set()
        if login:
            yield Fact(Kind.DATABASE, server.database, name, "CONNECT"), set()
            settings = {**role.settings, **({"role": role.acts_as} if role.acts_as else {})}
            for setting, value in settings.items():
                yield Fact(Kind.SETTING, name, setting, value), set()
        if name != role.name:
            yield Fact(Kind.MEMBERSHIP, role.name, name, ACTED_AS if role.acts_as else INHERITED), set()
    for group in role.member_of:
        lacking = set[str]() if group in server.roles or group == "owner" else {f"the role {group} on this server"}
        yield Fact(Kind.MEMBERSHIP, group, role.name, _BECOME if role.acts_as == group else INHERITED), lacking


def _attributes(name: str, *, login: bool, connections: int) -> Iterator[Fact]:
    yield Fact(Kind.ATTRIBUTE, name, "LOGIN", "LOGIN" if login else "NOLOGIN")
    yield Fact(Kind.ATTRIBUTE, name, "INHERIT", "INHERIT")
    for power in ("SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS"):
        yield Fact(Kind.ATTRIBUTE, name, power, f"NO{power}")
    yield Fact(Kind.ATTRIBUTE, name, "CONNECTION LIMIT", f"CONNECTION LIMIT {connections}")


def _objects(server: Server) -> Iterator[_Needed]:
    for table in TABLES:
        yield Fact(Kind.TABLE, table.full_name, "", digest(table.source)), set()
    for routine in ROUTINES:
        lacking = set(routine.needs) - server.relations
        yield Fact(Kind.ROUTINE, routine.full_name, "", digest(routine.source)), lacking
        for reader in routine.readers:
            yield Fact(Kind.ROUTINE_RIGHT, routine.full_name, reader, "EXECUTE"), lacking
    for view in VIEWS:
        lacking = set(view.tables) - server.relations
        yield Fact(Kind.VIEW, view.full_name, "", digest(view.source)), lacking
        for reader in view.readers:
            yield Fact(Kind.RELATION, view.full_name, reader, "SELECT"), lacking


def _rights(server: Server) -> Iterator[_Needed]:
    for right in RIGHTS:
        lacking = {right.table} - server.relations
        for privilege in right.privileges:
            # PostgreSQL keeps a right on columns as one for each of them.
            for value in [f"{privilege} ({column})" for column in right.columns] or [privilege]:
                yield Fact(Kind.RELATION, right.table, right.role, value), lacking
    for rule in ROW_RULES:
        lacking = {rule.table} - server.relations
        yield Fact(Kind.ROW_SECURITY, rule.table), lacking
        yield Fact(Kind.POLICY, rule.table, rule.name, digest(rule_source(rule))), lacking
