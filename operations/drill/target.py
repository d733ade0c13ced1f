"""Where a drill is held: real copies of the backups, and whatever else the command line hands in by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from operations.drill.evidence import Evidence
from operations.recovery.scenarios import Scenario


@dataclass(frozen=True, kw_only=True)
class DrillRequest:
    """What was asked for."""

    stack: str
    scenario: Scenario
    region: str | None
    manifest: Path | None
    dry_run: bool
    yes: bool


DrillTarget = Callable[[DrillRequest], Evidence | None]
"""Holds a drill; returns None where none was held: a dry run, or nobody said yes. Raises CommandError."""


@dataclass(frozen=True)
class DrillTargets:
    """The targets that are not this package's own, by name: it knows no rehearsal."""

    by_name: Mapping[str, DrillTarget] = field(default_factory=dict[str, DrillTarget])
