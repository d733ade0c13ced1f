"""The roles of the server as one table: who may log in, how often at once, under which settings, and why.

Rights belong to group roles; logins inherit them from exactly one. A machine has two logins, which take turns in
rotations; people have none of their own password: `developer` logs in with an IAM token, checked by RDS
(https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OLDEST_VERSION = 16
"""The first whose CREATEROLE is bounded by the ADMIN option, and whose EXPLAIN has GENERIC_PLAN."""

MASTER = "master"
MASTER_USER = "storefront_master"
"""The master user that RDS creates: no superuser, but with CREATEROLE and the rights of `rds_superuser`."""

UNLIMITED = -1
_TURNS = ("a", "b")


@dataclass(frozen=True, kw_only=True)
class Role:
    """A group role and the attributes of its logins.

    Attributes:
        name: the group role, which nobody logs in as, unless `iam`.
        why: whom it is for.
        machine: it has two logins with passwords, `<name>_a` and `<name>_b`.
        iam: it logs in itself, by IAM token and without a password.
        connections: sessions of one login at a time; a hard limit.
        settings: what each login starts with; a session may change it.
        member_of: roles whose rights it has.
        acts_as: the role that its logins become as they log in.
    """

    name: str
    why: str
    machine: bool = False
    iam: bool = False
    connections: int = UNLIMITED
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    member_of: Sequence[str] = ()
    acts_as: str | None = None

    @property
    def logins(self) -> tuple[str, ...]:
        """The names it logs in with."""
        if self.machine:
            return tuple(f"{self.name}_{turn}" for turn in _TURNS)
        return (self.name,) if self.iam else ()


_READING = {
    "default_transaction_read_only": "on",
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "5s",
    "search_path": "pg_catalog",
}

ROLES = (
    Role(
        name="owner",
        why="owns every object of the store; nobody logs in as it",
        # What it shows developers of statistics, it must see itself.
        member_of=("pg_monitor",),
    ),
    Role(
        name="application",
        why="the store's servers",
        machine=True,
        connections=400,
        settings={"search_path": "store, pg_catalog", "lock_timeout": "10s"},
    ),
    Role(
        name="migration",
        why="the pipeline that changes the schema; it acts as the owner, so that the owner owns what it makes",
        machine=True,
        connections=4,
        settings={"search_path": "store, pg_catalog", "statement_timeout": "1h", "lock_timeout": "5s"},
        member_of=("owner",),
        acts_as="owner",
    ),
    Role(
        name="marketing",
        why="marketing's tools, such as Tableau through its bridge: masked views, on the replica only",
        machine=True,
        connections=10,
        settings={**_READING, "statement_timeout": "2min"},
    ),
    Role(
        name="management",
        why="management's tools: totals, on the replica only",
        machine=True,
        connections=5,
        settings={**_READING, "statement_timeout": "2min"},
    ),
    Role(
        name="developer",
        why="people who look into a problem: the schema, plans, statistics and masked samples",
        iam=True,
        connections=5,
        settings={**_READING, "statement_timeout": "30s"},
        member_of=("rds_iam",),
    ),
    Role(
        name="analyst",
        why="people who look into marketing's figures: what marketing's tools see, by a token, on the replica only",
        iam=True,
        connections=5,
        settings={**_READING, "statement_timeout": "2min"},
        member_of=("rds_iam", "marketing"),
    ),
    Role(
        name="heartbeat",
        why="the function that writes down every minute that the main database lives, and nothing else",
        machine=True,
        connections=3,
        settings={"search_path": "pg_catalog", "statement_timeout": "10s", "lock_timeout": "5s"},
    ),
    Role(
        name="verification",
        why="the function that proves restored copies: counts, the heartbeat and the schema's digest, no rows. It "
        "logs in by token, since a copy knows only the passwords of its own time",
        iam=True,
        connections=2,
        settings={**_READING, "statement_timeout": "13min"},
        member_of=("rds_iam",),
    ),
    Role(
        name="monitoring",
        why="collectors of the server's own statistics",
        machine=True,
        connections=5,
        settings={**_READING, "statement_timeout": "30s"},
        member_of=("pg_monitor",),
    ),
)

AUDIT = "rds_pgaudit"
"""pgaudit audits what is granted to this role: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.pgaudit.html"""

LOGINS: Mapping[str, tuple[str, ...]] = {
    MASTER: (MASTER_USER,),
    **{role.name: role.logins for role in ROLES if role.machine},
}
"""The logins with passwords, by the role whose secret has them."""

MACHINES = tuple(role.name for role in ROLES if role.machine)
ON_REPLICA = ("marketing", "management")
"""The roles whose secrets name the replica."""
