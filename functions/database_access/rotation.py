"""One secret's rotation in Secrets Manager's four steps, each of which may be repeated after an interruption.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html

Machines have two logins each, which take turns: the login that clients use keeps its password until the other one
is proven and current, and until the next rotation after that. The master user is one login: its new password is
stored before it is set, and set back if it does not let anybody in.

A secret is created empty. Its first version, written here, says where the database is and holds no password: the
first password comes by a rotation like every other.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from functions.database_access.roles import LOGINS, MASTER, MASTER_USER, ON_REPLICA
from functions.database_access.scram import verifier
from functions.shared.errors import AccessError
from functions.shared.postgresql import Login, LoginRefusedError, session
from functions.shared.secrets import CURRENT, PENDING, PREVIOUS, Secrets, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from functions.database_access.address import Address
    from functions.shared.postgresql import Session

# How long a replica may take to hear of a new password; a replica that lags for longer is an incident of its own.
REPLAY_SECONDS = 30.0
_RETRY_SECONDS = 0.2

# The verifier goes as a bound value into a function of this session, so that the statement that holds it is neither
# logged (log_statement sees the outer one), nor counted by pg_stat_statements, nor shown in pg_stat_activity. An
# error inside would quote it, so that only the error's code comes out.
_SETTER = """
CREATE OR REPLACE FUNCTION pg_temp.set_verifier(login text, verifier text) RETURNS void
LANGUAGE plpgsql AS $set$
BEGIN
  EXECUTE format('ALTER ROLE %I PASSWORD %L', login, verifier);
EXCEPTION WHEN OTHERS THEN
  RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = 'the password could not be set';
