"""What a change of each key does to what stands: the kept findings of `make effects`, for the reference."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path as FilePath

from components.settings.problem import Path

FILE = "components/settings/effects.json"


@cache
def kept() -> Mapping[str, str]:
    """The findings by key, as prod's settings have it: `database.engineVersion`."""
    return json.loads(FilePath(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def effect_of(path: Path) -> str:
    """What a change of a key does, `NAME` standing for any name; empty for a key that prod's settings lack."""
    return next((found for key, found in kept().items() if _is(key.split("."), path)), "")


def _is(parts: list[str], path: Path) -> bool:
    return len(parts) == len(path) and all(mine in {"NAME", part} for part, mine in zip(parts, path, strict=True))
