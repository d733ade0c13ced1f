"""Proves the page of wishes: it says what the settings answer now, and what they accept stands.

What each rule says is left to tests/components/settings.
"""

import re
from pathlib import Path

import pytest

from cli.wishes.page import FILE, render
from cli.wishes.table import WISHES
from cli.wishes.wish import Wish
from rehearsal.mocks.recorder import ROOT
from tests.rehearsal.shapes.standing import assert_stands
from tests.support.sweeps import sample

ACCEPTED = [wish for wish in WISHES if not wish.problems()]
ONE_IN = 12  # each takes a minute


def test_the_page_says_what_the_settings_answer() -> None:
    assert (ROOT / FILE).read_text(encoding="utf-8") == render(), "run `storefront docs write`"


def test_every_wish_has_its_row_and_its_place() -> None:
    page = render()
    assert len({wish.title for wish in WISHES}) == len(WISHES)
    addresses = re.findall(r"^\| \[[^]]+\]\(#([^)]+)\)", page, re.MULTILINE)
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    assert len(addresses) == len(headings) == len(WISHES)
    assert [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings] == addresses


def test_a_refusal_says_what_would_do() -> None:
    refused = [problem for wish in WISHES for problem in wish.problems()]
    assert refused
    assert all(problem.allowed and problem.mend for problem in refused)


@pytest.mark.slow
@pytest.mark.parametrize(
    "wish",
    sample("wishes", ACCEPTED, ONE_IN),
    ids=lambda wish: wish.title,
)
def test_what_is_accepted_stands(wish: Wish, tmp_path: Path) -> None:
    values = wish.values()
    assert_stands(tmp_path, values["environment"], values)
