"""Settings that hold every key of the model, made of the fields' own examples: their form is right, no more."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from components.settings import Settings
from components.settings.check import section_in, words_of
from components.settings.sections.section import Section
from tests.components.settings.files import Path_


def whole(section: type[Section] = Settings) -> dict[str, Any]:
    """Return every key of a section with its example; of a list or mapping of sections, one entry."""
    return {str(field.alias): _value(field) for field in section.model_fields.values()}


def _value(field: Any) -> Any:
    inner = section_in(field)
    if inner is None:
        return field.examples[0]
    text = str(field.annotation)
    if text.startswith("dict["):
        return {next(iter(words_of(field)), "us-east-1"): whole(inner)}
    return [whole(inner)] if text.startswith("tuple[") else whole(inner)


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every place that holds no other, with what it holds: items of lists by themselves."""
    entries: list[tuple[str | int, Any]] = []
    if isinstance(value, Mapping):
        entries = list(cast("Mapping[str | int, Any]", value).items())
    elif isinstance(value, list):
        entries = list(enumerate(cast("list[Any]", value)))
    if not entries:
        yield path, value
    for key, item in entries:
        yield from leaves(item, (*path, key))
