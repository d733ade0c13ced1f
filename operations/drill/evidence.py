"""What a drill found, held against the guideline, as JSON and as one page for people."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from operations.recovery.guidelines import span
from operations.recovery.scenarios import Scenario

DEFAULT_FOLDER = Path("build", "drills")


@dataclass(frozen=True, kw_only=True)
class Done:
    """One step of a drill, as it went."""

    title: str
    region: str
    seconds: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One drill. Seconds throughout; `started` and `failed_at` are ISO 8601 in UTC."""

    scenario: Scenario
    stack: str
    target: str
    strategy: str
    started: str
    failed_at: str
    rto_seconds: int
    rpo_seconds: int
    measured_recovery_seconds: float
    """From the failure until a client could log in at the new writer, or a copy was proven."""
    typical_seconds: int
    """What the parts that this target cannot show typically take on AWS, deciding included."""
    measured_loss_seconds: float
    """From the newest heartbeat that survived to the failure: never less than what was lost."""
    expected_loss_seconds: int
    """What the strategy loses at most, or as the backups were, where this target cannot show it."""
    resolution_seconds: float
    """The time between two heartbeats, by which the measured loss may be too much."""
    steps: tuple[Done, ...]
    tables: tuple[dict[str, Any], ...]
    problems: tuple[str, ...]
    noted: tuple[str, ...] = ()
    """What else was seen."""
    not_shown: tuple[str, ...] = ()

    @property
    def recovery_seconds(self) -> float:
        """How long a recovery takes, by what was measured and what is typical of the rest."""
        return self.measured_recovery_seconds + self.typical_seconds

    @property
    def in_time(self) -> bool:
        """Whether the RTO is kept."""
        return self.recovery_seconds <= self.rto_seconds

    @property
    def fresh_enough(self) -> bool:
        """Whether the RPO is kept, by the measurement and by what the strategy promises."""
        measured = self.measured_loss_seconds - self.resolution_seconds
        return measured <= self.rpo_seconds and self.expected_loss_seconds <= self.rpo_seconds

    @property
    def passed(self) -> bool:
        """Whether both are kept and the data are what they should be."""
        return self.in_time and self.fresh_enough and not self.problems

    def document(self) -> dict[str, Any]:
        """Return everything, with the verdicts, as plain data."""
        verdicts = {
            "recovery_seconds": self.recovery_seconds,
            "in_time": self.in_time,
            "fresh_enough": self.fresh_enough,
            "passed": self.passed,
        }
        return {**asdict(self), **verdicts}


def write(evidence: Evidence, folder: Path) -> tuple[Path, Path]:
    """Write both files into the folder, which is made if it is not there; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = evidence.started.replace("-", "").replace(":", "")
    name = f"{evidence.stack}-{evidence.scenario}-{evidence.target}-{stamp}"
    data, page = folder / f"{name}.json", folder / f"{name}.md"
    data.write_text(json.dumps(evidence.document(), indent=2, sort_keys=True) + "\n", encoding="utf-8")
    page.write_text(report(evidence), encoding="utf-8")
    return data, page


def report(evidence: Evidence) -> str:
    """Write the page."""
    return "\n".join([*_head(evidence), *_steps(evidence), *_data(evidence), *_limits(evidence), ""])


def _head(evidence: Evidence) -> Iterator[str]:
    verdict = "passed" if evidence.passed else "NOT PASSED"
    yield f"# Drill of {evidence.stack}: {evidence.scenario}, {verdict}"
    yield ""
    yield f"- target: {evidence.target}; started {evidence.started}; failure at {evidence.failed_at}"
    yield f"- strategy: {evidence.strategy}"
    yield ""
    yield "| | promised | measured here | on AWS | |"
    yield "|---|---|---|---|---|"
    recovered, typical = _seconds(evidence.measured_recovery_seconds), span(round(evidence.recovery_seconds))
    yield f"| RTO | {span(evidence.rto_seconds)} | {recovered} | {typical} | {_kept(evidence.in_time)} |"
    lost = _loss(evidence.measured_loss_seconds, evidence.resolution_seconds)
    most = f"at most {span(evidence.expected_loss_seconds)}"
    yield f"| RPO | {span(evidence.rpo_seconds)} | {lost} | {most} | {_kept(evidence.fresh_enough)} |"
    yield ""
    yield (
        "Measured from the failure to the first client in, and from the newest heartbeat that survived to the "
        "failure; a loss is known to the time between two heartbeats."
    )
    yield ""


def _steps(evidence: Evidence) -> Iterator[str]:
    yield "## Steps"
    yield ""
    yield "| | step | region | took | then |"
    yield "|---|---|---|---|---|"
    for number, step in enumerate(evidence.steps, start=1):
        yield f"| {number} | {step.title} | {step.region} | {span(step.seconds)} | {step.words} |"
    yield ""


def _data(evidence: Evidence) -> Iterator[str]:
    yield "## The data"
    yield ""
    if evidence.tables:
        yield "| table | rows by statistics | rows counted | read |"
        yield "|---|---|---|---|"
    for table in evidence.tables:
        expected = "never analysed" if table["expected"] is None else table["expected"]
        yield f"| {table['relation']} | {expected} | {table['counted']} | {table['percent_read']:.0f} % |"
    yield from (f"- {problem}" for problem in evidence.problems)
    if not evidence.problems:
        yield "" if evidence.tables else "No table was looked at."
        yield "Heartbeat, schema and rows are what they should be."
    yield from ("", *(f"- {what}" for what in evidence.noted), "")


def _limits(evidence: Evidence) -> Iterator[str]:
    if evidence.not_shown:
        yield "## What this does not show"
        yield ""
        yield from (f"- {what}" for what in evidence.not_shown)


def _kept(kept: bool) -> str:  # noqa: FBT001 - one word for one truth
    return "kept" if kept else "**NOT KEPT**"


def _loss(measured: float, resolution: float) -> str:
    """Return what a loss may be that is known to the time between two heartbeats."""
    most = _seconds(measured)
    return f"between {_seconds(measured - resolution)} and {most}" if measured > resolution else f"at most {most}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else span(round(seconds))  # noqa: PLR2004 - a minute
