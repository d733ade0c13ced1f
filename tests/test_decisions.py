"""The decisions: pages without gaps, each with its date and status, an index that has each once, references that lead.

Whether a decision still holds is for its readers.
"""

import re
import subprocess
from pathlib import Path

import pytest

from rehearsal.mocks.recorder import ROOT

FOLDER = ROOT / "docs/decisions"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
NUMBERS = {int(page.name[:4]) for page in DECISIONS}
STATUS = r"accepted|superseded by \[\d+\]\(\d{4}-[a-z0-9-]+\.md\)"
# What speaks of decisions, in any wording: "decision 8", "Decisions 6 and 19", docs/decisions/0010.
MENTIONS = (r"\b[Dd]ecisions?\s+(\d+(?:(?:,| and|, and| or)\s+\d+)*)", r"docs/decisions/(\d{4})\b")

every_decision = pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)


def _title(page: Path) -> tuple[int, str]:
    found = re.match(r"# (\d+)\. (\S.*)\n", page.read_text(encoding="utf-8"))
    assert found, page.name
    return int(found[1]), found[2]


def _dated(page: Path) -> tuple[str, str]:
    found = re.match(rf"#.*\n\n\*(\d{{4}}-\d{{2}}-\d{{2}}) · ({STATUS})\*\n\n\S", page.read_text(encoding="utf-8"))
    assert found, f"{page.name}: expected *YYYY-MM-DD · accepted* below the title, then the text"
    return found[1], found[2]


def _kept_texts() -> list[Path]:
    """The files that git keeps, and those that it would, without what is no text of ours."""
    listed = ("git", "ls-files", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    texts = {".py", ".md", ".yaml", ".yml", ".toml", ".sh", ".j2", ""}
    return [ROOT / name for name in names if Path(name).suffix in texts and (ROOT / name).is_file()]


def test_numbers_have_no_gaps_and_are_given_once() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert len(DECISIONS) > 50


@every_decision
def test_a_page_has_its_number_a_title_a_date_and_a_status(page: Path) -> None:
    number, _ = _title(page)
    assert number == int(page.name[:4])
    _dated(page)


def test_the_index_has_each_page_once_and_nothing_else() -> None:
    rows = re.findall(r"^\| \d.*$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    expected: list[str] = []
    for page in DECISIONS:
        (number, title), (date, status) = _title(page), _dated(page)
        expected.append(f"| {number} | [{title}]({page.name}) | {date} | {status} |")
    assert rows == expected


def test_every_reference_leads_to_a_decision() -> None:
    wrong: list[str] = []
    seen = 0
    for file in _kept_texts():
        text = file.read_text(encoding="utf-8")
        for mention in MENTIONS:
            for found in re.finditer(mention, text):
                numbers = {int(number) for number in re.findall(r"\d+", found[1])}
                seen += len(numbers)
                wrong += [f"{file.relative_to(ROOT)}: decision {number}" for number in sorted(numbers - NUMBERS)]
    assert wrong == []
    assert seen > 20


@every_decision
def test_every_link_of_a_page_leads_to_the_page_of_its_number(page: Path) -> None:
    for text, target in re.findall(r"\[([^\]]+)\]\(([^):#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (FOLDER / target).exists(), target
        number = re.fullmatch(r"(?:[Dd]ecision )?(\d+)", text)
        assert not number or int(number[1]) == int(target[:4]), (text, target)
