"""Reads the facts of a server from its catalogues: one query a kind, which returns subject, other and value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.database_access.contract import SCHEMAS
from functions.database_access.facts import Fact, Kind
from functions.database_access.roles import AUDIT, MASTER_USER, ROLES

if TYPE_CHECKING:
    from functions.shared.postgresql import Session

MANAGED = tuple(name for role in ROLES for name in dict.fromkeys((role.name, *role.logins)))
"""The roles that the table makes."""

CHANGED_BY_HAND = "changed by hand"

_OURS = ", ".join(f"'{name}'" for name in (*MANAGED, AUDIT))
_SCHEMAS = ", ".join(f"'{name}'" for name in SCHEMAS)
# `public` is in no row: whatever anybody may do there is unwanted.
_WATCHED_SCHEMAS = f"{_SCHEMAS}, 'public'"
_NOT_OF_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = {oid} AND e.deptype = 'e')"


def _digest(description: str, definition: str) -> str:
    """The source's digest, unless what the server has now is not what it had when the comment was written."""
    return (
        f"CASE WHEN split_part({description}, ' ', 3) = md5({definition}) THEN split_part({description}, ' ', 2) "
        f"ELSE '{CHANGED_BY_HAND}' END"
    )


VIEW_DEFINITION = (
    "pg_get_viewdef(c.oid) || coalesce(array_to_string(c.reloptions, ','), '') || pg_get_userbyid(c.relowner)"
)
ROUTINE_DEFINITION = "pg_get_functiondef(p.oid) || pg_get_userbyid(p.proowner)"
POLICY_DEFINITION = (
    "concat_ws('|', y.polcmd, y.polpermissive, y.polroles::regrole[], pg_get_expr(y.polqual, y.polrelid),"
    " pg_get_expr(y.polwithcheck, y.polrelid))"
)
TABLE_DEFINITION = (
    "(SELECT string_agg(concat_ws(' ', t.attname, format_type(t.atttypid, t.atttypmod), t.attnotnull), ',' ORDER BY"
    " t.attnum) FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped)"
    " || coalesce((SELECT string_agg(pg_get_constraintdef(k.oid), ',' ORDER BY k.conname) FROM pg_constraint k"
    " WHERE k.conrelid = c.oid), '') || pg_get_userbyid(c.relowner)"
)
ROUTINE_NAME = "n.nspname || '.' || p.proname || '(' || pg_get_function_arguments(p.oid) || ')'"

_ACL = (
    "CROSS JOIN LATERAL aclexplode({acl}) a WHERE a.grantee <> {owner} AND a.grantee <> to_regrole('"
    + MASTER_USER
    + "')"
)
_GRANTEE = "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END"

