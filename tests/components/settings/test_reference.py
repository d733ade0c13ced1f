"""Proves that the reference of settings has a row for each key that a settings file may have."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from cli.effects.alternatives import keys_of, with_value
from components.settings import editor_schema
from components.settings.check import allowed_in, check, example_of, field_at, section_in, words_of
from components.settings.document import read_document
from components.settings.reference import render
from components.settings.sections.model import Settings
from components.settings.sections.section import Section
from tests.components.settings.files import ROOT, STACKS, Path_, values_of
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


def _fields(section: type[Section] = Settings, path: tuple[str, ...] = ()) -> Iterator[tuple[str, FieldInfo]]:
    for field in section.model_fields.values():
        here = (*path, str(field.alias))
        yield ".".join(here), field
        inner = section_in(field)
        if inner is not None:
            yield from _fields(inner, here)


EXAMPLES = {name: field for name, field in _fields() if field.examples}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_passes_the_check_as_every_reader_of_yaml_reads_it(name: str, tmp_path: Path) -> None:
    field = EXAMPLES[name]
    (tmp_path / "x.yaml").write_text(example_of(field), encoding="utf-8")
    found = read_document(tmp_path / "x.yaml")
    assert found.problems == []
    for values in (found.values, yaml.safe_load(example_of(field))):
        TypeAdapter[object](field.rebuild_annotation()).validate_python(values[str(field.alias)])


# Of the other region, or a size or a promise that fits others of prod's alone: their messages say which.
NOT_PRODS = {
    "sites.us-west-2.cidr", "sites.us-west-2.zones", "sites.us-west-2.database.primaryZones",
    "sites.us-west-2.database.replicaZone", "database.storage.maxAllocatedGib", "database.insights.retentionDays",
    "backups.schedule", "guidelines.region-outage.rto", "guidelines.region-outage.rpo", "guidelines.data-corruption.rto",
    "guidelines.account-compromise.rto", "guidelines.account-compromise.rpo",
}  # fmt: skip


def test_every_other_example_fits_in_prods_settings_as_a_whole() -> None:
    values = values_of("prod")
    refused = {
        ".".join(map(str, path))
        for path, field in ((path, field_at(path)) for path in keys_of(values))
        if field.examples and not isinstance(field.examples[0], dict)
        if check(with_value(values, path, field.examples[0]))[1]
    }
    assert refused == NOT_PRODS


def test_most_keys_have_an_example() -> None:
    assert len(EXAMPLES) > 140


def test_every_change_is_said_or_why_it_was_not_tried() -> None:
    cells = [line.rstrip(" |").split(" | ")[-1] for line in render().splitlines() if line.startswith("| `")]
    assert len(cells) > 190
    assert all(cells)
    assert not [line for line in render().splitlines() if line.endswith("|  |")]


def test_no_list_of_words_is_said_twice() -> None:
    said = {name: [_count(word, allowed_in(field)) for word in words_of(field)] for name, field in _fields()}
    twice = [name for name, counts in said.items() if counts and min(counts) > 1]
    assert twice == []


def _count(word: str, text: str) -> int:
    return len(re.findall(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text))
