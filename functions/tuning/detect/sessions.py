"""Sessions: those that wait for another's lock, and those that hold a transaction open without working."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from functions.tuning.detect.words import duration
from functions.tuning.recommendation import Gain, Kind, Recommendation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.tuning.detect.evidence import Evidence
    from functions.tuning.snapshot import Activity

_IDLE = "idle in transaction"


def lock_waits(evidence: Evidence) -> Iterator[Recommendation]:
    """Find who holds up others for longer than a lock should be waited for."""
    now, limits = evidence.now, evidence.thresholds
    held: dict[str, list[Activity]] = defaultdict(list)
    who = {one.process: one for one in now.activity}
    for one in now.activity:
        for blocker in one.blocked_by:
            # The front of the queue, not whoever waits in it.
            if blocker not in who or not who[blocker].blocked_by:
                held[_name(who.get(blocker), blocker)].append(one)
    for blocker, waits in sorted(held.items()):
        longest = max(one.lock_seconds for one in waits)
        average = len({(one.sample, one.process) for one in waits}) / max(now.samples, 1)
        if longest < limits.lock_seconds or average < limits.lock_sessions:
            continue
        statements = sorted({one.statement for one in waits if one.statement is not None})
        yield Recommendation(
            kind=Kind.LOCK_WAIT,
            subject=blocker,
            what=f"Shorten the transaction of {blocker}, for which others wait.",
            why=(
                (
                    f"On average {average:.1f} sessions waited for it, the longest {duration(longest)} so far, "
                    f"in {now.samples} samples {now.sample_seconds} s apart."
                ),
                f"Waiting statements: {', '.join(map(str, statements)) or 'unknown'}.",
            ),
            gain=Gain(sessions=average, how="the sessions that waited, averaged over the samples"),
            apply="-- commit sooner, take locks in one order, set lock_timeout; if it is stuck: "
            "SELECT pg_terminate_backend(pid) of the session that pg_blocking_pids names",
            risk="Ending a session rolls its work back; ask its owner first.",
            undo="-- a session that was ended does its work again",
            person=True,
            statements=tuple(statements),
        )


def idle_transactions(evidence: Evidence) -> Iterator[Recommendation]:
    """Find roles whose sessions hold transactions open without working."""
    seconds: dict[str, dict[int, Activity]] = defaultdict(dict)
    for one in evidence.now.activity:
        if one.state.startswith(_IDLE) and one.state_seconds >= evidence.thresholds.idle_seconds:
            seconds[one.role][one.process] = one
    for role, found in sorted(seconds.items()):
        longest = max(one.state_seconds for one in found.values())
        yield Recommendation(
            kind=Kind.IDLE_TRANSACTION,
            subject=role,
            what=f"Have the sessions of {role} end their transactions, and have the server end those that do not.",
            why=(
                f"{len(found)} sessions idle in a transaction, the longest for {duration(longest)}.",
                "As long as one is open, vacuum removes no row that died since, in any table, and its locks are kept.",
            ),
            gain=Gain(how="not load but growth: dead rows of the whole database stay as long as it does"),
            apply=f"ALTER ROLE \"{role}\" SET idle_in_transaction_session_timeout = '60s';",
            risk="A session that idles longer is ended and its transaction rolled back: the application must try again.",
            undo=f'ALTER ROLE "{role}" RESET idle_in_transaction_session_timeout;',
            person=True,
        )


def _name(activity: Activity | None, process: int) -> str:
    if activity is None:
        return f"a session that has ended (process {process})"
    return f"{activity.role} ({activity.state or 'unknown state'})"
