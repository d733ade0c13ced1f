"""A main database under load that is killed hard, its replica promoted, and what was lost: as clients know it, and
as the heartbeat says.

Clients write down what was acknowledged, and when. A replica that lags is made by stopping the sender of the
write-ahead log some time before the end.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from functions.database_access.roles import MASTER_USER
from functions.database_access.roles_on_server import apply
from functions.database_access.rotation import set_password
from functions.heartbeat.beat import newest, write
from functions.shared.errors import AccessError
from functions.shared.postgresql import Login, session
from rehearsal.database import rds
from rehearsal.database.authority import Authority
from rehearsal.database.cluster import HOST, Foundation, Server, servers
from rehearsal.database.failure import kill, promote

DATABASE, PASSWORD = "storefront", "Password-of-a-crash-test-alone"
CLIENTS, BEAT_SECONDS, LOAD_SECONDS = 4, 0.1, 2.0
_TABLE = "CREATE TABLE store.writes (client int, number bigint, PRIMARY KEY (client, number))"


@dataclass(frozen=True)
class Acknowledged:
    """One write that a client was told is safe."""

    client: int
    number: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a crash cost."""

    failed_at: datetime
    beat_at: datetime
    acknowledged: int
    lost: tuple[Acknowledged, ...]
    promotion_seconds: float

    @property
    def heartbeat_loss(self) -> float:
        """The loss as the newest heartbeat has it (seconds)."""
        return (self.failed_at - self.beat_at).total_seconds()

    @property
    def acknowledged_loss(self) -> float:
        """How long before the failure the first write was acknowledged that is gone (seconds)."""
        first = min((one.at for one in self.lost), default=self.failed_at)
        return (self.failed_at - first).total_seconds()


Promotion = Callable[[Foundation, Server, str], float]
"""How the replica is promoted; returns how long it took (seconds)."""


def as_the_drill(_place: Foundation, server: Server, ca_bundle: str) -> float:
    """The promotion that a drill waits for."""
    return promote(server, ca_bundle)


def pg_ctl_alone(place: Foundation, server: Server, _trust: str) -> float:
    """`pg_ctl promote`, which waits until the server is a writer."""
    started = time.monotonic()
    place.run(place.home / "bin" / "pg_ctl", "promote", "-D", server.data, "-w")
    return time.monotonic() - started


def crash(place: Foundation, promotion: Promotion, *, lag_seconds: float) -> Outcome:
    """Load a server, kill it, promote its replica, and count."""
    authority = Authority()
    ca_bundle = authority.certificate
    with servers(place, authority.sign(HOST), PASSWORD, replica=True) as (main, replica):
        _furnish(main, ca_bundle)
        with _load(main, ca_bundle) as load:
            time.sleep(LOAD_SECONDS)
            if lag_seconds:
                _stop_sending(main, ca_bundle)
                time.sleep(lag_seconds)
            failed_at = datetime.now(UTC)
            kill(main)
        seconds = promotion(place, replica, ca_bundle)
        with session(rds.superuser(replica, DATABASE), ca_bundle) as promoted:
            promoted.rows("INSERT INTO store.writes VALUES (-1, 1)")
            kept = {(row[0], row[1]) for row in promoted.rows("SELECT client, number FROM store.writes")}
            beat_at = newest(promoted).beat_at
    lost = tuple(one for one in load.acknowledged if (one.client, one.number) not in kept)
    return Outcome(
        failed_at=failed_at,
        beat_at=beat_at,
        acknowledged=len(load.acknowledged),
        lost=lost,
        promotion_seconds=seconds,
    )


def _furnish(main: Server, ca_bundle: str) -> None:
    """Give the server its roles, a password for the heartbeat's, and a table to write to."""
    rds.bootstrap(main, ca_bundle, database=DATABASE, password=PASSWORD)
    with session(_login(main, MASTER_USER), ca_bundle) as master:
        apply(master)
        set_password(master, "heartbeat_a", PASSWORD)
        master.rows("SET ROLE owner")
        master.rows(_TABLE)


def _login(server: Server, username: str) -> Login:
    return Login(host=HOST, port=server.port, dbname=DATABASE, username=username, password=PASSWORD)


@dataclass
class _Load:
    acknowledged: list[Acknowledged] = field(default_factory=list[Acknowledged])
    ending: threading.Event = field(default_factory=threading.Event)


@contextmanager
def _load(main: Server, ca_bundle: str) -> Generator[_Load]:
    load = _Load()
    threads = [threading.Thread(target=_client, args=(load, main, ca_bundle, number)) for number in range(CLIENTS)]
    threads.append(threading.Thread(target=_pulse, args=(load, main, ca_bundle)))
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.ending.set()
        for thread in threads:
            thread.join()


def _client(load: _Load, main: Server, ca_bundle: str, client: int) -> None:
    try:
        with session(_login(main, MASTER_USER), ca_bundle) as opened:
            opened.rows("SET ROLE owner")
            number = 0
            while not load.ending.is_set():
                number += 1
                opened.rows("INSERT INTO store.writes VALUES (:client, :number)", client=client, number=number)
                load.acknowledged.append(Acknowledged(client, number, datetime.now(UTC)))
    except AccessError:
        return  # the server is gone, as it should be


def _pulse(load: _Load, main: Server, ca_bundle: str) -> None:
    try:
        with session(_login(main, "heartbeat_a"), ca_bundle) as opened:
            while not load.ending.is_set():
                write(opened)
                load.ending.wait(BEAT_SECONDS)
    except AccessError:
        return


def _stop_sending(main: Server, ca_bundle: str) -> None:
    with session(rds.superuser(main), ca_bundle) as admin:
        ((sender,),) = admin.rows("SELECT pid FROM pg_stat_replication")
    os.kill(int(sender), signal.SIGSTOP)
