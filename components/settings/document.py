"""Reads a YAML file as the Pulumi CLI reads it, and refuses what the two would read differently.

The CLI reads with Go's yaml.v3, for which `0100` is 64, `1_000` is 1000 and `2026-11-30` a time, and hands the
program texts and JSON; `tests/components/settings/pulumi_reads.json` holds what it makes of some thousand values.
What is no plain text, decimal number, truth or nothing has to be put in quotes; aliases, tags and merge keys are
refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, ClassVar, NoReturn, TypeAlias, cast

import yaml

from components.settings.problem import Path, Problem, SettingsError

MAX_BYTES = 128 * 1024  # ten times the largest settings file; PyYAML reads it in a second
_NO_TABS = "spaces indent; a tab never does"
_BLOCKS = ("|", ">")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"

_NULLS = {"", "~", "null", "Null", "NULL"}
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER_BEGINS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_MIN_INTEGER, _MAX_INTEGER = -(2**63), 2**64 - 1  # beyond these Go makes a float of a whole number
_LARGEST_EXACT = 1e21  # from here on Go writes an exponent
# Numbers to Go alone, once underscores are out: other bases, leading zeros, no numbers; and its times.
_GO_NUMBER = re.compile(
    r"[-+]?0[0-9]+|[-+]?0[xX][0-9a-fA-F]+|[-+]?0[oO][0-7]+|[-+]?0[bB][01]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
    re.ASCII,
)
_CLOCK = r"[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?"
_GO_TIME = re.compile(
    rf"[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}(?:[Tt]{_CLOCK}(?:Z|[-+][0-9]{{2}}:[0-9]{{2}})| {_CLOCK})?", re.ASCII
)


@dataclass(frozen=True)
class Span:
    """Where a value stands in the text: where its key begins (an item's: where itself does), and its two ends."""

    key: int
    start: int
    end: int


@dataclass
class Document:
    """What a file holds, with the line and the place of each key, and what is wrong with its form."""

    name: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    lines: dict[Path, int] = field(default_factory=dict[Path, int])
    spans: dict[Path, Span] = field(default_factory=dict[Path, Span])
    problems: list[Problem] = field(default_factory=list[Problem])


class _Loader(yaml.SafeLoader):
    """Composes nodes, whose plain scalars are all texts; what they are to Go is decided afterwards."""

    # Emptied. The stubs take a table of the class for one of each instance.
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.tagged: set[int] = set()  # the nodes that have a tag of their own, by identity

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a node, and note whether its tag was written."""
        # The stubs leave events untyped; an alias has no tag.
        tag: object = getattr(cast("Any", self).peek_event(), "tag", None)
        node = super().compose_node(parent, index)
        if node is not None and tag is not None:
            self.tagged.add(id(node))
        return node


def read_document(file: FilePath) -> Document:
    """Read a file that holds one mapping; raises SettingsError where there is nothing to read any further."""
    root, tagged = _compose(file.name, read_text(file))
    found = Document(file.name)
    if not isinstance(root, yaml.MappingNode):
        refuse(file.name, "an empty file" if root is None else "no mapping", "a mapping")
    found.values = _Reader(found, tagged).mapping(root, ())
    return found


def refuse(name: str, given: str, allowed: str, mend: str = "", line: int | None = None) -> NoReturn:
    """Refuse the whole file, for the one thing that is wrong."""
    mend = mend or "take another stack's file for a model"
    raise SettingsError(name, [Problem((), given, allowed, mend, line, key=False)])


def read_text(file: FilePath) -> str:
    """Return what a file holds; raises SettingsError where it is too large, no text or cannot be read."""
    try:
        if file.exists() and not file.is_file():
            kind = "a directory" if file.is_dir() else "a device, a pipe or a socket"
            refuse(file.name, kind, "a regular file", "name a settings file")
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            allowed = f"at most {MAX_BYTES // 1024} KiB"
            refuse(file.name, f"a file of more than {MAX_BYTES // 1024} KiB", allowed, "keep settings alone in it")
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        refuse(file.name, "no such file", "a settings file", f"make {file.name}, after the model of another")
    except UnicodeDecodeError as error:
        given = f"byte {error.object[error.start]:#04x} at {error.start}"
        refuse(file.name, given, "text in UTF-8", "save it as UTF-8")
    except OSError as error:
        refuse(file.name, (error.strerror or "an unreadable file").lower(), "a file that can be read")


# An environment's neighbours are read again for each question about it; nodes are read and never changed.
@lru_cache(maxsize=8)
def _compose(name: str, text: str) -> tuple[yaml.Node | None, set[int]]:
    loader: _Loader | None = None
    try:
        loader = _Loader(text)
        return loader.get_single_node(), loader.tagged
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        refuse(name, f"the character {_code_point(error.character)}", "printable text", "take it out", line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        problem = error.problem or "malformed YAML"
        tab = "\\t" in problem
        refuse(name, problem, "YAML", _NO_TABS if tab else "mend the line, or the one before", line)
    except RecursionError:
        refuse(name, "mappings nested without end", "at most six levels", "look for brackets left open")
    finally:
        if loader is not None:
            loader.dispose()


def _code_point(character: str | int) -> str:
    return f"U+{character if isinstance(character, int) else ord(character):04X}"


class _Reader:
    """Turns nodes into values, and notes lines and problems as it goes."""

    def __init__(self, found: Document, tagged: set[int]) -> None:
        self._found = found
        self._tagged = tagged
        self._visited: set[int] = set()

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Value]:
        """The values of a mapping by key."""
        self._found.lines.setdefault(path, node.start_mark.line + 1)
        values: dict[str, Value] = {}
        for key, mark, value in self._entries(node, path):
            self._found.lines[(*path, key)] = mark.line + 1
            self._found.spans[(*path, key)] = Span(mark.index, value.start_mark.index, _end_of(value))
            values[key] = self._value(value, (*path, key))
        return values

    def _entries(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, yaml.Mark, yaml.Node]]:
        """The keys, where they stand and the values of a mapping; a key that stands twice is a problem."""
        seen: dict[str, int] = {}
        for key_node, value in node.value:
            line = key_node.start_mark.line + 1
            key = self._key(key_node, path, line)
            if key is None:
                continue
            if key in seen:
                given = f"{key} twice, first in line {seen[key]}"
                self._problem((*path, key), line, given, "each key once", "keep one of the two")
            else:
                seen[key] = line
                yield key, key_node.start_mark, value

    def _key(self, node: yaml.Node, path: Path, line: int) -> str | None:
        known = id(node) not in self._tagged and id(node) not in self._visited
        self._visited.add(id(node))
        text = self._scalar(node, path) if known and isinstance(node, yaml.ScalarNode) else None
        if not isinstance(text, str) or text == "<<":
            self._problem(path, line, "a key that is no text", "keys that are words", "write KEY: VALUE")
            return None
        return text

    def _value(self, node: yaml.Node, path: Path) -> Value:
        line = self._found.lines.setdefault(path, node.start_mark.line + 1)
        start = node.start_mark.index
        self._found.spans.setdefault(path, Span(start, start, _end_of(node)))
        if id(node) in self._visited:
            self._problem(path, line, "an alias", "every value written out", "write the value here too")
            return None
        self._visited.add(id(node))
        if id(node) in self._tagged:
            self._problem(path, line, f"the tag {node.tag}", "values without a tag", "put a text in quotes")
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(cast("yaml.ScalarNode", node), path)

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Value:
        text, line = str(node.value), node.start_mark.line + 1
        if node.style in _BLOCKS:
            self._problem(
                path, line, "a text in a block", "a text in its line", "write it behind the key, in quotes"
            )
            return None
        wrong = next((one for one in text if not one.isprintable()), None)
        if wrong is not None:
            self._problem(path, line, f"the character {_code_point(wrong)}", "printable text", "take it out")
            return None
        if node.style is not None:
            return text
        try:
            return plain(text)
        except ValueError as error:
            moment = f'for a moment "{text}T12:00Z", ' if _DATE.fullmatch(text) else ""
            self._problem(path, line, text, str(error), f'{moment}for a text write "{text}"')
            return None

    def _problem(self, path: Path, line: int, given: str, allowed: str, mend: str) -> None:
        self._found.problems.append(Problem(path, given, allowed, mend, line, key=False))


def _end_of(node: yaml.Node) -> int:
    """Where a node's text ends; PyYAML lets a block go on until the next key. An alias may hold what holds it."""
    seen: set[int] = set()
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value and id(node) not in seen:
        seen.add(id(node))
        last = cast("yaml.Node | tuple[yaml.Node, yaml.Node]", node.value[-1])
        node = last[1] if isinstance(last, tuple) else last
    return cast("yaml.Mark", node.end_mark).index


def plain(text: str) -> Value:
    """What a scalar without quotes is; raises ValueError where Pulumi would take it for something else."""
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if text[0] not in _NUMBER_BEGINS:
        return text
    if (
        _INTEGER.fullmatch(text)
        and len(text) <= len(str(_MIN_INTEGER)) + 1
        and _MIN_INTEGER <= int(text) <= _MAX_INTEGER
    ):
        return int(text)
    if not _INTEGER.fullmatch(text) and _FLOAT.fullmatch(text) and abs(float(text)) < _LARGEST_EXACT:
        number = float(text)
        return int(number) if number.is_integer() else number
    if _GO_NUMBER.fullmatch(text.replace("_", "")):
        raise ValueError("a number in decimal digits, without a leading zero: Pulumi reads this otherwise")
    if _GO_TIME.fullmatch(text):
        raise ValueError("a text in quotes: Pulumi reads this as a time")
    return text
