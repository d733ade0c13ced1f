"""Turns what a file holds into settings, or into every problem it has."""

import difflib
from collections.abc import Mapping, Sequence
from enum import EnumType, StrEnum
from typing import Any, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from components.settings.adapters import read_as, takes
from components.settings.consequences import with_consequences
from components.settings.problem import Path, Problem, as_yaml, show
from components.settings.reasons import reason
from components.settings.rules import RULES
from components.settings.rules.rule import Others
from components.settings.sections.model import Settings
from components.settings.sections.section import Section

# No key takes more: those that take most are names of a certificate, of which ACM's quota ends at 100.
# https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#general-limits
MAX_ENTRIES = 100
_KEY_OF_MAPPING = "[key]"  # how pydantic marks a problem with a key, not with its value


def check(values: Mapping[str, object], others: Others = ()) -> tuple[Settings | None, list[Problem]]:
    """Validate one environment's values against the model and the rules; `others` are the other environments.

    A rule runs as soon as the sections that it reads are valid, so that one wrong key hides as little as possible.
    Where advice leads to further problems, it names their places too.
    """
    settings, problems = _judged(values, others)
    return settings, with_consequences(problems, values, lambda changed: _judged(changed, others)[1])


def _judged(values: Mapping[str, object], others: Others) -> tuple[Settings | None, list[Problem]]:
    problems: list[Problem] = []
    values = {key: _of_few_entries(value, (key,), problems) for key, value in values.items()}
    large = [problem.path for problem in problems]
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        found = _field_problems(error)
        problems += [problem for problem in found if not any(problem.path[: len(one)] == one for one in large)]
        settings = valid_sections(values)
    readable = settings.model_fields_set | _left_out(values)
    for rule in RULES:
        if readable.issuperset(rule.reads):
            problems += rule.check(settings, others)
    return (None if problems else settings), problems


def _of_few_entries(value: object, path: Path, problems: list[Problem]) -> object:
    """The value with nothing in the place of lists and mappings that are too large to look at each entry."""
    if not isinstance(value, Mapping | list):
        return value
    entries = cast("Mapping[str, object] | list[object]", value)
    if len(entries) > MAX_ENTRIES:
        problems.append(
            Problem(path, show(entries), f"at most {MAX_ENTRIES} entries", "take out what is not needed")
        )
        return None
    if isinstance(entries, list):
        return [_of_few_entries(item, (*path, index), problems) for index, item in enumerate(entries)]
    return {key: _of_few_entries(item, (*path, key), problems) for key, item in entries.items()}


def valid_sections(values: Mapping[str, object]) -> Settings:
    """Settings of only those sections that are valid by themselves; `model_fields_set` names them."""
    sections: dict[str, Any] = {}
    for name, field in Settings.model_fields.items():
        key = str(field.alias)
        if key in values:
            try:
                sections[name] = read_as(field, values[key])
            except ValidationError:
                continue
    return Settings.model_construct(set(sections), **sections)


def _left_out(values: Mapping[str, object]) -> set[str]:
    """The keys that need not be given, and are not: what holds without them is as valid as what is given."""
    fields = Settings.model_fields.items()
    return {name for name, field in fields if not field.is_required() and str(field.alias) not in values}


def _field_problems(error: ValidationError) -> list[Problem]:
    found = error.errors(include_url=False)
    places = [details["loc"] for details in found]
    return [_problem(details) for details in found if not _counts_only_the_valid(details, places)]


def _counts_only_the_valid(details: ErrorDetails, places: Sequence[Path]) -> bool:
    """Pydantic calls a sequence too short when its items are invalid, which is reported by itself."""
    here = details["loc"]
    return details["type"] == "too_short" and any(len(p) > len(here) and p[: len(here)] == here for p in places)


def _problem(details: ErrorDetails) -> Problem:
    """Say in the settings' own words what pydantic found."""
    kind, path = details["type"], details["loc"]
    if path[-1] == _KEY_OF_MAPPING:
        return _unknown_key(path[:-1], words_of(field_at(path[:-2])))
    if kind == "extra_forbidden":
        section = _section_at(path[:-1])
        return _unknown_key(path, [str(field.alias) for field in section.model_fields.values()])
    field = field_at(path)
    allowed = allowed_in(field)
    given = "nothing" if kind == "missing" else show(details["input"])
    return Problem(path, given, allowed, _mend(details, field))


