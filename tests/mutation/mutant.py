"""One small change of one module, as an edit of its text."""

import difflib
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, order=True)
class Mutant:
    """Bytes `start` to `end` of a module become `text`; `first` and `last` are the lines of the statement around."""

    file: str
    start: int
    end: int
    text: str
    line: int
    kind: str
    first: int
    last: int
    at_import: bool
    """Whether the statement runs when the module is imported, and so in no test of its own."""

    def applied(self, source: bytes) -> bytes:
        """Return the changed module."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def diff(self, source: bytes) -> str:
        """Return the lines that change, as `diff` shows them, without its heading."""
        before, after = source.decode().splitlines(), self.applied(source).decode().splitlines()
        lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[3:]
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)
