"""The catalogue: every row is whole, can be evaluated by CloudWatch, and leads to a section that exists.

What a site's alarms are made of is left to `test_observability`, how well the rules find trouble to bench/alarms.py.
"""

import re
from pathlib import Path

import pytest

from components.alarms.alarm import BANDS, Alarm, Severity, Subject
from components.audit.tripwires import TRIPWIRES
from components.monitoring.alarms_doc import numbers_of, price, render
from components.monitoring.catalogue import CATALOGUE
from components.monitoring.support_doc import render as render_support
from components.settings import Settings, load_file
from rehearsal.mocks.recorder import ROOT
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
    if row.severity is Severity.PAGE and row.subject is not Subject.SUPPORT:
        assert row.datapoints >= 3
        assert row.period * row.datapoints <= 15 * 60


@every_row
def test_its_first_command_can_be_typed(row: Alarm) -> None:
    assert row.first.split()[0] in {"aws", "storefront"}
    assert set(re.findall(r"{(\w+)}", row.first)) <= {"environment", "region", "DBInstanceIdentifier"}


@pytest.mark.parametrize("stack", STACKS)
def test_the_page_counts_what_the_program_makes(stack: str) -> None:
    settings = _settings(stack)
    for region in settings.sites:
        numbers = numbers_of(settings, region)
        made = record(stack).of_type(ALARM, region=region)
        assert sum(numbers.get(row.subject, 0) for row in CATALOGUE) == len(made)
        composites = record(stack).of_type(COMPOSITE, region=region)
        cost = sum(numbers.get(row.subject, 0) * price(row) for row in CATALOGUE) + len(composites) * 0.50
        line = f"| {stack} | {region} | {len(made)} | {len(composites)} | {cost:.2f} |"
        assert line in render({stack: settings})


def test_the_pages_are_up_to_date() -> None:
    stacks = {stack: _settings(stack) for stack in STACKS}
    assert (ROOT / "docs/alarms.md").read_text(encoding="utf-8") == render(stacks), "run `make docs`"
    assert (ROOT / "docs/support.md").read_text(encoding="utf-8") == render_support(stacks), "run `make docs`"
