"""Puts what the program declares into service, one group after the other.

What there is to do is found by looking at AWS, which holds the state: a release may be cut off anywhere and run
again. AWS lets one instance refresh of a group run at a time, so that no lock is needed either.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from operations.aws import AwsClient, RefusedError, UnknownOutcomeError
from operations.recovery.clock import SYSTEM, Clock
from operations.release.back import Returning
from operations.release.checks import Checks
from operations.release.errors import ReleaseError, TakenBackError
from operations.release.following import Follower
from operations.release.group import SETBACKS, UNDER_WAY, ReleasedGroup, Seen
from operations.release.manifest import ReleaseSections, targets
from operations.release.refresh import Refresh, Status


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What whoever runs a release has decided beside what is declared.

    `again`: also what was released before and is not in service now. `despite_alarms`: alarms neither keep it from
    beginning nor take it back.
    """

    again: bool = False
    despite_alarms: bool = False


class Releases:
    """The releases of one stack, of all its groups or of those in one region."""

    def __init__(
        self,
        sections: ReleaseSections,
        *,
        only: str | None = None,
        aws: AwsClient | None = None,
        clock: Clock = SYSTEM,
        tell: Callable[[str], None],
    ) -> None:
        aws, self._stack = aws or AwsClient(clock.sleep), sections.index.environment
        self._clock, self._tell = clock, tell
        self._follower, self._checks = Follower(clock, self._stack, tell), Checks(aws, sections, tell)
        self._groups = [ReleasedGroup(aws, target) for target in targets(sections, only)]

    def status(self) -> str:
        """Say of each group what runs, what is declared, and what was done last."""
        return "\n".join(line for group in self._groups for line in _status(group))

    def plan(self) -> str:
        """Say what a release would do, in its order; changes nothing."""
        lines = [f"  {number}. {_planned(group)}" for number, group in enumerate(self._groups, start=1)]
        alarms = ", ".join(dict.fromkeys(name for group in self._groups for name in group.target.alarms))
        first = f"release of {self._stack}, one group after the other:"
        last = f"AWS takes a group back when servers do not come up, or one of these fires: {alarms}"
        return "\n".join([first, *lines, last])

    def run(self, wish: Wish) -> None:
        """Put what is declared into service; what is under way already is followed.

        Raises:
            TakenBackError: AWS took it back, and the servers are as they were.
            ReleaseError: it could not begin, or ended otherwise; groups after it are left alone.
        """
        for group in self._groups:
            self._bring(group, wish)

    def returning(self) -> Returning:
        """Return what takes the release of these groups back."""
        return Returning(self._groups, self._follower, self._stack, self._tell)

    def _bring(self, group: ReleasedGroup, wish: Wish) -> None:
        seen = group.look()
        if seen.runs(group.target.declared):
            self._tell(f"{group.place}: {seen.words()}, as declared")
            return
        refresh = self._under_way(group, seen) or self._begun(group, seen, wish)
        self._finish(group, *self._follower.until_ended(group, refresh))

    def _under_way(self, group: ReleasedGroup, seen: Seen) -> str | None:
        """Return the refresh to what is declared that runs already; None: none runs."""
        active = seen.active
        if active is None:
            return None
        if active.desired == group.target.declared and not active.goes_back:
            return active.id
        raise ReleaseError(
            f"{group.place}: another is under way: {active.words()}; expected none, or one to version "
            f"{group.target.declared.version}. Wait for its end (storefront release status {self._stack}), or have "
            f"it taken back: storefront release back {self._stack} --only {group.target.region}"
        )

    def _begun(self, group: ReleasedGroup, seen: Seen, wish: Wish) -> str:
        if not wish.again:
            self._checks.never_taken_out(group, seen)
        if not wish.despite_alarms:
            self._checks.alarms_are_quiet(group)
        self._checks.no_recovery(group)
        if seen.configuration != group.target.declared:
            group.note(seen.configuration, self._clock.stamp())
        self._tell(f"{group.place}: {seen.configuration.changes_to(group.target.declared)}")
        return self._started(group, seen, alarms=not wish.despite_alarms)

    def _started(self, group: ReleasedGroup, before: Seen, *, alarms: bool) -> str:
        """Start a refresh; one whose answer was lost is found by looking, so that none is started twice."""
        known, setbacks = {one.id for one in before.refreshes}, 0
        while True:
            try:
                return group.start(group.target.declared, alarms=alarms)
            except (UnknownOutcomeError, RefusedError) as error:
                setbacks += 1
                lost = isinstance(error, UnknownOutcomeError) or error.code == UNDER_WAY
                if not lost or setbacks == SETBACKS:
                    raise
            begun = next((one for one in group.look().refreshes if one.id not in known), None)
            if begun is not None:
                return begun.id

    def _finish(self, group: ReleasedGroup, seen: Seen, ended: Refresh) -> None:
        declared = group.target.declared
        if ended.status is Status.SUCCESSFUL and (seen.configuration, ended.desired) == (declared, declared):
            self._tell(f"{group.place}: {seen.words()}: released")
            return
        if ended.status is Status.ROLLED_BACK and seen.configuration != declared:
            raise TakenBackError(
                f"{group.place}: AWS has taken the release back: {ended.reason or 'it gives no reason'}. It has "
                f"{seen.words()}, as before; groups after it were left alone. Mend what failed, declare it (pulumi "
                f"up -s {self._stack}), then release that: storefront release run {self._stack}"
            )
        raise ReleaseError(
            f"{group.place}: {ended.words()}; expected {Status.SUCCESSFUL}, or {Status.ROLLED_BACK} to what the "
            f"group had. It has {seen.words()}. Bring every server to one version: storefront release back "
            f"{self._stack} --only {group.target.region}"
        )


def _status(group: ReleasedGroup) -> Iterator[str]:
    seen, declared = group.look(), group.target.declared
    same = seen.configuration == declared
    yield f"{group.place}: {seen.words()}; " + (
        "as declared" if same else f"declared: {seen.configuration.changes_to(declared)}"
    )
    for newest in seen.refreshes[:1]:
        yield f"  {newest.words()}"


def _planned(group: ReleasedGroup) -> str:
    seen, declared = group.look(), group.target.declared
    if seen.runs(declared):
        return f"{group.place}: {seen.words()}, as declared: nothing to do"
    if seen.active is not None:
        return f"{group.place}: {seen.active.words()}"
    return f"{group.place}: {seen.configuration.changes_to(declared)} ({sum(seen.versions.values())} servers)"
