"""Writing: a section is whole, holds nothing else, is the same text in any order, and fits a parameter.

What the program fills the sections with is left to `tests/components/stack/test_manifest`.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifest.document import Document, divided, joined, section_names
from manifest.part import Part
from manifest.path import path
from manifest.writing import SECTION_LIMIT_BYTES, render
from rehearsal.mocks.manifest import SERVING, STANDBY, sections

NAMES = sorted(sections())


@pytest.mark.parametrize("section", NAMES)
def test_every_section_comes_back_as_it_went_in(section: str) -> None:
    content = sections()[section]
    assert json.loads(render(section, content)) == content


@pytest.mark.parametrize("section", NAMES)
def test_what_the_model_does_not_know_is_not_written(section: str) -> None:
    with pytest.raises(ValueError, match="later"):
        render(section, sections()[section] | {"later": {"rto": 1}})


@pytest.mark.parametrize("section", [one for one in NAMES if one != "guidelines"])
def test_what_the_model_asks_for_is_not_left_out(section: str) -> None:
    """Every key of the first level that has no default."""
    for key in sections()[section].keys() - _optional(section):
        content = sections()[section]
        del content[key]
        with pytest.raises(ValueError, match=rf"{key}\n  Field required"):
            render(section, content)


def _optional(section: str) -> set[str]:
    field = Document.model_fields.get(section)
    model = field.annotation if field else None
    known = model.model_fields if isinstance(model, type) and issubclass(model, Part) else {}
    return {key for key, one in known.items() if not one.is_required()}


def test_a_wrong_type_is_not_written() -> None:
    with pytest.raises(ValueError, match="version\n  Input should be a valid integer"):
        render("index", sections()["index"] | {"version": "two"})


@given(st.dictionaries(st.text(), st.text(), max_size=5))
def test_text_comes_back_as_it_went_in(secrets: dict[str, str]) -> None:
    content = sections()["access"] | {"secrets": secrets}
    assert json.loads(render("access", content)) == content


def _filled(size: int) -> dict[str, Any]:
    content = sections()["servers"] | {"region": ""}
    return content | {"region": "x" * (size - len(json.dumps(content, separators=(",", ":"))))}


def test_a_section_may_fill_a_standard_parameter_and_no_more() -> None:
    """SSM's own limit for the standard tier is 4 KB."""
    assert len(render("servers", _filled(SECTION_LIMIT_BYTES))) == SECTION_LIMIT_BYTES == 4096
    with pytest.raises(ValueError, match="manifest section") as refusal:
        render("servers", _filled(4097))
    assert str(refusal.value) == (
        "manifest section 'servers': got 4097 bytes, a standard parameter holds 4096; divide the section"
    )


def test_the_same_content_is_the_same_text_in_any_order() -> None:
    """Otherwise a preview would show changes that are none."""
    one, another = {"region": "a", "groups": {"b": "c", "d": "e"}}, {"groups": {"d": "e", "b": "c"}, "region": "a"}
    assert render("servers", one) == render("servers", another) == '{"groups":{"b":"c","d":"e"},"region":"a"}'


def test_what_is_none_is_not_written() -> None:
    assert "reserve" not in render(f"fleet-{SERVING}", sections()[f"fleet-{SERVING}"] | {"reserve": None})


def test_sections_are_divided_and_joined_by_region() -> None:
    assert divided(joined(Document, sections())) == sections()
    names = section_names(Document, (SERVING, STANDBY))
    assert set(names) == {*NAMES, f"fleet-{STANDBY}"}
    assert len(names) == len(set(names))


def test_sections_are_found_by_environment() -> None:
    assert path("staging", "index") == "/storefront/staging/manifest/index"
