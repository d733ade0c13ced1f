"""The catalogue: every row is whole, can be evaluated by CloudWatch, and leads to a section that exists.

What a site's alarms are made of is left to `test_observability`, how well the rules find trouble to bench/alarms.py.
"""

import re
from pathlib import Path

import pytest

from cli.made_alarms import made_alarms
from components.alarms.alarm import BANDS, Alarm, ResourceKind, Severity, Size
from components.audit.tripwires import TRIPWIRES
from components.monitoring.alarms_doc import render
from components.monitoring.catalogue import CATALOGUE
from components.monitoring.support_doc import render as render_support
from components.settings import Settings, load_file
from rehearsal.mocks.recorder import ROOT, Registered
from tests.components.stacks import STACKS, record

RUNBOOKS = ROOT / "docs/runbooks"
ALARM, COMPOSITE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"

every_row = pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.what)


def _sections(page: Path) -> set[str]:
    return set(re.findall(r"^## ([a-z0-9-]+)$", page.read_text(), re.MULTILINE))


def _settings(stack: str) -> Settings:
    return load_file(ROOT / f"Pulumi.{stack}.yaml")


def test_names_are_given_once() -> None:
    names = [row.what for row in CATALOGUE]
    assert sorted(set(names)) == sorted(names)


@every_row
def test_it_leads_to_a_section_of_its_tiers_runbook(row: Alarm) -> None:
    assert row.section in _sections(RUNBOOKS / f"{row.tier}.md")


def test_no_section_of_a_tiers_runbook_is_for_nothing() -> None:
    led = {(row.tier, row.section) for row in CATALOGUE}
    written = {(row.tier, section) for row in CATALOGUE for section in _sections(RUNBOOKS / f"{row.tier}.md")}
    assert written == led


def test_every_tripwire_has_its_section_and_no_section_is_for_nothing() -> None:
    assert _sections(RUNBOOKS / "security.md") == {row.what for row in TRIPWIRES}


@every_row
def test_it_has_a_threshold_or_a_band_and_not_both(row: Alarm) -> None:
    assert (row.band is None, row.threshold is None) == (row.comparison not in BANDS, row.comparison in BANDS)


@every_row
def test_an_expression_uses_every_metric_and_nothing_else(row: Alarm) -> None:
    if row.expression is None:
        assert len(row.metrics) == 1
        return
    words = set(re.findall(r"\b[a-z][a-z0-9_]*\b", re.sub(r"'[^']*'", "", row.expression)))
    assert words == set(row.metrics)


@every_row
def test_what_pages_is_never_muted(row: Alarm) -> None:
    """A muted page would also silence what has it for a cause."""
    assert not (row.in_maintenance and row.severity is Severity.PAGE)


@every_row
def test_a_burst_of_one_datapoint_wakes_nobody(row: Alarm) -> None:
    if row.severity is Severity.PAGE and row.monitors is not ResourceKind.SUPPORT:
        assert row.datapoints >= 3
        assert row.period * row.datapoints <= 15 * 60


@every_row
def test_its_first_command_can_be_typed(row: Alarm) -> None:
    assert row.first.split()[0] in {"aws", "storefront"}
    assert set(re.findall(r"{(\w+)}", row.first)) <= {"environment", "region", "DBInstanceIdentifier"}


@pytest.mark.parametrize("stack", STACKS)
def test_what_the_alarms_cost_is_what_their_rows_read(stack: str) -> None:
    regions = made_alarms(record(stack))
    assert sorted(regions) == sorted(_settings(stack).sites)
    for region, made in regions.items():
        rows = [_row_of(one) for one in record(stack).of_type(ALARM, region=region)]
        composites = record(stack).of_type(COMPOSITE, region=region)
        cost = sum(map(_price, rows)) + 0.50 * len(composites)
        assert made.usd_a_month == pytest.approx(cost)
        assert f"| {stack} | {region} | {len(rows)} | {len(composites)} | {cost:.2f} |" in render({stack: regions})


def _row_of(alarm: Registered) -> Alarm:
    """The catalogue's row that an alarm was made of: the longest whose name its own begins with."""
    rest = alarm.name.removeprefix(f"{alarm.region}-")
    return max((row for row in CATALOGUE if f"{rest}-".startswith(f"{row.what}-")), key=lambda row: len(row.what))


def _price(row: Alarm) -> float:
    return 0.10 * max(len(row.metrics), 1) + (0.20 if row.comparison in BANDS else 0)


def test_the_pages_are_up_to_date() -> None:
    alarms = {stack: made_alarms(record(stack)) for stack in STACKS}
    assert (ROOT / "docs/alarms.md").read_text(encoding="utf-8") == render(alarms), "run `make docs`"
    support = render_support({stack: _settings(stack) for stack in STACKS})
    assert (ROOT / "docs/support.md").read_text(encoding="utf-8") == support, "run `make docs`"


def test_no_alarm_of_a_fleet_carries_a_size_that_peaks_nights_and_people_change() -> None:
    """Alarms compare with the group's own bounds at that minute: those of the last update are soon others."""
    rows = {row.what: row for row in CATALOGUE if row.monitors is ResourceKind.FLEET}
    assert not [row.what for row in rows.values() if isinstance(row.threshold, Size)]
    asked = {what: {metric.name for metric in row.metrics.values()} for what, row in rows.items()}
    assert asked["fleet-below-min-size"] >= {"GroupInServiceInstances", "GroupMinSize"}
    assert asked["fleet-near-max-size"] >= {"GroupInServiceInstances", "GroupMaxSize"}
