"""The project's own packages, as the contracts of its layers list them."""

import tomllib
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
OURS: tuple[str, ...] = tuple(
    tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["root_packages"]
)