END $set$
"""


@dataclass(frozen=True)
class Rotation:
    """Rotates the secret of one role."""

    secrets: Secrets
    ca_bundle: str
    arns: Mapping[str, str]
    """The secret's ARN by role, and that of the master user's under `master`."""
    role: str
    bootstrap: str
    """The ARN of the secret that names the database's first instance and its master password; or empty."""
    settle: float = REPLAY_SECONDS

    @property
    def secret(self) -> str:
        """The secret that is rotated."""
        return self.arns[self.role]

    def rotate(self) -> str:
        """Run all four steps, or what is left of them after a run that was cut off; return the version's id."""
        version = self._unfinished() or str(uuid.uuid4())
        for step in STEPS.values():
            step(self, version)
        return version

    def plant(self) -> None:
        """Write the secret's first version, if it has none: where the database is, and no password."""
        if CURRENT in self.secrets.stages(self.secret):
            return
        bootstrap = self._bootstrap()
        document = {key: bootstrap[key] for key in ("engine", "host", "port", "dbname")}
        if self.role in ON_REPLICA:
            # Where there is no replica they name the writer, which refuses reports.
            document |= bootstrap.get("replica", {})
        if self.role == MASTER:
            document["username"] = MASTER_USER
        self.secrets.write_first(self.secret, document)

    def working_at(self, address: Address) -> Version | None:
        """Return the version whose login an address lets in; None where no password was ever made.

        A database that was restored to a moment before the last rotation knows the password before that.

        Raises:
            AccessError: the address is not there, is not who it should be, or lets nobody in.
        """
        versions = [one for one in self.versions(CURRENT, PENDING, PREVIOUS) if one.document.get("password")]
        refusal: LoginRefusedError | None = None
        for version in versions:
            try:
                prove(_login(version, address), self.ca_bundle)
            except LoginRefusedError as error:
                refusal = refusal or error
            else:
                return version
        if refusal:
            raise refusal
        return None

    def point(self, working: Version | None, address: Address) -> bool:
        """Have the secret name an address, with a login that works there; return whether it said otherwise."""
        stages = self.secrets.stages(self.secret)
        if CURRENT not in stages:
            return False
        said = self._current()
        document = {**(working or said).document, **address.document()}
        pending = stages.get(PENDING)
        if document != said.document:
            self.secrets.make_own(self.secret)
            pending = str(uuid.uuid4())
            self.secrets.write_pending(self.secret, pending, document)
            self.secrets.make_current(self.secret, pending)
        # What a rotation began before names the old address; the next one begins anew.
        if pending:
            self.secrets.make_own(self.secret)
            self.secrets.end_pending(self.secret, pending)
        return document != said.document

    def address(self) -> dict[str, Any]:
        """Return where the secret says that the database is; nothing where it is empty."""
        if CURRENT not in self.secrets.stages(self.secret):
            return {}
        return {key: self._current().document[key] for key in ("host", "port")}

    def create(self, version: str) -> None:
        """Write the next login and its password as a version that nobody uses yet."""
        if self.secrets.holds(self.secret, version):
            return
        current = self._current()
        document = {**current.document, "username": self._next(current), "password": self.secrets.new_password()}
        self.secrets.write_pending(self.secret, version, document)

    def set(self, version: str) -> None:
        """Give the server the verifier of the pending password."""
        pending = self._begun(version)
        if self._is_current(version):
            return
        self._must_be_pending(version)
        username = str(pending.username)
        if self.role == MASTER:
            self._set_masters(pending)
            return
        if username == self._current().username:
            raise AccessError(
                f"{self.role}: the pending version is for {username}, which clients use at this moment",
                f"cancel the rotation (aws secretsmanager cancel-rotate-secret), then rotate {self.role} again",
            )
        with session(self.master(), self.ca_bundle) as master:
            set_password(master, username, str(pending.document["password"]))

    def test(self, version: str) -> None:
        """Log in with the pending password."""
        pending = self._begun(version)
        deadline = time.monotonic() + self.settle
        while True:
            try:
                prove(_login(pending), self.ca_bundle)
            except LoginRefusedError:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(_RETRY_SECONDS)
            else:
                return

    def finish(self, version: str) -> None:
        """Make the proven version the one that clients read."""
        self._begun(version)
        if not self._is_current(version):
            self._must_be_pending(version)
        self.secrets.make_current(self.secret, version)
        self.secrets.end_pending(self.secret, version)

    def is_half_done(self) -> bool:
        """Return whether an earlier rotation was begun and not finished."""
        return self._unfinished() is not None

    def has_no_version(self) -> bool:
        """Return whether the secret has no password yet."""
        return not self._current().document.get("password")

    def verify(self) -> None:
        """Log in with the current version; raise what stands against it."""
        prove(_login(self._current()), self.ca_bundle)

    def master(self, address: Address | None = None) -> Login:
        """Return the master login that works at an address or where the secret says: the current or another."""
        refusal = AccessError(f"the secret of {MASTER} is empty", "run `storefront database provision`")
        for version in self._masters_versions():
            try:
                login = _login(version, address)
                prove(login, self.ca_bundle)
            except LoginRefusedError as error:
                refusal = error
            else:
                return login
        raise AccessError(
            f"no version of the master secret lets anybody in ({refusal.what})",
            "set a new master password (aws rds modify-db-instance) and write it into the secret; clients are not"
            " affected",
        )

    def _masters_versions(self) -> Iterator[Version]:
        yield from replace(self, role=MASTER).versions(CURRENT, PENDING, PREVIOUS)
        if self.bootstrap:
            yield Version("of the bootstrap", self._bootstrap())

    def versions(self, *labels: str) -> Iterator[Version]:
        """Yield the versions with these labels that have a value."""
        stages = self.secrets.stages(self.secret)
        # A dictionary keeps its order and each version once: one may carry several labels.
        for version in dict.fromkeys(stages[label] for label in labels if label in stages):
            if self.secrets.holds(self.secret, version):
                yield self.secrets.read(self.secret, version)

    def _bootstrap(self) -> dict[str, Any]:
        current = self.secrets.stages(self.bootstrap).get(CURRENT) if self.bootstrap else None
        if current is None:
            raise AccessError(
                f"the secret of {self.role} is empty, and nothing here names the database's first instance",
                "run this in the site in which the database was made; its secrets are copied from there",
            )
        return self.secrets.read(self.bootstrap, current).document

    def _unfinished(self) -> str | None:
        """Return the version that an earlier run began, if it can be carried on with."""
        stages = self.secrets.stages(self.secret)
        begun = stages.get(PENDING)
        if begun is None or begun in {stages.get(CURRENT), stages.get(PREVIOUS)}:
            return None
        if not self.secrets.holds(self.secret, begun):
            return begun
        taken = self.role != MASTER and self.secrets.read(self.secret, begun).username == self._current().username
        # Somebody has made that login current by other means: setting its password anew would lock clients out.
        return None if taken else begun

    def _set_masters(self, pending: Version) -> None:
        login, password = self.master(), str(pending.document["password"])
        if login.password == password:
            return
        with session(login, self.ca_bundle) as master:
            set_password(master, login.username, password)
            try:
                prove(_login(pending), self.ca_bundle)
            except AccessError:
                set_password(master, login.username, str(login.password))
                raise

    def _begun(self, version: str) -> Version:
        if not self.secrets.holds(self.secret, version):
            raise AccessError(
                f"{self.role}: version {version} has no value: it has expired, or createSecret has not run",
                f"run `storefront database rotate` for {self.role}",
            )
        found = self.secrets.read(self.secret, version)
        if found.username not in LOGINS[self.role] or not found.document.get("password"):
            raise AccessError(
                f"{self.role}: version {version} names no login of this role ({', '.join(LOGINS[self.role])})",
                f"run `storefront database rotate` for {self.role}",
            )
        return found

    def _must_be_pending(self, version: str) -> None:
        if self.secrets.stages(self.secret).get(PENDING) != version:
            raise AccessError(
                f"{self.role}: version {version} is not the pending one: another rotation has begun since",
                f"run `storefront database rotate` for {self.role}, which ends that one",
            )

    def _is_current(self, version: str) -> bool:
        return self.secrets.stages(self.secret).get(CURRENT) == version

    def _current(self) -> Version:
        version = self.secrets.stages(self.secret).get(CURRENT)
        if version is None:
            raise AccessError(
                f"the secret of {self.role} has no current version", "run `storefront database provision`"
            )
        return self.secrets.read(self.secret, version)

    def _next(self, current: Version) -> str:
        """Return the login whose turn it is."""
        logins = LOGINS[self.role]
        return next((login for login in logins if login != current.username), logins[0])


