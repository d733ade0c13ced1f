"""Capacity: parameters that are too small for the work, and an instance that is too small or too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.tuning.detect.words import number, percent, size
from functions.tuning.recommendation import Gain, Kind, Recommendation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.tuning.detect.evidence import Evidence
    from functions.tuning.snapshot import Load

_DAY_SECONDS = 86400
_PEAK = 0.95
_PARAMETERS = "components/database/parameters.py"


def checkpoints(evidence: Evidence) -> Iterator[Recommendation]:
    """Find a `max_wal_size` that forces checkpoints before their time."""
    server, limits = evidence.now.server, evidence.thresholds
    total = server.checkpoints_timed + server.checkpoints_requested
    share = server.checkpoints_requested / max(total, 1)
    if server.checkpoints_requested < limits.requested_count or share < limits.requested_share:
        return
    current = float(server.settings["max_wal_size"])
    yield Recommendation(
        kind=Kind.PARAMETER,
        subject="max_wal_size",
        what=f"Double max_wal_size to {size(current * 2)}.",
        why=((f"{number(server.checkpoints_requested)} of {number(total)} checkpoints ({percent(share)}) came before their time; "
             "after each, every page's first change is written whole."),),
        gain=Gain(how="fewer full-page writes; how many depends on what is written"),
        apply=f"max_wal_size = {int(current * 2 / 1024 / 1024)}  -- MB, a row in {_PARAMETERS}; dynamic",
        risk="Recovery after a crash reads up to as much more WAL: at about 100 MiB/s, seconds a GiB.",
        undo=f"max_wal_size = {int(current / 1024 / 1024)}",
    )  # fmt: skip


def connections(evidence: Evidence) -> Iterator[Recommendation]:
    """Find a server that is close to refusing connections."""
    server = evidence.now.server
    maximum = float(server.settings["max_connections"])
    if server.connections / maximum < evidence.thresholds.connections_share:
        return
    yield Recommendation(
        kind=Kind.PARAMETER,
        subject="max_connections",
        what="Share connections (a smaller pool in each server, or RDS Proxy) before they run out.",
        why=(
            f"{server.connections} of {number(maximum)} connections are open: {percent(server.connections / maximum)}.",
        ),
        gain=Gain(how="no load: refused connections"),
        apply="-- lower the application's pool size; raise max_connections only with an instance that has the memory",
        risk="A pool that is too small makes requests wait in the application.",
        undo="-- set the pool size back",
        danger=True,
        person=True,
    )


def instance_size(evidence: Evidence) -> Iterator[Recommendation]:
    """Compare the load with the vCPUs: sessions beyond one each wait for a processor."""
    load = evidence.now.load
    if load is None or not load.vcpus:
        return
    cpu, total = _peak(load, "CPU"), _peak(load, None)
    if cpu > load.vcpus * evidence.thresholds.load_per_vcpu:
        yield _resize("larger", "double", load, cpu, cpu - load.vcpus)
    days = (load.end - load.start).total_seconds() / _DAY_SECONDS
    if days >= evidence.thresholds.load_days and total < load.vcpus * evidence.thresholds.idle_per_vcpu:
        yield _resize("smaller", "half", load, total, 0.0)


def _peak(load: Load, wait: str | None) -> float:
    """Return the load of 95% of the time (of all waits, where none is named), in average active sessions."""
    at: dict[object, float] = {}
    for series in load.waits:
        if wait is None or series.name == wait:
            for point in series.points:
                at[point.at] = at.get(point.at, 0.0) + point.sessions
    ordered = sorted(at.values())
    return ordered[min(int(len(ordered) * _PEAK), len(ordered) - 1)] if ordered else 0.0


def _resize(which: str, factor: str, load: Load, peak: float, gain: float) -> Recommendation:
    smaller = which == "smaller"
    return Recommendation(
        kind=Kind.INSTANCE_SIZE,
        subject="main database",
        what=f"Consider an instance of {factor} the vCPUs.",
        why=(
            (
                f"In 95% of the time the load was below {peak:.1f} sessions{'' if smaller else ' on CPU'}, with {load.vcpus} vCPUs "
                f"({load.start:%Y-%m-%d} to {load.end:%Y-%m-%d})."
            ),
        ),
        gain=Gain(
            sessions=gain,
            how="half the instance's price; no load" if smaller else "the sessions that waited for a processor",
        ),
        apply="`instanceClass` in Pulumi.<stack>.yaml, of main database and replica alike; first apply what is ranked above",
        risk="A smaller class has half the memory and less network: the cache must still fit. Check the season's peak first."
        if smaller
        else "It costs twice as much; a missing index may be the cheaper remedy.",
        undo="the class of before; each change is a failover of about a minute",
        person=True,
    )
