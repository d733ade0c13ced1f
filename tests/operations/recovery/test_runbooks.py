"""Proves that every command of a runbook exists and parses, and that every section that a failing step names is there.

Whether a tired person understands them is left to drills.
"""

import re
import shlex
from pathlib import Path

import pytest

from operations.recovery.scenarios import Scenario
from operations.recovery.step_kinds import KINDS
from rehearsal.mocks.recorder import ROOT
from tests.support.aws_command_line import check_aws_command
from tests.support.command_line import parse

RUNBOOKS = ROOT / "docs/runbooks"
PAGES = sorted(RUNBOOKS.glob("*.md"))
START = RUNBOOKS / "README.md"
FAILING = RUNBOOKS / "failing-steps.md"
# What a person at night looks for on the page of a scenario.
QUESTIONS = {
    "when-to-use-this", "decide", "do", "what-you-should-see", "when-a-step-fails", "how-to-undo", "whom-to-tell",
    "if-your-connection-or-your-machine-fails",
}  # fmt: skip


def _commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_exists_and_parses(page: Path) -> None:
    commands = _commands(page)
    assert commands
    for command in commands:
        if taken := re.fullmatch(r'eval "\$\((aws .*)\)"', command):
            check_aws_command(shlex.split(re.sub(r"<[^>]+>", "x", taken[1])))
            continue
        words = shlex.split(re.sub(r"<[^>]+>", "x", command), comments=True)
        if words[0] == "export":
            assert words[1:] == ["AWS_REGION=x"]
            continue
        if words[0] == "aws":
            check_aws_command(words)
            continue
        if words[0] == "pulumi":
            # The whole stack by hand, or the site that answers alone: never without refresh and guardrails.
            assert words[1:7] == ["up", "-s", "prod", "--policy-pack", "policies", "--refresh"]
            assert words[7:8] in ([], ["--target"])
            continue
        assert words[0] == "storefront"
        parse(words)


def test_a_command_that_does_not_parse_is_found_out() -> None:
    with pytest.raises(Exception, match="No such option: --force"):
        parse(shlex.split("storefront failover run prod zone-outage --force"))
    with pytest.raises(Exception, match="No such command"):
        parse(shlex.split("storefront failover go prod"))
    with pytest.raises(Exception, match="Missing parameter: scenario"):
        parse(shlex.split("storefront failover run prod"))
    with pytest.raises(Exception, match="got 'prod', expected zone-outage, multi-zone-outage"):
        parse(shlex.split("storefront failover run zone-outage prod"))
    with pytest.raises(LookupError, match="stack 'production' is none of prod, staging"):
        parse(shlex.split("storefront failover run production zone-outage"))


def test_every_scenario_has_its_runbook_with_every_answer() -> None:
    assert set(Scenario) <= {page.stem for page in PAGES}
    for scenario in Scenario:
        assert _anchors(RUNBOOKS / f"{scenario}.md") >= QUESTIONS, scenario


def test_no_command_names_a_region_that_the_settings_decide() -> None:
    named = {
        (page.name, one) for page in PAGES for one in _commands(page) if re.search("--region (?!<region>)", one)
    }
    assert named == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_who_deploys_is_told_where_and_no_bare_command_of_pulumi_is(page: Path) -> None:
    """An update without a refresh sends back what the state remembers, and one without the pack is unguarded."""
    assert re.findall(r"`pulumi [^`]*`", page.read_text()) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page != START], ids=lambda page: page.stem)
def test_every_page_leads_to_the_role_the_region_and_who_decides(page: Path) -> None:
    beginning = "\n\n".join(page.read_text().split("\n\n")[:3])
    assert "(README.md)" in beginning
    assert not re.search(r"person who (may )?decide|[Ww]hoever answers", page.read_text())


def test_every_section_that_a_failing_step_names_is_there() -> None:
    named = {kind.runbook for kind in KINDS.values()}
    # Besides them the page has its own heading alone.
    assert _anchors(FAILING) == named | {"failing-steps"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([A-Za-z-]+\.md)?(?:#([a-z-]+))?\)", page.read_text()):
        linked = RUNBOOKS / target if target else page
        assert linked.is_file()
        assert not anchor or anchor in _anchors(linked), (target, anchor)
