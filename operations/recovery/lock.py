"""The lock: one recovery at a time, a lease that needs no common clock, and a token that fences the late.

A holder raises the lease's beat. Whoever wants it watches the beat for a whole lease on a steady clock of its own:
unchanged, its holder is gone. So it does not matter what anybody's wall clock says. Every write of the journal
carries the token, so a holder that was only slow finds its next write refused.
https://aws.amazon.com/blogs/database/building-distributed-locks-with-the-dynamodb-lock-client/
"""

import getpass
import os
import socket
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from operations.aws import AwsClient, AwsError, RefusedError
from operations.recovery.clock import Clock
from operations.recovery.errors import RecoveryError

LEASE_SECONDS = 30.0
_LOOK_EVERY_SECONDS = 5.0
NOT_FULFILLED = "ConditionalCheckFailedException"


class LockedError(RecoveryError):
    """Somebody else holds the lock, and is alive."""


class LostLockError(RecoveryError):
    """The lock was taken by somebody else meanwhile: this process must do nothing more."""


@dataclass(frozen=True)
class Work:
    """What a lock is for: its entry in the table, what is under way while it is held, and where that is shown."""

    entry: str
    what: str
    shown_by: str

    @property
    def key(self) -> dict[str, Any]:
        """The key of its item."""
        return {"part": {"S": "lock"}, "entry": {"S": self.entry}}


RECOVERY = Work("lock", "a recovery is being run", "See `storefront failover status`")


@dataclass(frozen=True)
class _Seen:
    owner: str
    who: str
    token: int
    beat: int


class Lock:
    """The lock of one table and kind of work. `token` grows with each holder."""

    def __init__(
        self, aws: AwsClient, region: str, table: str, *, who: str, clock: Clock, work: Work = RECOVERY
    ) -> None:
        self._aws, self._region, self._table = aws, region, table
        self._who, self._clock, self._work = who, clock, work
        self.owner = uuid.uuid4().hex
        self.token = 0
        self._beat = 0

    def acquire(self) -> None:
        """Take the lock; if it is held, watch its holder for a lease.

        Raises:
            LockedError: its holder is at work.
        """
        seen = self._look()
        if seen is not None and seen.owner:
            seen = self._watch(seen)
        if not self._take(seen):
            raise self._locked(self._look())

    def renew(self) -> None:
        """Show that this holder is alive.

        Raises:
            LostLockError: somebody else took it.
        """
        self._beat += 1
        try:
            self._update(
                "SET beat = :beat",
                "#owner = :owner AND #token = :token",
                {":beat": {"N": str(self._beat)}, **self.mine()},
            )
        except RefusedError as error:
            raise self.lost() if error.code == NOT_FULFILLED else error from None

    def release(self) -> None:
        """Give the lock back; one that is lost stays with its holder."""
        try:
            self._update(
                "SET #owner = :none", "#owner = :owner AND #token = :token", {":none": {"S": ""}, **self.mine()}
            )
        except RefusedError as error:
            if error.code != NOT_FULFILLED:
                raise

    def mine(self) -> dict[str, Any]:
        """Return the values that a condition on this holder needs."""
        return {":owner": {"S": self.owner}, ":token": {"N": str(self.token)}}

    def check(self) -> dict[str, Any]:
        """Return the part of a transaction that holds only while the lock is this process's."""
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": self._work.key,
                "ConditionExpression": "#owner = :owner AND #token = :token",
                "ExpressionAttributeNames": {"#owner": "owner", "#token": "token"},
                "ExpressionAttributeValues": self.mine(),
            }
        }

    def lost(self) -> LostLockError:
        """Return the error to raise when a condition on the lock fails."""
        return LostLockError(
            f"the lock in {self._region} is no longer held by this process: it was silent for longer than "
            f"{LEASE_SECONDS:g} s and another took over. It does nothing more. {self._work.shown_by}"
        )

    def _look(self) -> _Seen | None:
        item = self._aws.call(
            self._region, "dynamodb", "GetItem", TableName=self._table, Key=self._work.key, ConsistentRead=True
        ).get("Item")
        if item is None:
            return None
        return _Seen(item["owner"]["S"], item["who"]["S"], int(item["token"]["N"]), int(item["beat"]["N"]))

    def _watch(self, seen: _Seen) -> _Seen | None:
        deadline = self._clock.steady() + LEASE_SECONDS
        while self._clock.steady() < deadline:
            self._clock.sleep(_LOOK_EVERY_SECONDS)
            now = self._look()
            if now is None or not now.owner:
                return now
            if now != seen:
                raise self._locked(now)
        return seen

    def _take(self, seen: _Seen | None) -> bool:
        token = seen.token + 1 if seen else 1
        given: dict[str, Any] = {
            ":me": {"S": self.owner}, ":who": {"S": self._who}, ":next": {"N": str(token)}, ":zero": {"N": "0"},
        }  # fmt: skip
        condition = "attribute_not_exists(#owner)"
        if seen:
            condition = "#owner = :seen AND #token = :old AND beat = :beat"
            given |= {
                ":seen": {"S": seen.owner}, ":old": {"N": str(seen.token)}, ":beat": {"N": str(seen.beat)},
            }  # fmt: skip
        try:
            self._update("SET #owner = :me, who = :who, #token = :next, beat = :zero", condition, given)
        except RefusedError as error:
            if error.code != NOT_FULFILLED:
                raise
            # An attempt whose answer was lost may have taken it for us.
            now = self._look()
            if now is None or now.owner != self.owner:
                return False
            token = now.token
        self.token, self._beat = token, 0
        return True

    def _update(self, update: str, condition: str, values: dict[str, Any]) -> None:
        # Each update is whole and conditional: doing it twice is doing it once.
        self._aws.call_again(
            self._region,
            "dynamodb",
            "UpdateItem",
            TableName=self._table,
            Key=self._work.key,
            UpdateExpression=update,
            ConditionExpression=condition,
            ExpressionAttributeNames={
                "#owner": "owner",
                **({"#token": "token"} if "#token" in update + condition else {}),
            },
            ExpressionAttributeValues=values,
        )

    def _locked(self, seen: _Seen | None) -> LockedError:
        by = f"{seen.who} (token {seen.token})" if seen else "somebody else"
        return LockedError(
            f"{self._work.what} by {by}; expected nobody. {self._work.shown_by}; "
            f"if its process is gone, try again: after {LEASE_SECONDS:g} s without a sign of it the lock is free"
        )


@contextmanager
def held(lock: Lock, tell: Callable[[str], None]) -> Generator[Lock]:
    """Take a lock and give it back, also when what is done under it fails: the next need not wait for the lease."""
    lock.acquire()
    try:
        yield lock
    except (Exception, KeyboardInterrupt):
        _give_back(lock, tell)
        raise
    _give_back(lock, tell)


def _give_back(lock: Lock, tell: Callable[[str], None]) -> None:
    try:
        lock.release()
    except AwsError as error:
        tell(f"the lock could not be released, and expires in {LEASE_SECONDS:g} s: {error}")


def who() -> str:
    """Return who runs this process, as others are told."""
    return f"{getpass.getuser()}@{socket.gethostname()}, process {os.getpid()}"
