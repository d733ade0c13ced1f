"""Statements without values.

pg_stat_statements replaces constants by parameters, but not always: of a statement whose entry was evicted while it
ran the text may be
kept as it came, and utility statements are kept as they came on purpose, passwords included
(https://www.postgresql.org/docs/17/pgstatstatements.html). So every text is parsed, and what is left of constants
is taken out.
"""

from __future__ import annotations

import logging

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

LONGEST = 4000
"""Characters of a statement that are kept."""

WITHHELD = "(a statement whose text could not be read)"
_KINDS = (exp.Select, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.SetOperation)
# It warns of what it only half understands, and quotes it.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


def without_values(text: str) -> str | None:
    """Return a statement with every constant replaced by `?`; WITHHELD if it cannot be parsed; None if it is no
    query."""
    try:
        parsed = parse_one(text, read="postgres")
    except (SqlglotError, RecursionError):
        return WITHHELD
    if not isinstance(parsed, _KINDS):
        return None
    bare = parsed.transform(_hide)
    return bare.sql(dialect="postgres", comments=False)[:LONGEST]


def _hide(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Literal | exp.HexString | exp.BitString | exp.National | exp.RawString):
        # The number of a parameter is a literal to the parser.
        return node if isinstance(node.parent, exp.Parameter) else exp.Placeholder()
    return node
