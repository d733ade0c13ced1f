"""Finds every change that is made of a module: of its code, and of its tables.

Comparisons, arithmetic, conditions, statements that do or refuse something, decorators, rules about a value; and in
tables, which other tools leave alone: numbers, truths, names, and the rows of lists, tuples, sets and dictionaries.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

from tests.mutation import prose
from tests.mutation.examples import only_for_examples
from tests.mutation.mutant import Mutant

_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
}
_CALCULATED: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (r"\+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: (r"\*", "//"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: (r"\|", "&"),
}
_PAIR = 2
_OPPOSITES = {"all": "any", "any": "all", "max": "min", "min": "max"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class _Place:
    """Around which statement an expression stands, and whether that runs at import."""

    first: int = 1
    last: int = 1
    at_import: bool = True
    in_annotation: bool = False


def mutants(file: str, source: bytes) -> list[Mutant]:
    """Return every change of a module, in the order of its text."""
    body = ast.parse(source).body
    aside = only_for_examples(body)
    return sorted(set(_Finder(file, source).of_body([one for one in body if one not in aside], _Place())))


class _Finder:
    def __init__(self, file: str, source: bytes) -> None:
        self._file, self._source = file, source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def of_body(self, body: Sequence[ast.stmt], place: _Place) -> Iterator[Mutant]:
        for statement in body:
            if not (prose.is_type_checking(statement) or prose.is_own_business(statement)):
                yield from self._statement(statement, place)

    def _statement(self, node: ast.stmt, around: _Place) -> Iterator[Mutant]:
        bodies = [part for name in ("body", "orelse", "finalbody") for part in getattr(node, name, [])]
        last = min((part.lineno for part in bodies), default=(node.end_lineno or node.lineno) + 1) - 1
        place = replace(around, first=node.lineno, last=max(last, node.lineno))
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._function(node, place)
                return
            case ast.ClassDef():
                yield from self._decorators(node, place)
            case ast.Expr(value=ast.Constant()):
                return
            case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise():
                yield self._change(node, "pass", "statement removed", place)
            case ast.Return(value=ast.expr() as value) if not _is_constant(value, None):
                yield self._change(value, "None", "return value", place)
            case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test):
                yield self._change(test, f"not ({self._text(test)})", "condition negated", place)
            case ast.Break() | ast.Continue():
                yield self._change(node, "pass", "jump removed", place)
            case _:
                pass
        yield from self._parts(node, place)

    def _parts(self, node: ast.AST, place: _Place) -> Iterator[Mutant]:
        """What is in the parts of a statement or an expression."""
        for name, value in ast.iter_fields(node):
            nested = replace(place, in_annotation=True) if name == "annotation" else place
            for part in cast("list[object]", value) if isinstance(value, list) else [value]:
                match part:
                    case ast.stmt():
                        yield from self.of_body([part], place)
                    case ast.expr():
                        if name != "decorator_list":
                            yield from self._expression(part, nested)
                    case ast.AST():
                        yield from self._parts(part, nested)
                    case _:
                        pass

    def _function(self, node: _Function, place: _Place) -> Iterator[Mutant]:
        yield from self._decorators(node, place)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                yield from self._expression(default, place)
        yield from self.of_body(node.body, replace(place, at_import=False))

    def _decorators(self, node: _Function | ast.ClassDef, place: _Place) -> Iterator[Mutant]:
        for decorator in filter(prose.has_meaning, node.decorator_list):
            start = self._source.rindex(b"@", 0, self._start(decorator))
            yield self._edit(start, self._end(decorator), "", decorator.lineno, "decorator removed", place)

    def _expression(self, node: ast.expr, place: _Place) -> Iterator[Mutant]:
        if place.in_annotation:
            yield from self._annotation(node, place)
            return
        match node:
            case ast.JoinedStr():
                return
            case ast.Call():
                yield from self._call(node, place)
                return
            case ast.List() | ast.Set() | ast.Tuple() | ast.Dict():
                yield from self._table(node, place)
            case _:
                yield from self._operation(node, place)
        yield from self._parts(node, place)

    def _operation(self, node: ast.expr, place: _Place) -> Iterator[Mutant]:
        match node:
            case ast.Constant():
                yield from self._constant(node, place)
            case ast.Compare():
                yield from self._compare(node, place)
            case ast.BoolOp(op=op, values=values):
                old, new = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                for left, right in pairwise(values):
                    yield from self._between(left, right, old, new, "boolean operator", place)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._change(node, f"({self._text(operand)})", "negation removed", place)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _CALCULATED and not _is_text(left, right):
                yield from self._between(left, right, *_CALCULATED[type(op)], "arithmetic", place)
            case ast.IfExp(test=test):
                yield self._change(test, f"not ({self._text(test)})", "condition negated", place)
            case _:
                pass

    def _table(self, node: ast.List | ast.Set | ast.Tuple | ast.Dict, place: _Place) -> Iterator[Mutant]:
        match node:
            case ast.Dict():
                yield from self._dictionary(node, place)
            case ast.Tuple(elts=rows):
                # The cells of a row are as many as its reader unpacks: only a tuple of one kind of thing is a table.
                if len({type(row) for row in rows}) == 1 and not isinstance(node.ctx, ast.Store):
                    yield from self._pair(rows, place) if len(rows) == _PAIR else self._rows(rows, place)
            case _:
                yield from self._rows(node.elts, place)

    def _annotation(self, node: ast.expr, place: _Place) -> Iterator[Mutant]:
        """Types are the type checker's business; rules in them are not."""
        for part in ast.walk(node):
            if isinstance(part, ast.Call):
                yield from self._call(part, replace(place, in_annotation=False))

    def _call(self, node: ast.Call, place: _Place) -> Iterator[Mutant]:
        if prose.is_example(node):
            return
        if new := _OPPOSITES.get(node.func.id if isinstance(node.func, ast.Name) else ""):
            yield self._change(node.func, new, "opposite function", place)
        if prose.is_constraint(node):
            rules = [keyword for keyword in node.keywords if not prose.is_said(keyword.arg)]
            yield from self._rows([*node.args, *node.keywords], place, rules, "rule removed")
        yield from self._expression(node.func, place)
        for argument in node.args:
            if not (prose.is_spoken(node) and isinstance(argument, ast.Constant)):
                yield from self._expression(argument, place)
        for keyword in node.keywords:
            if not prose.is_said(keyword.arg):
                yield from self._expression(keyword.value, place)

    def _constant(self, node: ast.Constant, place: _Place) -> Iterator[Mutant]:
        match node.value:
            case bool() as truth:
                yield self._change(node, str(not truth), "truth", place)
            case int() as number:
                yield self._change(node, str(number + 1), "number", place)
                if number > 1:
                    yield self._change(node, str(number - 1), "number", place)
            case float() as number:
                yield self._change(node, str(number * 2 + 1), "number", place)
            case str() as text if not prose.is_prose(text):
                yield self._change(node, repr(text + "-mutated"), "text", place)
            case _:
                pass

    def _compare(self, node: ast.Compare, place: _Place) -> Iterator[Mutant]:
        operands = [node.left, *node.comparators]
        for op, left, right in zip(node.ops, operands, node.comparators, strict=False):
            yield from self._between(left, right, *_COMPARED[type(op)], "comparison", place)

    def _dictionary(self, node: ast.Dict, place: _Place) -> Iterator[Mutant]:
        firsts = [key or value for key, value in zip(node.keys, node.values, strict=True)]
        starts = [
            self._start(first) if key else self._source.rindex(b"**", 0, self._start(first))
            for key, first in zip(node.keys, firsts, strict=True)
        ]
        spans = list(zip(starts, map(self._end, node.values), strict=True))
        for index, first in enumerate(firsts):
            yield self._without(spans, index, first.lineno, "row removed", place)

    def _rows(
        self,
        rows: Sequence[ast.expr | ast.keyword],
        place: _Place,
        of: Sequence[ast.expr | ast.keyword] | None = None,
        kind: str = "row removed",
    ) -> Iterator[Mutant]:
        spans = [(self._start(row), self._end(row)) for row in rows]
        for index, row in enumerate(rows):
            if of is None or row in of:
                yield self._without(spans, index, row.lineno, kind, place)

    def _pair(self, rows: Sequence[ast.expr], place: _Place) -> Iterator[Mutant]:
        """Take one of two out, and leave the comma that makes a tuple of the other."""
        start, end = self._start(rows[0]), self._end(rows[1])
        comma = "" if re.match(rb"\s*,", self._source[end:]) else ","
        for gone, left in (rows, rows[::-1]):
            yield self._edit(start, end, self._text(left) + comma, gone.lineno, "row removed", place)

    def _without(self, spans: Sequence[tuple[int, int]], index: int, line: int, kind: str, place: _Place) -> Mutant:
        """Take one row out, and with it the comma to its neighbour."""
        start, end = spans[index]
        if index + 1 < len(spans):
            end = spans[index + 1][0]
        elif index:
            start = spans[index - 1][1]
        elif (comma := re.match(rb"\s*,", self._source[end:])) is not None:
            end += comma.end()
        return self._edit(start, end, "", line, kind, place)

    def _between(
        self, left: ast.expr, right: ast.expr, old: str, new: str, kind: str, place: _Place
    ) -> Iterator[Mutant]:
        """Change the operator that stands between two operands."""
        start, end = self._end(left), self._start(right)
        found = re.search(old.encode(), self._source[start:end])
        if found:
            line = self._source.count(b"\n", 0, start + found.start()) + 1
            yield self._edit(start + found.start(), start + found.end(), new, line, kind, place)

    def _change(self, node: ast.expr | ast.stmt, text: str, kind: str, place: _Place) -> Mutant:
        return self._edit(self._start(node), self._end(node), text, node.lineno, kind, place)

    def _edit(self, start: int, end: int, text: str, line: int, kind: str, place: _Place) -> Mutant:
        return Mutant(
            file=self._file, start=start, end=end, text=text, line=line, kind=kind,
            first=min(place.first, line), last=max(place.last, line), at_import=place.at_import,
        )  # fmt: skip

    def _start(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def _text(self, node: ast.expr) -> str:
        return self._source[self._start(node) : self._end(node)].decode()


def _is_constant(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _is_text(*operands: ast.expr) -> bool:
    """Whether texts are put together, of which there is no difference."""
    return any(
        isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        for one in operands
    )
