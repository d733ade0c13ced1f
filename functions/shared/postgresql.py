"""Sessions on the PostgreSQL server: always over TLS, with the server's certificate and name verified.

Nothing else touches the driver. Statements and their values are never part of an error.
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pg8000.native
from pg8000.exceptions import DatabaseError, InterfaceError

from functions.shared.errors import AccessError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

# An address that does not answer within this is not there; the function's own time ends after minutes.
CONNECT_SECONDS = 10
APPLICATION_NAME = "storefront-database-access"

# https://www.postgresql.org/docs/17/errcodes-appendix.html
_INVALID_PASSWORD, _INVALID_AUTHORIZATION = "28P01", "28000"
_REFUSALS = {
    _INVALID_PASSWORD: (
        "refused the password",
        "see which version of the secret is current, then run `storefront database provision`",
    ),
    _INVALID_AUTHORIZATION: (
        "lets the login in by no rule, or the role may not log in",
        "run `storefront database drift` to see what was changed by hand",
    ),
    "3D000": ("has no database of this name", "see `dbname` in the secret"),
    "53300": ("has no connection left for it", "end sessions, or wait; then run it again"),
    "57P03": ("is starting up or shutting down", "wait until it is available; then run it again"),
}


class LoginRefusedError(AccessError):
    """The server answered and refused this login: another password, or none, would have been needed."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """Whom to log in as, and where."""

    host: str
    port: int
    dbname: str
    username: str
    password: str | None = field(repr=False)

    @classmethod
    def of(cls, document: Mapping[str, Any], *, at: tuple[str, int] | None = None) -> Login:
        """Return the login that a secret's document holds; at another host and port than it names, where given."""
        host, port = at or (document["host"], document["port"])
        return cls(
            host=str(host),
            port=int(port),
            dbname=str(document["dbname"]),
            username=str(document["username"]),
            password=str(document["password"]),
        )


@dataclass(frozen=True)
class Session:
    """One open connection."""

    _connection: Any

    def rows(self, sql: str, **values: Any) -> Sequence[tuple[Any, ...]]:
        """Run one statement; return its rows. Values go as bound parameters (`:name`), never into the text."""
        try:
            found = self._connection.run(sql, **values)
        except DatabaseError as error:
            raise _refused(error) from None
        except (InterfaceError, OSError) as error:
            raise AccessError(
                f"the server's connection broke ({type(error).__name__})",
                "run it again: every step can be repeated",
            ) from None
        return [tuple(row) for row in found or ()]

    @contextmanager
    def transaction(self, how: str = "") -> Generator[None]:
        """Commit what the body did, or nothing of it; `how` is added to BEGIN, such as READ ONLY."""
        self.rows(f"BEGIN {how}")
        try:
            yield
        except BaseException:
            self._quietly("ROLLBACK")
            raise
        self.rows("COMMIT")

    def _quietly(self, sql: str) -> None:
        """Clean up after an error which is worth more than what the cleaning might meet."""
        try:
            self._connection.run(sql)
        except (DatabaseError, InterfaceError, OSError):
            return


@contextmanager
def session(login: Login, ca_bundle: str) -> Generator[Session]:
    """Open a session and close it.

    Args:
        login: whom to log in as, and where.
        ca_bundle: the certificates (PEM) of the authorities that may have signed the server's.

    Raises:
        LoginRefusedError: the server is there and refused.
        AccessError: it is not there, or is not who it should be.
    """
    connection = _connect(login, _context(ca_bundle))
    try:
        yield Session(connection)
    finally:
        _close(connection)


def _context(ca_bundle: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cadata=ca_bundle)
    except (ssl.SSLError, ValueError):
        raise AccessError(
            "the parameter of the CA bundle holds no certificates in PEM form",
            "run `storefront database ca-bundle` to write it anew",
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _connect(login: Login, context: ssl.SSLContext) -> Any:
    where = f"{login.host}:{login.port}"
    try:
        return pg8000.native.Connection(
            login.username,
            host=login.host,
            port=login.port,
            database=login.dbname,
            password=login.password,
            ssl_context=context,
            timeout=CONNECT_SECONDS,
            application_name=APPLICATION_NAME,
        )
    except DatabaseError as error:
        what, mend = _REFUSALS.get(_code(error), (f"refused (SQLSTATE {_code(error)})", "see the server's log"))
        raise LoginRefusedError(f"{login.username} at {where}: the server {what}", mend) from None
    except ssl.SSLCertVerificationError as error:
        raise AccessError(
            f"{where}: the server's certificate is not to be trusted ({error.verify_message})",
            "run `storefront database ca-bundle` if RDS has changed its authority; else somebody stands between",
        ) from None
    except (InterfaceError, OSError) as error:
        raise _unreachable(where, login, error) from None


def _unreachable(where: str, login: Login, error: Exception) -> AccessError:
    cause = error.__cause__ or error.__context__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return AccessError(
            f"{where}: the server's certificate is not to be trusted ({cause.verify_message})",
            "run `storefront database ca-bundle` if RDS has changed its authority; else somebody stands between",
        )
    if "refuses SSL" in str(error):
        return AccessError(f"{where}: the server offers no TLS", "set rds.force_ssl and see who answers there")
    if "password" in str(error):
        return LoginRefusedError(f"{login.username} at {where}: the server wants a password", "see the secret")
    return AccessError(
        f"{where}: cannot be reached ({type(cause).__name__})",
        "see that the instance is available, the secret's `host` is the writer's, "
        "and the security groups let the caller in",
    )


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (InterfaceError, OSError):
        return


def _code(error: DatabaseError) -> str:
    """The server's SQLSTATE; its message is left out, since it may quote what was sent."""
    fields: Any = error.args[0] if error.args else None
    return str(cast("dict[str, str]", fields).get("C", "unknown")) if isinstance(fields, dict) else "unknown"


def _refused(error: DatabaseError) -> AccessError:
    code = _code(error)
    if code == "42501":
        return AccessError(
            f"the master user may not do this (SQLSTATE {code})",
            "a role or object was made by somebody else; give the master user its ADMIN option, or drop it",
        )
    if code == "55P03":
        return AccessError("another run holds the lock", "wait until it has ended; then run it again")
    return AccessError(f"the server refused a statement (SQLSTATE {code})", "see the server's log at this time")
