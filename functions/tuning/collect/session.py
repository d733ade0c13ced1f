"""Sessions for reading alone: no transaction writes, none waits long for a lock, none runs for long."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from functions.shared.postgresql import Login, Session
from functions.shared.postgresql import session as open_session

if TYPE_CHECKING:
    from collections.abc import Generator

# Set by the session itself, whatever its role starts with: a wrong login must not make tuning dangerous.
_LIMITS = {
    "application_name": "storefront-tuning",
    "default_transaction_read_only": "on",
    # Below the driver's own patience of 10 s with a silent server: a statement that is ended can be told from a
    # broken line.
    "statement_timeout": "8s",
    "lock_timeout": "1s",
    "idle_in_transaction_session_timeout": "10s",
    "search_path": "pg_catalog",
    # A hypothetical index must be evaluated by cost alone, not by how soon a plan is cached.
    "plan_cache_mode": "force_generic_plan",
}


@contextmanager
def reading(login: Login, ca_bundle: str) -> Generator[Session]:
    """Open a session that cannot change the database.

    Args:
        login: a member of `pg_monitor`, such as `monitoring_a`.
        ca_bundle: the certificates (PEM) of the authorities that may have signed the server's.

    Raises:
        AccessError: the server is not there, refuses the login, or is not who it should be.
    """
    with open_session(login, ca_bundle) as session:
        for name, value in _LIMITS.items():
            session.rows(f"SET {name} = '{value}'")
        yield session
