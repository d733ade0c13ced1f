"""What the README claims: its commands parse, its targets are the Makefile's, its links lead somewhere.

What the commands do has proofs of its own; a rehearsal's picture is compared in `tests/rehearsal/test_stacks.py`.
"""

import re
import shlex

import pytest

from rehearsal.mocks.recorder import ROOT
from tests.support.command_line import parse

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(?:sh)?\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
INLINE = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", README, flags=re.DOTALL | re.MULTILINE))
COMMANDS = [line.removeprefix("$ ") for block in BLOCKS for line in block.splitlines() if line.strip()] + INLINE
STOREFRONT = [one.partition("storefront ")[2] for one in COMMANDS if re.match(r"(\.venv/bin/)?storefront ", one)]
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("command", STOREFRONT)
def test_a_command_of_storefront_parses(command: str) -> None:
    parse(["storefront", *shlex.split(command, comments=True)])


def test_every_target_is_the_makefiles() -> None:
    named = {words[1] for words in map(str.split, COMMANDS) if words[0] == "make" and len(words) > 1}
    assert {"rehearse", "test", "proofs"} <= named
    assert named <= TARGETS


def test_every_link_and_every_folder_is_there() -> None:
    links = re.findall(r"\]\(((?!https?:)[^)#]+)(?:#[^)]*)?\)", README)
    folders = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \|", README, re.MULTILINE)
    places = links + [place for row in folders for place in re.findall(r"`([^`]+)`", row)]
    assert len(places) > 15
    assert [place for place in places if not (ROOT / place).exists()] == []
