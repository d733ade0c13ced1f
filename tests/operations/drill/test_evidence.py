"""The evidence of a drill: its verdicts, its page and its files. That drills find what they say is shown elsewhere."""

import dataclasses
import json
from pathlib import Path

import pytest

from operations.drill.evidence import Done, Evidence, report, write
from operations.recovery.scenarios import Scenario

GOOD = Evidence(
    scenario=Scenario.REGION_OUTAGE,
    stack="prod",
    target="rehearsal",
    strategy="restore",
    started="2026-11-28T03:00:00Z",
    failed_at="2026-11-28T03:01:00Z",
    rto_seconds=3600,
    rpo_seconds=300,
    measured_recovery_seconds=12.34,
    typical_seconds=1200,
    measured_loss_seconds=42.0,
    expected_loss_seconds=300,
    resolution_seconds=60.0,
    steps=(Done(title="restore it", region="us-west-2", seconds=9, words="done"),),
    tables=({"relation": "orders", "expected": None, "counted": 7, "percent_read": 100.0},),
    problems=(),
    not_shown=("how long AWS takes",),
)


def test_within_both_guidelines_a_drill_passes() -> None:
    assert GOOD.passed
    assert GOOD.recovery_seconds == pytest.approx(1212.34)


@pytest.mark.parametrize(
    ("change", "in_time", "fresh"),
    [
        ({"typical_seconds": 3588}, False, True),
        ({"measured_loss_seconds": 360.0}, True, True),
        ({"measured_loss_seconds": 360.1}, True, False),
        ({"expected_loss_seconds": 301}, True, False),
    ],
)
def test_each_figure_is_held_against_its_guideline(
    change: dict[str, object], *, in_time: bool, fresh: bool
) -> None:
    """A loss counts only beyond the time between two heartbeats, to which alone it is known."""
    found = dataclasses.replace(GOOD, **change)
    assert (found.in_time, found.fresh_enough, found.passed) == (in_time, fresh, in_time and fresh)
    assert report(found).count("**NOT KEPT**") == [in_time, fresh].count(False)


def test_a_problem_with_the_data_is_no_pass() -> None:
    found = dataclasses.replace(GOOD, problems=("its schema is another",))
    assert not found.passed
    assert "NOT PASSED" in report(found)
    assert "its schema is another" in report(found)


def test_the_page_is_one_page_and_says_what_it_does_not_show() -> None:
    page = report(GOOD)
    assert page.startswith("# Drill of prod: region-outage, passed\n")
    assert "| RTO | 1h | 12.3 s | 20m 12s | kept |" in page
    assert "| RPO | 5m | at most 42.0 s | at most 5m | kept |" in page
    finer = report(dataclasses.replace(GOOD, measured_loss_seconds=6.9, resolution_seconds=2.3))
    assert "| RPO | 5m | between 4.6 s and 6.9 s | at most 5m | kept |" in finer
    assert "| orders | never analysed | 7 | 100 % |" in page
    assert "- how long AWS takes" in page
    assert len(page.splitlines()) < 60


def test_both_files_are_written_where_one_says(tmp_path: Path) -> None:
    data, page = write(GOOD, tmp_path / "new" / "folder")
    assert data.name == "prod-region-outage-rehearsal-20261128T030000Z.json"
    assert json.loads(data.read_text())["passed"] is True
    assert page.read_text() == report(GOOD)
