"""Proves that docs/guardrails.md says what the declarations say."""

from pathlib import Path

from policies.catalogue import SUBJECTS
from policies.docs import render


def test_the_page_is_up_to_date() -> None:
    assert Path("docs/guardrails.md").read_text(encoding="utf-8") == render(), "run `make docs`"


def test_every_guardrail_has_its_entry() -> None:
    page = render()
    assert [line[4:] for line in page.splitlines() if line.startswith("### ")] == [
        one.name for some in SUBJECTS.values() for one in some
    ]
