"""Exemptions: the reviewed file of what may break which guardrail, why, who answers for it, and until when."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast

import yaml

THE_STACK = "stack"
"""What an exemption names where a finding concerns no single resource."""

_TEXTS = ("guardrail", "resource", "why", "who")
_KEYS = (*_TEXTS, "stacks", "until")


class ExemptionsError(Exception):
    """The exemptions file cannot be used: says every problem, with its place and how to mend it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exemption:
    """One reviewed exception."""

    guardrail: str
    resource: str
    stacks: tuple[str, ...]
    why: str
    who: str
    until: date
    """The last day on which it holds."""

    def covers(self, guardrail: str, stack: str, name: str, urn: str) -> bool:
        """Whether it is about this guardrail and resource of this stack."""
        named = fnmatchcase(name, self.resource) or fnmatchcase(urn, self.resource)
        return self.guardrail == guardrail and named and any(fnmatchcase(stack, one) for one in self.stacks)

    def holds(self, today: date) -> bool:
        """Whether it is still in force."""
        return today <= self.until

    def __str__(self) -> str:
        return f"{self.guardrail} for {self.resource}, until {self.until}, {self.who}: {self.why}"


def load(path: Path, guardrails: Collection[str]) -> tuple[Exemption, ...]:
    """Read the file; raises `ExemptionsError` with all its problems at once."""
    try:
        # Scalars stay text, so that a day that no calendar has is told with its place.
        content: object = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes no objects
    except (OSError, UnicodeDecodeError) as error:
        raise ExemptionsError(
            f"{path.name}: cannot be read ({error}); an empty one says 'exemptions: []'"
        ) from None
    except yaml.YAMLError as error:
        raise ExemptionsError(f"{path.name}: is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict) or set(cast("dict[object, object]", content)) != {"exemptions"}:
        raise ExemptionsError(f"{path.name}: expected the one key 'exemptions' with a list; an empty one is []")
    entries = cast("dict[str, object]", content)["exemptions"]
    if not isinstance(entries, list):
        raise ExemptionsError(f"{path.name}: exemptions: expected a list, got {_kind(entries)}")
    problems = [
        f"{path.name}: exemptions[{index}]{problem}"
        for index, entry in enumerate(cast("list[object]", entries))
        for problem in _problems(entry, guardrails)
    ]
    if problems:
        raise ExemptionsError("\n".join(problems))
    return tuple(_exemption(cast("Mapping[str, object]", entry)) for entry in cast("list[object]", entries))


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__


def _problems(entry: object, guardrails: Collection[str]) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f": expected a map with {', '.join(_KEYS)}, got {_kind(entry)}"
        return
    given = cast("dict[object, object]", entry)
    for key in given:
        if key not in _KEYS:
            yield f".{key}: is no key of an exemption; expected {', '.join(_KEYS)}"
    for key in _TEXTS:
        value = given.get(key)
        if not isinstance(value, str) or not value.strip():
            yield f".{key}: expected a text, got {_kind(value)}"
    name, resource = given.get("guardrail"), given.get("resource")
    if isinstance(name, str) and name.strip() and name not in guardrails:
        yield f".guardrail: there is no guardrail {name!r}; docs/guardrails.md lists them"
    if isinstance(resource, str) and resource and not resource.strip("*?: "):
        yield f".resource: {resource!r} exempts everything; name what is exempted"
    stacks = given.get("stacks")
    if (
        not isinstance(stacks, list)
        or not stacks
        or not all(isinstance(s, str) for s in cast("list[object]", stacks))
    ):
        yield f".stacks: expected a list of stack names such as [staging], got {stacks!r}"
    if _day(given.get("until")) is None:
        yield f".until: expected a day such as 2027-03-31, got {given.get('until')!r}"


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _exemption(entry: Mapping[str, object]) -> Exemption:
    until = _day(entry["until"])
    assert until is not None, "checked by _problems"
    return Exemption(
        guardrail=str(entry["guardrail"]),
        resource=str(entry["resource"]),
        stacks=tuple(str(stack) for stack in cast("list[object]", entry["stacks"])),
        why=str(entry["why"]).strip(),
        who=str(entry["who"]).strip(),
        until=until,
    )
