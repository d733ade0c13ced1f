"""What must hold before a release of a group begins."""

from collections.abc import Callable
from dataclasses import dataclass

from operations.aws import AwsClient, UnreachableError
from operations.recovery.journal import Journal, RunState
from operations.release.errors import ReleaseError
from operations.release.group import ReleasedGroup, Seen
from operations.release.manifest import ReleaseSections

_FIRING = "ALARM"
_UNDER_WAY = frozenset({RunState.RUNNING, RunState.ROLLING_BACK})


@dataclass(frozen=True)
class Checks:
    """The checks of one stack's releases; each refuses with what to do about it."""

    aws: AwsClient
    sections: ReleaseSections
    tell: Callable[[str], None]

    def never_taken_out(self, group: ReleasedGroup, seen: Seen) -> None:
        """Refuse what was tried before, or in service, and is not now: a pipeline may run again and again.

        Raises:
            ReleaseError: it was.
        """
        declared = group.target.declared
        earlier = next((one for one in seen.refreshes if one.desired == declared), None)
        if earlier is None or seen.configuration == declared:
            return
        raise ReleaseError(
            f"{group.place}: version {declared.version} was released before and is not in service now: "
            f"{earlier.words()}, begun {earlier.began}. Declare one that works (pulumi up -s {self._stack}), or "
            f"release this one all the same: storefront release run {self._stack} --again"
        )

    def alarms_are_quiet(self, group: ReleasedGroup) -> None:
        """Refuse while an alarm fires, which would take the release back at once, or does not exist.

        Raises:
            ReleaseError: one does.
        """
        states = group.alarms()
        wrong = [f"{name} does not exist" for name in group.target.alarms if name not in states]
        wrong += [f"{name} fires" for name, state in states.items() if state == _FIRING]
        if wrong:
            raise ReleaseError(
                f"{group.place}: {', '.join(wrong)}; expected alarms that can tell a bad release from a good one. "
                f"See what is wrong (storefront health {self._stack}); if the release mends it, run it without "
                f"alarms: storefront release run {self._stack} --despite-alarms"
            )

    def no_recovery(self, group: ReleasedGroup) -> None:
        """Leave the servers alone while a recovery moves the store; a journal out of reach is told.

        Raises:
            ReleaseError: a recovery is under way.
        """
        site = self.sections.sites[self.sections.index.recovery_region]
        try:
            runs = Journal(self.aws, site.region, site.journal).runs()
        except UnreachableError:
            self.tell(f"{site.region} does not answer: whether a recovery is under way is not known")
            return
        if any(run.state in _UNDER_WAY for run in runs):
            raise ReleaseError(
                f"{group.place}: a recovery is under way, which needs these servers; expected none. See how far it "
                f"is (storefront failover status {self._stack}), and run this again when it has ended"
            )

    @property
    def _stack(self) -> str:
        return self.sections.index.environment
