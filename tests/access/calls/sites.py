"""Where our programs' source calls AWS, read without running it: also what stands in an `except` that no run enters.

A site is a call of a method that botocore gives a client of a service that the source names (`client("sqs")`), or a
call that is given an operation's name, as botocore (`GetObject`) or boto3 (`get_object`) spells it.
"""

from __future__ import annotations

import ast
import traceback
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import botocore
import botocore.loaders

from rehearsal.mocks.recorder import ROOT

Line = tuple[str, int]
"""A file, from the root of the repository, and a line of it."""


# What boto3 gives a client of S3 besides: boto3.s3.inject
_INJECTED = {
    "download_file": "GetObject",
    "download_fileobj": "GetObject",
    "upload_file": "PutObject",
    "upload_fileobj": "PutObject",
}


@dataclass(frozen=True, order=True)
class Site:
    """A call in the source: the file, what is called, its first and last line, and the operations that it may be."""

    file: str
    called: str
    first: int
    last: int
    operations: frozenset[str]

    def is_among(self, lines: Set[Line]) -> bool:
        """Whether one of its lines was on the way to a call that was heard."""
        return any((self.file, line) in lines for line in range(self.first, self.last + 1))


def lines_on_the_way() -> Iterator[Line]:
    """Yield the lines of our own code that are being run, the innermost first."""
    for frame, line in traceback.walk_stack(None):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(ROOT):
            yield str(file.relative_to(ROOT)), line


def services(*folders: str) -> dict[str, str]:
    """Return each service of which the source asks for a client or a call, with the first file that does."""
    known = set(_loader().list_available_services("service-2"))
    found: dict[str, str] = {}
    for file, tree in _trees(folders):
        for node in _calls(tree):
            if _method(node) in ("client", "call", "pages", "resource"):
                found |= {name: found.get(name, file) for name in _texts(node.args[:1]) if name in known}
    return found


def sites(*folders: str) -> list[Site]:
    """Return every site under some folders of the repository."""
    known = _operations(frozenset(services(*folders)))
    return sorted(
        Site(file, _method(node), node.lineno, _last_line(tree, node), frozenset(known[name] for name in names))
        for file, tree in _trees(folders)
        for node in _calls(tree)
        if (names := {*_texts(node.args), _method(node)} & known.keys())
    )


def _last_line(tree: ast.Module, node: ast.Call) -> int:
    """The last line of a call; pages are asked for one by one, by whatever goes through them in the same function."""
    ends = [node.end_lineno or node.lineno]
    if _method(node) in ("get_paginator", "pages"):
        around = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and node in ast.walk(one)]
        ends += [one.end_lineno or one.lineno for one in around[-1:]]
    return max(ends)


def _trees(folders: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            file = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            yield str(file), ast.parse(path.read_text())


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _method(node: ast.Call) -> str:
    """The name that is called, whatever it is called on."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _texts(arguments: Iterable[ast.expr]) -> Iterator[str]:
    yield from (one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str))


@cache
def _operations(names: frozenset[str]) -> dict[str, str]:
    """Each operation of some services, by both of its names."""
    models = [_loader().load_service_model(name, "service-2") for name in sorted(names)]
    known = {operation for model in models for operation in cast("dict[str, Any]", model["operations"])}
    spelt = {name: one for one in known for name in (one, str(cast("Any", botocore).xform_name(one)))}
    return spelt | (_INJECTED if "s3" in names else {})


@cache
def _loader() -> Any:
    return cast("Any", botocore.loaders).create_loader()
