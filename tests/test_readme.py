"""What README and CONTRIBUTING claim: their commands parse, their targets are the Makefile's, their links lead somewhere.

What the commands do has proofs of its own; a rehearsal's picture is compared in `tests/rehearsal/test_stacks.py`.
"""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from rehearsal.mocks.recorder import ROOT
from tests.support.command_line import parse

PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/glossary.md")
BLOCK = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))

every_page = pytest.mark.parametrize("page", PAGES)


def _commands(page: str) -> list[str]:
    """The lines of its blocks, and what it sets in code; a command with a placeholder is none."""
    text = (ROOT / page).read_text()
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [one for one in [*lines, *re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))] if one and "<" not in one]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


STOREFRONT = sorted({one for page in PAGES for one in _commands(page) if one.startswith("storefront ")})


@pytest.mark.parametrize("command", STOREFRONT)
def test_a_command_of_storefront_parses(command: str) -> None:
    parse(shlex.split(command, comments=True))


def test_the_pages_name_commands() -> None:
    assert len(STOREFRONT) > 10


@every_page
def test_every_target_is_the_makefiles(page: str) -> None:
    named = {words[1] for words in map(str.split, _commands(page)) if words[0] == "make" and len(words) > 1}
    assert named <= TARGETS
    if page == "README.md":
        assert {"rehearse", "test", "proofs"} <= named


@every_page
def test_every_link_leads_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    links = re.findall(r"\]\(((?!https?:)[^)#]*)(?:#([^)]*))?\)", (ROOT / page).read_text())
    for target, anchor in links:
        linked = folder / target if target else ROOT / page
        assert linked.exists(), target
        assert not anchor or anchor in _anchors(linked), (target, anchor)


@every_page
def test_every_folder_and_file_of_a_table_is_there(page: str) -> None:
    rows = re.findall(r"^\|(?: [\d-] \|)? ((?:`[^`]+`(?:, )?)+) \|", (ROOT / page).read_text(), re.MULTILINE)
    named = [place for row in rows for place in re.findall(r"`([^`]+)`", row)]
    places = [one for one in named if re.fullmatch(r"[\w./-]+(/|\.py|\.yaml)", one)]
    assert [place for place in places if not (ROOT / place).exists()] == []
    assert len(places) > 8 or page not in {"README.md", "CONTRIBUTING.md"}


def test_contributing_names_files_that_are_there() -> None:
    """Full paths alone: a name without its folder is said where the folder is."""
    named = set(re.findall(r"`((?:components|policies|operations|tests|docs|ansible)/[\w./-]+\.\w+)`",
                           (ROOT / "CONTRIBUTING.md").read_text()))  # fmt: skip
    assert len(named) > 15
    assert sorted(one for one in named if not (ROOT / one).exists()) == []


def test_the_version_is_the_newest_of_the_changelog() -> None:
    newest, *_ = re.findall(r"^## (\S+) - ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
