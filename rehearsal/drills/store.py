"""The store at work while a disaster comes: a client who remembers what was acknowledged, and heartbeats."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from functions.shared.errors import AccessError
from functions.shared.postgresql import Login, session
from operations.aws import AwsError
from rehearsal.database.cluster import HOST

if TYPE_CHECKING:
    from rehearsal.stage import Hosted, Stage

# As a migration of the store makes it, as far as a drill needs it.
_ORDERS = """
CREATE TABLE store.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL,
  status text NOT NULL DEFAULT 'placed', placed_at timestamptz NOT NULL DEFAULT now())
"""
_FIRST = "INSERT INTO store.orders (customer_id) SELECT n FROM generate_series(1, 20000) n"
_ORDER = "INSERT INTO store.orders (customer_id) VALUES (1) RETURNING id"
_KEPT = "SELECT id FROM store.orders"
_PAUSE_SECONDS, _PATIENCE_SECONDS = 0.05, 180.0


def open_store(stage: Stage, hosted: Hosted) -> None:
    """Make the table of orders as the pipeline does, and give the application its rights on it."""
    stage.storefront("provision", stage.stack, "--yes")
    with session(_login(stage, hosted, "migration", stage.aws.region), hosted.ca_bundle) as pipeline:
        for statement in (_ORDERS, _FIRST, "ANALYZE store.orders"):
            pipeline.rows(statement)
    stage.storefront("provision", stage.stack, "--yes")


@dataclass
class Store:
    """One client and one heart, from the opening to the disaster and beyond."""

    stage: Stage
    hosted: Hosted
    serving: str
    acknowledged: dict[int, datetime] = field(default_factory=dict[int, datetime])
    beats: list[datetime] = field(default_factory=list[datetime])
    _ending: threading.Event = field(default_factory=threading.Event)
    _given_up: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list[threading.Thread])

    def work(self) -> None:
        """Begin to order and to beat."""
        self._threads = [threading.Thread(target=self._order), threading.Thread(target=self._beat)]
        for thread in self._threads:
            thread.start()

    def rest(self) -> None:
        """Stop both, and wait until they have."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def await_beats(self, count: int) -> None:
        """Wait until so many beats more are written."""
        wanted, deadline = len(self.beats) + count, time.monotonic() + _PATIENCE_SECONDS
        while len(self.beats) < wanted:
            if time.monotonic() > deadline:
                raise AwsError(self.serving, "lambda", "Invoke", "the heartbeat's function wrote nothing")
            time.sleep(_PAUSE_SECONDS)

    @property
    def longest_gap(self) -> float:
        """The longest time between two beats (seconds)."""
        gaps = [(after - before).total_seconds() for before, after in zip(self.beats, self.beats[1:], strict=False)]
        return max(gaps, default=0.0)

    def await_service(self, regions: tuple[str, ...]) -> float:
        """Try as a client does, by the secret, until an order is taken; return the moment on the steady clock."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline and not self._given_up.wait(_PAUSE_SECONDS):
            for region in regions:
                if self._served(region):
                    return time.monotonic()
        raise AwsError(" and ".join(regions), "secretsmanager", "GetSecretValue", "no client was served again")

    def give_up(self) -> None:
        """Have nobody wait for service any longer: the recovery failed."""
        self._given_up.set()

    def lost(self, region: str) -> dict[int, datetime]:
        """Return the orders that were acknowledged and are gone, by number, as the new writer has them."""
        with session(_login(self.stage, self.hosted, "application", region), self.hosted.ca_bundle) as client:
            kept = {row[0] for row in client.rows(_KEPT)}
        return {number: at for number, at in self.acknowledged.items() if number not in kept}

    def _served(self, region: str) -> bool:
        try:
            with session(_login(self.stage, self.hosted, "application", region), self.hosted.ca_bundle) as client:
                return bool(client.rows(_ORDER))
        except (AccessError, AwsError):
            return False

    def _order(self) -> None:
        try:
            login = _login(self.stage, self.hosted, "application", self.serving)
            with session(login, self.hosted.ca_bundle) as client:
                while not self._ending.wait(_PAUSE_SECONDS):
                    ((number,),) = client.rows(_ORDER)
                    self.acknowledged[number] = datetime.now(UTC)
        except AccessError:
            return  # the disaster

    def _beat(self) -> None:
        function = f"storefront-{self.stage.stack}-{self.serving}-heartbeat"
        while not self._ending.is_set():
            answer = self.stage.client_for(self.serving).call(
                "lambda", "Invoke", FunctionName=function, Payload=b"{}"
            )
            said: dict[str, Any] = json.loads(answer["Payload"].read())
            if "beat_at" in said:
                self.beats.append(datetime.fromisoformat(said["beat_at"]))


def _login(stage: Stage, hosted: Hosted, role: str, region: str) -> Login:
    found = stage.client_for(region).call(
        "secretsmanager", "GetSecretValue", SecretId=f"storefront/{stage.stack}/database/{role}"
    )
    document = json.loads(found["SecretString"])
    _, port = hosted.names.get(document["host"], (HOST, document["port"]))
    return Login.of(document, at=(HOST, port))
