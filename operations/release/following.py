"""Follows an instance refresh to its end. AWS goes on by itself: whoever follows may end, and follow again."""

from collections.abc import Callable
from dataclasses import dataclass

from operations.aws import AwsError, UnknownOutcomeError, UnreachableError
from operations.recovery.clock import Clock
from operations.release.errors import ReleaseError
from operations.release.group import ReleasedGroup, Seen
from operations.release.refresh import Refresh, Status

LOOK_EVERY_SECONDS = 15.0
WITHIN_SECONDS = 3 * 3600.0
"""For how long one refresh is followed: ten batches, each with its warm-up and its draining, and twice the time for
which alarms are watched take an hour or two."""
SETBACKS = 8
"""How often in a row a look may fail, or the group lag behind its refresh: for two minutes."""


@dataclass(frozen=True)
class Follower:
    """Looks again and again, and tells what has changed; `stack` is for the commands that it names."""

    clock: Clock
    stack: str
    tell: Callable[[str], None]

    def until_ended(self, group: ReleasedGroup, refresh: str) -> tuple[Seen, Refresh]:
        """Return the last look and the refresh, once it has ended.

        Raises:
            ReleaseError: it has not ended in time, AWS knows it no more, or nothing can be seen.
        """
        deadline, told, lags = self.clock.steady() + WITHIN_SECONDS, "", 0
        while True:
            seen = self._look(group)
            found = self._found(group, seen, refresh)
            if found.words() != told:
                told = found.words()
                self.tell(f"{group.place}: {told}")
            if not found.active and not (_lags(seen, found) and lags < SETBACKS):
                return seen, found
            lags += not found.active
            if self.clock.steady() >= deadline:
                raise self._late(group, told)
            self.clock.sleep(LOOK_EVERY_SECONDS)

    def _found(self, group: ReleasedGroup, seen: Seen, refresh: str) -> Refresh:
        for one in seen.refreshes:
            if one.id == refresh:
                return one
        raise ReleaseError(
            f"{group.place} has no instance refresh {refresh} any more; see what runs, then run this again: "
            f"storefront release status {self.stack}"
        )

    def _late(self, group: ReleasedGroup, told: str) -> ReleaseError:
        return ReleaseError(
            f"{group.place}: {told}; expected its end within {WITHIN_SECONDS / 3600:g} hours. AWS goes on with it, "
            "and takes a release back when it fails. Run this again to follow it, or have it taken back: "
            f"storefront release back {self.stack} --only {group.target.region}"
        )

    def _look(self, group: ReleasedGroup) -> Seen:
        setbacks = 0
        while True:
            try:
                return group.look()
            except (UnknownOutcomeError, UnreachableError) as error:
                setbacks += 1
                if setbacks == SETBACKS:
                    raise _unseen(group, error) from None
            self.clock.sleep(LOOK_EVERY_SECONDS)


def _lags(seen: Seen, ended: Refresh) -> bool:
    """Whether AWS has yet to give the group what a refresh has brought its servers to."""
    return ended.status is Status.SUCCESSFUL and ended.desired not in {None, seen.configuration}


def _unseen(group: ReleasedGroup, error: AwsError) -> ReleaseError:
    return ReleaseError(
        f"{error}\n  AWS goes on with the instance refresh of {group.target.name} without anybody looking, and "
        f"takes a release back when it fails. When {group.target.region} answers, run this again"
    )
