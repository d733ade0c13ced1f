"""Checks the settings of a stack, without an AWS account."""

from pathlib import Path
from typing import Any, cast

from components.settings import load_file, stack_file


def check(stack: str, root: Path) -> str:
    """Check a stack's settings file; returns what to say of it, and raises SettingsError with every problem."""
    file = stack_file(root, stack)
    settings = load_file(file)
    return f"{file.name}: {_count(settings.model_dump(exclude_unset=True))} settings, all valid"


def _count(values: dict[str, Any]) -> int:
    return sum(_count(cast("dict[str, Any]", value)) if isinstance(value, dict) else 1 for value in values.values())