_QUERIES: dict[Kind, str] = {
    Kind.ROLE: f"""
        SELECT rolname, '', '' FROM pg_roles
        WHERE rolname IN ({_OURS})
           OR (rolcanlogin AND rolname !~ '^(pg_|rds)' AND rolname <> '{MASTER_USER}' AND oid <> 10)""",
    Kind.ATTRIBUTE: f"""
        SELECT r.rolname, v.other, v.value FROM pg_roles r CROSS JOIN LATERAL (VALUES
          ('LOGIN', CASE WHEN r.rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END),
          ('INHERIT', CASE WHEN r.rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END),
          ('SUPERUSER', CASE WHEN r.rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END),
          ('CREATEDB', CASE WHEN r.rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END),
          ('CREATEROLE', CASE WHEN r.rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END),
          ('REPLICATION', CASE WHEN r.rolreplication THEN 'REPLICATION' ELSE 'NOREPLICATION' END),
          ('BYPASSRLS', CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END),
          ('CONNECTION LIMIT', 'CONNECTION LIMIT ' || r.rolconnlimit)) v (other, value)
        WHERE r.rolname IN ({_OURS})""",
    # The ADMIN option on what it made is the master user's by PostgreSQL's own doing (since 16).
    Kind.MEMBERSHIP: f"""
        SELECT DISTINCT g.rolname, m.rolname,
               'INHERIT ' || CASE WHEN a.inherit_option THEN 'TRUE' ELSE 'FALSE' END
               || ', SET ' || CASE WHEN a.set_option THEN 'TRUE' ELSE 'FALSE' END
               || ', ADMIN ' || CASE WHEN a.admin_option THEN 'TRUE' ELSE 'FALSE' END
        FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
        WHERE (g.rolname IN ({_OURS}) OR m.rolname IN ({_OURS}))
          AND NOT (m.rolname = '{MASTER_USER}' AND a.admin_option)""",
    Kind.SETTING: f"""
        SELECT r.rolname, split_part(c.line, '=', 1), substr(c.line, strpos(c.line, '=') + 1)
        FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole CROSS JOIN unnest(s.setconfig) c (line)
        WHERE s.setdatabase = 0 AND r.rolname IN ({_OURS})""",
    Kind.DATABASE: f"""
        SELECT d.datname, {_GRANTEE}, a.privilege_type
        FROM pg_database d {_ACL.format(acl="coalesce(d.datacl, acldefault('d', d.datdba))", owner="d.datdba")}
          AND d.datname = current_database()""",
    Kind.SCHEMA: f"SELECT nspname, '', '' FROM pg_namespace WHERE nspname IN ({_SCHEMAS})",
    Kind.SCHEMA_OWNER: f"""
        SELECT nspname, '', pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname IN ({_SCHEMAS})""",
    Kind.SCHEMA_RIGHT: f"""
        SELECT n.nspname, {_GRANTEE}, a.privilege_type
        FROM pg_namespace n {_ACL.format(acl="coalesce(n.nspacl, acldefault('n', n.nspowner))", owner="n.nspowner")}
          AND n.nspname IN ({_WATCHED_SCHEMAS})""",
    Kind.EXTENSION: "SELECT extname, '', '' FROM pg_extension WHERE extname <> 'plpgsql'",
    # Where nothing is set, PostgreSQL's own defaults hold, which give everybody functions and types.
    Kind.DEFAULT: f"""
        SELECT 'owner', coalesce(d.schema || '.', '') || d.objects, {_GRANTEE} || ' ' || a.privilege_type
        FROM (
          SELECT o.objects, s.schema, coalesce(
              (SELECT defaclacl FROM pg_default_acl WHERE defaclrole = r.oid AND defaclobjtype = o.type
                 AND defaclnamespace = coalesce(s.oid, 0)),
              CASE WHEN s.oid IS NULL THEN acldefault(o.type, r.oid) END) AS acl, r.oid AS owner
          FROM pg_roles r
          CROSS JOIN (VALUES ('TABLES', 'r'::"char"), ('SEQUENCES', 's'), ('FUNCTIONS', 'f'), ('TYPES', 'T'))
            o (objects, type)
          CROSS JOIN (SELECT NULL::oid, NULL::name UNION ALL SELECT oid, nspname FROM pg_namespace
                      WHERE nspname IN ({_SCHEMAS})) s (oid, schema)
          WHERE r.rolname = 'owner') d
        {_ACL.format(acl="d.acl", owner="d.owner")}""",
    Kind.TABLE: f"""
        SELECT n.nspname || '.' || c.relname, '', {_digest("obj_description(c.oid, 'pg_class')", TABLE_DEFINITION)}
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('reporting', 'samples', 'platform') AND c.relkind IN ('r', 'p')
          AND {_NOT_OF_EXTENSION.format(oid="c.oid")}""",
    Kind.ROUTINE: f"""
        SELECT {ROUTINE_NAME}, '', {_digest("obj_description(p.oid, 'pg_proc')", ROUTINE_DEFINITION)}
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('reporting', 'samples', 'platform') AND {_NOT_OF_EXTENSION.format(oid="p.oid")}""",
    Kind.VIEW: f"""
        SELECT n.nspname || '.' || c.relname, '', {_digest("obj_description(c.oid, 'pg_class')", VIEW_DEFINITION)}
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('reporting', 'samples', 'platform') AND c.relkind = 'v'
          AND {_NOT_OF_EXTENSION.format(oid="c.oid")}""",
    Kind.RELATION: f"""
        SELECT n.nspname || '.' || c.relname, {_GRANTEE}, a.privilege_type
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        {_ACL.format(acl="c.relacl", owner="c.relowner")}
          AND n.nspname IN ({_WATCHED_SCHEMAS}) AND {_NOT_OF_EXTENSION.format(oid="c.oid")}
        UNION
        SELECT n.nspname || '.' || c.relname, {_GRANTEE}, a.privilege_type || ' (' || t.attname || ')'
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        {_ACL.format(acl="t.attacl", owner="c.relowner")}
          AND n.nspname IN ({_WATCHED_SCHEMAS}) AND {_NOT_OF_EXTENSION.format(oid="c.oid")}""",
    Kind.ROUTINE_RIGHT: f"""
        SELECT {ROUTINE_NAME}, {_GRANTEE}, a.privilege_type
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        {_ACL.format(acl="coalesce(p.proacl, acldefault('f', p.proowner))", owner="p.proowner")}
          AND n.nspname IN ({_WATCHED_SCHEMAS}) AND {_NOT_OF_EXTENSION.format(oid="p.oid")}""",
    Kind.ROW_SECURITY: """
        SELECT n.nspname || '.' || c.relname, '', '' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relrowsecurity AND n.nspname = 'store'""",
    Kind.POLICY: f"""
        SELECT n.nspname || '.' || c.relname, y.polname,
               {_digest("obj_description(y.oid, 'pg_policy')", POLICY_DEFINITION)}
        FROM pg_policy y JOIN pg_class c ON c.oid = y.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'store'""",
    Kind.EXFILTRATION_PATH: """
        SELECT 'foreign server', srvname::text, '' FROM pg_foreign_server
        UNION ALL SELECT 'publication', pubname::text, '' FROM pg_publication
        UNION ALL SELECT 'logical replication slot', slot_name::text, '' FROM pg_replication_slots
          WHERE slot_type = 'logical'
        UNION ALL SELECT 'large objects', pg_get_userbyid(lomowner)::text, count(*)::text
          FROM pg_largeobject_metadata GROUP BY 2""",
}


@dataclass(frozen=True)
class Server:
    """The objects of a server on which rights can be granted."""

    database: str
    version: int
    roles: frozenset[str]
    relations: frozenset[str]
    extensions: frozenset[str]
    """Those that could be created, or are."""


def facts(session: Session) -> frozenset[Fact]:
    """Read every fact; the session's search path must be `pg_catalog`, so that every name comes in full."""
    return frozenset(
        Fact(kind, *(str(text) for text in row)) for kind, query in _QUERIES.items() for row in session.rows(query)
    )


def look_around(session: Session) -> Server:
    """Read what the wanted facts depend on."""
    ((database, version),) = session.rows(
        "SELECT current_database(), current_setting('server_version_num')::int / 10000"
    )
    return Server(
        database=str(database),
        version=int(version),
        roles=_names(session, "SELECT rolname FROM pg_roles"),
        relations=_names(
            session,
            "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE n.nspname IN ({_SCHEMAS}) AND c.relkind IN ('r', 'p', 'v', 'm')",
        ),
        extensions=_names(session, "SELECT name FROM pg_available_extensions"),
    )


def _names(session: Session, query: str) -> frozenset[str]:
    return frozenset(str(name) for (name,) in session.rows(query))
