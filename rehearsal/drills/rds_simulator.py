"""Does to the servers of this machine what the embedded AWS is told to do to its instances.

It follows the emulator's own state: a replica that is no replica any more is promoted, a pair that changed zones is
started again on what both of its volumes had, a restored instance is a server on the backup.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from operations.aws import AwsError
from rehearsal.database.cluster import HOST, back_up, restarted, restored
from rehearsal.database.failure import kill, promote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import ExitStack
    from pathlib import Path

    from functions.shared.postgresql import Session
    from operations.recovery.manifest import Manifest
    from rehearsal.stage import Hosted, Stage

_LOOK_SECONDS = 0.05


@dataclass
class RdsSimulator:
    """RDS, as far as a disaster needs it; leaving the `with` block of `running` ends what it started."""

    stage: Stage
    hosted: Hosted
    manifest: Manifest
    running: ExitStack
    backup: Path | None = None
    trouble: Exception | None = None
    _zone: str = ""
    _done: set[str] = field(default_factory=set[str])
    _ending: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def take_backup(self, admin: Session) -> None:
        """Keep what the other region would have of the database at this moment."""
        self.backup = back_up(self.hosted.place, self.hosted.main, admin)

    def lose(self, *, replica: bool) -> None:
        """Take the main server away for good, and the replica too if its zone goes with it."""
        kill(self.hosted.main)
        if replica and self.hosted.replica is not None:
            kill(self.hosted.replica)

    def follow(self) -> None:
        """Begin to do what the emulator is told."""
        self._zone = str((self._instance(self.manifest.index.serving, self._primary) or {})["AvailabilityZone"])
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def rest(self) -> None:
        """Stop following.

        Raises:
            Exception: what went wrong on the way.
        """
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        if self.trouble is not None:
            raise self.trouble

    @property
    def _primary(self) -> str:
        return self.manifest.database.instances.primary.identifier

    def _follow(self) -> None:
        try:
            while not self._ending.wait(_LOOK_SECONDS):
                self._look_at_promotion()
                self._look_at_failover()
                self._look_at_restore()
        except Exception as error:  # noqa: BLE001 - told by `rest`, whatever it is
            self.trouble = error

    def _look_at_promotion(self) -> None:
        replica, server = self.manifest.database.instances.replica, self.hosted.replica
        if replica is None or server is None:
            return
        shown = self._instance(self.manifest.index.serving, replica.identifier)
        if shown and not shown.get("ReadReplicaSourceDBInstanceIdentifier") and self._once("promotion"):
            promote(server, self.hosted.ca_bundle)

    def _look_at_failover(self) -> None:
        shown = self._instance(self.manifest.index.serving, self._primary)
        if shown and shown["AvailabilityZone"] != self._zone and self._once("failover"):
            # The standby's volume had everything that was committed.
            self.running.enter_context(restarted(self.hosted.place, self.hosted.main))

    def _look_at_restore(self) -> None:
        for shown in self._made():
            if self.backup and self._once("restore"):
                name = str(shown["Endpoint"]["Address"])
                signed = self.hosted.authority.sign(name, HOST)
                made = restored(self.hosted.place, self.backup, signed, self.hosted.password)
                self.hosted.lead(name, self.running.enter_context(made))

    def _made(self) -> Iterator[Mapping[str, Any]]:
        """Yield the writers that the program did not make, in any region."""
        known = {one.identifier for one in self.manifest.database.instances.every}
        for region in self.manifest.index.regions:
            for shown in self.stage.client_for(region).list_all("rds", "DescribeDBInstances"):
                replicates = shown.get("ReadReplicaSourceDBInstanceIdentifier")
                if shown["DBInstanceIdentifier"] not in known and not replicates and "Endpoint" in shown:
                    yield shown

    def _once(self, what: str) -> bool:
        first = what not in self._done
        self._done.add(what)
        return first

    def _instance(self, region: str, identifier: str) -> Mapping[str, Any] | None:
        try:
            (found,) = self.stage.client_for(region).list_all(
                "rds", "DescribeDBInstances", DBInstanceIdentifier=identifier
            )
        except AwsError as error:
            if error.code == "DBInstanceNotFound":
                return None
            raise
        return found
