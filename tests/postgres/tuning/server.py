"""A server to tune: Debian's PostgreSQL with hypopg, a replica, and the logins that the platform's roles have.

Provisioning wants PostgreSQL 16 or later, and no build of hypopg for those can be had here: so the login `monitoring_a` may read all data in
place of the platform's functions `platform.tuning_plan` and `platform.sequence_position`; these have a module of their own.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from functions.shared.postgresql import Login, Session, session
from functions.tuning.collect.run import Source, collect
from functions.tuning.snapshot import Snapshot
from rehearsal.database import rds
from rehearsal.database.authority import Authority
from rehearsal.database.binaries import Binaries
from rehearsal.database.cluster import HOST, Foundation, Server, servers

DEBIAN = Path("/usr/lib/postgresql/15")
HYPOPG = Path("/usr/share/postgresql/15/extension/hypopg.control")
HOW_TO_GET_IT = "apt-get install postgresql-15 postgresql-15-hypopg"
PASSWORD = "Of-the-tests-alone"

# As the platform's parameter group has it, as far as tuning sees it; a small work_mem spills small sorts.
SETTINGS = {
    "track_io_timing": "on",
    "work_mem": "1MB",
    "compute_query_id": "on",
    "autovacuum_naptime": "1d",
    "max_wal_size": "4GB",
    "effective_cache_size": "1GB",
}
_BOOTSTRAP = (
    "CREATE DATABASE {name}",
    f"DO $$ BEGIN CREATE ROLE application_a LOGIN PASSWORD '{PASSWORD}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    (
        f"DO $$ BEGIN CREATE ROLE monitoring_a LOGIN PASSWORD '{PASSWORD}' IN ROLE pg_monitor, pg_read_all_data;"
        " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    ),
    "ALTER ROLE application_a SET search_path = store, pg_catalog",
)
_EXTENSIONS = (
    "CREATE SCHEMA platform",
    "CREATE EXTENSION pg_stat_statements SCHEMA platform",
    "CREATE EXTENSION hypopg SCHEMA platform",
    "CREATE EXTENSION pgstattuple SCHEMA platform",
    "GRANT USAGE ON SCHEMA platform TO monitoring_a",
    "CREATE SCHEMA store AUTHORIZATION application_a",
)


def binaries() -> Binaries | None:
    """Debian's PostgreSQL with hypopg, if it is here."""
    return Binaries(DEBIAN, "15") if (DEBIAN / "bin" / "postgres").is_file() and HYPOPG.is_file() else None


@dataclass(frozen=True)
class Patient:
    """A main server, its replica, and one database on them."""

    main: Server
    replica: Server
    ca_bundle: str
    database: str

    def login(self, role: str, server: Server | None = None) -> Login:
        """Who logs in, and where."""
        port = (server or self.main).port
        return Login(host=HOST, port=port, dbname=self.database, username=role, password=PASSWORD)

    @contextmanager
    def as_application(self, server: Server | None = None) -> Generator[Session]:
        """A session of the store."""
        with session(self.login("application_a", server), self.ca_bundle) as opened:
            yield opened

    @contextmanager
    def as_superuser(self) -> Generator[Session]:
        """A session that may do anything."""
        with session(rds.superuser(self.main, self.database), self.ca_bundle) as opened:
            yield opened

    def examine(self, *, replica: bool = True) -> Snapshot:
        """What the collectors read."""
        source = Source(
            environment="test",
            main=self.login("monitoring_a"),
            replica=self.login("monitoring_a", self.replica) if replica else None,
            ca_bundle=self.ca_bundle,
        )
        return collect(source, None)

    def forget(self) -> None:
        """Begin the statistics of statements anew."""
        with self.as_superuser() as admin:
            admin.rows("SELECT platform.pg_stat_statements_reset()")

    def caught_up(self) -> None:
        """Wait until the replica has what the main server has."""
        with self.as_superuser() as main:
            ((position,),) = main.rows("SELECT pg_current_wal_lsn()::text")
        deadline = time.monotonic() + 30
        with session(rds.superuser(self.replica, self.database), self.ca_bundle) as replica:
            while not replica.rows("SELECT 1 WHERE pg_last_wal_replay_lsn() >= CAST(:p AS pg_lsn)", p=position):
                assert time.monotonic() < deadline, "the replica does not follow"
                time.sleep(0.05)


@contextmanager
def pair(place: Foundation) -> Generator[tuple[Server, Server, str]]:
    """A main server and its replica, without databases of their own; and who vouches for them."""
    authority = Authority()
    with servers(place, authority.sign(HOST), PASSWORD, SETTINGS, replica=True) as (main, replica):
        yield main, replica, authority.certificate


def admit(main: Server, replica: Server, ca_bundle: str, name: str) -> Patient:
    """A new database on the servers, with its extensions and an empty schema `store`."""
    with session(rds.superuser(main), ca_bundle) as admin:
        for statement in _BOOTSTRAP:
            admin.rows(statement.replace("{name}", name))
    patient = Patient(main, replica, ca_bundle, name)
    with patient.as_superuser() as admin:
        for statement in _EXTENSIONS:
            admin.rows(statement)
    return patient
