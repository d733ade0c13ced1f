"""Proves that the reference of settings has a row for each key that a settings file may have."""

import re

import pytest

from components.settings import editor_schema
from components.settings.reference import render
from tests.components.settings.files import ROOT, STACKS, Path_
from tests.components.settings.test_mutations import PLACES

NAMED = {"sites", "guidelines"}


def rows() -> dict[str, set[str]]:
    """The keys under each heading; the first have none."""
    found: dict[str, set[str]] = {"": set()}
    heading = ""
    for line in render().splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## `storefront:").removesuffix("`")
            found[heading] = set()
        elif row := re.match(r"\| `(\w+)` \|", line):
            found[heading].add(row[1])
    return found


def heading_of(path: Path_) -> str:
    """The heading under which the keys of a mapping stand."""
    return ".".join("NAME" if n == 1 and path[0] in NAMED else str(part) for n, part in enumerate(path))


@pytest.mark.parametrize("stack", STACKS)
def test_every_key_of_a_file_has_its_row(stack: str) -> None:
    listed = rows()
    for path, _ in PLACES[stack]:
        parts = tuple(part for part in path if isinstance(part, str))
        a_name = (parts[0] in NAMED and len(parts) == len(("sites", "REGION"))) or parts[:-1] == ("fleet", "images")
        if not a_name:
            assert parts[-1] in listed[heading_of(parts[:-1])], parts


def test_words_and_defaults_are_said() -> None:
    page = render()
    assert "how many NAT gateways a site has: per-zone or single" in page
    assert "| `restored` | whether the writer was restored" in page
    assert "| `false` |" in page


def test_the_pages_say_what_the_code_says() -> None:
    pages = {"docs/settings.md": render(), editor_schema.FILE: editor_schema.render()}
    for page, text in pages.items():
        assert (ROOT / page).read_text(encoding="utf-8") == text, "run `storefront docs write`"
