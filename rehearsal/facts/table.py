"""A table of facts, and how it is written as a module that any checker understands."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearsal.facts.source import origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WIDTH = 112


def words(items: Iterable[str]) -> str:
    """Words in one text, parted by a space."""
    return " ".join(items)


@dataclass(frozen=True)
class Table:
    """Constants by name: a text of words, or such texts by key; and a note to each."""

    title: str
    rows: Mapping[str, str | Mapping[str, str]]
    notes: Mapping[str, str]

    def module(self) -> str:
        """The table as a Python module."""
        head = f'"""{self.title}: written by `make facts`, never by hand.\n\n'
        parts = [f'{head}Source: {origin()}.\n"""\n\n# fmt: off']
        for name, content in self.rows.items():
            parts.append(f"# {self.notes[name]}")
            if isinstance(content, str):
                parts.append(f"{name} = {_text(content, 0)}\n")
            else:
                lines = "\n".join(f'    "{key}": {_text(value, 4)},' for key, value in content.items())
                parts.append(f"{name}: dict[str, str] = {{\n{lines}\n}}\n")
        return "\n".join(parts)


def _text(content: str, indent: int) -> str:
    """A literal, over several lines where it is long."""
    if len(content) < _WIDTH - 30:
        return f'"{content}"'
    lines = textwrap.wrap(content, _WIDTH - indent - 8, break_on_hyphens=False)
    inner = " " * (indent + 4)
    quoted = [f'{inner}"{line} "' for line in lines[:-1]] + [f'{inner}"{lines[-1]}"']
    return "(\n" + "\n".join(quoted) + f"\n{' ' * indent})"