def _unknown_key(path: Path, known: Sequence[str]) -> Problem:
    mend = _near_miss(str(path[-1]), known) or "take it out"
    return Problem(path, "an unknown key", ", ".join(known), mend)


def _near_miss(given: str, allowed: Sequence[str]) -> str:
    close: list[str] = difflib.get_close_matches(given, allowed, n=1)
    return f"did you mean {close[0]}?" if close and close[0] else ""


def _mend(details: ErrorDetails, field: FieldInfo) -> str:
    """Say why a value is refused, and what to write: another form of it, a near miss, or an example."""
    words = str(details.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
    if near := _near_miss(str(details["input"]), words):
        return near
    if details["type"] == "missing" and not field.examples:
        return f"add {field.alias} with these keys"
    advice = _in_another_form(details, field) or _example(field) or "write a mapping with these keys"
    return f"{reason(details, field)}; {advice}"


def _in_another_form(details: ErrorDetails, field: FieldInfo) -> str:
    """Say how the value would be taken, where its case, its outer spaces or its quotes alone are wrong."""
    value, key = details["input"], details["loc"][-1]
    if details["type"] == "missing" or not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    text = str(value).strip()
    for form in (text, text.lower(), text.upper(), *_plain_forms(value)):
        given: object = [form] if isinstance(key, int) else form if key == field.alias else {key: form}
        if form != value and takes(field, given):
            return f"write {as_yaml(form)}" if isinstance(key, int) else f"write {key}: {as_yaml(form)}"
    return ""


def _plain_forms(value: str | int) -> list[object]:
    """A number or truth that stands in quotes, without them."""
    text = str(value).strip()
    return (
        [int(text)] if text.isdecimal() else [text.lower() == "true"] if text.lower() in {"true", "false"} else []
    )


def words_of(field: FieldInfo) -> list[str]:
    """The words that a field takes, by itself or as the keys of a mapping; none where it takes any."""
    enums = [part for part in types_in(field) if isinstance(part, EnumType)]
    return [str(member.value) for enum in enums for member in cast("type[StrEnum]", enum)]


def allowed_in(field: FieldInfo) -> str:
    """What a field takes, in words; where it takes some words alone these too, unless its description has them."""
    words, described, section = words_of(field), str(field.description), section_in(field)
    fields = section.model_fields.values() if section else ()
    keys = [str(inner.alias) for inner in fields]
    needed = [str(inner.alias) for inner in fields if inner.is_required()]
    if words and not all(word in described for word in words):
        return f"{described}: {', '.join(words[:-1])} or {words[-1]}"
    return described if all(key in described for key in needed) else f"{described}: {', '.join(keys)}"


def example_of(field: FieldInfo) -> str:
    """A field's example as a settings file has it; empty without one."""
    return f"{field.alias}: {as_yaml(field.examples[0])}" if field.examples else ""


def _example(field: FieldInfo) -> str:
    example = example_of(field)
    return example and f"for example {example}"


def field_at(path: Path) -> FieldInfo:
    """The innermost field that a path leads to; raises LookupError for a path outside the settings."""
    section: type[BaseModel] = Settings
    found: FieldInfo | None = None
    for part in path:
        field = next((field for field in section.model_fields.values() if field.alias == part), None)
        if field is not None:
            found, section = field, section_in(field) or section
    if found is None:
        raise LookupError(f"no field of the settings at {path}")
    return found


def _section_at(path: Path) -> type[Section]:
    if not path:
        return Settings
    section = section_in(field_at(path))
    if section is None:
        raise LookupError(f"no section of the settings at {path}")
    return section


def types_in(field: FieldInfo) -> tuple[object, ...]:
    """The type of a field, and what it is made of: the alternatives, or a mapping's keys and values."""
    return (field.annotation, *get_args(field.annotation))


def section_in(field: FieldInfo) -> type[Section] | None:
    """The section that a field holds, by itself or as the values of a mapping."""
    for part in types_in(field):
        if isinstance(part, type) and issubclass(part, Section):
            return part
    return None
