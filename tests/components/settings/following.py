"""Follows a problem's advice as a reader does who takes it by its word: the settings that come of each thing it names.

What it says in other words, such as `name one of yours`, only a person can follow.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from components.settings.problem import Problem
from tests.components.settings.files import GONE, Path_, Values, put

_KEY = r"(?:storefront:[a-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9_-]+)*|[a-z][A-Za-z0-9_-]*|[a-z][A-Za-z-]*(?:\.[a-z][A-Za-z-]*)+)"
_VALUE = r"(?:\[[^]]*\]|\{[^}]*\}|\"[^\"]*\"|cron\([^)]*\)|[^\s,;]+)"
_SETS = re.compile(rf"(?:^|[ :])(?:set|write|add|for example|what the environment is for:) ({_KEY}): ({_VALUE})")
_PUTS = re.compile(
    rf"(?:^|, |; )(?:set|for example|did you mean|write|such as|to,? such as) ({_VALUE}?)\??(?= or |$|[,;])"
)
_TAKES_OUT = re.compile(rf"take ({_KEY}) out")
_ONE_OF = re.compile(r"(?:take one of|near are|^one of) ([A-Za-z0-9.-]+(?:, [A-Za-z0-9.-]+)*)")
_ALSO = re.compile(r"; with(?:out)? (?:that )?storefront:([A-Za-z0-9._[\]-]+)[^;]*?, also: ([^;]*)")
_EACH = re.compile(r"(no )?storefront:([A-Za-z0-9._[\]-]+)(?:: (\[[^]]*\]|\{[^}]*\}|\"[^\"]*\"|[^\s,;]+))?")
_INTO = re.compile(r"and put (\S+) into storefront:(\S+)")
# Words that stand where a value may, and a family, which is no type.
_NO_VALUES = {"it", "its", "one", "them", "a", "the", "others", "m7g"}


def followed(problem: Problem, values: Values) -> Iterator[tuple[str, Values]]:
    """Yield what the advice says, and the settings after it; each of its alternatives by itself."""
    return ((said, after) for said, after in _alternatives(problem, values) if after is not None)


def whole(problem: Problem, before: Values, after: Values) -> tuple[Values, set[Path_]]:
    """Return settings after an alternative and what the advice says goes with it, and the keys it names without a value."""
    named = set[Path_]()
    for changed, listed in _ALSO.findall(problem.mend):
        for out, key, value in _EACH.findall(listed) if _differ(_path(changed), before, after) else ():
            if not out and not value:
                named.add(_path(key))
            else:
                after = _put(after, _path(key), GONE if out else yaml.safe_load(value)) or after
    for value, key in _INTO.findall(problem.mend):
        there: list[Any] = _at(after, _path(key)) or []
        after = put(after, _path(key), [*there, {"name": value}])
    return after, named


def _differ(path: Path_, before: Values, after: Values) -> bool:
    return _at(before, path) != _at(after, path)


def _path(key: str) -> Path_:
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"\.|\[|\]", key) if part)


def _alternatives(problem: Problem, values: Values) -> Iterator[tuple[str, Values | None]]:
    mend, path = problem.mend, problem.path
    for key, value in _SETS.findall(mend):
        if value not in _NO_VALUES and not value.endswith("..."):
            yield f"{key}: {value}", _put(values, _place(key, path, values), yaml.safe_load(value))
    for value in _PUTS.findall(mend):
        if value not in _NO_VALUES and not value.endswith(":"):
            yield value, _renamed_or_put(problem, values, value)
    for key in _TAKES_OUT.findall(mend):
        at = path if key in {"it", "them"} else _place(key, path, values)
        yield f"{key} out", _put(values, at, GONE)
    if problem.given == "an unknown key" and mend == "take it out":
        return
    listed = _ONE_OF.search(mend) or (_ONE_OF.search(problem.allowed) if "one of these" in mend else None)
    if listed and path[:-1] != ("sites",):
        for value in listed[1].split(", "):
            yield value, _put(values, path, yaml.safe_load(value))


def _renamed_or_put(problem: Problem, values: Values, value: str) -> Values | None:
    if problem.given != "an unknown key":
        return _put(values, problem.path, yaml.safe_load(value))
    renamed = put(values, problem.path, GONE)
    return _put(renamed, (*problem.path[:-1], value), _at(values, problem.path))


def _place(key: str, path: Path_, values: Values) -> Path_:
    """Where a key is that advice names: by its whole path; or beside or above the place; or at the top."""
    parts: Path_ = tuple(key.removeprefix("storefront:").split("."))
    if key.startswith("storefront:"):
        return parts
    if path[-1] == parts[-1]:
        return path
    around = [path[:end] for end in range(len(path) - 1, -1, -1)]
    for place in around:
        there = _at(values, place)
        if isinstance(there, dict) and parts[0] in there:
            return (*place, *parts)
    return (*path[:-1], *parts) if len(path) > 1 else parts


def _at(values: Values, path: Path_) -> Any:
    there: Any = values
    for part in path:
        try:
            there = there[part]
        except (KeyError, IndexError, TypeError):
            return None
    return there


def _put(values: Values, path: Path_, value: object) -> Values | None:
    """The values with another one there; None: the words name no place that there is."""
    around = _at(values, path[:-1])
    there = isinstance(around, dict) if isinstance(path[-1], str) else _at(values, path) is not None
    return put(values, path, value) if there and (value is not GONE or _at(values, path) is not None) else None