STEPS: Mapping[str, Callable[[Rotation, str], None]] = {
    "createSecret": Rotation.create,
    "setSecret": Rotation.set,
    "testSecret": Rotation.test,
    "finishSecret": Rotation.finish,
}


def prove(login: Login, ca_bundle: str) -> None:
    """Log in and out; raise what stands against it."""
    with session(login, ca_bundle) as opened:
        opened.rows("SELECT 1")


def set_password(master: Session, login: str, password: str) -> None:
    """Give the server the verifier of a password, and nothing else of it."""
    if not master.rows("SELECT 1 FROM pg_roles WHERE rolname = :login", login=login):
        raise AccessError(f"the role {login} is not on the server", "run `storefront database provision`")
    with master.transaction():
        # Shorter than deadlock_timeout: what waits for longer is logged (log_lock_waits) with the inner statement.
        master.rows("SET LOCAL lock_timeout = '500ms'")
        master.rows(_SETTER)
        master.rows("SELECT pg_temp.set_verifier(:login, :verifier)", login=login, verifier=verifier(password))


def _login(version: Version, address: Address | None = None) -> Login:
    document: dict[str, Any] = version.document
    if not version.username or not document.get("password"):
        raise LoginRefusedError(f"version {version.id} holds no login yet", "run `storefront database provision`")
    return Login.of(document, at=(address.host, address.port) if address else None)
