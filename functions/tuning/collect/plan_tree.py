"""Reads a plan's JSON: which tables are scanned from end to end, and by which columns rows are chosen or joined.

Only column names leave this module; constants in filters do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from functions.tuning.snapshot import Plan, Read

_Node = Mapping[str, Any]
_RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE)
_JOIN_CONDITIONS = ("Hash Cond", "Merge Cond", "Join Filter")
# Between these types an index on the one serves a comparison with the other.
_TRANSPARENT = {exp.DataType.Type.TEXT}


def read_plan(document: Any) -> Plan:
    """Return what matters of `EXPLAIN (VERBOSE, FORMAT JSON)`'s answer."""
    root = cast("_Node", document[0]["Plan"])
    nodes = tuple(_walk(root))
    joined = tuple(column for node, _ in nodes for column in _joined(node))
    relations = {name for node, _ in nodes if (name := _relation(node))}
    reads = tuple(_read(node, shares, joined) for node, shares in nodes if node["Node Type"] == "Seq Scan")
    return Plan(cost=float(root["Total Cost"]), relations=tuple(sorted(relations)), reads=reads)


def indexes_used(document: Any) -> set[str]:
    """Return the names of the indexes that a plan uses."""
    return {
        str(node["Index Name"]) for node, _ in _walk(cast("_Node", document[0]["Plan"])) if "Index Name" in node
    }


def _walk(node: _Node, shares: float = 1.0) -> Iterator[tuple[_Node, float]]:
    """Yield every node, and among how many processes its rows are shared.

    The planner counts the leader as what is left of it after serving its workers:
    `get_parallel_divisor` in https://github.com/postgres/postgres/blob/REL_17_6/src/backend/optimizer/path/costsize.c
    """
    yield node, shares
    workers = int(node.get("Workers Planned", 0))
    below = workers + max(1 - 0.3 * workers, 0) if workers else shares
    for child in node.get("Plans", ()):
        yield from _walk(child, below)


def _relation(node: _Node) -> str | None:
    return f"{node['Schema']}.{node['Relation Name']}" if "Relation Name" in node and "Schema" in node else None


def _read(node: _Node, shares: float, joined: tuple[tuple[str, str], ...]) -> Read:
    alias = str(node["Alias"])
    equal: list[str] = []
    ranged: list[str] = []
    for condition in _conjuncts(node.get("Filter")):
        _sort_out(condition, alias, equal, ranged)
    return Read(
        relation=_relation(node) or str(node["Relation Name"]),
        rows=float(node["Plan Rows"]) * shares,
        equal=tuple(dict.fromkeys(equal)),
        ranged=tuple(dict.fromkeys(ranged)),
        joined=tuple(dict.fromkeys(column for table, column in joined if table == alias)),
    )


def _joined(node: _Node) -> Iterator[tuple[str, str]]:
    for key in _JOIN_CONDITIONS:
        for condition in _conjuncts(node.get(key)):
            if isinstance(condition, exp.EQ):
                for side in (condition.left, condition.right):
                    column = _column(side)
                    if column is not None:
                        yield column.table, column.name


def _conjuncts(text: Any) -> Iterator[exp.Expr]:
    if not text:
        return
    try:
        parsed: exp.Expr = parse_one(str(text), read="postgres")
    except (SqlglotError, RecursionError):
        return
    waiting = [parsed]
    while waiting:
        one = waiting.pop().unnest()
        if isinstance(one, exp.And):
            waiting += [one.right, one.left]
        else:
            yield one


def _sort_out(condition: exp.Expr, alias: str, equal: list[str], ranged: list[str]) -> None:
    if not isinstance(condition, exp.EQ | exp.GT | exp.GTE | exp.LT | exp.LTE):
        return
    for side, other in ((condition.left, condition.right), (condition.right, condition.left)):
        column = _column(side)
        if column is None or column.table != alias or _mentions(other, alias):
            continue
        (ranged if isinstance(condition, _RANGES) else equal).append(column.name)
        return


def _column(side: exp.Expr) -> exp.Column | None:
    bare = side.unnest()
    if isinstance(bare, exp.Cast) and bare.to.this in _TRANSPARENT:
        bare = bare.this.unnest()
    return bare if isinstance(bare, exp.Column) and bare.table else None


def _mentions(side: exp.Expr, alias: str) -> bool:
    return any(column.table == alias for column in side.find_all(exp.Column))
