"""Proves that a file is read as the Pulumi CLI reads it, or refused: over a table of what the CLI itself makes of
some thousand files, which `pulumi_reads.json` says how it was made. And that nothing a file holds hangs the reader
or reaches a terminal as it is.
"""

import json
import os
import re
from pathlib import Path

import pytest

from components.settings import Problem, SettingsError, load_file
from components.settings.document import MAX_BYTES, plain, read_document
from components.settings.stack_file import config_of, config_text
from tests.components.settings.files import ROOT, put, report_of, values_of, write

ROWS: list[tuple[str, str | None]] = json.loads(Path(__file__).with_name("pulumi_reads.json").read_text())["rows"]


def as_read(file: Path, content: str) -> str | None:
    """The text that a program would get for the key, None if the file is refused."""
    file.write_text(content, encoding="utf-8", newline="", errors="surrogatepass")
    try:
        document = read_document(file)
        return None if document.problems else config_text(config_of(document)["storefront:a"])
    except SettingsError:
        return None


def same(ours: str, theirs: str) -> bool:
    return ours == theirs or (ours[:1] in "{[" and json.loads(ours) == json.loads(theirs))


def test_a_file_is_read_as_pulumi_reads_it_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    found = [(content, theirs, as_read(file, content)) for content, theirs in ROWS]
    assert [row for row in found if row[2] is not None and (row[1] is None or not same(row[2], row[1]))] == []
    taken = sum(ours is not None for _, _, ours in found)
    assert taken > len(ROWS) / 2


@pytest.mark.parametrize(
    "text", ["0100", "0365", "017", "08", "0x1F", "0o17", "0b11", "1_000", "99999999999999999999", ".inf", "2026-11-30"]
)  # fmt: skip
def test_what_pulumi_reads_otherwise_is_refused(tmp_path: Path, text: str) -> None:
    report = report_of(write_text(tmp_path, "retentionDays: 465", f"retentionDays: {text}"))
    assert "storefront:database.insights.retentionDays\n" in report
    assert f"given    {text}\n" in report
    assert "Pulumi reads this" in report
    assert f'for a text write "{text}"' in report
    assert (f'mend     for a moment "{text}T12:00Z", for a text' in report) == bool(
        re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    )


@pytest.mark.parametrize(
    "text", ["08:00-08:30", "1:30", "0.1.0", "db.r8g.large", "yes", "10.16.0.0/16", "+", ".", "2027-11-25T12:00Z"]
)
def test_a_text_needs_no_quotes(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    "tag", ["!!int x", "!!int 10.16.0.0/16", "!!float twenty", "!!python/object:os.system x", "! x"]
)
def test_a_tag_is_a_problem(tmp_path: Path, tag: str) -> None:
    report = report_of(write_text(tmp_path, "volumeGib: 20", f"volumeGib: {tag}"))
    assert "storefront:fleet.volumeGib\n    given    the tag " in report


@pytest.mark.parametrize(("line", "given"), [("<<: {nat: single}", "a key"), ("017: x", "017"), ("~: x", "a key")])
def test_a_key_that_is_no_text_is_a_problem(tmp_path: Path, line: str, given: str) -> None:
    report = report_of(write_text(tmp_path, "    nat: per-zone\n", f"    nat: per-zone\n    {line}\n"))
    assert f"given    {given}" in report


def write_text(folder: Path, old: str, new: str) -> Path:
    """Prod's file with one text in the place of another."""
    text = (ROOT / "Pulumi.prod.yaml").read_text()
    assert text.count(old) == 1
    file = folder / "Pulumi.prod.yaml"
    file.write_text(text.replace(old, new))
    return file


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Pulumi.prod.yaml")
    assert "given    a device, a pipe or a socket\n    allowed  a regular file" in report_of(
        tmp_path / "Pulumi.prod.yaml"
    )


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    own = (ROOT / "Pulumi.prod.yaml").read_bytes()
    file.write_bytes(own + b"#" * (MAX_BYTES - len(own)))
    assert load_file(file).environment == "prod"
    file.write_bytes(own + b"#" * (MAX_BYTES + 1 - len(own)))
    assert "given    a file of more than 128 KiB\n" in report_of(file)


@pytest.mark.parametrize(
    ("written", "named"),
    [(r"\e[2J\e[31mOK", "U+001B"), (r"\0", "U+0000"), (r"a\u202eb", "U+202E"), (r"a\nb", "U+000A")],
)
def test_what_a_terminal_would_obey_never_reaches_it(tmp_path: Path, written: str, named: str) -> None:
    """A zone is quoted again in what is allowed for others."""
    report = report_of(write_text(tmp_path, "zones: [us-east-1a, us", f'zones: ["us-east-1a{written}", us'))
    assert f"given    the character {named}\n" in report
    assert all(letter.isprintable() or letter == "\n" for letter in report)


def test_a_report_shows_code_points_of_what_the_engine_hands_over() -> None:
    """That was read by another reader, which lets anything through."""
    problem = Problem(("a\x1b[2J",), "x\x1b[31mOK", "y\u202ez", "1\r\n2")
    report = str(SettingsError("Pulumi.prod.yaml", [problem]))
    assert all(letter.isprintable() or letter == "\n" for letter in report)
    assert "given    x<U+001B>[31mOK\n    allowed  y<U+202E>z\n    mend     1<U+000D><U+000A>2" in report
    assert len(str(SettingsError("f", [Problem((), "x" * 70_000, "y", "z")]))) < 300


def test_a_report_is_cut_where_it_says_nothing_more(tmp_path: Path) -> None:
    peak = values_of("prod")["fleet"]["peaks"][0]
    report = report_of(
        write(tmp_path, "prod", put(values_of("prod"), ("fleet", "peaks"), [dict(peak) for _ in range(50)]))
    )
    assert report.endswith(" more: mend these, then check again")
    assert len(report) < 30_000
