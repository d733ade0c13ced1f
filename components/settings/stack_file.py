"""A stack's settings file: the project's namespace of it, and the line of each key."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import TypeVar, cast

from components.settings.document import Document, Span, Value, read_document, refuse
from components.settings.problem import Path, Problem
from components.settings.sections.model import Settings

NAMESPACE = "storefront:"
# What else the Pulumi CLI keeps in a stack's file: how it encrypts secrets, and settings of Pulumi itself.
PULUMI_KEYS = ("config", "encryptionsalt", "encryptedkey", "secretsprovider")
_ENCRYPTED = "secure"
_SETTINGS = frozenset(str(field.alias) for field in Settings.model_fields.values())

T = TypeVar("T")


@dataclass
class StackFile:
    """The `storefront` namespace of one settings file."""

    name: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    lines: dict[Path, int] = field(default_factory=dict[Path, int])
    spans: dict[Path, Span] = field(default_factory=dict[Path, Span])
    problems: list[Problem] = field(default_factory=list[Problem])

    def line_of(self, path: Path) -> int | None:
        """The line of a key, or of the nearest key around it."""
        return next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), None)

    def refuse_encrypted(self, path: Path, line: int | None) -> None:
        """Report a value that is encrypted, without a word of what it holds."""
        mend = "write it plainly: no setting is a secret"
        self.problems.append(Problem(path, "an encrypted value", "plain values", mend, line))


def read_stack_file(file: FilePath) -> StackFile:
    """Read a settings file; raises SettingsError where there is nothing to read any further."""
    document = read_document(file)
    config = config_of(document)
    found = StackFile(document.name)
    found.lines = _of_the_namespace(document.lines)
    found.spans = _of_the_namespace(document.spans)
    found.problems = [_located(problem) for problem in document.problems]
    for key in document.values:
        if key not in PULUMI_KEYS:
            found.problems.append(_misplaced(key, document.lines[(key,)]))
    for full, value in config.items():
        if full.startswith(NAMESPACE):
            path = (full.removeprefix(NAMESPACE),)
            for place in encrypted(value, path):
                found.refuse_encrypted(place, found.line_of(place))
            found.values[path[0]] = _unencrypted(value)
        elif not full.startswith("pulumi:"):
            found.problems.append(_misplaced(full, document.lines[("config", full)]))
    return found


def config_of(document: Document) -> dict[str, Value]:
    """What stands under `config`, by full key; raises SettingsError if that is no mapping."""
    if "config" not in document.values:
        refuse(document.name, "no config", "a mapping with the key config")
    config = document.values["config"]
    if not isinstance(config, dict):
        refuse(document.name, "no mapping under config", "keys like storefront:environment")
    return config


def config_text(value: Value) -> str:
    """A value as the engine hands it to a program: a text as it is, and JSON of whatever else."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), sort_keys=True)


def encrypted(value: Value, path: Path) -> Iterator[Path]:
    """The places of encrypted values, which Pulumi writes as `secure: CIPHERTEXT`."""
    if isinstance(value, dict):
        if list(value) == [_ENCRYPTED]:
            yield path
        else:
            for key, item in value.items():
                yield from encrypted(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from encrypted(item, (*path, index))


def texts(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The texts of a file's values, each with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            yield from texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from texts(item, (*path, index))


def _unencrypted(value: Value) -> Value:
    """The value with nothing in the place of what is encrypted."""
    if isinstance(value, dict):
        plain = {key: _unencrypted(item) for key, item in value.items()}
        return None if list(value) == [_ENCRYPTED] else plain
    return [_unencrypted(item) for item in value] if isinstance(value, list) else value


def _of_the_namespace(found: Mapping[Path, T]) -> dict[Path, T]:
    """What is known of each key, by the key's place in the namespace."""
    placed = ((_place(path), known) for path, known in found.items() if path[:1] == ("config",))
    return {path: known for path, known in placed if path is not None}


def _place(path: Path) -> Path | None:
    """The place of a setting by its key in the namespace; None for what is outside."""
    if len(path) == 1:
        return ()
    full = str(path[1])
    return (full.removeprefix(NAMESPACE), *path[2:]) if full.startswith(NAMESPACE) else None


def _located(problem: Problem) -> Problem:
    """A problem of the file's form, named by the setting if it is one's."""
    place = _place(problem.path) if problem.path[:1] == ("config",) else None
    return problem if place is None else replace(problem, path=place, key=True)


def _misplaced(key: str, line: int) -> Problem:
    """A key outside the namespace; it is another's, or a setting whose namespace was forgotten."""
    allowed = "under config, keys that start with storefront: or pulumi:"
    namespace, _, name = key.rpartition(":")
    mend = "take it out"
    if name in _SETTINGS:
        mend = f"write {NAMESPACE}{name} under config, or take it out"
    elif namespace:
        mend = f"take it out: the program reads nothing of {namespace}, and its sites say their regions themselves"
    return Problem((key,), f"the key {key}", allowed, mend, line, key=False)
