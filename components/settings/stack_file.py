"""Reads a stack's settings file: what it holds, and the line of each key.

YAML is read the way the Pulumi CLI reads it (core schema: `true` and `false` are the only booleans), and more
narrowly: no duplicate keys, no anchors, no encrypted values.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, ClassVar, NoReturn, TypeAlias

import yaml

from components.settings.problem import Path, Problem, SettingsError

NAMESPACE = "storefront:"
# What else the Pulumi CLI keeps in a stack's file: how it encrypts secrets, and settings of Pulumi itself.
PULUMI_KEYS = ("config", "encryptionsalt", "encryptedkey", "secretsprovider")
_ENCRYPTED = "secure"
_LONGEST_NUMBER = 20  # digits; no setting is larger, and Python reads no number of thousands of digits
_NO_TABS = "spaces indent; a tab never does"

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"


@dataclass
class StackFile:
    """The `storefront` namespace of one settings file."""

    name: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    lines: dict[Path, int] = field(default_factory=dict[Path, int])
    problems: list[Problem] = field(default_factory=list[Problem])

    def line_of(self, path: Path) -> int | None:
        """The line of a key, or of the nearest key around it."""
        return next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), None)

    def refuse_encrypted(self, path: Path, line: int | None) -> None:
        """Report a value that is encrypted, without a word of what it holds."""
        mend = "write it plainly: no setting is a secret"
        self.problems.append(Problem(path, "an encrypted value", "plain values", mend, line))


class _Loader(yaml.SafeLoader):
    """Resolves plain scalars by YAML 1.2's core schema: `yes` and `12:30` are texts."""

    # Emptied, and filled below. The stubs take a table of the class for one of each instance.
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # pyright: ignore[reportIncompatibleVariableOverride]


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", "~nN"),
):
    # The stubs leave this method's parameters untyped. A text that is empty starts with no letter: "".
    _Loader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), [*_first, ""]
    )


def read_stack_file(file: FilePath) -> StackFile:
    """Read a settings file; raises SettingsError where there is nothing to read any further."""
    root = _compose(file.name, _text(file))
    found = StackFile(file.name)
    if not isinstance(root, yaml.MappingNode):
        _refuse(file.name, "an empty file" if root is None else "no mapping", "a mapping with the key config")
    reader = _Reader(found)
    for key, line, node in reader.entries(root, ()):
        if key == "config":
            reader.config(node)
        elif key not in PULUMI_KEYS:
            reader.misplaced(key, line)
    if "config" not in {key.value for key, _ in root.value if isinstance(key, yaml.ScalarNode)}:
        _refuse(file.name, "no config", "a mapping with the key config")
    return found


def _text(file: FilePath) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        _refuse(file.name, "no such file", "a settings file", f"make {file.name}, after the model of another")
    except UnicodeDecodeError as error:
        _refuse(
            file.name,
            f"byte {error.object[error.start]:#04x} at {error.start}",
            "text in UTF-8",
            "save it as UTF-8",
        )
    except OSError as error:
        _refuse(file.name, (error.strerror or "an unreadable file").lower(), "a file that can be read")


def _compose(name: str, text: str) -> yaml.Node | None:
    loader: _Loader | None = None
    try:
        loader = _Loader(text)
        return loader.get_single_node()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        _refuse(name, f"the character {_code_point(error.character)}", "printable text", "take it out", line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        problem = error.problem or "malformed YAML"
        tab = "\\t" in problem
        _refuse(name, problem, "YAML", _NO_TABS if tab else "mend the line, or the one before", line)
    except RecursionError:
        _refuse(name, "mappings nested without end", "at most six levels", "look for brackets left open")
    finally:
        if loader is not None:
            loader.dispose()


def _code_point(character: str | int) -> str:
    return f"U+{character if isinstance(character, int) else ord(character):04X}"


def _refuse(
    name: str,
    given: str,
    allowed: str,
    mend: str = "see Pulumi.prod.yaml of the repository",
    line: int | None = None,
) -> NoReturn:
    raise SettingsError(name, [Problem((), given, allowed, mend, line, key=False)])


class _Reader:
    """Turns nodes into values, and notes lines and problems as it goes."""

    def __init__(self, found: StackFile) -> None:
        self.found = found
        self._visited: set[int] = set()

    def entries(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, int, yaml.Node]]:
        """The keys, their lines and the values of a mapping; a key that stands twice is a problem."""
        seen: dict[str, int] = {}
        for key_node, value in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(path, line, "a key that is no text", "keys that are words", "write KEY: VALUE")
            elif key in seen:
                given = f"{key} twice, first in line {seen[key]}"
                self._problem((*path, _bare(key)), line, given, "each key once", "keep one of the two")
            else:
                seen[key] = line
                yield key, line, value

    def config(self, node: yaml.Node) -> None:
        """Read `config`, whose keys carry their namespace."""
        if not isinstance(node, yaml.MappingNode):
            _refuse(self.found.name, "no mapping under config", "keys like storefront:environment")
        self.found.lines[()] = node.start_mark.line + 1
        for full, line, value in self.entries(node, ()):
            namespace, colon, key = full.partition(":")
            if namespace == "pulumi":
                continue
            if not colon or f"{namespace}:" != NAMESPACE:
                self.misplaced(full, line)
                continue
            self.found.lines[(key,)] = line
            self.found.values[key] = self._value(value, (key,))

    def misplaced(self, key: str, line: int) -> None:
        """Report a key outside the namespace."""
        problem = Problem(
            (key,),
            f"the key {key}",
            "under config, keys that start with storefront: or pulumi:",
            f"write storefront:{key.partition(':')[2] or key} under config, or take it out",
            line,
            key=False,
        )
        self.found.problems.append(problem)

    def _value(self, node: yaml.Node, path: Path) -> Value:
        self.found.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self._visited:
            self._problem(
                path, self.found.lines[path], "an alias", "every value written out", "write the value here too"
            )
            return None
        self._visited.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Value:
        if [key.value for key, _ in node.value] == [_ENCRYPTED]:
            self.found.refuse_encrypted(path, node.start_mark.line + 1)
            return None
        values: dict[str, Value] = {}
        for key, line, value in self.entries(node, path):
            self.found.lines[(*path, key)] = line
            values[key] = self._value(value, (*path, key))
        return values

    def _problem(self, path: Path, line: int, given: str, allowed: str, mend: str) -> None:
        self.found.problems.append(Problem(path, given, allowed, mend, line))


def _bare(key: str) -> str:
    return key.removeprefix(NAMESPACE)


def _scalar(node: yaml.Node) -> Value:
    text = str(node.value)
    match node.tag.rpartition(":")[2]:
        case "bool":
            return text.lower() == "true"
        case "int":
            return int(text) if len(text) < _LONGEST_NUMBER else text
        case "float":
            return float(text)
        case "null":
            return None
        case _:
            return text
