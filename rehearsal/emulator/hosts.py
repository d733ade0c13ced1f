"""The names that functions of the embedded AWS find on this machine: those of databases started for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rehearsal.emulator.runtime import HOSTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["HOSTS", "write"]


def write(file: Path, names: Mapping[str, tuple[str, int]]) -> None:
    """Let each name lead to an address and port."""
    file.write_text(json.dumps(names), encoding="utf-8")
