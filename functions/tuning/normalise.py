"""Statements without values.

pg_stat_statements replaces constants by parameters, but not always: of a statement whose entry was evicted while it
ran the text may be
kept as it came, and utility statements are kept as they came on purpose, passwords included
(https://www.postgresql.org/docs/17/pgstatstatements.html). So every text is parsed, and what is left of constants
is taken out.
"""

from __future__ import annotations

import logging

from sqlglot import exp, parse_one, tokenize
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

LONGEST = 4000
"""Characters of a statement that are kept."""

WITHHELD = "(a statement whose text could not be read)"
_CONSTANTS = (
    exp.Literal,
    exp.BitString,
    exp.ByteString,
    exp.HexString,
    exp.National,
    exp.RawString,
    exp.UnicodeString,
)
_STRINGS = {kind for kind in TokenType if kind.name.endswith("STRING")}
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
    bare = parsed.transform(_hide).sql(dialect="postgres", comments=False)
    return bare[:LONGEST] if not _holds_constants(bare) else WITHHELD


def _hide(node: exp.Expr) -> exp.Expr:
    # The number of a parameter is a literal to the parser.
    if isinstance(node, _CONSTANTS) and not isinstance(node.parent, exp.Parameter):
        return exp.Var(this="?")
    return node


def _holds_constants(text: str) -> bool:
    """Whether a constant is left, by the words themselves: the parser may know a kind that the list lacks."""
    before = None
    for token in tokenize(text, read="postgres"):
        if token.token_type in _STRINGS or (
            token.token_type is TokenType.NUMBER and before is not TokenType.PARAMETER
        ):
            return True
        before = token.token_type
    return False
