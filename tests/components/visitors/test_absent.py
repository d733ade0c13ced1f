"""A store without Google Analytics: what the whole program then lacks, and that nothing else of it changes.

That guardrails hold without every optional part is shown in `tests/policies/test_program.py`.
"""

import json
from typing import Any

import pytest

from functions.shared.metrics import Namespace
from rehearsal.mocks.recorder import Record, Registered
from tests.components.parts import NO_ANALYTICS
from tests.components.stacks import SERVING, STANDBY, record
from tests.support.archives import comparable
from tests.support.programs import recorded

# What Analytics' numbers are compared with: the ratios of the catalogue.
RATIOS = ("bytes", "database-load", "fleet-cpu", "requests")
ALARMS = {f"{what}-per-visitor-drifting" for what in RATIOS} | {"visitors-feed-stale", "visitors-feed-slow"}
WIDGETS = {
    "Visitors",
    "Orders for a thousand visitors",
    "Requests for a thousand visitors",
    "Database load for a thousand visitors",
    "Servers' CPU time for a thousand visitors",
    "Bytes for a thousand visitors",
    "Cost for a thousand visitors",
}


@pytest.fixture(scope="module")
def without() -> Record:
    return recorded("prod", NO_ANALYTICS)


def _by_urn(made: Record) -> dict[str, Registered]:
    return {one.urn: one for one in made.resources}


def _titles(made: Record, dashboard: str) -> set[str]:
    (found,) = (one for one in made.resources if one.name == f"account-dashboard-{dashboard}")
    body: dict[str, Any] = json.loads(found.inputs["dashboardBody"])
    return {widget["properties"].get("title", "") for widget in body["widgets"]}


def test_the_function_and_the_alarms_on_its_numbers_are_left_out_and_nothing_else(without: Record) -> None:
    before, after = _by_urn(record("prod")), _by_urn(without)
    gone = [before[urn] for urn in before.keys() - after.keys()]
    counting = [one for one in gone if "storefront:visitors:Visitors" in one.urn]
    assert {one.region for one in counting if one.region} == {SERVING, STANDBY}
    assert {one.name for one in gone} - {one.name for one in counting} == {f"{SERVING}-{what}" for what in ALARMS}
    assert after.keys() <= before.keys()


def test_of_the_rest_only_the_dashboards_change(without: Record) -> None:
    before, after = _by_urn(record("prod")), _by_urn(without)
    changed = {urn for urn in after if comparable(before[urn].inputs) != comparable(after[urn].inputs)}
    assert {after[urn].name for urn in changed} == {"account-dashboard-business", "account-dashboard-on-call"}


def test_the_dashboards_show_what_can_be_had_without_it(without: Record) -> None:
    assert _titles(record("prod"), "business") - _titles(without, "business") == WIDGETS
    assert _titles(without, "business") == {"Orders"}
    assert _titles(without, "database") == _titles(record("prod"), "database")


def test_no_right_and_no_graph_names_its_metrics(without: Record) -> None:
    texts = [json.dumps(comparable(one.inputs), default=str) for one in without.resources]
    assert any(Namespace.STORE in text for text in texts)
    assert [text for text in texts if Namespace.VISITORS in text] == []
