"""Takes a release back: while it runs, as AWS does it; afterwards by a refresh to what the group had before.

No alarm watches the way back, and AWS does not take it back: the alarms may fire because of what is being left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from operations.aws import RefusedError, UnknownOutcomeError
from operations.release.configuration import Configuration
from operations.release.errors import ReleaseError
from operations.release.following import Follower
from operations.release.group import NOT_UNDER_WAY, SETBACKS, UNDER_WAY, ReleasedGroup, Seen
from operations.release.refresh import Refresh, Status


@dataclass(frozen=True)
class WayBack:
    """What is to be done of a group: have the refresh taken back, follow one, or start one to a configuration."""

    words: str
    roll_back: Refresh | None = None
    follow: Refresh | None = None
    start: Configuration | None = None


@dataclass(frozen=True)
class Returning:
    """Takes the release of these groups back, one after the other; `stack` is for the commands that it names."""

    groups: Sequence[ReleasedGroup]
    follower: Follower
    stack: str
    tell: Callable[[str], None]

    def plan(self, version: str | None = None) -> str:
        """Say what would be done; changes nothing.

        Args:
            version: of the launch template, to which every server is to go; by default what the group had before.
        """
        lines: list[str] = []
        for group in self.groups:
            seen = group.look()
            way = self._way(group, seen, version)
            lines.append(f"  {group.place}: {way.words if way else f'{seen.words()}: nothing to take back'}")
        return "\n".join([f"take the release of {self.stack} back, one group after the other:", *lines])

    def run(self, version: str | None = None) -> None:
        """Take it back, or go on with that.

        Raises:
            ReleaseError: it could not be, or ended otherwise; groups after it are left alone.
        """
        for group in self.groups:
            self._bring(group, version)

    def _way(self, group: ReleasedGroup, seen: Seen, version: str | None) -> WayBack | None:
        """Return what is to be done; None: nothing, for the group does not run what is declared.

        Raises:
            ReleaseError: nothing says what the group had before.
        """
        active = seen.active
        if active is not None and (active.goes_back or active.being_taken_back):
            return WayBack(f"go on with {active.words()}", follow=active)
        if active is not None:
            return WayBack(f"take back {active.words()}", roll_back=active)
        if version is not None:
            wanted = seen.configuration.at_version(version)
            return None if seen.runs(wanted) else _to(seen, wanted)
        if not seen.settled:
            return _to(seen, seen.configuration)
        if seen.configuration != group.target.declared:
            return None
        return _to(seen, self._before(group, seen))

    def _before(self, group: ReleasedGroup, seen: Seen) -> Configuration:
        before = group.noted(seen.configuration)
        if before is None:
            raise ReleaseError(
                f"{group.place}: nothing says what ran before version {seen.configuration.version}: the group was "
                "made with it. Say which version of the launch template it is to have: storefront release back "
                f"{self.stack} --only {group.target.region} --version VERSION"
            )
        return before

    def _bring(self, group: ReleasedGroup, version: str | None) -> None:
        setbacks = 0
        while True:
            seen = group.look()
            way = self._way(group, seen, version)
            if way is None:
                self.tell(f"{group.place}: {seen.words()}: nothing to take back")
                return
            self.tell(f"{group.place}: {way.words}")
            try:
                refresh = _begin(group, way)
            except (UnknownOutcomeError, RefusedError) as error:
                setbacks += 1
                # What was lost, or ended or began meanwhile, the next look shows.
                lost = isinstance(error, UnknownOutcomeError) or error.code in {UNDER_WAY, NOT_UNDER_WAY}
                if not lost or setbacks == SETBACKS:
                    raise
                continue
            self._check(group, *self.follower.until_ended(group, refresh))
            return

    def _check(self, group: ReleasedGroup, seen: Seen, ended: Refresh) -> None:
        if ended.status in {Status.SUCCESSFUL, Status.ROLLED_BACK} and seen.settled:
            self.tell(f"{group.place}: {seen.words()}: taken back")
            return
        activities = f"aws autoscaling describe-scaling-activities --region {group.target.region}"
        raise ReleaseError(
            f"{group.place}: {ended.words()}; expected every server as the group has it. It has {seen.words()}. "
            f"See why ({activities} --auto-scaling-group-name {group.target.name}); when that is mended: "
            f"storefront release back {self.stack} --only {group.target.region}"
        )


def _begin(group: ReleasedGroup, way: WayBack) -> str:
    if way.start is not None:
        return group.start_back(way.start)
    if way.roll_back is not None:
        return group.take_back()
    assert way.follow is not None
    return way.follow.id


def _to(seen: Seen, wanted: Configuration) -> WayBack:
    changes = seen.configuration.changes_to(wanted)
    words = changes if seen.configuration != wanted else f"every server to version {wanted.version}"
    return WayBack(words, start=wanted)
