"""What README and CONTRIBUTING claim: their commands parse, their targets are the Makefile's, their links lead somewhere.

What the commands do has proofs of its own; a rehearsal's picture is compared in `tests/rehearsal/test_stacks.py`.
"""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from policies.engine.server import VERSION
from rehearsal.mocks.recorder import ROOT
from tests.support.aws_command_line import check_aws_command
from tests.support.command_line import parse
from tests.support.programs import recorded

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


def _aws_commands(page: str) -> list[str]:
    """Its commands of the AWS CLI, with something in the place of what the reader fills in."""
    text = (ROOT / page).read_text()
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    named = [" ".join(one.split()) for one in re.findall(r"`([^`]+)`", BLOCK.sub("", text)) if len(one.split()) > 3]
    return [re.sub(r"<[^>]+>", "x", one) for one in [*lines, *named] if one.startswith("aws ")]


RUNBOOKS = [f"docs/runbooks/{file.name}" for file in (ROOT / "docs/runbooks").glob("*.md")]
AWS = sorted({(page, one) for page in (*PAGES, *RUNBOOKS, "ansible/README.md") for one in _aws_commands(page)})
STOREFRONT = sorted({one for page in PAGES for one in _commands(page) if one.startswith("storefront ")})


@pytest.mark.parametrize("command", STOREFRONT)
def test_a_command_of_storefront_parses(command: str) -> None:
    parse(shlex.split(command, comments=True))


@pytest.mark.parametrize(("page", "command"), AWS)
def test_a_command_of_the_aws_cli_is_whole(page: str, command: str) -> None:
    assert page
    check_aws_command(shlex.split(command, comments=True))


@pytest.mark.parametrize(
    "command",
    [
        "aws iam make-role --role-name x",
        "aws iam create-role --role-name x",
        "aws iam create-role --role-name x --assume-role-policy-document '{}' --trust x",
        "aws iam create-role --role-name x --assume-role-policy-document '{a: b}'",
        "aws s3 copy x y",
    ],
)
def test_a_wrong_command_of_the_aws_cli_is_noticed(command: str) -> None:
    with pytest.raises((LookupError, ValueError)):
        check_aws_command(shlex.split(command))


def test_the_pages_name_commands() -> None:
    assert len(STOREFRONT) > 10
    assert len(AWS) > 15


def test_what_the_readme_calls_by_name_is_what_the_program_makes() -> None:
    """With its account in the place of the reader's."""
    text = (ROOT / "README.md").read_text()
    made = {str(value) for one in recorded("prod").resources for value in (*one.inputs.values(), one.id)}
    account = "111122223333"
    named = {word.replace("<account>", account) for word in re.findall(r"(?<=s3://)storefront-[\w<>-]+", text)}
    named |= set(re.findall(r"(?:policy/boundary/|image-pipeline/|role/)(storefront-prod-[\w-]+)", text))
    assert len(named) == 6
    assert named <= made
    assert "/imagebuilder/storefront/prod/application" in str(made)


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


def test_there_is_one_version() -> None:
    """The changelog's newest is the distribution's, the command's and the policy pack's."""
    newest, *_ = re.findall(r"^## (\S+) - ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    pack = yaml.safe_load((ROOT / "policies/PulumiPolicy.yaml").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {newest, pack["version"], project["version"], VERSION} == {newest}
