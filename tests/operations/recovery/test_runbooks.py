"""Proves that every command of a runbook exists and parses, and that every section that a failing step names is there.

Whether a tired person understands them is left to drills.
"""

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from operations.cli import app
from operations.recovery.kinds import KINDS
from operations.recovery.planner import PLANNERS
from operations.recovery.ways import Scenario, ways_back
from tests.support.recorder import ROOT

RUNBOOKS = ROOT / "docs/runbooks"
PAGES = sorted(RUNBOOKS.glob("*.md"))
# The kinds of step that each way takes, as `test_planner` shows.
STEPS = {
    "fail over to the Multi-AZ standby": {"force-failover"},
    "promote the replica in another zone": {
        "fence", "promote", "stop", "point-clients", "modify", "replica", "replicate-backups",
    },
    "restore the automated backups that are replicated to the other region": {
        "fence", "stop", "restore", "modify", "point-clients", "replica", "replicate-backups",
    },
}  # fmt: skip


def _commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _parse(words: list[str]) -> None:
    """Let the command line parse a command, down to the last one, without running it."""
    command, context = typer.main.get_command(app), None
    while isinstance(command, TyperGroup):
        context = typer.Context(command, parent=context, info_name=words[0])
        name, found, rest = command.resolve_command(context, words[1:])
        assert name is not None
        assert found is not None
        command, words = found, [name, *rest]
    command.make_context(words[0], words[1:], parent=context)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_exists_and_parses(page: Path) -> None:
    commands = _commands(page)
    assert commands
    for command in commands:
        words = shlex.split(command)
        assert words[0] == "storefront"
        _parse(words)
        scenarios = {word for word in words if word.endswith("-outage")}
        assert scenarios <= set(Scenario)


def test_a_command_that_does_not_parse_is_found_out() -> None:
    with pytest.raises(Exception, match="No such option: --force"):
        _parse(shlex.split("storefront failover run prod zone-outage --force"))
    with pytest.raises(Exception, match="No such command"):
        _parse(shlex.split("storefront failover go prod"))
    with pytest.raises(Exception, match="Missing parameter: scenario"):
        _parse(shlex.split("storefront failover run prod"))


def test_every_section_that_a_failing_step_names_is_there() -> None:
    assert STEPS.keys() == PLANNERS.keys()
    planned = {
        (scenario, kind)
        for scenario in Scenario
        for way in ways_back(scenario)
        if not way.by_hand
        for kind in STEPS[way.name]
    }
    assert {scenario for scenario, _ in planned} <= {page.stem for page in PAGES}
    for scenario, kind in planned:
        assert KINDS[kind].runbook in _anchors(RUNBOOKS / f"{scenario}.md"), (scenario, kind)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([a-z-]+\.md)(?:#([a-z-]+))?\)", page.read_text()):
        assert (RUNBOOKS / target).is_file()
        assert not anchor or anchor in _anchors(RUNBOOKS / target), (target, anchor)
