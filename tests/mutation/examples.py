"""Finds what a module has for its examples alone: an example that says it otherwise is as good."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from tests.mutation import prose


def only_for_examples(body: Sequence[ast.stmt]) -> frozenset[ast.stmt]:
    """Return a module's private tables and functions that nothing reads but its examples, and what these read."""
    private = {statement for statement in body if _names(statement)}
    while needed := _defining(private, [one for one in body if one not in private]):
        private -= needed
    shown = _defining(private, [one for one in body if one not in private], examples=True)
    while more := _defining(private, shown, examples=True) - shown:
        shown |= more
    return frozenset(shown)


def _defining(among: set[ast.stmt], readers: Iterable[ast.stmt], *, examples: bool = False) -> set[ast.stmt]:
    """Those that define what the readers read."""
    read = {name for one in readers for name in _read(one, examples=examples)}
    return {one for one in among if read.intersection(_names(one))}


def _names(statement: ast.stmt) -> list[str]:
    """The names that a statement defines, if they are all private to its module."""
    match statement:
        case ast.Assign(targets=targets):
            names = [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.FunctionDef(name=name):
            names = [name]
        case _:
            names = []
    return names if all(name.startswith("_") and not name.startswith("__") for name in names) else []


def _read(node: ast.AST, *, examples: bool = False) -> Iterator[str]:
    """The names that are read in a node; those in examples with `examples` alone."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            yield name
        case ast.keyword(arg=arg) if prose.is_said(arg) and not examples:
            return
        case ast.Call() if prose.is_example(node) and not examples:
            return
        case _:
            for part in ast.iter_child_nodes(node):
                yield from _read(part, examples=examples)
