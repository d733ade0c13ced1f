"""Makes a fresh server what a new RDS instance is: RDS's own roles, and a master user that is no superuser.

What RDS does in other ways is put in its place here, and nowhere else: nobody checks the tokens of `rds_iam` (see
`cluster`), and the extension `pgaudit` is not there, since these binaries have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.database_access.roles import MASTER_USER
from functions.database_access.scram import verifier
from functions.shared.postgresql import Login, LoginRefusedError, session
from rehearsal.database.cluster import HOST, SUPERUSER

if TYPE_CHECKING:
    from rehearsal.database.cluster import Server

# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.rds_superuser.html
_BOOTSTRAP = (
    "CREATE ROLE rds_superuser NOLOGIN",
    "CREATE ROLE rds_iam NOLOGIN",
    "CREATE ROLE rds_replication NOLOGIN",
    "GRANT pg_monitor, pg_signal_backend, pg_read_all_data TO rds_superuser WITH ADMIN OPTION",
    "GRANT rds_iam TO rds_superuser WITH ADMIN OPTION",
    f"CREATE ROLE {MASTER_USER} LOGIN CREATEDB CREATEROLE PASSWORD '{{verifier}}' IN ROLE rds_superuser",
)


def superuser(server: Server, database: str = "postgres") -> Login:
    """Return the login that is RDS's own."""
    return Login(host=HOST, port=server.port, dbname=database, username=SUPERUSER, password=server.password)


def bootstrap(server: Server, ca_bundle: str, *, database: str, password: str) -> None:
    """Create the master user with its first password, and its database."""
    with session(superuser(server), ca_bundle) as admin:
        for statement in _BOOTSTRAP:
            admin.rows(statement.replace("{verifier}", verifier(password)))
        admin.rows(f'CREATE DATABASE "{database}" OWNER {MASTER_USER}')


def lets_in(login: Login, ca_bundle: str) -> bool:
    """Return whether the server lets this login in."""
    try:
        with session(login, ca_bundle):
            return True
    except LoginRefusedError:
        return False
